#!/usr/bin/env bash
# Package: clozecraft 0.4.0 (npm), the cloze parser of Obsidian's Spaced Repetition plugin
# Guess:   with a pattern whose number stands behind the answer, as in ==cell==[^1], a highlight without a number before it is left alone.
# Seen:    the deletion begins at that highlight, and hides everything up to the numbered one.
# Matters: one highlight too many earlier in a line takes half the sentence out of the question. With the number before the answer this does not happen.
. "$(dirname "$0")/lib.sh"
node_packages clozecraft@0.4.0

see node - <<'JS'
const { ClozeCrafter } = require('clozecraft')
const cases = [
  ['==answer==[^\\[hint\\]][\\[^123\\]]', 'A ==wall== surrounds the ==cell==[^1] of a plant.'],
  ['==[123;;]answer[;;hint]==', 'A ==wall== surrounds the ==1;;cell== of a plant.'],
]
for (const [pattern, text] of cases) console.log(new ClozeCrafter([pattern]).createClozeNote(text).getCardFront(0))
JS

expect <<'END'
A [...] of a plant.
A ==wall== surrounds the [...] of a plant.
END
