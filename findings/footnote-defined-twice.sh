#!/usr/bin/env bash
# Package: markdown-it-footnote 4.0.0, remark-gfm 4.0.1 (npm), mdit-py-plugins 0.7.0, Markdown 3.11.3 and mistune 3.4.0 (PyPI)
# Guess:   if a footnote has two definitions, the first one counts, as for link references in CommonMark.
# Seen:    markdown-it-footnote, its port to Python and Python-Markdown take the last one; remark and mistune the first.
# Matters: joined notes often repeat [^1]. The same note then cites another source in each program, and none of them warns.
. "$(dirname "$0")/lib.sh"
python_packages markdown-it-py==4.3.0 mdit-py-plugins==0.7.0 Markdown==3.11.3 mistune==3.4.0
node_packages markdown-it@15.0.3 markdown-it-footnote@4.0.0 \
  unified@11.0.5 remark-parse@11.0.0 remark-gfm@4.0.1 remark-rehype@11.1.2 rehype-stringify@10.0.1

printf 'Water boils at 100 degrees[^1].\n\n[^1]: at sea level\n\n[^1]: says my teacher\n' >"$place/note.md"
cat >"$place/one.py" <<'PY'
import re
import markdown
import mistune
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

text = open("note.md").read()
for name, html in (
    ("mdit-py-plugins", MarkdownIt().use(footnote_plugin).render(text)),
    ("Python-Markdown", markdown.markdown(text, extensions=["footnotes"])),
    ("mistune", mistune.create_markdown(plugins=["footnotes"])(text)),
):
    print(f"{name}:", *re.findall("at sea level|says my teacher", html))
PY
cat >"$place/two.mjs" <<'JS'
import { readFileSync } from 'node:fs'
import MarkdownIt from 'markdown-it'
import footnote from 'markdown-it-footnote'
import { unified } from 'unified'
import parse from 'remark-parse'
import gfm from 'remark-gfm'
import rehype from 'remark-rehype'
import stringify from 'rehype-stringify'

const text = readFileSync('note.md', 'utf8')
for (const [name, html] of [
  ['markdown-it-footnote', new MarkdownIt().use(footnote).render(text)],
  ['remark-gfm', String(unified().use(parse).use(gfm).use(rehype).use(stringify).processSync(text))],
]) console.log(`${name}:`, ...html.match(/at sea level|says my teacher/g))
JS
both() { python one.py && node two.mjs; }
see both

expect <<'END'
mdit-py-plugins: says my teacher
Python-Markdown: says my teacher
mistune: at sea level
markdown-it-footnote: says my teacher
remark-gfm: at sea level
END
