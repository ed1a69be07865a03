"""Settings as text: values as TOML writes them, and a file to begin with."""

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from kb.config.file import default_of, definitions
from kb.config.settings import GROUPS, Override, Overrides, Templates, Value


def as_toml(value: Value) -> str:
    """Returns a value on one line, as the configuration file would give it; ``none`` for none."""
    if value is None:
        return "none"
    if isinstance(value, Overrides):
        return f"{{ {', '.join(map(_override, value))} }}" if value else "{}"
    if isinstance(value, Templates):
        named = (f"{json.dumps(each.name)} = {as_toml(each.text)}" for each in value)
        return f"{{ {', '.join(named)} }}" if value else "{}"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.1f}"
    given = list(value) if isinstance(value, tuple) else value
    return json.dumps(given, ensure_ascii=False, default=str)


def _override(override: Override) -> str:
    said = {each.name: getattr(override, each.name) for each in fields(override)}
    given = [
        f"{name} = {as_toml(value)}"
        for name, value in said.items()
        if name != "tag" and value is not None
    ]
    return f"{json.dumps(override.tag)} = {{ {', '.join(given)} }}"


def starting_text() -> str:
    """Returns a configuration file that sets nothing, and names all that can be set."""
    return "\n".join(_lines_to_start_with()) + "\n"


def _lines_to_start_with() -> Iterator[str]:
    yield "# Settings of kb. Take the # away before what you want to change."
    for table, (_, group) in GROUPS.items():
        yield ""
        yield f"[{table}]"
        for each in fields(group):
            setting = definitions()[f"{table}.{each.name}"]
            default = default_of(setting)
            yield f"# {setting.metadata['meaning']}"
            if isinstance(default, Overrides | Templates):
                yield f"# [{table}.{each.name}{'.TAG' if isinstance(default, Overrides) else ''}]"
            elif default is None or isinstance(default, Path):
                yield f"# {each.name} = …"
            else:
                yield f"# {each.name} = {as_toml(default)}"
