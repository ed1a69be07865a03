"""Parse a query for cards, in the words of Anki's search.

``tag:web (is:due or prop:lapses>2) -"event loop"``: terms that all hold, ``or``, ``-`` for not,
parentheses. It is read by recursive descent, in time that grows as its length does.
"""

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import groupby
from typing import Final, NoReturn

from kb.cards.query.query import (
    Compared,
    Comparison,
    Condition,
    Event,
    Every,
    Happened,
    InFolder,
    Is,
    Measure,
    Not,
    Numbered,
    OfGenerator,
    OfNote,
    Pattern,
    Query,
    Side,
    Some,
    Tagged,
    Term,
    Text,
    Wildcard,
)
from kb.errors import QueryError

_LONGEST: Final = 4000
"""Characters of a query."""
_MOST_TERMS: Final = 100
"""SQLite refuses conditions that nest a thousand deep."""
_DEEPEST: Final = 20
"""Parentheses and minus signs around a term."""
_MOST_DAYS: Final = 36_500


def parse_query(text: str) -> Query:
    """Return what a query asks for.

    Raises:
        QueryError: it cannot be read; the error knows the place.
    """
    if len(text) > _LONGEST:
        raise QueryError(f"a query has at most {_LONGEST:,} characters", text, _LONGEST)
    return _Parser(text).parse()


_Chars = tuple[tuple[str, bool], ...]
"""Characters, each with whether it was escaped."""
_COMPARISONS: Final[dict[str, Comparison]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
_PROPERTY: Final = re.compile(r"(?P<name>\w+)(?P<sign><=|>=|!=|<|>|=)(?P<number>.*)", re.DOTALL)
_WHOLE: Final = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_DECIMAL: Final = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?|\.[0-9]{1,9}", re.ASCII)
_IDS: Final = re.compile(r"[0-9]{1,18}(,[0-9]{1,18})*", re.ASCII)
_JOINT: Final = re.compile(r"(and|or)(?=[\s()]|$)", re.IGNORECASE)
_WILD: Final = {wildcard.value: wildcard for wildcard in Wildcard}
_STRAIGHT_QUOTES: Final = str.maketrans("“”„«»", '"""""')
_UNKNOWN_TO_KB: Final = {
    "card": "kb has no card types. Use generator: or is:",
    "deck": "kb has no decks. Use folder:, tag: or note:",
    "did": "kb has no decks. Use folder:, tag: or note:",
    "dupe": "kb makes no two cards with one prompt",
    "edited": "kb does not know when a card was edited. Use added:",
    "flag": "kb has no flags. Use tag:",
    "mid": "kb has no note types. Use generator:",
    "nc": "kb does not search without accents",
    "nid": "kb's notes have no ids. Use note:",
    "preset": "a preset is that of a tag. Use tag:",
    "re": "kb does not search by regular expressions. Use * and _",
    "w": "kb does not search by whole words. Use quotes and spaces",
}
"""Words of Anki's that kb does not have, and why."""
_NO_PROPERTY: Final = {
    "ease": "FSRS has no ease. Use prop:d, the difficulty from 0 to 1",
    "pos": "new cards of kb have no fixed position",
    "cdn": "cards of kb have no custom data",
    "cds": "cards of kb have no custom data",
}
"""Properties of Anki's that mean nothing in kb, and why."""


class _Parser:
    """Reads one query."""

    def __init__(self, text: str) -> None:
        self._text = text.translate(_STRAIGHT_QUOTES)
        self._at = 0
        self._terms = 0

    def parse(self) -> Query:
        query = self._some(0)
        if self._at < len(self._text):
            self._fail("this ) closes nothing")
        return query

    def _some(self, depth: int) -> Query:
        """Read up to the end, or to the ``)`` that closes what was opened."""
        alternatives: list[Query] = []
        queries: list[Query] = []
        joined_at: int | None = None
        while (word := self._joint()) is not None:
            if word:
                if not queries or joined_at is not None:
                    self._fail(f"nothing stands before this “{word}”; to look for it, quote it")
                joined_at = self._at
                self._at += len(word)
                if word == "or":
                    alternatives.append(_every(queries))
                    queries = []
                continue
            joined_at = None
            queries.append(self._one(depth))
        if joined_at is not None:
            self._fail("nothing follows; to look for the word, quote it", at=joined_at)
        if not alternatives:
            return _every(queries)
        return Some((*alternatives, _every(queries)))

    def _joint(self) -> str | None:
        """Skip spaces; return ``and`` or ``or``, nothing before another term, None at the end."""
        while self._peek().isspace():
            self._at += 1
        if self._peek() in ("", ")"):
            return None
        word = _JOINT.match(self._text, self._at)
        return word[0].lower() if word else ""

    def _one(self, depth: int) -> Query:
        if depth > _DEEPEST:
            self._fail(f"a query nests at most {_DEEPEST} deep")
        following = self._text[self._at + 1 : self._at + 2]
        if self._peek() == "-" and following not in ("", ")") and not following.isspace():
            self._at += 1
            return Not(self._one(depth + 1))
        if self._peek() == "(":
            opened = self._at
            self._at += 1
            query = self._some(depth + 1)
            if not self._peek():
                self._fail("this ( is never closed; to look for it, quote it", at=opened)
            self._at += 1
            if query == Every(()):
                self._fail(
                    "nothing stands in these parentheses; to look for them, quote them", at=opened
                )
            return query
        self._terms += 1
        if self._terms > _MOST_TERMS:
            self._fail(f"a query has at most {_MOST_TERMS} words")
        return self._term()

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _term(self) -> Term:
        begin = self._at
        is_quoted = self._peek() == '"'
        chars = tuple(self._chars())
        colon = next((at for at, char in enumerate(chars) if char == (":", False)), None)
        if colon is None:
            if not chars:
                self._fail("nothing stands in these quotes", at=begin)
            return Text(_pattern(chars))
        word = _plain(chars[:colon]).lower()
        rest = chars[colon + 1 :]
        if word in _READERS:
            return _Value(self._text, begin, word, rest).read()
        if not is_quoted:
            self._fail(_why_unknown(word), at=begin)
        return Text(_pattern(chars))

    def _chars(self) -> Iterator[tuple[str, bool]]:
        """Yield the characters of a term, without quotes and the backslashes that escape."""
        opened: int | None = None
        while (char := self._peek()) and (
            opened is not None or not (char.isspace() or char in "()")
        ):
            self._at += 1
            if char == '"':
                opened = self._at - 1 if opened is None else None
            elif char == "\\" and self._peek():
                self._at += 1
                yield self._text[self._at - 1], True
            else:
                yield char, False
        if opened is not None:
            self._fail('this " is never closed; to look for it, write \\"', at=opened)

    def _fail(self, why: str, *, at: int | None = None) -> NoReturn:
        raise QueryError(why, self._text, self._at if at is None else at)


@dataclass(frozen=True, slots=True)
class _Value:
    """What follows a word and its colon."""

    text: str
    begin: int
    word: str
    chars: _Chars

    def read(self) -> Term:
        if not self.chars and self.word not in ("front", "back"):
            self._fail("nothing follows the colon")
        return _READERS[self.word](self)

    def condition(self) -> Term:
        name = self._value.lower()
        if name not in _CONDITIONS:
            self._fail(f"no card is “{name}”", _CONDITIONS, name)
        return Is(Condition(name))

    def side(self) -> Term:
        return Text(_pattern(self.chars), Side(self.word))

    def tag(self) -> Term:
        chars = self.chars[1:] if self.chars[0][0] == "#" else self.chars
        return Tagged(None if self._value.lower() == "none" else _pattern(chars))

    def note(self) -> Term:
        return OfNote(_pattern(self.chars), self._at)

    def folder(self) -> Term:
        return InFolder(_pattern(self.chars), self._at)

    def generator(self) -> Term:
        return OfGenerator(_pattern(self.chars), self._at)

    def ids(self) -> Term:
        if not _IDS.fullmatch(self._value):
            self._fail("ids are numbers with commas between them")
        return Numbered(tuple(map(int, self._value.split(","))))

    def compared(self) -> Term:
        parts = _PROPERTY.fullmatch(self._value)
        if not parts:
            self._fail("a comparison is missing, as in prop:ivl>=10")
        name = parts["name"].lower()
        name = _IN_FULL.get(name, name)
        if name in _NO_PROPERTY:
            self._fail(_NO_PROPERTY[name])
        if name not in _PROPERTIES:
            self._fail(f"no card has a “{name}”", _PROPERTIES, name)
        what = Measure(name)
        if not (_WHOLE if what.is_whole else _DECIMAL).fullmatch(parts["number"]):
            self._fail(f"“{parts['number']}” is no {'whole ' if what.is_whole else ''}number")
        number = float(parts["number"])
        if what.is_share and not 0 <= number <= 1:
            self._fail(f"prop:{name} lies between 0 and 1")
        if abs(number) > _MOST_DAYS:
            self._fail(f"{_MOST_DAYS} is the most")
        if not what.is_whole and parts["sign"] in ("=", "!="):
            self._fail(f"prop:{name} is never exactly a number; use < or >")
        return Compared(what, _COMPARISONS[parts["sign"]], number)

    def happened(self) -> Term:
        event = Event(self.word)
        days, colon, rating = self._value.partition(":")
        if not (_WHOLE.fullmatch(days) and 1 <= int(days) <= _MOST_DAYS):
            self._fail(f"the days go from 1, which is today, to {_MOST_DAYS}")
        if colon and (event is not Event.RATED or rating not in ("1", "2", "3", "4")):
            self._fail("only a rating from 1 to 4 may follow, and only in rated:")
        return Happened(event, int(days), int(rating) if rating else None)

    @property
    def _at(self) -> int:
        return self.begin + len(self.word) + 1

    @property
    def _value(self) -> str:
        return _plain(self.chars)

    def _fail(self, why: str, known: tuple[str, ...] = (), name: str = "") -> NoReturn:
        near = get_close_matches(name, known, n=1) or known
        hint = f". Try {', '.join(f'{self.word}:{one}' for one in near)}" if known else ""
        raise QueryError(f"{why}{hint}", self.text, self._at)


_READERS: Final[dict[str, Callable[[_Value], Term]]] = {
    "is": _Value.condition,
    "tag": _Value.tag,
    "note": _Value.note,
    "folder": _Value.folder,
    "generator": _Value.generator,
    "front": _Value.side,
    "back": _Value.side,
    "cid": _Value.ids,
    "prop": _Value.compared,
    "rated": _Value.happened,
    "added": _Value.happened,
    "introduced": _Value.happened,
    "resched": _Value.happened,
}
WORDS: Final = tuple(_READERS)
"""The words of the language that a colon follows."""
_CONDITIONS: Final = tuple(condition.value for condition in Condition)
_IN_FULL: Final = {
    "stability": Measure.STABILITY.value,
    "difficulty": Measure.DIFFICULTY.value,
    "retrievability": Measure.RETRIEVABILITY.value,
    "interval": Measure.INTERVAL.value,
}
"""Anki's short words for what kb writes in full."""
_PROPERTIES: Final = tuple(measure.value for measure in Measure)


def _why_unknown(word: str) -> str:
    if word in _UNKNOWN_TO_KB:
        return _UNKNOWN_TO_KB[word]
    near = get_close_matches(word, WORDS, n=1)
    hint = f"Did you mean {near[0]}:? To" if near else "To"
    unknown = f"“{word}:” is no word of the query language"
    return f"{unknown}. {hint} look for such a text, quote it: '\"{word}:…\"'"


def _every(queries: list[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Every(tuple(queries))


def _plain(chars: Iterable[tuple[str, bool]]) -> str:
    return "".join(char for char, _ in chars)


def _pattern(chars: _Chars) -> Pattern:
    parts: list[str | Wildcard] = []
    for kind, same in groupby(chars, key=lambda char: None if char[1] else _WILD.get(char[0])):
        if kind is None:
            parts.append(_plain(same))
        else:
            # Several ANY side by side would make the store try in vain.
            parts += [kind] if kind is Wildcard.ANY else [kind for _ in same]
    return tuple(parts)
