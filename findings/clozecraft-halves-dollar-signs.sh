#!/usr/bin/env bash
# Package: clozecraft 0.4.0 (npm), the cloze parser of Obsidian's Spaced Repetition plugin
# Guess:   a card shows the deleted text as it stands in the note.
# Seen:    each "$$" in a deletion becomes "$", on the answer and on the other cards of the text: a formula on lines of its own ends up within the line.
# Matters: the text of a deletion is the replacement of a JavaScript replace(), where "$" has a meaning. A program that compares its cards with the plugin's must not take the plugin's text for the author's.
. "$(dirname "$0")/lib.sh"
node_packages clozecraft@0.4.0

see node - <<'JS'
const { ClozeCrafter } = require('clozecraft')
const crafter = new ClozeCrafter(['==[123;;]answer[;;hint]=='])
const note = crafter.createClozeNote('Energy is ==$$E = mc^2$$==, and its unit the ==joule==.')
console.log(`answer: ${note.getCardBack(0)}`)
console.log(`other question: ${note.getCardFront(1)}`)
JS

expect <<'END'
answer: Energy is $E = mc^2$, and its unit the joule.
other question: Energy is $E = mc^2$, and its unit the [...].
END
