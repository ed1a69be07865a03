#!/usr/bin/env bash
# Package: clozecraft 0.4.0 (npm), the cloze parser of Obsidian's Spaced Repetition plugin
# Guess:   deletions 1 and 3 make two cards, as they do in Anki, where a number may be left out.
# Seen:    they make three. The second has no question: its front is the whole text with every answer.
# Matters: after you remove a deletion, there is a card that you always answer right, with longer and longer intervals.
. "$(dirname "$0")/lib.sh"
node_packages clozecraft@0.4.0

see node - <<'JS'
const { ClozeCrafter } = require('clozecraft')
const note = new ClozeCrafter(['{{[c123::]answer[::hint]}}']).createClozeNote('{{c1::Rome}} was founded in {{c3::753 BC}}')
for (let card = 0; card < note.numCards; card++) console.log(`${note.getCardFront(card)}  >>  ${note.getCardBack(card)}`)
JS

expect <<'END'
[...] was founded in 753 BC  >>  Rome was founded in 753 BC
Rome was founded in 753 BC  >>  Rome was founded in 753 BC
Rome was founded in [...]  >>  Rome was founded in 753 BC
END
