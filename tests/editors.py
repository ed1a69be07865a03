"""An editor for tests: a script that notes what it was given, and adds to the file."""

import shlex
from pathlib import Path

_SCRIPT = """\
#!/bin/sh
printf '%s\\n' "$@" >{seen}
for last; do :; done
printf '%s' {adds} >>"$last"
exit {code}
"""


def fake_editor(path: Path, *, adds: str = "", code: int = 0) -> Path:
    """Writes a script that appends ``adds`` to the file it is given last, and returns its path.

    It ends with the exit code ``code``.

    What it was given stands in a file beside it that ends in ``.seen``, a word a line.
    """
    seen = shlex.quote(str(path.with_suffix(".seen")))
    path.write_text(_SCRIPT.format(seen=seen, adds=shlex.quote(adds), code=code))
    path.chmod(0o755)
    return path
