"""The settings: each defined once, with its name, type, default and meaning.

A setting's name is its table and its key in the file: ``import.extensions`` is the key
``extensions`` under ``[import]``. A setting that is added to a group below is read, checked,
shown by ``kb config``, and documented without further code.
"""

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Final, TypeVar

from kb.config import values
from kb.config.values import Names


class Overrides(tuple["Override", ...]):
    """Settings by tag, in the order of the file."""

    __slots__ = ()


class Templates(tuple["Template", ...]):
    """Templates by name, in the order of the file."""

    __slots__ = ()


Value = Path | bool | float | str | Names | Overrides | Templates | None
"""What a setting can hold."""
_T = TypeVar("_T")

GENERATORS: Final = (
    "definition",
    "component",
    "item",
    "version",
    "output",
    "concept",
    "reverse",
    "advantage",
    "use",
    "list",
    "contrast",
    "cloze",
    "overlapping",
)
"""The rules that draw cards; kb.cards knows what they do, and a test holds this to it."""


def _overrides(given: object) -> Overrides:
    if not isinstance(given, dict) or not all(isinstance(each, dict) for each in given.values()):
        raise ValueError("tables such as [schedule.tags.python] with settings in them")
    return Overrides(_override(tag, said) for tag, said in given.items())


def _override(tag: str, said: Mapping[str, object]) -> "Override":
    known = override_fields()
    read = {key: known[key].metadata["read"](value) for key, value in said.items()}
    return Override(tag=tag.removeprefix("#"), **read)


def override_fields() -> "dict[str, Field[Any]]":
    """Returns what can be set for a tag, by name."""
    return {each.name: each for each in fields(Override) if each.name != "tag"}


def _templates(given: object) -> Templates:
    if not isinstance(given, dict):
        wanted = "texts by name, such as those under [new.templates]"
        raise ValueError(wanted)  # noqa: TRY004  # the file is wrong, not the program
    return Templates(Template(name=name, text=values.page(text)) for name, text in given.items())


def _generators(given: object) -> Names:
    names = values.names(given)
    if not set(names) <= set(GENERATORS):
        raise ValueError(f"a list of generators, of {', '.join(GENERATORS)}")
    return names


def _default_store() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415  # 5 ms that --help need not pay

    return user_data_path("kb", appauthor=False) / "kb.db"


def _setting(read: Callable[[object], _T], default: _T | Callable[[], _T], meaning: str) -> _T:
    """Returns a dataclass field that knows how its value is read, and what it is for.

    ``read`` raises ``ValueError`` with what it wants instead.
    """
    about = {"read": read, "meaning": meaning}
    if callable(default):
        return field(default_factory=default, metadata=about)
    return field(default=default, metadata=about)


def _labels(of: str) -> Names:
    return _setting(values.names, (), f"further labels that introduce {of}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """``[store]``."""

    path: Path = _setting(values.path, _default_store, "the file that holds what kb knows")
    daily_backups: bool = _setting(values.flag, True, "whether kb copies the store once a day")  # noqa: FBT003


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSettings:
    """``[import]``."""

    extensions: Names = _setting(
        values.extensions, (".md", ".markdown"), "endings of the files in a folder that are notes"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSettings:
    """``[notes]``."""

    kinds: Names = _setting(values.tag_names, (), "further kinds of notes, besides atom and such")
    colours_are_tags: bool = _setting(values.flag, True, "whether #c0ffee is a tag")  # noqa: FBT003


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSettings:
    """``[fields]``: labels, besides those that kb knows, in any language."""

    tags: Names = _labels("the tags")
    definition: Names = _labels("the definition")
    connections: Names = _labels("connections")
    sources: Names = _labels("the sources")
    reflection: Names = _labels("the reflection")
    aliases: Names = _labels("the aliases")
    type: Names = _labels("the kind of the note")
    status: Names = _labels("the status")
    date: Names = _labels("the date")
    requires: Names = _labels("what should be known before")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSettings:
    """``[cards]``: how cards are read and drawn."""

    on: Names = _setting(
        _generators, (), "generators that are off by default: contrast, cloze, overlapping"
    )
    off: Names = _setting(_generators, (), "generators that are to draw no cards")
    deck_tags: Names = _setting(
        values.tag_names, ("flashcards",), "tags of notes in which ::, ? and ==cloze== are cards"
    )
    cloze_marks: Names = _setting(
        values.names, ("==",), "what encloses a deletion in such notes: ==, ** or {{"
    )
    inline_separator: str = _setting(values.mark, "::", "between prompt and answer on one line")
    inline_reversed_separator: str = _setting(values.mark, ":::", "as before, for cards both ways")
    separator: str = _setting(values.mark, "?", "the line between prompt and answer")
    reversed_separator: str = _setting(values.mark, "??", "as before, for cards both ways")
    end_marker: str = _setting(
        values.text, "", "the line that ends a card of several lines; if empty, a blank one does"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """``[new.templates]``: what a new note holds."""

    name: str
    text: str


_TEMPLATE: Final = """\
# {{title}}

Tags:

Definition:

Connections:
- Related Concepts: {{wanted_by}}

Sources:
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSettings:
    """``[new]``: notes that ``kb new`` writes."""

    folder: Path | None = _setting(
        values.path, None, "where they go; without it, beside the notes that link to them"
    )
    template: str = _setting(
        values.page, _TEMPLATE, "what they hold, with {{title}}, {{date}}, {{time}}, {{wanted_by}}"
    )
    templates: Templates = _setting(
        _templates, Templates(), "further templates by name, for “kb new --template NAME”"
    )


_RETENTION: Final = values.number(0.7, 0.99)
_PER_DAY: Final = values.count(0, 9999)
_DAYS: Final = values.count(1, 36_500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """``[schedule.tags.TAG]``: what holds for the cards of notes with a tag; absent: as for all."""

    tag: str
    retention: float | None = _setting(_RETENTION, None, "")
    learning_steps: Names | None = _setting(values.steps, None, "")
    relearning_steps: Names | None = _setting(values.steps, None, "")
    maximum_interval_days: int | None = _setting(_DAYS, None, "")
    new_per_day: int | None = _setting(_PER_DAY, None, "")
    reviews_per_day: int | None = _setting(_PER_DAY, None, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSettings:
    """``[schedule]``: when cards are reviewed."""

    retention: float = _setting(
        _RETENTION, 0.90, "the chance of recall at which a review is due, 0.7 to 0.99"
    )
    learning_steps: Names = _setting(
        values.steps, ("1m", "10m"), "how long a new card waits between its first answers"
    )
    relearning_steps: Names = _setting(values.steps, ("10m",), "the same after a lapse")
    maximum_interval_days: int = _setting(_DAYS, 36_500, "no card waits longer")
    new_per_day: int = _setting(_PER_DAY, 20, "new cards a day")
    reviews_per_day: int | None = _setting(
        _PER_DAY, None, "reviews a day; without it there is no limit"
    )
    learn_ahead_minutes: int = _setting(
        values.count(0, 1440), 20, "how early a learning card is shown if nothing else is left"
    )
    rollover_hour: int = _setting(values.count(0, 23), 4, "the hour at which a study day begins")
    leech_threshold: int = _setting(
        values.count(0, 99), 8, "lapses after which a card is a leech; 0 for never"
    )
    tags: Overrides = _setting(
        _overrides, Overrides(), "other settings by tag; the first that fits wins"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set, by table of the file. ``imports`` is the table ``[import]``."""

    store: StoreSettings = field(default_factory=StoreSettings)
    imports: ImportSettings = field(default_factory=ImportSettings)
    notes: NoteSettings = field(default_factory=NoteSettings)
    fields: FieldSettings = field(default_factory=FieldSettings)
    cards: CardSettings = field(default_factory=CardSettings)
    new: NewSettings = field(default_factory=NewSettings)
    schedule: ScheduleSettings = field(default_factory=ScheduleSettings)


GROUPS: Final[dict[str, tuple[str, type[Any]]]] = {
    "store": ("store", StoreSettings),
    "import": ("imports", ImportSettings),
    "notes": ("notes", NoteSettings),
    "fields": ("fields", FieldSettings),
    "cards": ("cards", CardSettings),
    "new": ("new", NewSettings),
    "schedule": ("schedule", ScheduleSettings),
}
"""Table of the file → attribute of :class:`Settings`, and its class."""
