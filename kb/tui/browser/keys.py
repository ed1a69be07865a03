"""The keys of ``kb cards``, in one table for the key bars and the list of keys."""

from typing import Final

from kb.app.cards.browsing import CardOrder
from kb.tui.files import FILE
from kb.tui.keys import Key

SEARCH: Final = Key("slash,ctrl+f", "screen.search", "Search", "Search, in the words of Anki", "/")
SORT: Final = Key("s", "screen.sort", "Sort", "Sort by due day, stability, worth …")
LOOK: Final = Key("enter", "screen.look", "Look", "Look at the card", "Enter")
MARK: Final = Key("space", "screen.mark", "Mark", "Mark the card, or unmark it", "Space")
RANGE: Final = Key("v", "screen.mark_range", "Range", "Mark all from the last mark to here")
ALL_OF_THEM: Final = Key(
    "asterisk,ctrl+a", "screen.mark_all", "All", "Mark all cards; if all are, none (or ^a)", "*"
)
ACCEPT: Final = Key("a", "screen.act('accept')", "Accept", "Accept what waits in the inbox")
REJECT: Final = Key("r", "screen.act('reject')", "Reject", "Reject what waits in the inbox")
SUSPEND: Final = Key(
    "exclamation_mark",
    "screen.act('suspend')",
    "Suspend",
    "Suspend, or unsuspend what is suspended",
    "!",
)
BURY: Final = Key(
    "b", "screen.act('bury')", "Bury", "Bury until tomorrow, or unbury what is buried"
)
RESET: Final = Key("x", "screen.act('reset')", "Reset", "Reset: new again, with its history")
DUE: Final = Key("d", "screen.reschedule", "Due", "Reschedule: choose in how many days it is due")
EDIT: Final = Key("e", "screen.reword", "Edit", "Edit the card; its note stays as it is")
NOTE: Final = Key("o,E", "screen.open_note", "Note", "Open the note in your editor, at the card")
UNDO: Final = Key("u", "screen.undo", "Undo", "Undo your last act on all its cards")
REDO: Final = Key("U", "screen.redo", "Redo", "Redo what you have just undone")
KEYS: Final = Key("question_mark,f1", "screen.keys", "Keys", "Show all keys", "?")
QUIT: Final = Key("q", "app.quit", "Quit", "Quit; everything is saved")

MOVES: Final = (
    Key("down,j", "screen.move(1)", "", "Next card", "↓ j"),
    Key("up,k", "screen.move(-1)", "", "Previous card", "↑ k"),
    Key("shift+down,J", "screen.mark_on(1)", "", "Mark the card, and go on", "⇧↓ J"),
    Key("shift+up,K", "screen.mark_on(-1)", "", "Mark the card, and go back", "⇧↑ K"),
    Key("pagedown,ctrl+d", "screen.page(1)", "", "A page down", "PgDn"),
    Key("pageup,ctrl+u", "screen.page(-1)", "", "A page up", "PgUp"),
    Key("home,g", "screen.first", "", "First card", "Home g"),
    Key("end,G", "screen.last", "", "Last card", "End G"),
    Key("escape", "screen.leave", "", "Unmark all cards", "Esc"),
    FILE._replace(label=""),
)
LIST: Final = (
    SEARCH, SORT, LOOK, MARK, RANGE, ALL_OF_THEM, SUSPEND, BURY, RESET, DUE, ACCEPT, REJECT, EDIT,
    NOTE, UNDO, REDO, KEYS, QUIT,
)  # fmt: skip
SEARCHING: Final = (
    Key("enter", "screen.find", "Search", "Search", "Enter"),
    Key("escape", "screen.leave", "Back", "Back to the list", "Esc"),
)
NEXT: Final = Key("n,right", "screen.go(1)", "Next", "Next card (or →)")
PREVIOUS: Final = Key("p,left", "screen.go(-1)", "Previous", "Previous card (or ←)")
BACK: Final = Key("escape,enter,q", "screen.back", "Back", "Back to the list", "Esc")
CARD: Final = (
    NEXT, PREVIOUS, SUSPEND, BURY, RESET, DUE, ACCEPT, REJECT, EDIT, NOTE, UNDO, REDO, KEYS, BACK,
)  # fmt: skip

ORDERS: Final = {
    CardOrder.NOTE: ("n", "Note"),
    CardOrder.DUE: ("d", "Due"),
    CardOrder.ADDED: ("a", "Added"),
    CardOrder.STABILITY: ("s", "Stability"),
    CardOrder.DIFFICULTY: ("f", "Difficulty"),
    CardOrder.LAPSES: ("l", "Lapses"),
    CardOrder.WORTH: ("w", "Worth"),
}
"""The keys and names of orders."""
SORTING: Final = (
    *(Key(key, f"screen.answer('{order}')", name, name) for order, (key, name) in ORDERS.items()),
    Key("r", "screen.answer('turn')", "Turn round", "Turn round"),
    Key("escape,q", "screen.answer('')", "Back", "Back", "Esc"),
)
YES: Final = Key("y", "screen.answer('y')", "Yes", "Yes")
NO: Final = Key("n,escape,q", "screen.answer('')", "No", "No")
