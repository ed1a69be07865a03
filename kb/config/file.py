"""The configuration file: how it is read, and what is said of what it should not hold."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, cast

from kb.config.settings import GROUPS, Settings, Value, override_fields
from kb.errors import ConfigError

_FILE_VARIABLE: Final = "KB_CONFIG"
_STORE_VARIABLE: Final = "KB_DB"
_BY_TAG: Final = "schedule.tags"
_TEMPLATES: Final = "new.templates"


class Origin(StrEnum):
    """Where a setting's value came from; each wins over those before it."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    OPTION = "option"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting as it stands."""

    name: str
    value: Value
    default: Value
    origin: Origin
    line: int | None
    """Of the configuration file, where it gives the value."""
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The settings, where each came from, and the file that was looked for."""

    settings: Settings
    listed: tuple[Setting, ...]
    """Every setting, in the order of definition."""
    file: Path
    """The configuration file, whether it exists or not."""


def read_configuration(environ: Mapping[str, str], *, store: Path | None = None) -> Configuration:
    """Returns the settings: defaults, then the file, then the environment, then ``store``.

    Args:
        environ: ``KB_CONFIG`` names the file, ``KB_DB`` the store.
        store: the store that was asked for on the command line.

    Raises:
        ConfigError: the file cannot be read, or says something that kb does not understand.
    """
    file = configuration_file(environ)
    text = text_of(file, environ)
    values = values_in(text, file)
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
        for table, (attribute, group) in GROUPS.items()
    }
    settings = Settings(**groups)
    listed = tuple(
        Setting(
            name=name,
            value=getattr(groups[GROUPS[name.partition(".")[0]][0]], each.name),
            default=default_of(each),
            origin=origins.get(name, Origin.DEFAULT),
            line=_line_of(name, text) if origins.get(name) is Origin.FILE else None,
            meaning=each.metadata["meaning"],
        )
        for name, each in definitions().items()
    )
    return Configuration(settings=settings, listed=listed, file=file)


def definitions() -> dict[str, "Field[Any]"]:
    """Returns each setting's field, by the name of the setting."""
    return {
        f"{table}.{each.name}": each
        for table, (_, group) in GROUPS.items()
        for each in fields(group)
    }


def default_of(each: "Field[Any]") -> Value:
    """Returns what holds where nothing is set."""
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


def configuration_file(environ: Mapping[str, str]) -> Path:
    """Returns where the configuration file is, or would be.

    Raises:
        ConfigError: ``KB_CONFIG`` names somebody's home who is not there.
    """
    named = environ.get(_FILE_VARIABLE)
    return _at_home(Path(named), _FILE_VARIABLE) if named else _default_file()


def text_of(file: Path, environ: Mapping[str, str]) -> str:
    """Returns what the configuration file says; nothing where it need not exist and does not.

    Raises:
        ConfigError: the file cannot be read, or ``KB_CONFIG`` names one that does not exist.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if environ.get(_FILE_VARIABLE):
            message = (
                f"{_FILE_VARIABLE} names {file}, which does not exist. “kb config edit” makes it."
            )
            raise ConfigError(message) from None
        return ""
    except OSError as error:
        why = os.strerror(error.errno or 0)
        message = f"{file} cannot be read: {why}. Mend that, or name another in {_FILE_VARIABLE}."
        raise ConfigError(message) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file} is no UTF-8 text. Save it as UTF-8.") from error


def values_in(text: str, file: Path) -> dict[str, Value]:
    """Returns the settings that a configuration file with this text gives, by name.

    Raises:
        ConfigError: the text is no TOML, names what is no setting, or gives a wrong value.
    """
    if not text:
        return {}
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
    known = definitions()
    values: dict[str, Value] = {}
    for name, given in _entries(document):
        for part, value in (*_within(name, given), (name, given)):
            where = f"{file}:{_line_of(part, text)}: "
            reader = reader_of(part)
            if reader is None:
                raise unknown(part, where)
            try:
                read = reader(value)
            except ValueError as error:
                raise ConfigError(f"{where}{part} wants {error}. Correct that line.") from None
            if part in known:
                values[part] = read
    return values


def _within(name: str, given: object) -> list[tuple[str, object]]:
    """Returns what a table of tables gives, part by part, so that a mistake is told in its line."""
    if name != _BY_TAG or not isinstance(given, dict):
        return []
    return [
        (f"{name}.{tag}.{key}", value)
        for tag, said in given.items()
        if isinstance(said, dict)
        for key, value in said.items()
    ]


def reader_of(name: str) -> Callable[[object], Value] | None:
    """Returns what reads the value of a setting, of one of a tag too; none if there is none."""
    known = definitions()
    found = known.get(name)
    if found is None and name.startswith(f"{_BY_TAG}."):
        tag, _, key = name.removeprefix(f"{_BY_TAG}.").rpartition(".")
        found = override_fields().get(key) if tag else None
    if found is None and name.startswith(f"{_TEMPLATES}."):
        found = known["new.template"]
    return cast("Callable[[object], Value]", found.metadata["read"]) if found else None


def _entries(document: Mapping[str, object]) -> list[tuple[str, object]]:
    """Returns (name, value) of all that the file gives; what stands in no table has no dot."""
    entries: list[tuple[str, object]] = []
    for table, given in document.items():
        if isinstance(given, dict) and (given or table not in GROUPS):
            entries += [(f"{table}.{key}", value) for key, value in given.items()] or [(table, {})]
        elif not isinstance(given, dict):
            entries.append((table, given))
    return entries


def unknown(name: str, where: str = "") -> ConfigError:
    """Returns the error for what is no setting, with those that it may have meant.

    Args:
        name: what was called a setting.
        where: file and line, as the sentence begins.
    """
    from difflib import get_close_matches  # noqa: PLC0415  # only for the unlucky

    known: tuple[str, ...] = tuple(definitions())
    if name.startswith(f"{_BY_TAG}.") and name.count(".") > _BY_TAG.count(".") + 1:
        tag = name.rpartition(".")[0]
        known = tuple(f"{tag}.{key}" for key in override_fields())
    near = tuple(get_close_matches(name, known, n=3, cutoff=0.6))
    key = name.rpartition(".")[2]
    near = near or tuple(each for each in known if each.rpartition(".")[2] == key)
    near = near or tuple(each for each in known if key in each)[:3]
    hint = f"Did you mean {near[0]}?" if near else "“kb config” shows all that can be set."
    return ConfigError(f"{where}no setting is called {name}. {hint}", candidates=near)


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


def _default_file() -> Path:
    from platformdirs import user_config_path  # noqa: PLC0415  # 5 ms that --help need not pay

    return user_config_path("kb", appauthor=False) / "config.toml"
