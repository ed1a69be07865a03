#!/usr/bin/env bash
# Package: pygls 2.1.1 (PyPI)
# Guess:   a server counts lines as the editor does: in the protocol, only \n, \r\n and \r end a line.
# Seen:    pygls uses splitlines(), so U+2028, U+0085 and the form feed end a line, too. Below the first of these, each position is off by a line.
# Matters: text pasted from a PDF or a word processor has such characters. Below one, completion and rename work on the wrong line, and a rename changes that line.
. "$(dirname "$0")/lib.sh"
python_packages pygls==2.1.1

see python - <<'PY'
from lsprotocol.types import Position
from pygls.workspace import TextDocument

for name, mark in (("nothing", " "), ("U+2028", "\u2028"), ("U+0085", "\x85"), ("form feed", "\f")):
    note = TextDocument("file:///note.md", f"pasted{mark}text\n[[Cell]]\n[[Heart]]\n")
    print(f"{name}: {len(note.lines)} lines, the editor's third has", note.word_at_position(Position(2, 3)))
PY

expect <<'END'
nothing: 3 lines, the editor's third has Heart
U+2028: 4 lines, the editor's third has Cell
U+0085: 4 lines, the editor's third has Cell
form feed: 4 lines, the editor's third has Cell
END
