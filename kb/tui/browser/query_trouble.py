"""Why a query cannot be read, below the field in which it stands."""

from typing import Final

from textual.content import Content

from kb.app.sanitize import one_line, place_in_query
from kb.errors import KbError, QueryError
from kb.tui.wrapped_text import WrappedText

FIELD: Final = 8
"""Columns before the field in which the query stands."""


class QueryTrouble(WrappedText):
    """The query with a caret under the place where it fails, and why; hidden if it does not."""

    DEFAULT_CSS = """
    QueryTrouble { display: none; padding: 0 1; }
    QueryTrouble.-filled { display: block; }
    """
    _error: KbError | None = None

    _below = False

    def show(self, error: KbError | None, *, fits: bool = False) -> None:
        """Show what is wrong; with None, nothing is.

        If the query ``fits`` into the field above, the caret stands below it.
        """
        self._error, self._below = error, fits
        self.set_class(error is not None, "-filled")
        self.refresh(layout=True)

    def wrapped(self, width: int) -> Content:
        """Return the place, if the error has one, and the reason."""
        error = self._error
        if error is None:
            return Content()
        # The single quotes in advice are for a shell.
        message = one_line(error.message).replace("'\"", '"').replace("\"'", '"')
        if not message.startswith("kb "):
            message = f"{message[:1].upper()}{message[1:]}"
        reason = Content(message).wrap(max(width, 1))
        if not isinstance(error, QueryError):
            return Content("\n").join(reason)
        columns = width if self._below else max((width - 1) // 2, 1)
        query, caret = place_in_query(error.query, error.at, columns=columns)
        if self._below:
            place = [Content.styled(f"{' ' * FIELD}{caret}", "bold")]
        else:
            place = [Content.styled(query, "dim"), Content.styled(caret, "bold")]
        return Content("\n").join([*place, *reason])
