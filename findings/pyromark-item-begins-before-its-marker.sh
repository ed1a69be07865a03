#!/usr/bin/env bash
# Package: pyromark 0.10.3 (PyPI)
# Guess:   the range of a list item begins at its marker, or at the blanks before it, wherever the list stands.
# Seen:    behind a quotation mark and a tab it begins at the quotation mark; indented by a tab, at the end of the line above. With spaces it begins at the marker.
# Matters: a program that looks for the marker at the beginning of the range finds none, in quotations that an editor indented with tabs.
. "$(dirname "$0")/lib.sh"
python_packages pyromark==0.10.3

see python - <<'PY'
import pyromark

for text in ("> 1. one\n", ">\t1. one\n", "- a\n  - b\n", "- a\n\t- b\n"):
    spans = [span for event, span in pyromark.events_with_range(text) if event == {"Start": "Item"}]
    print(repr(text), [text[span["start"] : span["end"]] for span in spans])
PY

expect <<'END'
'> 1. one\n' ['1. one\n']
'>\t1. one\n' ['>\t1. one\n']
'- a\n  - b\n' ['- a\n  - b\n', '- b\n']
'- a\n\t- b\n' ['- a\n\t- b\n', '\n\t- b\n']
END
