#!/usr/bin/env bash
# Package: tomlkit 0.15.2 (PyPI)
# Guess:   a key that you add to a table goes below its other keys, and above the comment that introduces the next table.
# Seen:    it goes below that comment, right above the name of the next table. The comment now seems to belong to the new key.
# Matters: a command that changes one setting, and is meant to keep the rest of the file, moves every comment above a table.
. "$(dirname "$0")/lib.sh"
python_packages tomlkit==0.15.2

see python - <<'PY'
import tomlkit

settings = tomlkit.parse('[review]\nnew = 20\n\n# Where the notes are.\n[notes]\nfolder = "vault"\n')
settings["review"]["retention"] = 0.9
print(tomlkit.dumps(settings), end="")
PY

expect <<'END'
[review]
new = 20

# Where the notes are.
retention = 0.9
[notes]
folder = "vault"
END
