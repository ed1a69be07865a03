"""How a label and its value are written: as a heading, in bold, in a bullet, and so on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What stands under a label, as one line where that is possible, and as lines."""

    key: str
    inline: str | None
    lines: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Wardrobe:
    """How the parts of one note are written."""

    chance: Random
    label: str
    items: str
    connections: str
    tags: str
    sources: str
    level: int = 2
    numbered: bool = False
    """Whether the components are numbered."""
    numbered_fields: bool = False
    closing: str = ""
    """What stands behind a heading."""
    wrapped: bool = False
    """Whether long texts are broken into short lines."""
    german: bool = False
    """Whether the labels are those that a German user configured."""
    styles: list[str] = field(default_factory=list)


Writer = Callable[[Value, Wardrobe], list[str]]


def indented(lines: Iterable[str], indent: str) -> list[str]:
    """Return the lines moved right; empty ones stay empty."""
    return [f"{indent}{line}" if line else "" for line in lines]


def _heading(value: Value, wardrobe: Wardrobe) -> list[str]:
    """Return a heading with the value below it."""
    chance = wardrobe.chance
    text = chance.choice(("{}", "{}", "{}", "{}:", "**{}**", "{}:")).format(value.key)
    if wardrobe.numbered_fields:
        text = f"{chance.randint(1, 9)}. {text}"
    gap = chance.choice(([], [""]))
    return [f"{'#' * wardrobe.level} {text}{wardrobe.closing}", *gap, *value.lines]


def _underlined(value: Value, wardrobe: Wardrobe) -> list[str]:
    """Return a heading that is underlined with dashes."""
    return [value.key, "-" * max(3, len(value.key)), "", *value.lines]


def _labelled(before: str, after: str) -> Writer:
    """Return a writer of ``before key after value``, with lists on the following lines."""

    def write(value: Value, wardrobe: Wardrobe) -> list[str]:
        label = f"{before}{value.key}{after}"
        if value.inline is not None:
            return f"{label} {value.inline}".split("\n")
        return [label, *wardrobe.chance.choice(([], [""])), *value.lines]

    return write


def _alone(before: str, after: str) -> Writer:
    """Return a writer of a label alone on its line, with the value on those that follow."""

    def write(value: Value, wardrobe: Wardrobe) -> list[str]:
        return [f"{before}{value.key}{after}", *value.lines]

    return write


def _bullet(before: str, after: str) -> Writer:
    """Return a writer of a bullet with a label, and bullets below it."""

    def write(value: Value, wardrobe: Wardrobe) -> list[str]:
        label = f"- {before}{value.key}{after}"
        if value.inline is not None:
            first, *others = f"{label} {value.inline}".split("\n")
            return [first, *indented(others, "  ")]
        return [label, *indented(value.lines, "  ")]

    return write


def _quote(before: str, after: str) -> Writer:
    """Return a writer of a label in a quotation."""

    def write(value: Value, wardrobe: Wardrobe) -> list[str]:
        label = f"{before}{value.key}{after}"
        if value.inline is not None:
            return indented(f"{label} {value.inline}".split("\n"), "> ")
        return indented([label, *value.lines], "> ")

    return write


WRITERS: dict[str, Writer] = {
    "heading": _heading,
    "underlined heading": _underlined,
    "bold, colon inside": _labelled("**", ":**"),
    "bold, colon outside": _labelled("**", "**:"),
    "bold by underscores": _labelled("__", "__:"),
    "italic": _labelled("*", ":*"),
    "bold alone": _alone("**", ":**"),
    "bold alone, no colon": _alone("**", "**"),
    "bullet, bold": _bullet("**", ":**"),
    "bullet": _bullet("", ":"),
    "quote, bold": _quote("**", ":**"),
    "quote": _quote("", ":"),
    "bare": _labelled("", ":"),
    "bare, next lines": _alone("", ":"),
    "bare, no colon": _alone("", ""),
    "double colon": _labelled("", "::"),
    "spaced double colon": _labelled("", " ::"),
    "configured": _labelled("", ":"),
}


def _mixed(value: Value, wardrobe: Wardrobe) -> list[str]:
    """Return a field in a dress of its own."""
    return WRITERS[wardrobe.chance.choice(_MIXED)](value, wardrobe)


_MIXED = ("heading", "bold, colon inside", "bold, colon outside", "bold alone", "double colon")
WRITERS["mixed"] = _mixed
