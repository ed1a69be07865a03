"""The settings: each defined once, with its name, type, default and meaning, and read from TOML.

A setting's name is its table and its key in the file: ``import.extensions`` is the key
``extensions`` under ``[import]``. A setting that is added to a group below is read, checked,
and shown by ``kb config`` without further code.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from kb.errors import ConfigError

Names = tuple[str, ...]


class Overrides(tuple["Override", ...]):
    """Settings by tag, in the order of the file."""

    __slots__ = ()


Value = Path | bool | float | str | Names | Overrides | None
"""What a setting can hold."""
_T = TypeVar("_T")

_FILE_VARIABLE: Final = "KB_CONFIG"
_STORE_VARIABLE: Final = "KB_DB"
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
_DURATION: Final = re.compile(r"[1-9][0-9]{0,3}[smh]|[1-9][0-9]?d|[12][0-9]{2}d|3[0-5][0-9]d")
_ENDINGS: Final = 'endings of file names, such as [".md", ".txt"]'


class Origin(StrEnum):
    """Where a setting's value came from; each wins over those before it."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    OPTION = "option"


def _path(given: object) -> Path:
    wanted = 'a path, such as "~/notes/kb.db"'
    if not isinstance(given, str) or not given.strip() or "\0" in given:
        raise ValueError(wanted)
    try:
        return Path(given).expanduser()
    except RuntimeError:  # ~nobody
        raise ValueError(wanted) from None


def _flag(given: object) -> bool:
    if not isinstance(given, bool):
        raise ValueError("true or false")  # noqa: TRY004  # the file is wrong, not the program
    return given


def _names(given: object, wanted: str = 'a list of words, such as ["one", "two"]') -> Names:
    """Returns the words of a list; one word may stand alone."""
    words = given if isinstance(given, list) else [given]
    names = [word.strip() for word in words if isinstance(word, str)]
    if len(names) < len(words) or not all(names):
        raise ValueError(wanted)
    return tuple(dict.fromkeys(names))


def _text(given: object) -> str:
    if not isinstance(given, str) or "\n" in given:
        raise ValueError('a text, such as "::"')
    return given.strip()


def _mark(given: object) -> str:
    if not _text(given):
        raise ValueError('a text, such as "::"')
    return _text(given)


def _number(least: float, most: float) -> Callable[[object], float]:
    """Returns what reads a number within bounds."""

    def read(given: object) -> float:
        if isinstance(given, bool) or not isinstance(given, int | float):
            raise ValueError(f"a number from {least:g} to {most:g}")  # noqa: TRY004  # as in _flag
        if not least <= given <= most:
            raise ValueError(f"a number from {least:g} to {most:g}")
        return float(given)

    return read


def _count(least: int, most: int) -> Callable[[object], int]:
    """Returns what reads a whole number within bounds."""

    def read(given: object) -> int:
        whole = isinstance(given, int) and not isinstance(given, bool)
        if not whole or not least <= cast("int", given) <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return cast("int", given)

    return read


def _steps(given: object) -> Names:
    """Returns durations, such as ``1m``; ``"1m 10m"`` is ``["1m", "10m"]``."""
    words = given.split() if isinstance(given, str) else given
    if not isinstance(words, list) or not all(
        isinstance(word, str) and _DURATION.fullmatch(word) for word in words
    ):
        raise ValueError('durations up to a year, such as ["1m", "10m"] or "1d"')
    return tuple(words)


def _overrides(given: object) -> Overrides:
    if not isinstance(given, dict) or not all(isinstance(each, dict) for each in given.values()):
        raise ValueError("tables such as [schedule.tags.python] with settings in them")
    return Overrides(_override(tag, said) for tag, said in given.items())


def _override(tag: str, said: Mapping[str, object]) -> "Override":
    known = {each.name: each for each in fields(Override) if each.name != "tag"}
    values = {}
    for key, value in said.items():
        if key not in known:
            raise ValueError(f"for each tag only {', '.join(known)}")
        try:
            values[key] = known[key].metadata["read"](value)
        except ValueError as error:
            raise ValueError(f"for {key} of {tag} {error}") from None
    return Override(tag=tag.removeprefix("#"), **values)


def _generators(given: object) -> Names:
    names = _names(given)
    if not set(names) <= set(GENERATORS):
        raise ValueError(f"a list of generators, of {', '.join(GENERATORS)}")
    return names


def _tag_names(given: object) -> Names:
    return tuple(name.removeprefix("#") for name in _names(given))


def _extensions(given: object) -> Names:
    return tuple(dict.fromkeys(extension(name) for name in _names(given, _ENDINGS)))


def extension(name: str) -> str:
    """Returns ``.txt`` for ``txt``, ``.TXT`` and ``*.txt``.

    Raises:
        ValueError: ``name`` is no ending of a file name.
    """
    ending = name.strip().removeprefix("*").removeprefix(".").casefold()
    if not ending or re.search(r"[\s/\\*?]", ending):
        raise ValueError(_ENDINGS)
    return f".{ending}"


def _default_store() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415  # 5 ms that --help need not pay

    return user_data_path("kb", appauthor=False) / "kb.db"


def _default_file() -> Path:
    from platformdirs import user_config_path  # noqa: PLC0415  # as above

    return user_config_path("kb", appauthor=False) / "config.toml"


def _setting(read: Callable[[object], _T], default: _T | Callable[[], _T], meaning: str) -> _T:
    """Returns a dataclass field that knows how its value is read, and what it is for.

    ``read`` raises ``ValueError`` with what it wants instead.
    """
    about = {"read": read, "meaning": meaning}
    if callable(default):
        return field(default_factory=default, metadata=about)
    return field(default=default, metadata=about)


def _labels(of: str) -> Names:
    return _setting(_names, (), f"further labels that introduce {of}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """``[store]``."""

    path: Path = _setting(_path, _default_store, "the file that holds what kb knows")
    daily_backups: bool = _setting(_flag, True, "whether kb copies the store once a study day")  # noqa: FBT003


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSettings:
    """``[import]``."""

    extensions: Names = _setting(
        _extensions, (".md", ".markdown"), "endings of the files in a folder that are notes"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSettings:
    """``[notes]``."""

    kinds: Names = _setting(_tag_names, (), "further kinds of notes, besides atom and such")
    colours_are_tags: bool = _setting(_flag, True, "whether #c0ffee is a tag")  # noqa: FBT003


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
        _tag_names, ("flashcards",), "tags of notes in which ::, ? and ==cloze== are cards"
    )
    cloze_marks: Names = _setting(
        _names, ("==",), "what encloses a deletion in such notes: ==, ** or {{"
    )
    inline_separator: str = _setting(_mark, "::", "between prompt and answer on one line")
    inline_reversed_separator: str = _setting(_mark, ":::", "as before, for cards both ways")
    separator: str = _setting(_mark, "?", "the line between prompt and answer")
    reversed_separator: str = _setting(_mark, "??", "as before, for cards both ways")
    end_marker: str = _setting(
        _text, "", "the line that ends a card of several lines; if empty, a blank one does"
    )


_RETENTION: Final = _number(0.7, 0.99)
_PER_DAY: Final = _count(0, 9999)
_DAYS: Final = _count(1, 36_500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """``[schedule.tags.TAG]``: what holds for the cards of notes with a tag; absent: as for all."""

    tag: str
    retention: float | None = _setting(_RETENTION, None, "")
    learning_steps: Names | None = _setting(_steps, None, "")
    relearning_steps: Names | None = _setting(_steps, None, "")
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
        _steps, ("1m", "10m"), "how long a new card waits between its first answers"
    )
    relearning_steps: Names = _setting(_steps, ("10m",), "the same after a lapse")
    maximum_interval_days: int = _setting(_DAYS, 36_500, "no card waits longer")
    new_per_day: int = _setting(_PER_DAY, 20, "new cards a day")
    reviews_per_day: int | None = _setting(
        _PER_DAY, None, "reviews a day; without it there is no limit"
    )
    learn_ahead_minutes: int = _setting(
        _count(0, 1440), 20, "how early a learning card is shown if nothing else is left"
    )
    rollover_hour: int = _setting(_count(0, 23), 4, "the hour at which a study day begins")
    leech_threshold: int = _setting(
        _count(0, 99), 8, "lapses after which a card is a leech; 0 for never"
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
    schedule: ScheduleSettings = field(default_factory=ScheduleSettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting as it stands."""

    name: str
    value: Value
    default: Value
    origin: Origin
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The settings, where each came from, and the file that was looked for."""

    settings: Settings
    listed: tuple[Setting, ...]
    """Every setting, in the order of definition."""
    file: Path
    """The configuration file, whether it exists or not."""


_GROUPS: Final[dict[str, tuple[str, type[Any]]]] = {
    "store": ("store", StoreSettings),
    "import": ("imports", ImportSettings),
    "notes": ("notes", NoteSettings),
    "fields": ("fields", FieldSettings),
    "cards": ("cards", CardSettings),
    "schedule": ("schedule", ScheduleSettings),
}
"""Table of the file → attribute of :class:`Settings`, and its class."""


def read_configuration(environ: Mapping[str, str], *, store: Path | None = None) -> Configuration:
    """Returns the settings: defaults, then the file, then the environment, then ``store``.

    Args:
        environ: ``KB_CONFIG`` names the file, ``KB_DB`` the store.
        store: the store that was asked for on the command line.

    Raises:
        ConfigError: the file cannot be read, or says something that kb does not understand.
    """
    file, values = _given_by_file(environ)
    origins = dict.fromkeys(values, Origin.FILE)
    if environ.get(_STORE_VARIABLE):
        values["store.path"] = _at_home(Path(environ[_STORE_VARIABLE]), _STORE_VARIABLE)
        origins["store.path"] = Origin.ENVIRONMENT
    if store is not None:
        values["store.path"] = _at_home(store, "--db")
        origins["store.path"] = Origin.OPTION
    groups = {
        attribute: group(
            **{
                each.name: values[f"{table}.{each.name}"]
                for each in fields(group)
                if f"{table}.{each.name}" in values
            }
        )
        for table, (attribute, group) in _GROUPS.items()
    }
    settings = Settings(**groups)
    listed = tuple(
        Setting(
            name=name,
            value=getattr(groups[_GROUPS[name.partition(".")[0]][0]], each.name),
            default=_default(each),
            origin=origins.get(name, Origin.DEFAULT),
            meaning=each.metadata["meaning"],
        )
        for name, each in _definitions().items()
    )
    return Configuration(settings=settings, listed=listed, file=file)


def _definitions() -> dict[str, "Field[Any]"]:
    return {
        f"{table}.{each.name}": each
        for table, (_, group) in _GROUPS.items()
        for each in fields(group)
    }


def _default(each: "Field[Any]") -> Value:
    made: Any = each.default_factory() if callable(each.default_factory) else each.default
    return cast("Value", made)


def _at_home(path: Path, named_by: str) -> Path:
    """Returns ``path`` with ``~`` as the folder that it stands for."""
    try:
        return path.expanduser()
    except RuntimeError:
        home = path.parts[0]
        raise ConfigError(
            f"{named_by} names {path}, but nobody's home is {home}. Give the path without it."
        ) from None


def _given_by_file(environ: Mapping[str, str]) -> tuple[Path, dict[str, Value]]:
    """Returns the configuration file and the settings it gives, by name."""
    named = environ.get(_FILE_VARIABLE)
    file = _at_home(Path(named), _FILE_VARIABLE) if named else _default_file()
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if named:
            message = f"{_FILE_VARIABLE} names {file}, which does not exist. Create or unset it."
            raise ConfigError(message) from None
        return file, {}
    except OSError as error:
        why = os.strerror(error.errno or 0)
        message = f"{file} cannot be read: {why}. Mend that, or name another in {_FILE_VARIABLE}."
        raise ConfigError(message) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file} is no UTF-8 text. Save it as UTF-8.") from error
    return file, _values(text, file)


def _values(text: str, file: Path) -> dict[str, Value]:
    import tomllib  # noqa: PLC0415  # most people have no configuration file

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        why = re.sub(r" \(at .*", "", str(error))
        message = f"{file}:{line} is no TOML: {why}. Correct that line."
        raise ConfigError(message) from None
    except RecursionError:
        message = f"{file} is nested deeper than any setting. Take the brackets out."
        raise ConfigError(message) from None
    definitions = _definitions()
    values: dict[str, Value] = {}
    for name, given in _entries(document):
        where = f"{file}:{_line_of(name, text)}"
        if name not in definitions:
            raise _unknown(name, where, tuple(definitions))
        try:
            values[name] = definitions[name].metadata["read"](given)
        except ValueError as error:
            raise ConfigError(f"{where}: {name} wants {error}. Correct that line.") from None
    return values


def _entries(document: Mapping[str, object]) -> list[tuple[str, object]]:
    """Returns (name, value) of all that the file gives; what stands in no table has no dot."""
    entries: list[tuple[str, object]] = []
    for table, given in document.items():
        if isinstance(given, dict) and (given or table not in _GROUPS):
            entries += [(f"{table}.{key}", value) for key, value in given.items()] or [(table, {})]
        elif not isinstance(given, dict):
            entries.append((table, given))
    return entries


def _unknown(name: str, where: str, known: tuple[str, ...]) -> ConfigError:
    from difflib import get_close_matches  # noqa: PLC0415  # only for the unlucky

    near = tuple(get_close_matches(name, known, n=3, cutoff=0.6))
    key = name.rpartition(".")[2]
    near = near or tuple(each for each in known if each.rpartition(".")[2] == key)
    hint = f"Did you mean {near[0]}?" if near else f"kb knows {', '.join(known)}."
    return ConfigError(f"{where}: no setting is called {name}. {hint}", candidates=near)


_HEADER: Final = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]")
_KEY: Final = re.compile(r"\s*([\w.\"' -]+?)\s*=")


def _line_of(name: str, text: str) -> int:
    """Returns the line that gives the setting ``name``, counted from 1.

    The TOML reader of the standard library keeps no positions. A line that only looks like
    the key, inside a string of several lines, could come first; nothing here needs such strings.
    """
    table, found_table = "", 1
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _unquoted(header[1])
            if name == table or name.startswith(f"{table}.") or table.startswith(f"{name}."):
                found_table = number
        elif key := _KEY.match(line):
            dotted = ".".join(part for part in (table, _unquoted(key[1])) if part)
            if dotted == name or dotted.startswith(f"{name}.") or name.startswith(f"{dotted}."):
                return number
    return found_table


def _unquoted(key: str) -> str:
    return re.sub(r"[\"']|\s*(\.)\s*", r"\1", key)
