"""The keys of ``kb review``, in one table that makes the bar and the help."""

from typing import Final

from kb.schedule.memory import Rating
from kb.tui.keys import Key

ANSWER: Final = Key(
    key="space,enter",
    written="Space",
    action="screen.go_on",
    label="Answer",
    meaning="Show the answer; then, rate it Good (or Enter)",
)
GOOD: Final = Key(
    key="space,enter",
    written="Space",
    action="screen.go_on",
    label="Good",
    meaning=ANSWER.meaning,
)
RATINGS: Final = tuple(
    Key(
        key=str(rating.value),
        written=str(rating.value),
        action=f"screen.rate({rating.value})",
        meaning=meaning,
    )
    for rating, meaning in (
        (Rating.AGAIN, "Again: you did not know it"),
        (Rating.HARD, "Hard: you knew it, with trouble"),
        (Rating.GOOD, "Good: you knew it"),
        (Rating.EASY, "Easy: you knew it at once"),
    )
)
TYPE: Final = Key(
    key="t",
    written="t",
    action="screen.type_answer",
    label="Type",
    meaning="Type the answer, and see where it differs",
)
UNDO: Final = Key(
    key="u",
    written="u",
    action="screen.undo",
    label="Undo",
    meaning="Take your last answer, bury or suspend back",
)
EDIT: Final = Key(
    key="e",
    written="e",
    action="screen.edit_note",
    label="Edit",
    meaning="Edit the note at the card's line, in your editor",
)
BURY: Final = Key(
    key="b", written="b", action="screen.bury", label="Bury", meaning="Put it off until tomorrow"
)
SUSPEND: Final = Key(
    key="exclamation_mark",
    written="!",
    action="screen.suspend",
    label="Suspend",
    meaning="Set it aside, until “kb unsuspend”",
)
WHY: Final = Key(
    key="i",
    written="i",
    action="screen.why",
    label="Why",
    meaning="Why this card comes now, and its history",
)
RELATED: Final = Key(
    key="r",
    written="r",
    action="screen.related",
    label="Related",
    meaning="Related notes, once the answer is shown",
)
RESET: Final = Key(
    key="x",
    written="x",
    action="screen.reset",
    label="Reset",
    meaning="Begin anew with a card whose answer has changed",
)
KEYS: Final = Key(
    key="question_mark,f1",
    written="?",
    action="screen.keys",
    label="Keys",
    meaning="Show all keys",
)
QUIT: Final = Key(
    key="q", written="q", action="app.quit", label="Quit", meaning="Quit; all answers are kept"
)
CANCEL: Final = Key(
    key="escape", written="Esc", action="screen.cancel", label="Cancel", meaning="Stop typing"
)
SHOW_TYPED: Final = Key(
    key="enter", written="Enter", action="screen.go_on", label="Compare", meaning="Compare"
)
LEAVE: Final = Key(key="enter", written="Enter", action="app.quit", label="Quit", meaning="Quit")

ALL: Final = (
    ANSWER, *RATINGS, TYPE, UNDO, EDIT, BURY, SUSPEND, WHY, RELATED, RESET, KEYS, QUIT, CANCEL,
)  # fmt: skip
ASKED: Final = (ANSWER, TYPE, UNDO, EDIT, BURY, SUSPEND, WHY, KEYS, QUIT)
ANSWERED: Final = (GOOD, UNDO, EDIT, BURY, SUSPEND, WHY, RELATED, KEYS, QUIT)
TYPING: Final = (SHOW_TYPED, CANCEL)
AT_THE_END: Final = (UNDO, LEAVE)
