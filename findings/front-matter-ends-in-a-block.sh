#!/usr/bin/env bash
# Package: mdit-py-plugins 0.7.0 and python-frontmatter 1.3.0 (PyPI)
# Guess:   an indented "---" inside a block of text in YAML is part of that text.
# Seen:    for the plugin of markdown-it it ends the front matter: the rest becomes a heading and a paragraph of the note. python-frontmatter reads on to the "---" at the margin. A fence of four dashes is front matter for both.
# Matters: a property with a template or a quoted letter in it spills into the cards of one program and stays a property in the other.
. "$(dirname "$0")/lib.sh"
python_packages mdit-py-plugins==0.7.0 markdown-it-py==4.3.0 python-frontmatter==1.3.0 PyYAML==6.0.3

see python - <<'PY'
import frontmatter
from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin

for text in ("---\nletter: |\n  Dear all,\n  ---\n  Yours\n---\nBody\n", "----\nstatus: done\n----\nBody\n"):
    tokens = MarkdownIt().use(front_matter_plugin).parse(text)
    own = [token.content for token in tokens if token.type in ("front_matter", "inline")]
    print("mdit-py-plugins:   ", *map(repr, own))
    note = frontmatter.loads(text)
    print("python-frontmatter:", note.metadata, repr(note.content))
PY

expect <<'END'
mdit-py-plugins:    'letter: |\n  Dear all,' 'Yours' 'Body'
python-frontmatter: {'letter': 'Dear all,\n---\nYours\n'} 'Body'
mdit-py-plugins:    'status: done' 'Body'
python-frontmatter: {'status': 'done'} 'Body'
END
