#!/usr/bin/env bash
# Package: Markdown 3.11.3 (PyPI)
# Guess:   the meta extension reads front matter between "---" lines, and a note without it has none.
# Seen:    it needs no fence: a note whose first line is "Osmosis: water moves…" loses that line to the data. Between fences it stops at the first nested list, and the rest of the front matter becomes a heading of the note.
# Matters: "Term: meaning" is how glossaries and cards begin; it is gone from the page. Tags written as a list, Obsidian's own form, are shown as the first heading.
. "$(dirname "$0")/lib.sh"
python_packages Markdown==3.11.3

see python - <<'PY'
import markdown

for text in ("Osmosis: water moves through a membrane.\nSlowly.\n", "---\ntags:\n  - biology\n---\nText\n"):
    reader = markdown.Markdown(extensions=["meta"])
    html = reader.convert(text)
    print(reader.Meta, html.replace("\n", ""))
PY

expect <<'END'
{'osmosis': ['water moves through a membrane.']} <p>Slowly.</p>
{'tags': ['']} <h2>- biology</h2><p>Text</p>
END
