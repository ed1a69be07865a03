"""Cards that ask what a piece of Python prints, if the note alone answers it."""

import ast
import builtins
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kb.cards.generators.proposal import Proposal
from kb.cards.topic.topic import Topic
from kb.notes.markdown.code_spans import code_of
from kb.notes.names import name_key

_SIGN: Final = re.compile(r"#\s*(?:[Oo]utput|[Pp]rints|[Rr]esult|=>|->|→)")
_COMMENT: Final = re.compile(
    rf"(?<![ \t])[ \t]*{_SIGN.pattern}\s*:?\s*(?P<text>\S(?:.*\S)?)[ \t]*$", re.MULTILINE
)
_PYTHON: Final = frozenset({"python", "py", "python3", None})
_BY_CHANCE: Final = frozenset({"random", "time", "datetime", "uuid", "secrets", "os", "socket"})
_BY_MACHINE: Final = frozenset(
    {"hashlib", "hmac", "crypt", "ssl", "cryptography", "bcrypt"}
    | {"base64", "binascii", "zlib", "gzip", "bz2", "lzma"}
)
"""Hashing, encryption, encoding and compression, which cannot be done in one's head."""
_MOST_LINES: Final = 25
_BUILTINS: Final = frozenset(dir(builtins)) | {"__name__", "__file__"}


def output(topic: Topic) -> Iterator[Proposal]:
    """Yield “What does this print?” for each block of code that says what it prints."""
    for block in topic.note.code_blocks:
        if block.language not in _PYTHON or not _SIGN.search(block.code):
            continue
        comments = list(_COMMENT.finditer(block.code))
        if len(comments) != 1 or block.code.count("\n") > _MOST_LINES:
            continue
        answer = comments[0]["text"].strip()
        code = _COMMENT.sub("", block.code).rstrip()
        if answer in code:
            continue
        program = _program(topic, code)
        if program is None or answer in program.text or answer.strip("\"'") in program.text:
            continue
        if program.text.count("\n") >= _MOST_LINES:
            continue
        asked = f"what does this print{program.when}?" if topic.english else "→ ?"
        if topic.phrases is not None:
            asked = topic.phrases.prints
        yield Proposal(
            front=f"{topic.title}: {asked}\n\n```python\n{program.text}\n```",
            back=code_of(answer),
            line=block.line + block.code[: comments[0].start()].count("\n") + 1,
            path=next((s.path for s in topic.text_sections if s.heading == block.heading), ()),
            subject=_subject(code),
            fact=f"output {name_key(_subject(code))}",
            span=block.code,
            names=True,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Program:
    """Code that can be run in the head."""

    text: str
    when: str
    """What has to happen for it to print, if nothing in it does."""


def _program(topic: Topic, code: str) -> _Program | None:
    """Return code with all that it needs; None if a name in it is undefined."""
    tree = _parsed(code)
    if tree is None or _imported_modules(tree) & (_BY_CHANCE | _BY_MACHINE):
        return None
    missing = _free_names(tree) - _modules_of(code)
    if not missing:
        return _Program(text=code, when=_when(tree))
    defined = _definitions(topic)
    if not missing <= defined.keys():
        return None
    text = "\n\n".join([*dict.fromkeys(defined[name] for name in sorted(missing)), code])
    whole = _parsed(text)
    if whole is None or _imported_modules(whole) & (_BY_CHANCE | _BY_MACHINE):
        return None
    if _free_names(whole) - _modules_of(text):
        return None
    return _Program(text=text, when=_when(whole))


def _modules_of(code: str) -> frozenset[str]:
    """Return names that are plainly modules: ``asyncio`` in ``asyncio.run()``."""
    return frozenset({"asyncio", "math", "json", "re", "itertools", "functools", "collections"}) & (
        frozenset(re.findall(r"\b([a-z]+)\.", code))
    )


def _parsed(code: str) -> ast.Module | None:
    """Return the syntax tree of ``code``; None if it is not Python."""
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _imported_modules(tree: ast.Module) -> frozenset[str]:
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            modules.add((node.module or "").partition(".")[0])
    return frozenset(modules)


def _free_names(tree: ast.Module) -> frozenset[str]:
    read: set[str] = set()
    bound: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            bound.add(node.name)
    return frozenset(read - bound - _BUILTINS)


def _definitions(topic: Topic) -> dict[str, str]:
    """Return the code of each function or class that a block of the note defines alone."""
    definitions: dict[str, str] = {}
    for block in topic.note.code_blocks:
        tree = _parsed(block.code) if block.language in _PYTHON else None
        if tree is None or len(tree.body) != 1:
            continue
        node = tree.body[0]
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            definitions.setdefault(node.name, block.code)
    return definitions


def _when(tree: ast.Module) -> str:
    """Return “when `main()` runs” if the code defines a function that nothing calls."""
    called = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    for node in reversed(tree.body):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name not in called:
            return f" when `{node.name}()` runs"
    return ""


def _subject(code: str) -> str:
    """Return what a block of code is known by: its first call with a dot, or its first line."""
    match = re.search(r"\b[a-z_]\w*\.\w+(?=\()", code.replace("asyncio.run(", "asyncio run("))
    return match[0] if match else code.strip().split("\n", 1)[0]
