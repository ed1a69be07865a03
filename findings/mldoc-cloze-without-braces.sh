#!/usr/bin/env bash
# Package: mldoc 1.6.0 (npm), Logseq's parser
# Guess:   {{cloze …}} hides everything between its braces, above all formulas.
# Seen:    with a closing brace inside, as in $x^{2}$, it is text and not a cloze. A comma splits the answer into two arguments, so that 1,000 becomes 1 and 000.
# Matters: a formula that looks hidden in the editor is shown. A program that reads the answers has to join the parts that the comma split.
. "$(dirname "$0")/lib.sh"
node_packages mldoc@1.6.0

see node - <<'JS'
const { Mldoc } = require('mldoc')
const options = JSON.stringify({
  format: 'Markdown', toc: false, parse_outline_only: false, heading_number: false, keep_line_break: true,
  heading_to_list: false, exporting_keep_properties: false, inline_type_with_pos: false, inline_skip_macro: false,
  export_md_indent_style: 'dashes', export_md_remove_options: [], hiccup_in_block: true,
})
for (const text of ['{{cloze $x^2$}}', '{{cloze $x^{2}$}}', '{{cloze f(x) {on} S}}', '{{cloze 1,000}}', '{{cloze "1,000"}}']) {
  const [[, inlines]] = JSON.parse(Mldoc.parseJson(text, options))[0]
  const macro = inlines.find(([kind]) => kind === 'Macro')
  console.log(text, '->', macro ? JSON.stringify(macro[1].arguments) : 'no cloze')
}
JS

expect <<'END'
{{cloze $x^2$}} -> ["$x^2$"]
{{cloze $x^{2}$}} -> no cloze
{{cloze f(x) {on} S}} -> no cloze
{{cloze 1,000}} -> ["1","000"]
{{cloze "1,000"}} -> ["\"1,000\""]
END
