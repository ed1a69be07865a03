"""Write settings as TOML: single values, and the file that ``kb config edit`` starts with."""

import json
from pathlib import Path

from kb.config.settings import OVERRIDABLE, SETTINGS, Override, Overrides, Templates, Value, default


def as_toml(value: Value) -> str:
    """Return a value as TOML on one line; ``none`` for ``None``, which TOML cannot express."""
    if value is None:
        return "none"
    if isinstance(value, Overrides):
        return f"{{ {', '.join(map(_override, value))} }}" if value else "{}"
    if isinstance(value, Templates):
        named = (f"{json.dumps(template.name)} = {as_toml(template.text)}" for template in value)
        return f"{{ {', '.join(named)} }}" if value else "{}"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.1f}"
    return json.dumps(value, ensure_ascii=False, default=str)


def _override(override: Override) -> str:
    settings = (
        f"{key} = {as_toml(value)}"
        for key in OVERRIDABLE
        if (value := getattr(override, key)) is not None
    )
    return f"{json.dumps(override.tag)} = {{ {', '.join(settings)} }}"


def starting_text() -> str:
    """Return a configuration file that lists every setting as a comment."""
    lines = ["# Settings of kb. Remove the # in front of those that you change."]
    table = ""
    for name, setting in SETTINGS.items():
        if not name.startswith(f"{table}."):
            table = name.partition(".")[0]
            lines += ["", f"[{table}]"]
        value = default(setting)
        lines.append(f"# {setting.metadata['meaning']}")
        if isinstance(value, Overrides | Templates):
            lines.append(f"# [{name}{'.TAG' if isinstance(value, Overrides) else ''}]")
        elif value is None or isinstance(value, Path):
            lines.append(f"# {setting.name} = …")
        else:
            lines.append(f"# {setting.name} = {as_toml(value)}")
    return "\n".join(lines) + "\n"
