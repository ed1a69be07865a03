#!/usr/bin/env bash
# Package: remark 15.0.1 and remark-gfm 4.0.1 (npm)
# Guess:   if a note is parsed and written again without a change, syntax that the parser does not know stays as it is, because it is plain text.
# Seen:    remark adds backslashes to wikilinks, embeds, callouts, highlights and a leading tag, and turns front matter into a rule and a heading.
# Matters: a formatter that runs on save breaks every link and callout of a vault. To change a note, edit the source at the positions that the parser reports; do not write the tree.
. "$(dirname "$0")/lib.sh"
node_packages remark@15.0.1 remark-gfm@4.0.1

see node --input-type=module - <<'JS'
import { remark } from 'remark'
import gfm from 'remark-gfm'

for (const text of ['[[Cell]] and [[Cell|cells]]', '![[heart.png]]', '> [!tip] Hint', '==marked==', '#biology', '---\ndue: 2026-01-02\n---\nText'])
  console.log(JSON.stringify(text), '->', JSON.stringify(remark().use(gfm).processSync(text).toString().trim()))
JS

expect <<'END'
"[[Cell]] and [[Cell|cells]]" -> "\\[\\[Cell]] and \\[\\[Cell|cells]]"
"![[heart.png]]" -> "!\\[\\[heart.png]]"
"> [!tip] Hint" -> "> \\[!tip] Hint"
"==marked==" -> "\\==marked=="
"#biology" -> "\\#biology"
"---\ndue: 2026-01-02\n---\nText" -> "***\n\n## due: 2026-01-02\n\nText"
END
