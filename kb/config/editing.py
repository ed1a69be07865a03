"""Changing the configuration file, so that all else in it stays as its owner wrote it."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, cast

from kb.config.file import configuration_file, reader_of, unknown, values_in
from kb.errors import ConfigError, UsageError

_NESTED: Final = {"schedule.tags": 2, "new.templates": 1}
"""Tables that users name, and how many names stand below each."""


def set_value(environ: Mapping[str, str], name: str, given: Sequence[str]) -> Path:
    """Gives a setting a value in the configuration file, and returns the file.

    Args:
        environ: names the file, as for :func:`~kb.config.file.read_configuration`.
        name: the setting, such as ``schedule.retention`` or ``schedule.tags.exam.retention``.
        given: the value as words of a command line; several for a list.

    Raises:
        ConfigError: there is no such setting, it wants another value (the store a file, and no
            folder), or the file is wrong already or cannot be written.
    """
    value = _value(name, given)
    return _change(environ, lambda document: _put(document, _keys(name), value))


def unset_value(environ: Mapping[str, str], name: str) -> Path:
    """Takes a setting out of the configuration file, so that its default holds.

    Raises:
        ConfigError: there is no such setting, or the file is wrong or cannot be written.
        UsageError: the file does not set it.
    """
    if reader_of(name) is None:
        raise unknown(name)
    return _change(environ, lambda document: _take(document, _keys(name), name))


def _value(name: str, given: Sequence[str]) -> object:
    """Returns what the words mean to the setting: as TOML if that fits, else as they stand."""
    import tomllib  # noqa: PLC0415  # only to change something

    read = reader_of(name)
    if read is None or name in _NESTED:
        raise unknown(name) if read is None else UsageError(_how_to_nest(name))
    meant: list[object] = []
    if len(given) == 1:
        with suppress(tomllib.TOMLDecodeError):
            meant.append(tomllib.loads(f"value = {given[0]}")["value"])
        meant.append(given[0])
    else:
        meant.append(list(given))
    wanted = ""
    for each in meant:
        try:
            fits = read(each)
        except ValueError as error:
            wanted = str(error)
        else:
            if name == "store.path" and cast("Path", fits).is_dir():
                raise ConfigError(f"{fits} is a folder. Give {name} a file; nothing was changed.")
            # A list of one word, and not the word, so that a second finds its place.
            return list(fits) if isinstance(fits, tuple) and isinstance(each, str) else each
    raise ConfigError(f"{name} wants {wanted}. Nothing was changed.")


def _how_to_nest(name: str) -> str:
    example = {
        "schedule.tags": "schedule.tags.exam.retention 0.95",
        "new.templates": "new.templates.book '# {{title}}'",
    }
    return f"{name} is a table. Set what stands in it: kb config set {example[name]}."


def _keys(name: str) -> list[str]:
    """Returns the keys that lead to a setting. The name of a tag or a template may have dots."""
    for table, depth in _NESTED.items():
        if name.startswith(f"{table}."):
            rest = name.removeprefix(f"{table}.")
            below = list(rest.rpartition(".")[::2]) if depth > 1 else [rest]
            return [*table.split("."), *below]
    return name.split(".")


def _put(document: Any, keys: Sequence[str], value: object) -> None:  # noqa: ANN401  # see _change
    import tomlkit  # noqa: PLC0415  # as in _change

    place = document
    for at, key in enumerate(keys[:-1]):
        if key not in place:
            place[key] = tomlkit.table(is_super_table=at < len(keys) - 2)
        place = place[key]
    if isinstance(value, str) and "\n" in value:
        value = tomlkit.string(value, multiline=True)
    place[keys[-1]] = value


def _take(document: Any, keys: Sequence[str], name: str) -> None:  # noqa: ANN401  # see _change
    places = [document]
    for key in keys:
        if key not in places[-1]:
            raise UsageError(f"the configuration file does not set {name}. Its default holds.")
        places.append(places[-1][key])
    del places[-2][keys[-1]]


def _change(environ: Mapping[str, str], change: Any) -> Path:  # noqa: ANN401
    """Changes the document that tomlkit makes of the file, whose types are too wide to be named."""
    import tomlkit  # noqa: PLC0415  # 30 ms, only to change something

    file = configuration_file(environ)
    try:
        before = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        before = ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} cannot be read: {error}. Mend that first.") from error
    values_in(before, file)
    document = tomlkit.parse(before)
    change(document)
    after = tomlkit.dumps(document)
    values_in(after, file)
    write_whole(file, after)
    return file


def write_whole(file: Path, text: str) -> None:
    """Writes a file as a whole or not at all; one that is linked to stays linked to.

    Raises:
        ConfigError: it cannot be written.
    """
    target = file.resolve()
    made = ""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, made = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8") as new:
            new.write(text)
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
        Path(made).chmod(mode)
        Path(made).replace(target)
    except OSError as error:
        if made:
            Path(made).unlink(missing_ok=True)
        why = error.strerror or "the disk refuses"
        raise ConfigError(f"{file} cannot be written: {why}. Nothing was changed.") from error
