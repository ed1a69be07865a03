#!/usr/bin/env bash
# Package: pathspec 1.1.1 (PyPI), beside git
# Guess:   GitIgnoreSpec, which is made to behave like git, ignores the same files as git.
# Seen:    with "drafts/" and "!drafts/keep.md", git still ignores the file, because it ignores the folder. GitIgnoreSpec includes the file, even when it walks the folder.
# Matters: a program that reads a vault by its .gitignore makes cards of a note that is not in git, and so not on any other device.
. "$(dirname "$0")/lib.sh"
python_packages pathspec==1.1.1
command -v git >/dev/null || cannot_tell "there is no git"

mkdir -p "$place/vault/drafts"
printf 'drafts/\n!drafts/keep.md\n' >"$place/vault/.gitignore"
touch "$place/vault/drafts/keep.md" "$place/vault/drafts/other.md"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
git init --quiet "$place/vault"

cat >"$place/compare.py" <<'PY'
import subprocess
from pathlib import Path
from pathspec import GitIgnoreSpec

spec = GitIgnoreSpec.from_lines(Path("vault/.gitignore").read_text().splitlines())
walked = {path.replace("\\", "/") for path in spec.match_tree_files("vault")}
for path in ("drafts/keep.md", "drafts/other.md"):
    git = subprocess.run(["git", "-C", "vault", "check-ignore", "--quiet", path]).returncode == 0
    print(f"{path}: git ignores {git}, match_file {spec.match_file(path)}, match_tree_files {path in walked}")
PY
see python compare.py

expect <<'END'
drafts/keep.md: git ignores True, match_file False, match_tree_files False
drafts/other.md: git ignores True, match_file True, match_tree_files True
END
