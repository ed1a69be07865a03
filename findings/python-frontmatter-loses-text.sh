#!/usr/bin/env bash
# Package: python-frontmatter 1.3.0 (PyPI)
# Guess:   a note that opens with a line between two rules and has no "key: value" is left alone.
# Seen:    the text between the rules is lost: it is in neither the data nor the content, and dumps() writes the note without it. A wikilink there, [[Cell]], becomes a nested list.
# Matters: a program that sets one property in each note of a vault deletes such openings and turns every link in the properties into text that is not a link.
. "$(dirname "$0")/lib.sh"
python_packages python-frontmatter==1.3.0 PyYAML==6.0.3

see python - <<'PY'
import frontmatter

note = frontmatter.loads("---\nA thought to begin with.\n---\nThe text.\n")
print("data:", note.metadata, "content:", note.content)
note["reviewed"] = True
print(frontmatter.dumps(note))
print()
print(frontmatter.dumps(frontmatter.loads("---\nup: [[Cell]]\n---\nThe text.\n")))
PY

expect <<'END'
data: {} content: The text.
---
reviewed: true
---

The text.

---
up:
- - Cell
---

The text.
END
