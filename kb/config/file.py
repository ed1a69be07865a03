"""Read and check the configuration file."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from kb.config.settings import OVERRIDABLE, SETTINGS, TABLES, Settings, Value, default, parser
from kb.errors import ConfigError, reason_of

_FILE_VARIABLE: Final = "KB_CONFIG"
_BY_TAG: Final = "schedule.tags"
_TEMPLATES: Final = "new.templates"
_RENAMED: Final = {"cards.cloze_marks": "cards.cloze_patterns"}
"""Settings by the names that they had before."""


class Origin(StrEnum):
    """Where a setting's value comes from; a later one wins over those before it."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    OPTION = "option"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A setting with its current value."""

    name: str
    value: Value
    default: Value
    origin: Origin
    line: int | None
    """In the configuration file, if the value comes from there."""
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The settings, where each comes from, and the configuration file."""

    settings: Settings
    listed: tuple[Setting, ...]
    """Every setting, in the order of definition."""
    file: Path
    """The configuration file, which may not exist."""


def read_configuration(environ: Mapping[str, str], *, store: Path | None = None) -> Configuration:
    """Read the settings: defaults, then the file, then the environment, then ``store``.

    In the environment, ``KB_CONFIG`` names the file and ``KB_DB`` the store.

    Raises:
        ConfigError: the file cannot be read, or has an unknown setting or a wrong value.
    """
    file = configuration_file(environ)
    text = text_of(file, environ)
    values = values_in(text, file)
    origins = dict.fromkeys(values, Origin.FILE)
    if named := environ.get("KB_DB"):
        values["store.path"] = _expanded(Path(named), "KB_DB")
        origins["store.path"] = Origin.ENVIRONMENT
    if store is not None:
        values["store.path"] = _expanded(store, "--db")
        origins["store.path"] = Origin.OPTION
    tables: dict[str, dict[str, Value]] = {table: {} for table in TABLES}
    for name, value in values.items():
        table, _, key = name.partition(".")
        tables[table][key] = value
    groups = {table: TABLES[table](**keys) for table, keys in tables.items()}
    listed = tuple(
        Setting(
            name=name,
            value=values[name] if name in values else default(setting),
            default=default(setting),
            origin=origins.get(name, Origin.DEFAULT),
            line=_line_of(name, text) if origins.get(name) is Origin.FILE else None,
            meaning=setting.metadata["meaning"],
        )
        for name, setting in SETTINGS.items()
    )
    settings = Settings(imports=groups.pop("import"), explicit=frozenset(values), **groups)
    return Configuration(settings=settings, listed=listed, file=file)


def _expanded(path: Path, source: str) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        user = path.parts[0].removeprefix("~")
        raise ConfigError(
            f"{source} is {path}, but there is no user {user}. Give the path without “~”."
        ) from None


def configuration_file(environ: Mapping[str, str]) -> Path:
    """Return the path of the configuration file, which may not exist.

    Raises:
        ConfigError: ``KB_CONFIG`` names the home folder of an unknown user.
    """
    if named := environ.get(_FILE_VARIABLE):
        return _expanded(Path(named), _FILE_VARIABLE)
    from platformdirs import user_config_path  # noqa: PLC0415  # 5 ms that --help need not pay

    return user_config_path("kb", appauthor=False) / "config.toml"


def text_of(file: Path, environ: Mapping[str, str]) -> str:
    """Return the text of the configuration file; empty if the default file does not exist.

    Raises:
        ConfigError: the file cannot be read, or ``KB_CONFIG`` names one that does not exist.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if environ.get(_FILE_VARIABLE):
            raise ConfigError(
                f"{_FILE_VARIABLE} is {file}, which does not exist. “kb config edit” creates it."
            ) from None
        return ""
    except OSError as error:
        raise ConfigError(
            f"cannot read {file}: {reason_of(error)}. Correct that, or set {_FILE_VARIABLE} to "
            "another file."
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file} is not UTF-8 text. Save it as UTF-8.") from error


def values_in(text: str, file: Path) -> dict[str, Value]:
    """Parse a configuration file, and return the values that it sets, by name of the setting.

    Raises:
        ConfigError: the text is not TOML, or has an unknown setting or a wrong value.
    """
    if not text:
        return {}
    import tomllib  # noqa: PLC0415  # most people have no configuration file

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        why = re.sub(r" \(at .*", "", str(error))
        raise ConfigError(f"{file}:{line} is not TOML: {why}. Correct that line.") from None
    except RecursionError:
        raise ConfigError(f"{file} is nested too deeply. Remove the brackets.") from None
    values: dict[str, Value] = {}
    for name, value in _entries(document):
        where = f"{file}:{_line_of(name, text)}: "
        parse = parser_of(name)
        if parse is None:
            raise unknown(name, where)
        try:
            parsed = parse(value)
        except ValueError as error:
            raise ConfigError(f"{where}{name} must be {error}. Correct that line.") from None
        if name in SETTINGS:
            values[name] = parsed
    return values


def _entries(document: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for table, entries in document.items():
        if not isinstance(entries, dict) or (not entries and table not in TABLES):
            yield table, entries
            continue
        for key, value in entries.items():
            name = _RENAMED.get(f"{table}.{key}", f"{table}.{key}")
            if name == _BY_TAG and isinstance(value, dict):
                # First the settings of each tag, so that an error names their line.
                for tag, settings in value.items():
                    if isinstance(settings, dict):
                        for setting in settings:
                            yield f"{name}.{tag}.{setting}", settings[setting]
            yield name, value


def parser_of(name: str) -> Callable[[object], Value] | None:
    """Return the parser of a setting's value, perhaps of one for a tag; ``None`` if unknown."""
    setting = SETTINGS.get(name)
    if name.startswith(f"{_BY_TAG}."):
        tag, _, key = name.removeprefix(f"{_BY_TAG}.").rpartition(".")
        setting = SETTINGS[f"schedule.{key}"] if tag and key in OVERRIDABLE else None
    elif name.startswith(f"{_TEMPLATES}."):
        setting = SETTINGS["new.template"]
    return parser(setting) if setting else None


def unknown(name: str, where: str = "") -> ConfigError:
    """Return the error for an unknown setting, with similar names; ``where`` is a prefix."""
    names = tuple(SETTINGS)
    if name.startswith(f"{_BY_TAG}.") and name.count(".") > _BY_TAG.count(".") + 1:
        tag = name.rpartition(".")[0]
        names = tuple(f"{tag}.{key}" for key in OVERRIDABLE)
    section = name if name in TABLES else name.rpartition(".")[0]
    fellows = tuple(known for known in names if known.startswith(f"{section}."))
    if fellows and name == section:
        hint = f"It is a section: name a setting in it, such as {fellows[0]}."
        return ConfigError(f"{where}there is no setting {name}. {hint}", candidates=fellows)
    similar = _similar(name, names, fellows)
    all_of = f"kb config {section}" if section in TABLES else "kb config"
    hint = f"Did you mean {similar[0]}?" if similar else f"“{all_of}” lists all settings."
    return ConfigError(f"{where}there is no setting {name}. {hint}", candidates=tuple(similar))


def _similar(name: str, names: Sequence[str], fellows: Sequence[str]) -> list[str]:
    """Return what may be meant by a name: best one of its own section, ``fellows``."""
    from difflib import get_close_matches  # noqa: PLC0415  # only after a mistake

    key = name.rpartition(".")[2]
    if fellows:
        # Only the keys count: the section alone makes two names alike.
        keys = {known.rpartition(".")[2]: known for known in fellows}
        begun = [known for known in fellows if known.startswith(name)]
        near = (
            begun
            or [keys[near_key] for near_key in get_close_matches(key, keys, n=3, cutoff=0.6)]
            or [known for other, known in keys.items() if _share_a_word(key, other)]
        )
    else:
        near = get_close_matches(name, names, n=3, cutoff=0.6)
    return (
        near
        or [known for known in names if known.rpartition(".")[2] == key]
        or [known for known in names if len(key) >= _LEAST_PART and key in known][:3]
    )


def _share_a_word(key: str, other: str) -> bool:
    """Return whether a word of one key begins like one of another: ``max_reviews``."""
    return bool(
        {word[:4] for word in key.split("_") if len(word) > _LEAST_PART}
        & {word[:4] for word in other.split("_")}
    )


_LEAST_PART: Final = 3
"""Letters of a name that can remind of a longer one."""
_HEADER: Final = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]")
_KEY: Final = re.compile(r"\s*([\w.\"' -]+?)\s*=")


def _line_of(name: str, text: str) -> int:
    """Return the line of the file that sets ``name``, counted from 1.

    tomllib keeps no positions. A line of a multi-line string that looks like the key would be
    taken for it; settings hardly need such strings.
    """
    table, table_line = "", 1
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _unquoted(header[1])
            if name == table or name.startswith(f"{table}.") or table.startswith(f"{name}."):
                table_line = number
        elif key := _KEY.match(line):
            dotted = ".".join(part for part in (table, _unquoted(key[1])) if part)
            if dotted == name or dotted.startswith(f"{name}.") or name.startswith(f"{dotted}."):
                return number
    return table_line


def _unquoted(key: str) -> str:
    return re.sub(r"[\"']|\s*(\.)\s*", r"\1", key)
