"""Generate docs/configuration.md from the definition of the settings.

``python -m docs.making.configuration`` writes the page; so does ``make docs``, with the pictures.
"""

import inspect
import re
from collections.abc import Iterator
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

from kb.config.settings import (
    OVERRIDABLE,
    SETTINGS,
    TABLES,
    Overrides,
    Templates,
    Value,
    default,
    parser,
)
from kb.config.toml import as_toml

PAGE = Path(__file__).parents[1] / "configuration.md"
_BEGINNING = """\
# Configuration

<!-- Made by `make docs` from kb/config/settings.py: change it there. -->

All settings are optional. They are in one [TOML](https://toml.io) file. `kb config` shows its path:
`~/.config/kb/config.toml` on Linux, `~/Library/Application Support/kb/config.toml` on a Mac. `KB_CONFIG` is the path of another file.

| command | what it does |
|---|---|
| `kb config` | shows every setting, its value, where the value comes from, and what it means |
| `kb config set schedule.new_per_day 10` | changes a setting; the rest of the file stays as you wrote it |
| `kb config unset schedule.new_per_day` | removes a setting, so that its default applies |
| `kb config edit` | opens the file in your editor, and checks it when you close it |

To set a list, give several values: `kb config set import.extensions .md .txt`. In a pipe, `kb config` prints TOML;
`kb config --json` prints JSON. `KB_DB` and `--db` override `store.path` for one command. If a setting is unknown or a value is wrong,
kb reports the file, the line and the most similar name:

```
~/.config/kb/config.toml:2: there is no setting import.extentions. Did you mean import.extensions?
```
"""
_BY_TAG = """
### `[schedule.tags.TAG]`

Settings for the cards of notes with this tag. If several tags match, the first one in the file applies. For settings that are not in
this table, the values under `[schedule]` apply.
From the command line: `kb config set schedule.tags.exam.retention 0.95`.
"""
_TEMPLATES = """
### `[new.templates]`

Give a name and a text for each template. `kb new --template book "Dune"` uses the template `book`:

```toml
[new.templates]
book = \"\"\"
# {{title}}

Type: #book
Read: {{date}}
Connections: {{wanted_by}}
\"\"\"
```

As in Obsidian, kb replaces `{{title}}` with the title, and `{{date}}` and `{{time}}` with the current date and time. It replaces `{{wanted_by}}`
with links to the notes that link to this one. If there are none, it leaves out the line with `{{wanted_by}}`.
"""


def page() -> str:
    """Return the whole page."""
    return "\n".join(_parts())


def _parts() -> Iterator[str]:
    yield _BEGINNING
    for table, group in TABLES.items():
        summary = inspect.cleandoc(group.__doc__ or "").partition("\n")[0]
        about = summary.replace("``", "").removeprefix(f"[{table}]").strip(": .")
        yield f"## `[{table}]`\n"
        if about:
            yield f"{about[:1].upper()}{about[1:]}.\n"
        yield "| setting | default | meaning | value |"
        yield "|---|---|---|---|"
        for each in fields(group):
            meaning = _cell(each.metadata["meaning"])
            yield f"| `{each.name}` | {_default(default(each))} | {meaning} | {_expected(each)} |"
        if table == "schedule":
            yield _BY_TAG
            yield "| setting | value |"
            yield "|---|---|"
            for key in OVERRIDABLE:
                yield f"| `{key}` | {_expected(SETTINGS[f'schedule.{key}'])} |"
        if table == "new":
            yield _TEMPLATES
        yield ""


def _default(value: Value) -> str:
    if isinstance(value, Path):
        return "`~/.local/share/kb/kb.db`, or where your system keeps data"
    if value is None or isinstance(value, Overrides | Templates):
        return "none"
    if isinstance(value, str) and "\n" in value:
        return "<pre>" + value.rstrip().replace("\n", "<br>") + "</pre>"
    return f"`{as_toml(value)}`"


def _expected(setting: "Field[Any]") -> str:
    """Return what the setting's parser says when it is given a value that no setting accepts."""
    try:
        parser(setting)(object())
    except ValueError as error:
        return _cell(str(error))
    raise AssertionError(f"{setting.name} accepts anything")


def _cell(text: str) -> str:
    """Return a text as the cell of a table, with what could be markup as code."""
    return re.sub(r"\S*(?:==|\{\{|\*\*)[^\s,]*", r"`\g<0>`", text.replace("|", "\\|"))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
