"""Python code whose lines were joined by single spaces gets its lines and indentation back.

The longest statement that Python's own parser accepts is taken each time. What no parser can know,
where a block ends, follows from what people write: a block ends after ``return``, before a new
``def`` or ``import``, and before a call of the function that is being defined.
"""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

_LONGEST = 4_000
"""Characters; longer code is left as it is, for the parser is asked again and again."""
_LONGEST_STATEMENT = 120
"""Words tried in one statement."""
_HEADER = re.compile(
    r"(?:async\s+(?:def|for|with)|def|class|for|while|if|elif|else|try|except|finally|with|match"
    r"|case)\b"
)
_CONTINUES = {
    "elif": ("if", "elif"),
    "else": ("if", "elif", "for", "while", "try", "except"),
    "except": ("try", "except"),
    "finally": ("try", "except", "else"),
}
_FIRST_ATTEMPTS, _ATTEMPTS = 40_000, 12
"""Characters that Python's parser may be given for one text, and those for each of its own."""
_ATTEMPT = 100
"""Characters that take as long as to call the parser."""
_DEEPEST = 20
"""Comments inside one another's rest."""
_PATIENCE = 16
"""How many longer tries may fail in a row, once a statement has been found."""
_BEFORE = {
    "elif": "if x: pass\n",
    "else": "if x: pass\n",
    "except": "try: pass\n",
    "finally": "try: pass\n",
    "case": "match x:\n ",
}
"""What a header needs before it, to be read alone."""
_AFTER = {"try": " pass\nexcept: pass", "match": "\n case _: pass"}
"""What a header needs behind it; others need a ``pass``."""
_OF_METHOD = re.compile(
    r"@(?:property|\w+\.setter|staticmethod|classmethod|abstractmethod|override)"
)
_DOT_APART = re.compile(r"\w\.\s+\w")
"""A full stop between words: prose that Python would read as an attribute."""
_DECORATOR = re.compile(r"\s+(?=@\w[\w.]*(?:\([^()]*\))?\s+(?:async\s+def|def|class|@))")
_LEAVES = re.compile(r"(?:return|raise|break|continue)\b")
_TOP_LEVEL = re.compile(r"(?:import|from|def|async\s+def|class|@|if\s+__name__)")
_SUITES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(slots=True)
class Attempts:
    """How much Python's parser may still be asked about one text.

    What a comment is depends on whether its rest is code, and that on the comments in there: what
    is read again and again would take time without a bound.
    """

    left: int
    """In characters."""
    depth: int = 0
    """Comments whose rest is being read."""

    @classmethod
    def at(cls, text: str) -> "Attempts":
        """Return as many as a text is worth: several times what notes with much code take."""
        return cls(_FIRST_ATTEMPTS + _ATTEMPTS * len(text))

    def allow(self, cost: int) -> bool:
        """Return whether something may be tried that takes as long as to parse some characters."""
        self.left -= cost
        return self.left >= 0

    def parsed(self, text: str) -> ast.Module | None:
        """Return what a text is in Python; None if it is none, or if too much was asked."""
        if not self.allow(_ATTEMPT + len(text)):
            return None
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def reflow(code: str, attempts: Attempts | None = None) -> str | None:
    """Return ``code`` with its lines and indentation restored; None if it is no Python.

    >>> print(reflow("def f(): x = 1 return x print(f()) # Output: 1"))
    def f():
        x = 1
        return x
    <BLANKLINE>
    print(f())
    # Output: 1
    """
    code = code.strip()
    attempts = attempts or Attempts.at(code)
    if not code or len(code) > _LONGEST or not attempts.allow(_ATTEMPT // 2):
        return None
    layout = _Layout()
    with warnings.catch_warnings():
        # Python remarks on escapes such as "\\d" while it parses.
        warnings.simplefilter("ignore")
        while code:
            line = _next_line(code, attempts)
            if line is None:
                return None
            layout.add(line)
            code = code[len(line) :].lstrip()
        text = "\n".join(layout.lines)
        return text if attempts.parsed(text) else None


@dataclass(slots=True)
class _Suite:
    """A block that is open: the header's first word, its indentation, and the name it defines."""

    word: str
    indent: int
    name: str | None
    filled: bool = False


@dataclass(slots=True)
class _Layout:
    """Lines with their indentation, and the blocks that are open at the end."""

    lines: list[str] = field(default_factory=list)
    suites: list[_Suite] = field(default_factory=list)
    left: bool = False
    """Whether the last line left its block, so that nothing can follow it there."""

    def add(self, line: str) -> None:
        before = len(self.suites)
        if not line.startswith("#"):
            self._close_before(line)
        elif self.left and self.suites and not line.startswith("# Output:"):
            self.suites.pop()
        if self._needs_gap(line, closed=len(self.suites) < before):
            self.lines.append("")
        indent = self.suites[-1].indent + 4 if self.suites else 0
        if self.suites:
            self.suites[-1].filled = True
        self.lines.append(" " * indent + line)
        self.left = bool(_LEAVES.match(line))
        if _HEADER.match(line) and line.endswith(":"):
            name = re.match(r"(?:async\s+)?(?:def|class)\s+(\w+)", line)
            word = line.removeprefix("async ").split(maxsplit=1)[0].rstrip(":")
            self.suites.append(_Suite(word=word, indent=indent, name=name[1] if name else None))

    def _needs_gap(self, line: str, *, closed: bool) -> bool:
        """Return whether an empty line is due: around definitions, and after imports."""
        if self.suites or not self.lines or _first_word(line) in _CONTINUES or line[0] == "#":
            return False
        last = self.lines[-1]
        importing = line.startswith(("import", "from")) and last.startswith(("import", "from"))
        is_new = _TOP_LEVEL.match(line) and not last.startswith("@") and not importing
        return closed or bool(is_new)

    def _close_before(self, line: str) -> None:
        word = _first_word(line)
        decorated = bool(self.lines) and self.lines[-1].lstrip().startswith("@")
        if word in _CONTINUES:
            self._leave_until(_CONTINUES[word])
            del self.suites[-1:]
        elif (self.suites and not self.suites[-1].filled) or decorated:
            return
        elif word == "case":
            self._leave_until(("match",))
        else:
            self._leave(line)

    def _leave(self, line: str) -> None:
        if _TOP_LEVEL.match(line):
            in_class = bool(self.suites) and self.suites[0].word == "class"
            del self.suites[1 if in_class and ("self" in line or _OF_METHOD.match(line)) else 0 :]
        elif self.left and self.suites:
            self.suites.pop()
        self._leave_what_is_called(line)
        if line.startswith("return"):
            while self.suites and self.suites[-1].word in {"for", "while", "with"}:
                self.suites.pop()

    def _leave_until(self, words: tuple[str, ...]) -> None:
        while self.suites and self.suites[-1].word not in words:
            self.suites.pop()

    def _leave_what_is_called(self, line: str) -> None:
        """Close a function that ``line`` calls: few call themselves, but in what they return."""
        if _LEAVES.match(line):
            return
        for depth, suite in enumerate(self.suites):
            if suite.name and re.search(rf"\b{suite.name}\(", line):
                del self.suites[depth:]
                return


def _first_word(line: str) -> str:
    return re.split(r"\W", line, maxsplit=1)[0]


def _next_line(rest: str, attempts: Attempts) -> str | None:
    if rest.startswith("#"):
        return _comment(rest, attempts)
    if rest.startswith("@"):
        return _decorator(rest, attempts)
    header = _header(rest, attempts) if _HEADER.match(rest) else None
    return header or _longest_statement(rest, attempts)


def _longest_statement(rest: str, attempts: Attempts) -> str | None:
    longest, refused = None, 0
    for end in _ends(rest):
        text = rest[:end]
        if not attempts.allow(_ATTEMPT // 20):
            break
        if not _balanced(text):
            continue
        if _is_statement(text, attempts):
            longest, refused = text, 0
            if rest[end:].lstrip().startswith("#"):
                break
        elif longest is not None:
            refused += 1
            if refused > _PATIENCE:
                break
    return longest


def _ends(rest: str) -> Iterator[int]:
    """Yield where a statement may end: before each space, and at the end.

    A name behind ``@`` and before a definition is a decorator, and multiplies nothing.
    """
    decorator = _DECORATOR.search(rest)
    if decorator is not None:
        rest = rest[: decorator.start()]
    for count, match in enumerate(re.finditer(r"\s+", rest)):
        if count > _LONGEST_STATEMENT:
            return
        yield match.start()
    yield len(rest)


def _header(rest: str, attempts: Attempts) -> str | None:
    word = rest.split(maxsplit=1)[0].rstrip(":")
    before, after = _BEFORE.get(word, ""), _AFTER.get(word, " pass")
    headers = (rest[: match.end()] for match in re.finditer(":", rest))
    return next((h for h in headers if _balanced(h) and attempts.parsed(before + h + after)), None)


def _decorator(rest: str, attempts: Attempts) -> str | None:
    texts = (rest[:end] for end in _ends(rest))
    return next((t for t in texts if _balanced(t) and attempts.parsed(f"{t}\ndef f(): pass")), None)


def _comment(rest: str, attempts: Attempts) -> str:
    """Return the comment that ``rest`` begins with: up to where code certainly goes on."""
    for match in re.finditer(r"\s+", rest):
        if not attempts.allow(_ATTEMPT // 20):
            break
        comment = rest[: match.start()]
        is_empty = comment.removeprefix("#").strip() in {"", "Output:"}
        if not is_empty and _surely_code(rest[match.end() :], attempts):
            return comment
    return rest


_SURE = re.compile(
    r"(?:@\w|import \w|from \w[\w.]* import|(?:async )?def \w+\(|class \w+[(:]"
    r"|return\b|await \w|(?:async )?(?:for|with) .+:|[A-Za-z_][\w.]*\(.*\)(?:\s|$)"
    r"|[A-Za-z_][\w.]* = )"
)


def _surely_code(text: str, attempts: Attempts) -> bool:
    """Return whether ``text`` is code that a comment cannot have meant as words."""
    if text.startswith("# Output:"):
        return True
    if not _SURE.match(text):
        return False
    attempts.depth += 1
    code = reflow(text, attempts) if attempts.depth <= _DEEPEST else None
    attempts.depth -= 1
    return code is not None


def _balanced(text: str) -> bool:
    """Return quickly whether ``text`` could be whole: brackets and quotes close that open."""
    return (
        text.count(")") >= text.count("(")
        and text.count("]") >= text.count("[")
        and text.count("}") >= text.count("{")
        and (text.count('"') % 2 == 0 or "'" in text or "#" in text)
    )


def _is_statement(text: str, attempts: Attempts) -> bool:
    tree = attempts.parsed(text)
    if tree is None or len(tree.body) != 1 or isinstance(tree.body[0], _SUITES):
        return False
    return not _DOT_APART.search(re.sub(r"\".*?\"|'.*?'", "", text))


def split_code(text: str, attempts: Attempts | None = None) -> tuple[str, str] | None:
    """Return prose and the reflowed code that is glued to its end, or None if there is none.

    The code begins at the first end of a sentence without a space behind it whose rest is Python.

    >>> split_code("Starts the loop.import asyncio")
    ('Starts the loop.', 'import asyncio')
    """
    attempts = attempts or Attempts.at(text)
    start = max(len(text.rstrip()) - _LONGEST - 1, 0)
    last: int | None = None
    for match in _GLUED.finditer(text, start):
        if last is None:
            signs = _LOOKS_LIKE_CODE.finditer(text, match.end())
            last = max((sign.start() for sign in signs), default=-1)
        if match.end() > last:
            break
        code = reflow(text[match.end() :], attempts)
        if code is not None:
            return text[: match.end()].strip(), code
    return None


_GLUED = re.compile(r"(?<!\be)(?<!\bi)(?<!\bz)(?<!\bd)[.!?:](?=[^\W\d]|[@#])")
_LOOKS_LIKE_CODE = re.compile(r"[(=@#]|\b(?:import|await|return|def|class|pass|raise|yield)\b")
