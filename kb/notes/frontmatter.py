"""The block of properties at the top of a note: YAML between ``---``, or TOML between ``+++``.

Every scalar is read as text: to a note ``no``, ``12:30`` and ``2024-01-01`` are words. YAML is
composed into nodes and never constructed into objects, so a tag such as ``!!python/object`` builds
nothing, and aliases that multiply are cut off.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from kb.notes.note import Property

_LARGEST = 256 * 1024
"""Characters of front matter that are read; more is no header but a text."""
_MOST_VALUES = 2_000
_DEEPEST = 20
_TOO_MUCH = "has too many values, or nests them too deeply"
_SIMPLE = re.compile(r"([^\s:#\-'\"{}\[\]][^:\n]*?)\s*:(?:\s+(.*))?$")
_CARD = re.compile(r"[QAC]:\s")
_QUOTED_KEY = re.compile(r"([\"']).+\1\s*:")
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_RESERVED = re.compile(r"[@`][^\n,\"\]}]*")
"""What begins with a character that YAML reserves."""
_TOML_LINE = re.compile(r"\s*[\"']?([\w.-]+)[\"']?\s*=\s")
_LOADER: Any = type("_Loader", (getattr(yaml, "CBaseLoader", yaml.BaseLoader),), {})
"""Asks of a word only whether it stands for nothing, not whether it is a number or a date."""
_LOADER.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile("(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The properties above a note's text."""

    properties: tuple[Property, ...] = ()
    lines: int = 0
    """How many lines they and their fences take."""
    fault: tuple[int, str] | None = None
    """The line and the reason, where they could not be read as what they claim to be."""

    def below(self, text: str) -> str:
        """Return what appears below them in ``text``."""
        return "".join(text.split("\n", self.lines)[self.lines :]) if self.lines else text


_NONE = FrontMatter()


def front_matter(text: str) -> FrontMatter:
    """Return the properties at the top of ``text``; empty where there are none."""
    if not text.startswith(("---", "+++")):
        return _NONE
    lines = text.split("\n")
    fence = lines[0].rstrip()
    if fence not in {"---", "+++"}:
        return _NONE
    ends = {"---", "..."} if fence == "---" else {"+++"}
    end = next((i for i, line in enumerate(lines) if i and line.rstrip() in ends), None)
    if end is None:
        return _unclosed(lines, fence)
    inner = lines[1:end]
    return _enclosed(inner, fence, end + 1) if _is_meant(inner) else _NONE


def _enclosed(inner: list[str], fence: str, lines: int) -> FrontMatter:
    """Return the properties between two fences, which take ``lines`` with them."""
    if sum(map(len, inner)) > _LARGEST or len(inner) > _MOST_VALUES:
        return FrontMatter(lines=lines, fault=(1, _TOO_MUCH))
    toml = fence == "+++" or any(_TOML_LINE.match(line) for line in inner[:1])
    read = _read_toml if toml else _read_yaml
    try:
        return FrontMatter(properties=read(inner), lines=lines)
    except _NoMappingError:
        return _NONE
    except _UnreadableError as error:
        simple = tuple(_simple_lines(inner))
        return FrontMatter(properties=simple, lines=lines, fault=error.args)


def _is_meant(lines: list[str]) -> bool:
    """Return whether lines between rules are meant as properties, though perhaps ill-formed.

    A paragraph among them, as many lines of text as of properties, or a card make them a text that
    begins with a rule.
    """
    properties = texts = 0
    after_blank = False
    for line in lines:
        if _CARD.match(line) or (line[:1] == "#" and not lines[0].strip()):
            return False
        if _SIMPLE.match(line) or _TOML_LINE.match(line) or _QUOTED_KEY.match(line):
            properties += 1
        elif line.startswith("[[") or (line.strip() and line[0] not in " \t-#]}[{%<"):
            texts += 1
            if after_blank or texts > properties:
                return False
        after_blank = not line.strip()
    return True


def _unclosed(lines: list[str], fence: str) -> FrontMatter:
    """Return the properties above the first empty line, if the fence below them is missing."""
    end = next((i for i, line in enumerate(lines) if i and not line.strip()), len(lines))
    inner = lines[1:end]
    if (
        not inner
        or not _is_meant(inner)
        or not all(_SIMPLE.match(line) or line[:1] in " -\t" for line in inner)
    ):
        return _NONE
    fault = (1, f"has no closing {fence}")
    return FrontMatter(properties=tuple(_simple_lines(inner)), lines=end, fault=fault)


class _UnreadableError(Exception):
    """Front matter that is not what its fence says: made of the line and the reason."""


class _NoMappingError(Exception):
    """YAML, but no properties: a list, or a text."""


def _read_yaml(lines: list[str]) -> tuple[Property, ...]:
    """Return the properties of a YAML mapping; its first line is line 2 of the note.

    Raises:
        _UnreadableError: It is no mapping, or means more than a note's properties can.
    """
    if _is_deep(lines):
        raise _UnreadableError(1, _TOO_MUCH)
    text = _INDENT.sub(lambda indent: indent[0].replace("\t", "  "), "\n".join(lines))
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        row = min(mark.line, max(len(lines) - 1, 0)) if mark else -1
        reserved = _RESERVED.match(lines[row][mark.column :]) if mark and row >= 0 else None
        raise _UnreadableError(
            row + 2,
            f"has a value that begins with {reserved[0][0]}, which YAML allows only in quotes: "
            f'"{reserved[0].rstrip()}"'
            if reserved
            else "cannot be read as YAML at this line",
        ) from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise _UnreadableError(1, "cannot be read as YAML") from None
    if root is None:
        return ()
    if not isinstance(root, yaml.MappingNode):
        raise _NoMappingError
    budget = iter(range(_MOST_VALUES))
    properties = []
    for key, value in root.value:
        row = key.start_mark.line
        if not isinstance(key, yaml.ScalarNode) or not key.value.strip():
            raise _UnreadableError(row + 2, "has a line here that is not “key: value”")
        texts = list(_values(value, budget))
        properties.append(
            Property(
                key=key.value.strip(),
                values=tuple(text for text, _ in texts) or _tags_after_key(lines[row]),
                line=row + 2,
                lines=tuple(row + 2 for _, row in texts),
                is_list=isinstance(value, yaml.SequenceNode),
            )
        )
    return tuple(properties)


def _is_deep(lines: list[str]) -> bool:
    """Return whether values are nested so deep that the parser itself could fail at them."""
    depth = 0
    for line in lines:
        depth += line.count("[") + line.count("{") - line.count("]") - line.count("}")
        indent = len(line) - len(line.lstrip(" \t-?"))
        if max(line.count("["), line.count("{"), depth, indent // 2) > 4 * _DEEPEST:
            return True
    return False


def _values(node: yaml.Node, budget: Iterator[int], depth: int = 0) -> Iterator[tuple[str, int]]:
    """Yield the texts in a value, each with its row counted from 0.

    ``[[Event Loop]]``, a list in a list to YAML, is a link. The budget has an element for each
    value that may still be read: it keeps aliases of aliases from exploding.
    """
    row = node.start_mark.line
    if next(budget, None) is None or depth > _DEEPEST:
        raise _UnreadableError(row + 2 if depth > _DEEPEST else 1, _TOO_MUCH)
    if isinstance(node, yaml.ScalarNode):
        if node.value.strip() and not (node.tag.endswith(":null") and not node.style):
            yield node.value.strip(), row
    elif isinstance(node, yaml.SequenceNode) and (link := _wikilink(node)) is not None:
        yield link, row
    else:
        is_mapping = isinstance(node, yaml.MappingNode)
        for child in node.value:
            yield from _values(child[1] if is_mapping else child, budget, depth + 1)


def _wikilink(node: yaml.SequenceNode) -> str | None:
    """Return the wikilink that ``node`` was meant as: a flow list that holds just a flow list."""
    inner = node.value[0] if node.flow_style and len(node.value) == 1 else None
    if not isinstance(inner, yaml.SequenceNode) or not inner.flow_style:
        return None
    if not all(isinstance(child, yaml.ScalarNode) for child in inner.value):
        return None
    return f"[[{', '.join(child.value for child in inner.value)}]]"


def _tags_after_key(line: str) -> tuple[str, ...]:
    """Return ``#a #b`` from ``tags: #a #b``, which YAML takes for a comment."""
    _, _, rest = line.partition(":")
    words = rest.split()
    return tuple(words) if words and all(word.startswith("#") for word in words) else ()


def _read_toml(lines: list[str]) -> tuple[Property, ...]:
    """Return the properties of a TOML document; its first line is line 2 of the note."""
    if _is_deep(lines) or any(line.partition("=")[0].count(".") > _DEEPEST for line in lines):
        raise _UnreadableError(1, _TOO_MUCH)
    import tomllib  # noqa: PLC0415 -- slow to import, and seldom needed

    try:
        document = tomllib.loads("\n".join(lines) + "\n")
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        match = re.search(r"at line (\d+)", str(error))
        line = min(int(match[1]), len(lines)) + 1 if match else 1
        raise _UnreadableError(line, "cannot be read as TOML at this line") from None
    rows: dict[str, int] = {}
    for row, line_text in enumerate(lines):
        if match := _TOML_LINE.match(line_text):
            rows.setdefault(match[1], row)
    budget = iter(range(_MOST_VALUES))
    return tuple(
        Property(
            key=key,
            values=tuple(_toml_values(value, budget)),
            line=rows.get(key, 0) + 2,
            is_list=isinstance(value, list),
        )
        for key, value in _leaves(document)
    )


def _leaves(table: Mapping[str, object], depth: int = 0) -> Iterator[tuple[str, object]]:
    """Yield the keys and values of a table and of those in it, as ``[taxonomies] tags = …``."""
    for key, value in table.items():
        if isinstance(value, Mapping) and depth < 2:
            yield from _leaves(value, depth + 1)
        else:
            yield key, value


def _toml_values(value: object, budget: Iterator[int], depth: int = 0) -> Iterator[str]:
    if next(budget, None) is None or depth > _DEEPEST:
        raise _UnreadableError(1, _TOO_MUCH)
    if isinstance(value, Mapping | list):
        for child in value.values() if isinstance(value, Mapping) else value:
            yield from _toml_values(child, budget, depth + 1)
    elif isinstance(value, bool):
        yield str(value).lower()
    elif str(value).strip():
        yield str(value).strip()


def _simple_lines(lines: list[str]) -> Iterator[Property]:
    """Yield what ``key: value`` lines say, for front matter that is otherwise broken."""
    for row, line in enumerate(lines):
        match = _SIMPLE.match(line)
        if match is None or len(line) > 1000:
            continue
        value = (match[2] or "").strip()
        if value[:1] in "&*!|>{":
            value = ""
        if value.startswith("[") and not value.startswith("[["):
            values = [part.strip().strip("\"'") for part in value.strip("[]").split(",")]
        else:
            values = [value.strip("\"'")]
        yield Property(key=match[1].strip(), values=tuple(filter(None, values)), line=row + 2)
