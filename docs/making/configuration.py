"""Writes docs/configuration.md from the definition of the settings.

``python -m docs.making.configuration`` writes the page; ``make docs`` does, with the pictures.
"""

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path

from kb.config.file import default_of, definitions
from kb.config.settings import GROUPS, Override, Overrides, Templates, Value, override_fields
from kb.config.shown import as_toml

PAGE = Path(__file__).parents[1] / "configuration.md"
_BEGINNING = """\
# Configuration

<!-- Made by `make docs` from kb/config/settings.py: change it there. -->

Nothing has to be configured. What you do set stands in one file of [TOML](https://toml.io), which `kb config` names:
`~/.config/kb/config.toml` on Linux, `~/Library/Application Support/kb/config.toml` on a Mac. `KB_CONFIG` names another file.

| command | what it does |
|---|---|
| `kb config` | shows every setting, its value, where it came from, and what it means |
| `kb config set schedule.new_per_day 10` | sets one; the rest of the file stays as you wrote it |
| `kb config unset schedule.new_per_day` | takes it out, so that its default holds |
| `kb config edit` | opens the file in your editor, and checks it afterwards |

A list may be given as several words: `kb config set import.extensions .md .txt`. In a pipe `kb config` prints TOML, and
`kb config --json` one JSON document. For one run, `KB_DB` or `--db` wins over `store.path`. A name that is no setting, or a value that
does not fit, is refused with file, line and the nearest name:

```
~/.config/kb/config.toml:2: no setting is called import.extentions. Did you mean import.extensions?
```
"""
_BY_TAG = """
### `[schedule.tags.TAG]`

For the cards of notes that bear the tag. The first tag of the file that a note bears wins; what is absent is as for all cards.
From the command line: `kb config set schedule.tags.exam.retention 0.95`.
"""
_TEMPLATES = """
### `[new.templates]`

A name and a text for each template; `kb new --template book "Dune"` takes the one called `book`:

```toml
[new.templates]
book = \"\"\"
# {{title}}

Type: #book
Read: {{date}}
Connections: {{wanted_by}}
\"\"\"
```

`{{title}}` is the title, `{{date}}` and `{{time}}` are now, as in Obsidian; `{{wanted_by}}` are links to the notes that link to this one.
A line with `{{wanted_by}}` is left out where there are none.
"""


def page() -> str:
    """Returns the whole page."""
    return "\n".join(_parts())


def _parts() -> Iterator[str]:
    yield _BEGINNING
    for table, (_, group) in GROUPS.items():
        about = inspect.cleandoc(group.__doc__ or "").partition("\n")[0]
        said = about.replace("``", "").removeprefix(f"[{table}]").strip(": .")
        yield f"## `[{table}]`\n"
        if said:
            yield f"{said[:1].upper()}{said[1:]}.\n"
        yield "| setting | default | meaning | wants |"
        yield "|---|---|---|---|"
        for name, each in definitions().items():
            if name.startswith(f"{table}."):
                default = default_of(each)
                yield _row(name.partition(".")[2], default, each.metadata["meaning"], each)
        if group is GROUPS["schedule"][1]:
            yield _BY_TAG
            yield "| setting | wants |"
            yield "|---|---|"
            for key, each in override_fields().items():
                yield f"| `{key}` | {_wants(each.metadata['read'])} |"
        if group is GROUPS["new"][1]:
            yield _TEMPLATES
        yield ""


def _row(name: str, default: Value, meaning: str, each: object) -> str:
    read = getattr(each, "metadata")["read"]  # noqa: B009  # a field of a dataclass
    return f"| `{name}` | {_default(default)} | {_cell(meaning)} | {_wants(read)} |"


def _default(value: Value) -> str:
    if isinstance(value, Path):
        return "`~/.local/share/kb/kb.db`, or where your system keeps data"
    if value is None or isinstance(value, Overrides | Templates):
        return "none"
    if isinstance(value, str) and "\n" in value:
        return "<pre>" + value.rstrip().replace("\n", "<br>") + "</pre>"
    return f"`{as_toml(value)}`"


def _wants(read: Callable[[object], Value]) -> str:
    """Returns what the reader says that it wants, when it is given what nothing wants."""
    try:
        read(Override)
    except ValueError as error:
        return _cell(str(error))
    raise AssertionError(f"{read} takes anything")


def _cell(text: str) -> str:
    """Returns a text as the cell of a table, with what could be mark-up as code."""
    words = text.replace("|", "\\|").split(" ")
    return " ".join(
        f"`{word}`" if any(mark in word for mark in ("==", "{{", "**")) else word for word in words
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
