"""What the tools answer: models whose schemas are told to the client, each with its text.

Texts of notes pass here as they are, and are made safe and short where an answer is put together.
"""

from typing import Annotated, Any, Final, Protocol

from mcp.types import CallToolResult, TextContent
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kb.app.sanitize import one_line, safe
from kb.mcp.paging import MOST, cut

LONGEST_LINE: Final = 1_500
"""Bytes of a text that an answer shows on one line."""

PathText = Annotated[str, BeforeValidator(safe)]
"""A path in a folder of notes, which can be what no text can."""
Cursor = Annotated[
    str | None,
    Field(description="The next_cursor of the last answer, to go on from there.", default=None),
]
"""As an argument."""

Limit = Annotated[int, Field(ge=1, le=MOST, description="At most so many results, from 1 to 50.")]
"""As an argument."""


class StructuredAnswer(BaseModel):
    """What every structured answer is."""

    model_config = ConfigDict(use_attribute_docstrings=True, frozen=True)


class Told(Protocol):
    """What an answer lists."""

    def told(self) -> str:
        """Return it as a person reads it."""


class PagedAnswer(StructuredAnswer):
    """An answer that may not be the whole of it."""

    next_cursor: str | None = None
    """Give it as cursor, with the same arguments, for what follows; null at the end."""


def line_of(text: str, most: int = LONGEST_LINE) -> str:
    """Return a text on one line, safe, and not longer than so many bytes."""
    return cut(one_line(text), most)


def text_of(text: str, most: int = LONGEST_LINE) -> str:
    """Return a text with its lines, safe, and not longer than so many bytes."""
    return cut(safe(text).strip(), most)


def size_of(entry: Any) -> int:  # noqa: ANN401  # an answer that has a text
    """Return the bytes of an entry, in the structure of its answer and in its text."""
    return len(entry.model_dump_json(exclude_none=True).encode()) + len(entry.told().encode()) + 2


def result(answer: StructuredAnswer, text: str) -> CallToolResult:
    """Return an answer for the client: the structure, and the same as a person reads it."""
    shown = answer.model_dump(mode="json", exclude_none=True)
    return CallToolResult(
        content=[TextContent(type="text", text=safe(text).rstrip("\n"))],
        structured_content=_safe(shown),
    )


def going_on(cursor: str | None) -> str:
    """Return the line that says how to go on; empty at the end."""
    return f"\nThere is more: cursor {cursor}\n" if cursor else ""


def _safe(value: Any) -> Any:  # noqa: ANN401  # JSON
    """Return JSON without what a terminal would obey."""
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, list):
        return [_safe(item) for item in value]
    if isinstance(value, dict):
        return {name: _safe(item) for name, item in value.items()}
    return value
