"""Inline code: where it ends, found without reading any stretch of a text twice."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

_TICKS = re.compile(r"`++")
_TICK_OR_ESCAPE = re.compile(r"\\[\\`]|`")


class CodeSpans:
    """The inline code of one text.

    Code ends at the next run of as many backticks as it begins with, so the runs are kept by their
    length: a run that has no partner would else be looked for up to the end of the text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._runs: dict[int, list[int]] | None = None

    def end(self, start: int) -> int:
        """Return where the code ends whose backticks begin at ``start``; -1 if nothing ends it."""
        text = self._text
        ticks = self.after_ticks(start) - start
        if ticks == 1:
            # Most code: the next backtick is alone, too.
            close = text.find("`", start + 1)
            if close < 0 or text[close + 1 : close + 2] != "`":
                return close + 1 or -1
        if self._runs is None:
            self._runs = defaultdict(list)
            for run in _TICKS.finditer(text):
                self._runs[len(run[0])].append(run.start())
        runs = self._runs.get(ticks, [])
        at = bisect_right(runs, start)
        return runs[at] + ticks if at < len(runs) else -1

    def end_or_past(self, start: int) -> int:
        """Return the end of the first code that begins in the run at ``start``, or of the run.

        Where nothing ends as many backticks, the first of them may be text and the rest begin code.
        """
        end = self.end(start)
        if end >= 0:
            return end
        past = self.after_ticks(start)
        runs = self._runs or {}
        for ticks in range(past - start - 1, 0, -1):
            if ticks in runs and runs[ticks][-1] > start:
                return self.end(past - ticks)
        return past

    def after_ticks(self, start: int) -> int:
        """Return the end of the run of backticks that goes on at ``start``."""
        if self._text[start + 1 : start + 2] != "`":
            return start + 1
        run = _TICKS.match(self._text, start)
        return run.end() if run else start

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Yield the start and end of each, in order; an escaped backtick begins none."""
        position = 0
        while (match := _TICK_OR_ESCAPE.search(self._text, position)) is not None:
            start, position = match.span()
            if match[0] == "`":
                end = self.end(start)
                position = end if end >= 0 else self.after_ticks(start)
                if end >= 0:
                    yield start, end


def code_of(text: str) -> str:
    """Return ``text``, which has no blank at its edges, as a code."""
    if "`" not in text:
        return f"`{text}`"
    ticks = "`" * (max(map(len, _TICKS.findall(text))) + 1)
    return f"{ticks} {text} {ticks}"


def code_text(span: str) -> str:
    """Return what a code says, as CommonMark reads it: literally, but for a blank at each edge."""
    ticks = len(span) - len(span.lstrip("`"))
    inside = span[ticks:-ticks].replace("\n", " ")
    is_padded = inside[:1] == inside[-1:] == " " and not inside.isspace()
    return inside[1:-1] if is_padded else inside
