#!/usr/bin/env bash
# Package: clozecraft 0.4.0 (npm), the cloze parser of Obsidian's Spaced Repetition plugin
# Guess:   each deletion of a text makes a card; numbers only say which ones are asked together.
# Seen:    if one deletion has a number, those without a number make no card. The question shows their marks as text, with the answer between them.
# Matters: if you number one highlight of a note, you lose the cards of all others. A program that reads such notes has to read the whole text before it makes the first card.
. "$(dirname "$0")/lib.sh"
node_packages clozecraft@0.4.0

see node - <<'JS'
const { ClozeCrafter } = require('clozecraft')
const crafter = new ClozeCrafter(['==[123;;]answer[;;hint]=='])
for (const text of ['==Oxygen== binds to ==haemoglobin==', '==1;;Oxygen== binds to ==haemoglobin==']) {
  const note = crafter.createClozeNote(text)
  for (let card = 0; card < note.numCards; card++) console.log(`${card + 1} of ${note.numCards}: ${note.getCardFront(card)}`)
}
JS

expect <<'END'
1 of 2: [...] binds to haemoglobin
2 of 2: Oxygen binds to [...]
1 of 1: [...] binds to ==haemoglobin==
END
