#!/usr/bin/env bash
# Package: ts-fsrs 5.4.2 (npm)
# Guess:   rollback(card, log) returns the card as it was before the answer.
# Seen:    it restores stability, difficulty and state, but not the due date, which becomes the time of the undone answer.
# Matters: a card that you undo is due on another day, in every program that uses rollback of ts-fsrs for undo.
. "$(dirname "$0")/lib.sh"
node_packages ts-fsrs@5.4.2

see node --input-type=module - <<'JS'
import { createEmptyCard, fsrs, Rating } from 'ts-fsrs'

const scheduler = fsrs({ enable_fuzz: false })
const first = new Date('2026-01-01T10:00Z')
const before = scheduler.next(createEmptyCard(first), first, Rating.Easy).card
const slip = scheduler.next(before, new Date('2026-01-05T18:30Z'), Rating.Again)
const after = scheduler.rollback(slip.card, slip.log)
for (const [name, card] of [['before the answer', before], ['after the undo   ', after]])
  console.log(`${name}: stability ${card.stability}, reps ${card.reps}, lapses ${card.lapses}, due ${card.due.toISOString()}`)
JS

expect <<'END'
before the answer: stability 8.2956, reps 1, lapses 0, due 2026-01-09T10:00:00.000Z
after the undo   : stability 8.2956, reps 1, lapses 0, due 2026-01-05T18:30:00.000Z
END
