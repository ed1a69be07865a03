"""Change one setting in the configuration file; everything else in it stays as it is."""

import os
import tempfile
import tomllib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, cast

from kb.config.file import configuration_file, parser_of, unknown, values_in
from kb.errors import ConfigError, UsageError, reason_of

_TABLES: Final = {
    "schedule.tags": "exam.retention 0.95",
    "new.templates": "book '# {{title}}'",
}
"""Settings that are tables, each with an example of a value in it."""


def set_value(environ: Mapping[str, str], name: str, words: Sequence[str]) -> Path:
    """Set ``schedule.retention``, say, in the configuration file, and return the file.

    The value is given as words of a command line; several are a list.

    Raises:
        ConfigError: the setting is unknown, the value is wrong (a folder for the store, for one),
            or the file has an error already or cannot be written.
    """
    value = _value(name, words)

    def put(document: Any) -> None:  # noqa: ANN401  # see _change
        import tomlkit  # noqa: PLC0415  # as in _change

        *tables, key = _keys(name)
        place = document
        for depth, table in enumerate(tables, start=1):
            if table not in place:
                place[table] = tomlkit.table(is_super_table=depth < len(tables))
            place = place[table]
        multiline = isinstance(value, str) and "\n" in value
        place[key] = tomlkit.string(cast("str", value), multiline=True) if multiline else value

    return _change(environ, put)


def unset_value(environ: Mapping[str, str], name: str) -> Path:
    """Remove a setting from the configuration file, so that its default applies.

    Raises:
        ConfigError: the setting is unknown, or the file has an error or cannot be written.
        UsageError: the file does not set it.
    """
    if parser_of(name) is None:
        raise unknown(name)

    def remove(document: Any) -> None:  # noqa: ANN401  # see _change
        *tables, key = _keys(name)
        place = document
        for table in tables:
            place = place.get(table, {})
        if key not in place:
            raise UsageError(f"the configuration file does not set {name}. Its default applies.")
        del place[key]

    return _change(environ, remove)


def _value(name: str, words: Sequence[str]) -> object:
    """Return the value that the words mean: as TOML if the setting accepts it, else as text."""
    parse = parser_of(name)
    if parse is None:
        raise unknown(name)
    if name in _TABLES:
        example = f"kb config set {name}.{_TABLES[name]}"
        raise UsageError(f"{name} is a table. Set a value in it: {example}.")
    candidates: list[object] = [words[0] if len(words) == 1 else list(words)]
    if len(words) == 1:
        with suppress(tomllib.TOMLDecodeError):
            candidates.insert(0, tomllib.loads(f"value = {words[0]}")["value"])
    expected = ""
    for candidate in candidates:
        try:
            parsed = parse(candidate)
        except ValueError as error:
            expected = str(error)
            continue
        if name == "store.path" and cast("Path", parsed).is_dir():
            raise ConfigError(f"{parsed} is a folder. Give {name} a file; nothing was changed.")
        # One word of a list is written as a list, so that more can be added.
        one_of_list = isinstance(parsed, tuple) and isinstance(candidate, str)
        return list(cast("tuple[str, ...]", parsed)) if one_of_list else candidate
    raise ConfigError(f"{name} must be {expected}. Nothing was changed.")


def _keys(name: str) -> list[str]:
    """Return the keys that lead to a setting. The name of a tag or a template may have dots."""
    if name.startswith("new.templates."):
        return name.split(".", 2)
    if name.startswith("schedule.tags."):
        tag, _, key = name.removeprefix("schedule.tags.").rpartition(".")
        return ["schedule", "tags", tag, key]
    return name.split(".")


def _change(environ: Mapping[str, str], change: Callable[[Any], None]) -> Path:
    """Change the configuration file by a function of its tomlkit document.

    The document is ``Any``, as the types of tomlkit are too wide to be of use.
    """
    import tomlkit  # noqa: PLC0415  # 30 ms, only to change something

    file = configuration_file(environ)
    try:
        before = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        before = ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read {file}: {error}. Correct that first.") from error
    values_in(before, file)
    document = tomlkit.parse(before)
    change(document)
    after = tomlkit.dumps(document)
    values_in(after, file)
    write_whole(file, after)
    return file


def write_whole(file: Path, text: str) -> None:
    """Write a file completely or not at all; a symbolic link stays one.

    Raises:
        ConfigError: the file cannot be written.
    """
    target = file.resolve()
    temporary = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        temporary = Path(name)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
        temporary.replace(target)
    except OSError as error:
        if temporary:
            temporary.unlink(missing_ok=True)
        raise ConfigError(
            f"cannot write {file}: {reason_of(error)}. Nothing was changed."
        ) from error
