#!/usr/bin/env bash
# Package: mldoc 1.6.0 (npm), Logseq's parser
# Guess:   in a Markdown file a property is a line of the form "key:: value". A drawer between :PROPERTIES: and :END: is Org's, and text.
# Seen:    the drawer is read as properties, too. "key:: value" is one wherever it stands in a block, also behind text and an empty line, but not without the blank after the colons.
# Matters: schedules of flashcards are properties. A program that looks for "card-repeats::" alone loses those in drawers, and shows them as a part of the card.
. "$(dirname "$0")/lib.sh"
node_packages mldoc@1.6.0

see node - <<'JS'
const { Mldoc } = require('mldoc')
const options = JSON.stringify({
  format: 'Markdown', toc: false, parse_outline_only: false, heading_number: false, keep_line_break: true,
  heading_to_list: false, exporting_keep_properties: false, inline_type_with_pos: false, inline_skip_macro: false,
  export_md_indent_style: 'dashes', export_md_remove_options: [], hiccup_in_block: true,
})
const texts = {
  'a line below': '- Tin\n  card-repeats:: 3',
  'a drawer': '- Tin\n  :PROPERTIES:\n  :card-repeats: 3\n  :END:',
  'behind text and an empty line': '- Tin\n  is a metal\n\n  card-repeats:: 3',
  'no blank': '- Tin\n  card-repeats::3',
}
for (const [name, text] of Object.entries(texts)) {
  const properties = []
  const look = (part) => {
    if (!Array.isArray(part)) return
    if (part[0] === 'Property_Drawer') properties.push(...part[1].map(([key, value]) => `${key} is ${value}`))
    else part.forEach(look)
  }
  look(JSON.parse(Mldoc.parseJson(text, options)))
  console.log(`${name} -> ${properties.join(', ') || 'no property'}`)
}
JS

expect <<'END'
a line below -> card-repeats is 3
a drawer -> card-repeats is 3
behind text and an empty line -> card-repeats is 3
no blank -> no property
END
