"""The marks that git leaves in a file where two versions of it disagree.

Each side is read, for nobody knows which is right; the marks are no text of the note.
"""

import re

_BEGINS = re.compile(r"<{7}(?: .*)?$")
_BETWEEN = re.compile(r"(?:={7}|\|{7}|%{7}|\+{7}|-{7})(?: .*)?$")
"""The last three are Jujutsu's."""
_ENDS = re.compile(r">{7}(?: .*)?$")
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")


def without_conflict_marks(text: str) -> tuple[str, tuple[int, ...]]:
    """Return ``text`` with the marks blanked, and the rows of those that begin a conflict.

    What appears in a fence is an example of them.
    """
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return text, ()
    lines = text.split("\n")
    rows: list[int] = []
    fence = ""
    inside = False
    for row, line in enumerate(lines):
        opens = _BEGINS.match(line) is not None
        ends = _ENDS.match(line) is not None
        if not fence and (opens or ends or (inside and _BETWEEN.match(line))):
            if opens or not inside:
                rows.append(row)
            inside = not ends
            # A blank keeps the line where the text ends with it.
            lines[row] = " "
        elif not inside and (mark := _FENCE.match(line)):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence):
                fence = ""
    return ("\n".join(lines), tuple(rows)) if rows else (text, ())
