"""The keys of ``kb review``, in one table for the key bar and the list of keys."""

from typing import Final

from kb.tui.files import FILE
from kb.tui.keys import Key

ANSWER: Final = Key(
    "space,enter",
    "screen.go_on",
    "Answer",
    "Show the answer, then rate Good (or Enter)",
    "Space",
)
GOOD: Final = ANSWER._replace(label="Good")
RATINGS: Final = (
    Key("1", "screen.rate(1)", "", "Again: you did not know it"),
    Key("2", "screen.rate(2)", "", "Hard: you knew it, with difficulty"),
    Key("3", "screen.rate(3)", "", "Good: you knew it"),
    Key("4", "screen.rate(4)", "", "Easy: you knew it at once"),
)
TYPE: Final = Key("t", "screen.type_answer", "Type", "Type the answer, and compare it")
UNDO: Final = Key("u", "screen.undo", "Undo", "Undo your last answer, bury or suspend")
REDO: Final = Key("U", "screen.redo", "Redo", "Redo what you have just undone")
NOTE: Final = Key(
    "o,e,E", "screen.edit_note", "Note", "Open the note in your editor, at the card (or e)"
)
BURY: Final = Key("b", "screen.bury", "Bury", "Bury the card until tomorrow")
SUSPEND: Final = Key(
    "exclamation_mark", "screen.suspend", "Suspend", "Suspend the card until “kb unsuspend”", "!"
)
WHY: Final = Key("i", "screen.why", "Why", "Why the card is shown now, and its history")
RELATED: Final = Key("r", "screen.related", "Related", "Related notes, after the answer is shown")
RESET: Final = Key("x", "screen.reset", "Reset", "Reset a card whose answer has changed")
KEYS: Final = Key("question_mark,f1", "screen.keys", "Keys", "Show all keys", "?")
QUIT: Final = Key("q", "app.quit", "Quit", "Quit; all answers are saved")
CANCEL: Final = Key("escape", "screen.cancel", "Cancel", "Stop typing", "Esc")
COMPARE: Final = Key("enter", "screen.go_on", "Compare", "Compare", "Enter")
LEAVE: Final = Key("enter", "app.quit", "Quit", "Quit", "Enter")

ALL: Final = (
    ANSWER, *RATINGS, TYPE, UNDO, REDO, NOTE, FILE, BURY, SUSPEND, WHY, RELATED, RESET, KEYS, QUIT,
    CANCEL,
)  # fmt: skip
ASKED: Final = (ANSWER, TYPE, UNDO, REDO, NOTE, BURY, SUSPEND, WHY, KEYS, QUIT)
ANSWERED: Final = (GOOD, UNDO, REDO, NOTE, BURY, SUSPEND, WHY, RELATED, KEYS, QUIT)
TYPING: Final = (COMPARE, CANCEL)
AT_THE_END: Final = (UNDO, REDO, LEAVE)
