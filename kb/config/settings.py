"""The settings: each is defined once, with its name, type, parser, default and meaning.

``import.extensions`` is the key ``extensions`` of the table ``[import]`` in the configuration file.
A field that is added to a table below is read, checked, shown by ``kb config``, and documented
without further code.
"""

from collections.abc import Callable
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from kb.config import values
from kb.config.values import Words


class Overrides(tuple["Override", ...]):
    """Settings by tag, in the order of the file."""

    __slots__ = ()


class Templates(tuple["Template", ...]):
    """Templates by name, in the order of the file."""

    __slots__ = ()


Value = Path | bool | float | str | Words | Overrides | Templates | None
"""The value of a setting."""
_T = TypeVar("_T")

GENERATORS: Final = tuple(
    "definition question statement formula term component item table version output concept reverse"
    " advantage use list contrast cloze overlapping".split()
)
"""The names of the card generators in :mod:`kb.cards`; a test keeps the two equal."""


def _overrides(value: object) -> Overrides:
    if not isinstance(value, dict) or not all(isinstance(table, dict) for table in value.values()):
        raise ValueError("tables such as [schedule.tags.python] with settings in them")
    return Overrides(
        Override(
            tag=tag.removeprefix("#"),
            **{key: parser(SETTINGS[f"schedule.{key}"])(entry) for key, entry in table.items()},
        )
        for tag, table in value.items()
    )


def _templates(value: object) -> Templates:
    if not isinstance(value, dict):
        raise ValueError("texts by name, as under [new.templates]")  # noqa: TRY004  # as in values
    return Templates(Template(name=name, text=values.text(text)) for name, text in value.items())


def _generators(value: object) -> Words:
    names = values.word_list(value)
    if not set(names) <= set(GENERATORS):
        raise ValueError(f"a list of generators, out of {', '.join(GENERATORS)}")
    return names


def _default_store() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415  # 5 ms that --help need not pay

    return user_data_path("kb", appauthor=False) / "kb.db"


def _setting(parse: Callable[[object], _T], default: _T | Callable[[], _T], meaning: str) -> _T:
    """Return a dataclass field with its parser, see :mod:`kb.config.values`, and its meaning."""
    about = {"parse": parse, "meaning": meaning}
    if callable(default):
        return field(default_factory=default, metadata=about)
    return field(default=default, metadata=about)


def _labels(of: str) -> Words:
    return _setting(values.word_list, (), f"more labels for {of}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """``[store]``."""

    path: Path = _setting(values.path, _default_store, "the database file")
    daily_backups: bool = _setting(values.flag, True, "whether to back up the store once a day")  # noqa: FBT003


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSettings:
    """``[import]``."""

    extensions: Words = _setting(
        values.extensions, (".md", ".markdown"), "file name extensions of notes in a folder"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSettings:
    """``[notes]``."""

    kinds: Words = _setting(values.tag_list, (), "more tags that are kinds of notes, such as atom")
    colours_are_tags: bool = _setting(values.flag, True, "whether #c0ffee is a tag")  # noqa: FBT003


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSettings:
    """``[fields]``: more labels of fields, in any language, besides the built-in ones."""

    tags: Words = _labels("the tags")
    definition: Words = _labels("the definition")
    connections: Words = _labels("connections")
    sources: Words = _labels("the sources")
    reflection: Words = _labels("the reflection")
    aliases: Words = _labels("the aliases")
    type: Words = _labels("the kind of the note")
    status: Words = _labels("the status")
    date: Words = _labels("the date")
    requires: Words = _labels("requirements, which are learned first")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSettings:
    """``[cards]``: how cards are read and generated."""

    on: Words = _setting(
        _generators, (), "generators to turn on: contrast, cloze and overlapping are off by default"
    )
    off: Words = _setting(_generators, (), "generators to turn off")
    learn: bool = _setting(
        values.flag,
        True,  # noqa: FBT003
        "whether your verdicts on cards change which cards kb generates",
    )
    deck_tags: Words = _setting(
        values.tag_list, ("flashcards",), "tags of notes in which ::, ? and ==cloze== make cards"
    )
    ignored_tags: Words = _setting(
        values.tag_list, (), "tags of notes in which they never make cards"
    )
    all_notes_are_decks: bool = _setting(
        values.flag,
        False,  # noqa: FBT003
        "whether they make cards in every note, whatever its tags",
    )
    cloze_patterns: Words = _setting(
        values.word_list,
        ("==[123;;]answer[;;hint]==",),
        "what cloze deletions in such notes look like; ==, ** and {{ are short for whole patterns",
    )
    inline_separator: str = _setting(values.line, "::", "between question and answer on one line")
    inline_reversed_separator: str = _setting(
        values.line, ":::", "the same, for a card in both directions"
    )
    separator: str = _setting(values.line, "?", "the line between question and answer")
    reversed_separator: str = _setting(values.line, "??", "the same, for a card in both directions")
    end_marker: str = _setting(
        values.line, "", "the line that ends a multi-line card; if empty, a blank line does"
    )
    anki_begin: str = _setting(
        values.line, "START", "the line before a card of Obsidian_to_Anki; if empty, none is read"
    )
    anki_end: str = _setting(values.line, "END", "the line after it")
    anki_inline_begin: str = _setting(values.line, "STARTI", "the same, within a line")
    anki_inline_end: str = _setting(values.line, "ENDI", "what ends such a card")
    anki_deck_line: str = _setting(
        values.line, "TARGET DECK", "how Obsidian_to_Anki's line with a deck begins"
    )
    anki_tags_line: str = _setting(values.line, "FILE TAGS", "how its line with tags begins")
    anki_delete_line: str = _setting(values.line, "DELETE", "how its mark of a deletion begins")
    anki_frozen_line: str = _setting(
        values.line, "FROZEN", "how its line with values for all cards of a note begins"
    )
    anki_curly_clozes: bool = _setting(
        values.flag,
        False,  # noqa: FBT003
        "whether {word} and {1:word} are deletions in its clozes",
    )
    anki_highlight_clozes: bool = _setting(
        values.flag,
        False,  # noqa: FBT003
        "whether ==word== is one, too",
    )
    anki_fields: Words = _setting(
        values.word_list, (), "more note types of Anki, such as “Vocabulary: Word, Meaning”"
    )
    anki_patterns: Words = _setting(
        values.word_list,
        (),
        "regular expressions whose groups are the fields of a note type, as “Basic: ^(.+) = (.+)$”",
    )
    logseq_tag: str = _setting(
        values.tag, "card", "the tag in a block that is a card of Logseq; if empty, none is read"
    )
    card_tag: str = _setting(values.tag, "card", "the tag after a question of flashcards-obsidian")
    card_inline_separator: str = _setting(
        values.line, "", "its separator on one line, in all notes; if empty, it is not read"
    )
    card_inline_reversed_separator: str = _setting(
        values.line, "", "the same, for a card in both directions"
    )
    card_line_clozes: bool = _setting(
        values.flag,
        False,  # noqa: FBT003
        "whether {word}, {1:word} and ==word== make a card of any line of any note, as it does",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One of ``[new.templates]``: the text of a new note."""

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
    """``[new]``: notes that ``kb new`` creates."""

    folder: Path | None = _setting(
        values.path, None, "the folder for new notes; by default that of notes that link to them"
    )
    template: str = _setting(
        values.text, _TEMPLATE, "their text, with {{title}}, {{date}}, {{time}} and {{wanted_by}}"
    )
    templates: Templates = _setting(
        _templates, Templates(), "more templates by name, for “kb new --template NAME”"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSettings:
    """``[show]``: how notes and cards are shown on a terminal."""

    line_breaks: bool = _setting(
        values.flag,
        True,  # noqa: FBT003
        "whether a line of a paragraph begins on a line of its own, as in Obsidian",
    )
    pictures: bool = _setting(
        values.flag,
        True,  # noqa: FBT003
        "whether a review draws pictures, on a terminal that can, with the extra kb[pictures]",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncSettings:
    """``[sync]``."""

    folder: Path | None = _setting(
        values.path, None, "the folder through which “kb review” shares reviews with other machines"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """``[schedule.tags.TAG]``: settings for cards of notes with a tag; ``None`` is as for all.

    Each has the name and the parser of a setting of :class:`ScheduleSettings`.
    """

    tag: str
    retention: float | None = None
    learning_steps: Words | None = None
    relearning_steps: Words | None = None
    maximum_interval_days: int | None = None
    new_per_day: int | None = None
    new_per_note: int | None = None
    reviews_per_day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSettings:
    """``[schedule]``: when cards are due."""

    retention: float = _setting(
        values.number(0.7, 0.99), 0.90, "the chance of recall at which a card is due"
    )
    learning_steps: Words = _setting(
        values.durations, ("1m", "10m"), "intervals of a new card before it graduates"
    )
    relearning_steps: Words = _setting(values.durations, ("10m",), "the same after a lapse")
    maximum_interval_days: int = _setting(values.number(1, 36_500), 36_500, "the longest interval")
    new_per_day: int = _setting(values.number(0, 9999), 20, "new cards a day")
    new_per_note: int = _setting(
        values.number(1, 9999), 3, "new cards a day from one note, unless it is a deck"
    )
    reviews_per_day: int | None = _setting(
        values.number(0, 9999), None, "maximum reviews a day; no limit by default"
    )
    learn_ahead_minutes: int = _setting(
        values.number(0, 1440), 20, "how early to show a learning card if nothing else is due"
    )
    rollover_hour: int = _setting(values.number(0, 23), 4, "the hour at which a study day begins")
    balance: bool = _setting(
        values.flag,
        True,  # noqa: FBT003
        "whether cards fall due on days with less to do, of those that their intervals allow",
    )
    easy_days: Words = _setting(
        values.easy_days,
        (),
        "shares of a usual day's reviews, such as saturday:0.5; 0 is for as few as possible",
    )
    leech_threshold: int = _setting(
        values.number(0, 99), 8, "lapses after which a card is a leech; 0 for never"
    )
    tags: Overrides = _setting(
        _overrides, Overrides(), "other settings for a tag; the first matching tag wins"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, by table of the configuration file; ``imports`` is the table ``[import]``."""

    store: StoreSettings = field(default_factory=StoreSettings)
    imports: ImportSettings = field(default_factory=ImportSettings)
    notes: NoteSettings = field(default_factory=NoteSettings)
    fields: FieldSettings = field(default_factory=FieldSettings)
    cards: CardSettings = field(default_factory=CardSettings)
    new: NewSettings = field(default_factory=NewSettings)
    show: ShowSettings = field(default_factory=ShowSettings)
    sync: SyncSettings = field(default_factory=SyncSettings)
    schedule: ScheduleSettings = field(default_factory=ScheduleSettings)
    explicit: frozenset[str] = frozenset()
    """The names of the settings that the user has set, even if to their defaults."""


TABLES: Final = {
    "import" if table.name == "imports" else table.name: cast("type[Any]", table.default_factory)
    for table in fields(Settings)
    if table.name != "explicit"
}
"""The class of each table of the configuration file."""
SETTINGS: Final[dict[str, "Field[Any]"]] = {
    f"{table}.{key.name}": key for table, group in TABLES.items() for key in fields(group)
}
"""The field of each setting, by the setting's name."""
OVERRIDABLE: Final = tuple(key.name for key in fields(Override) if key.name != "tag")
"""The keys of ``[schedule]`` that can be set for a tag."""


def parser(setting: "Field[Any]") -> Callable[[object], Any]:
    """Return the parser of a setting's value."""
    return cast("Callable[[object], Any]", setting.metadata["parse"])


def default(setting: "Field[Any]") -> Value:
    """Return the default of a setting."""
    factory = setting.default_factory
    return cast("Value", factory() if callable(factory) else setting.default)
