"""Code and formulas inside a text: what stands there literally, whatever marks it holds."""

import re
from collections.abc import Sequence

from kb.notes.markdown.code_spans import CodeSpans

DOLLARS = r"\$\$.+?\$\$|\$(?=[^\s$])(?>(?:[^$\n\\]|\\[^\n])*)(?<=\S)\$(?!\d)"
"""A formula between dollars, with :data:`re.DOTALL`."""
_ENVIRONMENTS = (
    r"(?:align|aligned|alignat|alignedat|array|bmatrix|Bmatrix|cases|CD|dcases|displaymath|eqnarray"
    r"|equation|flalign|gather|gathered|math|matrix|multline|pmatrix|rcases|smallmatrix|split"
    r"|subequations|vmatrix|Vmatrix)\*?"
)
BEGIN = rf"\\begin\{{(?P<environment>{_ENVIRONMENTS})\}}"
"""What begins a formula without dollars, as ``\\begin{align}``; other environments hold text."""
_MOST_IN_ENVIRONMENT = 2_000
ENVIRONMENT = rf"{BEGIN}.{{0,{_MOST_IN_ENVIRONMENT}}}?\\end\{{(?P=environment)\}}"
"""Such a formula, with :data:`re.DOTALL`."""
FORMULA = re.compile(
    rf"{DOLLARS}"
    rf"|{ENVIRONMENT}"
    r"|\\\((?>(?:[^\\\n]|\\[^)\n]){1,1000})\\\)"
    r"|\\\[(?=[^\]\n]{0,200}?(?:[=^_{}+<>]|\\[^\]\n])|\s*[A-WYZa-wyz]\s*\\\])"
    r"(?>(?:[^\\]|\\[^\]]){1,1000})\\\]",
    re.DOTALL,
)
"""TeX between dollars, in an environment of mathematics, or between escaped brackets: if square,
only with what a word has not."""
_BEGINS = re.compile(r"[`$]|\\.", re.DOTALL)
_CLOSINGS = {"\\(": "\\)", "\\[": "\\]", "\\b": "\\end{"}
_LONGEST = 2_050
"""Of what is closed in another way: a thousand characters, each perhaps escaped."""
_BEFORE, _BEHIND = "\ufdd0", "\ufdd1"
"""Characters that no text has, around the number of what was taken out of it."""
_TAKEN_OUT = re.compile(rf"{_BEFORE}(\d{{1,9}}){_BEHIND}")


def take_out_literals(text: str) -> tuple[str, Sequence[str]]:
    """Return ``text`` with a mark in the place of code and formulas, and these as written."""
    if "`" not in text and "$" not in text and "\\" not in text:
        return text, ()
    taken: list[str] = []
    parts: list[str] = []
    kept = position = 0
    code: CodeSpans | None = None
    formulas = FormulaEnds(text)
    while (match := _BEGINS.search(text, position)) is not None:
        start = match.start()
        if match[0] == "`":
            code = code or CodeSpans(text)
            end = code.end(start)
            position = end if end >= 0 else code.after_ticks(start)
        else:
            end = formulas.end(start)
            position = end if end >= 0 else match.end()
        if end >= 0:
            parts += [text[kept:start], f"{_BEFORE}{len(taken)}{_BEHIND}"]
            taken.append(text[start:end])
            kept = end
    return ("".join([*parts, text[kept:]]), taken) if taken else (text, ())


class FormulaEnds:
    """Where formulas end; what closes one is looked for once, however many are open."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, int] = {}

    def end(self, start: int) -> int:
        """Return where a formula ends that begins at a position; -1 if none does."""
        if not self._may_close(self._text[start : start + 2], start):
            return -1
        formula = FORMULA.match(self._text, start)
        return formula.end() if formula else -1

    def _may_close(self, mark: str, start: int) -> bool:
        """Return whether a mark can begin a formula, by how far away what closes it is."""
        closing = _CLOSINGS.get(mark)
        if closing is None:
            return mark[0] == "$"
        close = self._next.get(closing, 0)
        if 0 <= close < start + 2:
            close = self._next[closing] = self._text.find(closing, start + 2)
        return 0 <= close <= start + _LONGEST


def put_literals_back(text: str, taken: Sequence[str]) -> str:
    """Return ``text`` with each mark of :func:`take_out_literals` replaced by what was there."""
    if not taken:
        return text
    return _TAKEN_OUT.sub(
        lambda mark: taken[int(mark[1])] if int(mark[1]) < len(taken) else mark[0], text
    )
