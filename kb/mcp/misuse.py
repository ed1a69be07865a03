"""What is wrong with a call, in a sentence: which argument, and what would be right."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

from pydantic import ValidationError

_MOST: Final = 5
"""Mistakes that are told at once."""


def unknown_arguments(arguments: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """Return which arguments a tool does not have; empty if it has all."""
    known = list(schema.get("properties", {}))
    unknown = [name for name in arguments if name not in known]
    if not unknown:
        return ""
    near = get_close_matches(unknown[0], known, n=1)
    meant = f"Did you mean {near[0]}? " if near else ""
    return f"there is no argument {unknown[0]!r}. {meant}There are {', '.join(known)}."


def told_misuse(error: ValidationError, schema: Mapping[str, Any]) -> str:
    """Return what is wrong with the arguments of a call; their values are not repeated."""
    told = []
    for mistake in error.errors(include_url=False, include_context=False, include_input=False):
        place = mistake["loc"]
        what = f"{_place(place)}: {mistake['msg'][:1].lower()}{mistake['msg'][1:]}"
        right = _right(place, schema)
        told.append(f"{what}{f' ({right})' if right else ''}")
    more = f"; and {len(told) - _MOST} more" if len(told) > _MOST else ""
    return f"{'; '.join(told[:_MOST])}{more}."


def _place(place: Sequence[int | str]) -> str:
    """Return where a mistake is: ``cards[0].prompt``."""
    text = ""
    for step in place:
        text += f"[{step}]" if isinstance(step, int) else f"{'.' if text else ''}{step}"
    return text


def _right(place: Sequence[int | str], schema: Mapping[str, Any]) -> str:
    """Return what the schema says of what is at a place; empty if it has no such place."""
    there: Mapping[str, Any] = schema
    for step in place:
        there = there.get("items", {}) if isinstance(step, int) else _named(there, step)
        if "$ref" in there:
            there = schema.get("$defs", {}).get(there["$ref"].rpartition("/")[2], {})
    return str(there.get("description", "")).rstrip(".")


def _named(schema: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    named: Mapping[str, Any] = schema.get("properties", {}).get(name, {})
    return named
