"""kb's own note types in Anki, whose ids and number of fields never change.

Anki makes a second type, and refuses to update notes, if the fields or templates of a package's
type are more or fewer than those that the collection has under its id. Their names, what the
templates say and their style may change; that reaches the collection if ``modified`` is newer, and
replaces what the user changed there. So ``FIELDS`` has one for later needs.
"""

from typing import Final

from kb.anki.collection import CardTemplate, NoteKind, NoteType

BASIC_ID: Final = 1_796_000_000_001
CLOZE_ID: Final = 1_796_000_000_002
_MODIFIED: Final = 1_796_000_000
"""Later than of all earlier releases of kb, whenever a template or the style changes."""

FORWARD, REVERSE = 0, 1
"""The ordinals of the two directions of a fact."""

FRONT, BACK, ADD_REVERSE, OMIT_FORWARD, HEADINGS, LINK, MORE, ORIGIN = range(8)
"""The fields of a note, by their places."""
FIELDS: Final = (
    "Front",
    "Back",
    "Add Reverse",
    "Omit Forward",
    "Headings",
    "Link",
    "More",
    "kb",
)
"""The same of both types, so that a note can change from one to the other.

The two in the middle are empty, or say that a note has the reverse card too, or has it alone.
“More” is empty, and shown if it ever is not. “kb” is :class:`kb.anki.origin.Origin`.
"""

_CSS: Final = """\
.card { font: 20px/1.45 system-ui, sans-serif; text-align: center; }
.card > div, .card pre, .card blockquote, .card ul, .card ol { max-width: 42em; margin: .6em auto; }
.card pre, .card blockquote, .card ul, .card ol, .card dl { text-align: left; }
.card li { margin: .15em 0; }
.card pre { overflow-x: auto; padding: .6em .8em; border: 1px solid #8886; border-radius: .4em; }
.card code { font-family: ui-monospace, monospace; font-size: .9em; }
.card blockquote { border-left: .2em solid #8888; padding-left: .8em; }
.card table { border-collapse: collapse; margin: .6em auto; }
.card td, .card th { border: 1px solid #8886; padding: .2em .6em; }
.card img { max-width: 100%; height: auto; }
.card mark { background: #fd08; color: inherit; }
.cloze { font-weight: bold; color: #06c; }
.nightMode .cloze { color: #6bf; }
.headings, .link { font-size: .7em; opacity: .65; }
.link a { color: inherit; }
"""
_HEADINGS: Final = '{{#Headings}}<div class="headings">{{Headings}}</div>{{/Headings}}'
_FOOT: Final = (
    '{{#More}}<div>{{More}}</div>{{/More}}{{#Link}}<div class="link">{{Link}}</div>{{/Link}}'
)


def _template(name: str, front: str, back: str, shown_if: str) -> CardTemplate:
    opening, closing = shown_if, f"{{{{/{shown_if[3:]}"
    return CardTemplate(
        name=name,
        front=f"{opening}{_HEADINGS}<div>{{{{{front}}}}}</div>{closing}",
        back=f"{{{{FrontSide}}}}<hr id=answer><div>{{{{{back}}}}}</div>{_FOOT}",
    )


NOTE_TYPES: Final = {
    BASIC_ID: NoteType(
        id=BASIC_ID,
        name="kb Basic",
        kind=NoteKind.NORMAL,
        fields=FIELDS,
        templates=(
            _template("Forward", "Front", "Back", "{{^Omit Forward}}"),
            _template("Reverse", "Back", "Front", "{{#Add Reverse}}"),
        ),
        css=_CSS,
        modified=_MODIFIED,
    ),
    CLOZE_ID: NoteType(
        id=CLOZE_ID,
        name="kb Cloze",
        kind=NoteKind.CLOZE,
        fields=FIELDS,
        templates=(
            CardTemplate(
                name="Cloze",
                front=f"{_HEADINGS}<div>{{{{cloze:Front}}}}</div>",
                back=(
                    f"{_HEADINGS}<div>{{{{cloze:Front}}}}</div>"
                    f"{{{{#Back}}}}<div>{{{{Back}}}}</div>{{{{/Back}}}}{_FOOT}"
                ),
            ),
        ),
        css=_CSS,
        modified=_MODIFIED,
    ),
}
