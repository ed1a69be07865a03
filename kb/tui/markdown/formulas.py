r"""TeX as text, where Unicode has all its signs and nothing of its structure is lost.

Of latex2mathml only the table of symbols is used. What groups stays grouped: ``\frac{a+b}{c}``
becomes ``(a+b)/c``. A formula with a command that is not known here is shown as written.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

_LONGEST: Final = 1_000
_DEEPEST: Final = 12
_MARKS: Final = (("$$", "$$"), ("\\[", "\\]"), ("$", "$"), ("\\(", "\\)"))
_TOKEN: Final = re.compile(r"\\(?:[A-Za-z]+|.)|\s+|.", re.DOTALL)
_UPPER: Final = str.maketrans(
    "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδεθι∗*′",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᵋᶿᶥ**′",
)
_LOWER: Final = str.maketrans(
    "0123456789+-−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ"
)
_FRACTIONS: Final[Mapping[tuple[str, str], str]] = {
    (upper, lower): sign
    for sign, upper, lower in zip(
        "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞", "112131234151357", "233445555668888", strict=True
    )
}
_ROOTS: Final[Mapping[str, str]] = {"": "√", "2": "√", "3": "∛", "4": "∜"}
_ACCENTS: Final[Mapping[str, str]] = {
    "hat": "\u0302", "tilde": "\u0303", "bar": "\u0304", "overline": "\u0305", "dot": "\u0307",
    "ddot": "\u0308", "vec": "\u20d7", "underline": "\u0332",
}  # fmt: skip
"""Signs that stand over, or under, the one before them."""
_SPACES: Final = frozenset([" ", *", : ; ! > quad qquad enspace thinspace".split()])
_NO_SPACE: Final = frozenset({"!"})
_SIGNS: Final[Mapping[str, str]] = {
    **{sign: sign for sign in "{}$%&#_"}, "|": "‖", "lvert": "|", "rvert": "|", "vert": "|",
    "colon": ":", "setminus": "∖", "sim": "∼", "mid": "|", "ast": "∗", "backslash": "\\",
}  # fmt: skip
_NAMES: Final = frozenset(
    "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf "
    "limsup ln log max min mod Pr sec sin sinh sup tan tanh".split()
)
_TEXTS: Final = frozenset(
    "text textrm textit textbf mathrm mathit mathsf mathtt mathbf boldsymbol bm operatorname "
    "mbox hbox".split()
)
_ALPHABETS: Final = frozenset("mathbb mathcal mathfrak mathscr".split())
_IGNORED: Final = frozenset(
    "left right big Big bigg Bigg bigl bigr Bigl Bigr displaystyle textstyle limits nolimits "
    "middle".split()
)
_SIZED: Final = _IGNORED - {"displaystyle", "textstyle", "limits", "nolimits"}


class _UnknownError(Exception):
    """The formula holds what is not known."""


def readable(formula: str) -> str:
    r"""Return a formula as text, or as it is written.

    Args:
        formula: with its marks.

    >>> readable("$x_i^2 \\leq \\frac{1}{2}$"), readable("$\\frac{a+b}{c}$")
    ('xᵢ² ≤ ½', '(a+b)/c')
    """
    tex = _inside(formula)
    return formula if tex is None or len(tex) > _LONGEST else _text(tex) or formula


def _inside(formula: str) -> str | None:
    for opening, closing in _MARKS:
        if formula.startswith(opening) and formula.endswith(closing):
            return formula[len(opening) : -len(closing)].strip() or None
    return None


@lru_cache(maxsize=512)
def _text(tex: str) -> str | None:
    """Return a formula as text; None if it cannot be."""
    try:
        reader = _Reader(tex)
        shown = reader.group()
    except _UnknownError:
        return None
    return " ".join(shown.split()) or None


class _Reader:
    """Reads a formula from its beginning to its end, once."""

    def __init__(self, tex: str) -> None:
        self._tokens = _TOKEN.findall(tex)
        self._at = 0
        self._depth = 0

    def group(self, closing: str = "") -> str:
        """Return what comes up to a closing mark, which is read, too; or up to the end."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _UnknownError
        parts: list[str] = []
        while self._at < len(self._tokens):
            part = self._next()
            if part == closing:
                self._depth -= 1
                return "".join(parts)
            if part in "^_":
                parts.append(self._small(part))
                continue
            before = parts[-1][-1:] if parts else ""
            atom = self._atom(part)
            name = part[1:]
            if name in _FRACTION and (before.isalnum() or self._is_followed()):
                atom = f"({atom})"
            elif name in _NAMES and before.isalnum():
                atom = f" {atom}"
            parts.append(atom)
        if closing:
            raise _UnknownError
        return "".join(parts)

    def _next(self) -> str:
        if self._at >= len(self._tokens):
            raise _UnknownError
        self._at += 1
        part: str = self._tokens[self._at - 1]
        return part

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _is_followed(self) -> bool:
        """Return whether what comes would be read as part of what was shown last."""
        rest = (part for part in self._tokens[self._at : self._at + 2] if not part.isspace())
        part = next(rest, "")
        if not part.startswith("\\"):
            return part.isalnum() or part in {"(", "[", "{", "^", "_"}
        name = part[1:]
        if name in _IGNORED or name in _SPACES or name in _SIGNS:
            return name in {"left", "{"}
        try:
            return _symbol(part).isalpha()
        except _UnknownError:
            return name != "cdot"

    def _argument(self) -> str:
        """Return what a command, ``^`` or ``_`` applies to."""
        part = self._next()
        while part.isspace():
            part = self._next()
        if part in "^_}":
            raise _UnknownError
        return self._atom(part, grouped=False)

    def _atom(self, part: str, *, grouped: bool = True) -> str:
        """Return one thing: a sign, a command with what it applies to, or a group."""
        if part == "{":
            inside = self.group("}")
            return _bracketed(inside) if grouped and self._peek() in {"^", "_"} else inside
        if part.startswith("\\") and len(part) > 1:
            return self._command(part[1:])
        if part in "}&~" or part == "\\":
            if part == "~":
                return " "
            raise _UnknownError
        return {"'": "′", "-": "−", "*": "∗"}.get(part, " " if part.isspace() else part)

    def _command(self, name: str) -> str:
        if name in _COMMANDS:
            return _COMMANDS[name](self)
        if name in _TEXTS:
            return self._verbatim()
        if name in _ALPHABETS:
            return _symbol(f"\\{name}{{{self._verbatim()}}}")
        return self._accented(name) if name in _ACCENTS else self._sign(name)

    def _accented(self, name: str) -> str:
        base = self._argument()
        if len(base) != 1:
            raise _UnknownError
        return base + _ACCENTS[name]

    def _sign(self, name: str) -> str:
        """Return what stands for a command that applies to nothing."""
        if name in _SPACES:
            return "" if name in _NO_SPACE else " "
        if name in _IGNORED:
            if name in _SIZED and self._peek() == ".":
                self._next()
            return ""
        if name in _NAMES:
            return f"{name} " if self._peek()[:1].isalnum() or self._peek().isspace() else name
        return _SIGNS.get(name) or _symbol(f"\\{name}")

    def _verbatim(self) -> str:
        """Return the text in braces as it is."""
        if self._next() != "{":
            self._at -= 1
            return self._argument()
        parts: list[str] = []
        while (part := self._next()) != "}":
            if part in {"{", "\\"} or (part.startswith("\\") and part[1:] not in _SIGNS):
                if part[1:] in _SPACES:
                    part = " "
                else:
                    raise _UnknownError
            parts.append(part.removeprefix("\\") or part)
        return "".join(parts)

    def fraction(self) -> str:
        upper, lower = self._argument().strip(), self._argument().strip()
        if sign := _FRACTIONS.get((upper, lower)):
            return sign
        upper = upper if upper.isalnum() else _bracketed(upper)
        return f"{upper}/{_bracketed(lower)}"

    def root(self) -> str:
        degree = ""
        if self._peek() == "[":
            self._next()
            degree = self.group("]")
        inside = self._bracketed(self._argument())
        if degree in _ROOTS:
            return f"{_ROOTS[degree]}{inside}"
        upper = _translated(degree, _UPPER)
        if upper is None:
            raise _UnknownError
        return f"{upper}√{inside}"

    def _small(self, mark: str) -> str:
        """Return what is raised by ``^`` or lowered by ``_``."""
        inside = self._argument().strip()
        if mark == "^" and inside in {"∘", "°"}:
            return "°"
        if mark == "^" and inside and set(inside) == {"′"}:
            return inside
        small = _translated(inside, _UPPER if mark == "^" else _LOWER)
        return small or f"{mark}{self._bracketed(inside)}"

    def _bracketed(self, text: str) -> str:
        """Return text in brackets, if what comes would be read as part of it."""
        bracketed = _bracketed(text)
        is_bare = not bracketed.startswith("(")
        return f"({bracketed})" if is_bare and self._peek()[:1].isalnum() else bracketed


_FRACTION: Final = frozenset({"frac", "dfrac", "tfrac"})
_COMMANDS: Final[Mapping[str, Callable[[_Reader], str]]] = {
    "frac": _Reader.fraction,
    "dfrac": _Reader.fraction,
    "tfrac": _Reader.fraction,
    "sqrt": _Reader.root,
}


def _translated(text: str, table: Mapping[int, int]) -> str | None:
    return text.translate(table) if text and all(ord(sign) in table for sign in text) else None


def _bracketed(text: str) -> str:
    """Return text as one thing: in brackets, unless it is a number or one sign."""
    text = text.strip()
    if len(text) < 2 or re.fullmatch(r"\d+(?:[.,]\d+)?", text):
        return text
    return f"({text})"


def _symbol(command: str) -> str:
    from latex2mathml.symbols_parser import convert_symbol  # noqa: PLC0415  # for few formulas

    code = convert_symbol(command)
    sign = chr(int(code, 16)) if code and "-" not in code else ""
    if not sign or not sign.isprintable() or 0x300 <= ord(sign) < 0x370:  # no sign by itself
        raise _UnknownError
    return sign
