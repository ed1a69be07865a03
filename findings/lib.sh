# Sourced by the scripts beside it: a folder that goes away again, packages of one version, and the comparison.
# A script ends with 0 if what its comment says is still so, with 1 if it is no longer so, and with 2 if it cannot tell.

set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUTF8=1 PYTHONWARNINGS=ignore NODE_NO_WARNINGS=1 TZ=UTC

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
trap 'exit 130' HUP INT TERM

# The comment at the top of a script is what it has found; it is printed before the output.
sed -n -e '1d' -e '/^#/!q' -e 's/^# \{0,1\}//p' "$0"

cannot_tell() {
  printf '\nCannot tell: %s\n' "$1" >&2
  exit 2
}

no_longer() {
  printf '\nNo longer so: %s\n' "$1"
  exit 1
}

python() { "$place/venv/bin/python" "$@"; }

# python_packages NAME==VERSION…: puts them into an environment of their own
python_packages() {
  "${PYTHON:-python3}" -m venv "$place/venv" || cannot_tell "no environment could be made for Python"
  python -m pip install -qq --no-compile "$@" || cannot_tell "pip could not install $*"
}

# node_packages NAME@VERSION…
node_packages() {
  (cd "$place" && npm init --yes >/dev/null && npm install --silent --no-audit --no-fund --ignore-scripts "$@") \
    || cannot_tell "npm could not install $*"
}

# see COMMAND…: runs it in the folder, and keeps and prints what it says
see() {
  (cd "$place" && "$@") >"$place/seen" || no_longer "$1 ended with an error"
  printf '\nOutput:\n'
  sed 's/^/  /' "$place/seen"
}

# expect <<'END': compares what was seen with what it reads
expect() {
  cat >"$place/expected"
  diff -u --label expected "$place/expected" --label seen "$place/seen" || no_longer "the output differs as shown above"
  printf '\nStill so.\n'
}
