"""The fields of what a script of the page sends, checked."""

from collections.abc import Mapping
from typing import Any, Final

from kb.errors import UsageError

_HIGHEST: Final = 2**53 - 1
"""The largest number that JavaScript counts to."""
_LONGEST_NAME: Final = 64


def text_in(body: Mapping[str, Any], name: str) -> str:
    """Return a text.

    Raises:
        UsageError: the field is none, or not there.
    """
    value = body.get(name)
    if not isinstance(value, str):
        raise UsageError(f"“{name}” has to be a text.")
    return value


def name_in(body: Mapping[str, Any], name: str) -> str:
    """Return a short text that names something.

    Raises:
        UsageError: the field is none, or not there.
    """
    value = text_in(body, name)
    if not 0 < len(value) <= _LONGEST_NAME:
        raise UsageError(f"“{name}” has to have 1 to {_LONGEST_NAME} characters.")
    return value


def whole_in(body: Mapping[str, Any], name: str, *, most: int = _HIGHEST, least: int = 0) -> int:
    """Return a whole number.

    Raises:
        UsageError: the field is none, not there, or out of bounds.
    """
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise UsageError(f"“{name}” has to be a whole number from {least} to {most}.")
    return value


def truth_in(body: Mapping[str, Any], name: str) -> bool:
    """Return whether something is so.

    Raises:
        UsageError: the field says neither, or is not there.
    """
    value = body.get(name)
    if not isinstance(value, bool):
        raise UsageError(f"“{name}” has to be true or false.")
    return value
