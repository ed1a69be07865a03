"""How much one answer holds, and the cursor with which the next one goes on."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, Generic, TypeVar

from kb.errors import UsageError

BUDGET: Final = 7_500
"""Bytes of one answer, its structure and its text together: about 2,000 tokens."""
MOST: Final = 50
"""Entries of one answer."""
_LONGEST_CURSOR: Final = 200
_BAD_CURSOR: Final = (
    "cursor: this is not one that {tool} gave for these arguments. Give the next_cursor of its "
    "last answer as it is, with the same arguments, or leave it out to begin anew."
)

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Where in the entries of a question an answer begins, and how many it may hold."""

    tool: str
    question: tuple[object, ...]
    """The arguments that the entries depend on; a cursor holds for these alone."""
    start: int
    limit: int

    @property
    def end(self) -> int:
        """The place after those that fill the answer and one more, which tells that there is."""
        return self.start + self.limit + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage(Generic[Entry]):
    """The entries of one answer."""

    entries: tuple[Entry, ...]
    next_cursor: str | None
    """None if these are the last."""


def paging(tool: str, *question: object, cursor: str | None, limit: int = MOST) -> Paging:
    """Return where the answer to a question begins.

    Raises:
        UsageError: the cursor is not one of this question.
    """
    start = 0
    if cursor is not None:
        key, start = _decoded(cursor) or ("", -1)
        if start < 0 or key != _key(tool, question):
            raise UsageError(_BAD_CURSOR.format(tool=tool))
    return Paging(tool=tool, question=question, start=start, limit=limit)


def page(
    asked: Paging, entries: Sequence[Entry], size: Callable[[Entry], int], *, head: int = 0
) -> AnswerPage[Entry]:
    """Return the entries that one answer holds: at least one, if there is one.

    Args:
        asked: where it begins.
        entries: those from there on; one more than it may hold are enough.
        size: the bytes of an entry, in its structure and in its text.
        head: the bytes of what the answer says beside its entries.
    """
    left, count = BUDGET - head, 0
    for entry in entries[: asked.limit]:
        left -= size(entry)
        if left < 0 and count:
            break
        count += 1
    key = _key(asked.tool, asked.question)
    return AnswerPage(
        entries=tuple(entries[:count]),
        next_cursor=_encoded(key, asked.start + count) if count < len(entries) else None,
    )


def cut(text: str, most: int) -> str:
    """Return a text, with ``…`` for what is beyond so many bytes of UTF-8."""
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= most:
        return text
    return encoded[: most - 3].decode("utf-8", "ignore").rstrip() + "…"


def _key(tool: str, question: tuple[object, ...]) -> str:
    asked = json.dumps([tool, *question], ensure_ascii=True, default=str)
    return blake2b(asked.encode(), digest_size=6).hexdigest()


def _encoded(key: str, start: int) -> str:
    return base64.urlsafe_b64encode(f"{key}.{start}".encode()).decode().rstrip("=")


def _decoded(cursor: str) -> tuple[str, int] | None:
    """Return the question and the place of a cursor; none if it is none of ours."""
    try:
        padded = cursor[:_LONGEST_CURSOR] + "=" * (-len(cursor) % 4)
        told = base64.b64decode(padded, b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    key, _, start = told.partition(".")
    return (key, int(start)) if start.isdigit() and len(start) < 10 else None
