"""``kb related --missing``: the links that a note lacks, and the lines where they would stand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kb.app.graph.evidence import Evidence, gather_evidence
from kb.app.graph.related import best_related, no_results
from kb.app.notes.lookup import find_concept
from kb.graph.concepts import Concept
from kb.graph.mentions import mentions, prose, without_names
from kb.graph.reasons import Reason
from kb.graph.resolve import FolderId, NamedNote
from kb.graph.words import count_terms, without_links
from kb.notes.files.decode import decode
from kb.notes.names import name_key
from kb.notes.note import MENTIONS
from kb.store.file.store import Store, Transaction
from kb.store.graph.adjacency import hubs, titles_and_paths
from kb.store.graph.note_links import links_from
from kb.store.notes.folders import folder_roots
from kb.store.notes.names import named_by_id
from kb.store.search.cjk import cut

SUGGESTIONS: Final = 7
"""The default number of each kind."""
_FENCES: Final = ("```", "~~~")
_LONGEST_LINE: Final = 2_000
"""Characters of a line that are looked at."""
_MOST_LINES: Final = 5_000
_NAMED: Final = 40
"""Related concepts that may be named already, and so need no suggestion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkedMention:
    """A place where a note names a concept without a link."""

    title: str
    """Of the concept that is named."""
    path: str | None
    """Its note's; ``None`` for a missing concept."""
    source: str
    """The path of the note that names it."""
    line: int
    """In that note's file, from 1."""
    text: str
    """Of that line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedLink:
    """A related concept that the note does not link to yet."""

    title: str
    path: str | None
    score: float
    """As in ``kb related``."""
    line: int | None
    """Of the note asked about: where the link would stand; ``None`` if it is yet to be written."""
    text: str | None
    """Of that line."""
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnwrittenLinks:
    """The links that a note lacks."""

    concept: str
    path: str | None
    named: tuple[UnlinkedMention, ...]
    """In the note itself first, by line; then in others, by path."""
    suggested: tuple[SuggestedLink, ...]
    """Best first."""


_Line = tuple[int, str]
"""The number of a line, from 1, and its text."""


async def unwritten_links(
    store: Store, name: str, *, limit: int = SUGGESTIONS, daily: bool = False
) -> UnwrittenLinks:
    """Return the links that the concept called ``name`` lacks, at most ``limit`` of each kind.

    Lines are those of the files as they are now. Notes whose files cannot be read are left out, and
    :func:`no_results`.

    Raises:
        KbError: as :func:`kb.app.notes.lookup.find_concept`.
    """
    async with store.reading() as transaction:
        concept = await find_concept(transaction, name)
        evidence = await gather_evidence(transaction, concept, await hubs(transaction))
        roots = await folder_roots(transaction)
        lines = _lines_of(concept.note, roots) if concept.note else ()
        without = no_results(evidence, daily=daily)
        named = await _named_in(transaction, evidence, lines, evidence.named - without)
        named += await _naming(transaction, evidence, roots, evidence.naming - without)
        at_end = await _end_of_list(transaction, concept.note, lines) if concept.note else None
        related = await best_related(
            transaction, evidence, limit=limit + _NAMED, new=True, daily=daily
        )
    told = {(mention.title, mention.path) for mention in named}
    naming = {mention.source for mention in named}
    suggested = []
    for key, other in related.items():
        words = evidence.text.others.get(key, {}) if isinstance(key, int) else {}
        place = _best_line(evidence, words, lines) or at_end
        readable = place is not None or concept.note is None
        if readable and (other.title, other.path) not in told and other.path not in naming:
            suggested.append(
                SuggestedLink(
                    title=other.title,
                    path=other.path,
                    score=other.score,
                    line=place[0] if place else None,
                    text=place[1].strip() if place else None,
                    why=other.why,
                )
            )
    return UnwrittenLinks(
        concept=concept.title,
        path=concept.path,
        named=tuple(named[:limit]),
        suggested=tuple(suggested[:limit]),
    )


async def _named_in(
    transaction: Transaction, evidence: Evidence, lines: Sequence[_Line], named: Iterable[Concept]
) -> list[UnlinkedMention]:
    """Return the places where the note names these concepts."""
    note = evidence.concept.note
    if note is None or not named:
        return []
    known = evidence.named | evidence.linked
    titles, paths = await titles_and_paths(transaction, known)
    ids = [concept for concept in known if isinstance(concept, int)]
    names: dict[Concept, tuple[str, ...]] = {other: (title,) for other, title in titles.items()}
    names |= {
        other.id: (other.title, *other.aliases) for other in await named_by_id(transaction, ids)
    }
    every = {*evidence.concept.names, *(name for of_one in names.values() for name in of_one)}
    places = [
        UnlinkedMention(
            title=titles[other],
            path=paths.get(other),
            source=note.path,
            line=place[0],
            text=place[1].strip(),
        )
        for other in named
        if (place := _first_naming(lines, names[other], _longer(every, names[other])))
    ]
    return sorted(places, key=lambda mention: (mention.line, mention.title))


def _longer(names: Iterable[str], than: Sequence[str]) -> tuple[str, ...]:
    """Return the names that hold one of some others, as “Event Loop” holds “Event”."""
    keys = {name_key(name) for name in than}
    return tuple(
        sorted(
            name
            for name in names
            if name_key(name) not in keys and any(key in name_key(name) for key in keys)
        )
    )


async def _naming(
    transaction: Transaction,
    evidence: Evidence,
    roots: Mapping[FolderId, Path],
    naming: Iterable[Concept],
) -> list[UnlinkedMention]:
    """Return the places where these notes name the concept."""
    concept = evidence.concept
    ids = [other for other in naming if isinstance(other, int)]
    places = [
        UnlinkedMention(
            title=concept.title,
            path=concept.path,
            source=other.path,
            line=place[0],
            text=place[1].strip(),
        )
        for other in await named_by_id(transaction, ids)
        if (place := _first_naming(_lines_of(other, roots), concept.names))
    ]
    return sorted(places, key=lambda mention: (mention.source, mention.line))


async def _end_of_list(
    transaction: Transaction, note: NamedNote, lines: Sequence[_Line]
) -> _Line | None:
    """Return the last line of the note's lists of links, or its last line."""
    listed = [
        link.line for link in await links_from(transaction, note.id) if link.relation != MENTIONS
    ]
    written = [line for line in lines if line[1].strip()]
    return next((line for line in lines if listed and line[0] == max(listed)), None) or (
        written[-1] if written else None
    )


def _best_line(
    evidence: Evidence, words: Mapping[str, float], lines: Iterable[_Line]
) -> _Line | None:
    """Return the line with most of what two notes share; None if no line has any of it."""
    best, most = None, 0.0
    for line in _prose_lines(lines):
        counted = count_terms("", "", cut(without_links(line[1])), words).counts
        shared = sum(evidence.text.query.get(word, 0.0) * words[word] for word in counted)
        if shared > most:
            best, most = line, shared
    return best


def _first_naming(
    lines: Iterable[_Line], names: Sequence[str], others: Sequence[str] = ()
) -> _Line | None:
    """Return the first line that names a concept; a name may go on in the next line.

    ``others`` are longer names, which do not name it.
    """
    before = (0, "")
    for line in _prose_lines(lines):
        if mentions(without_names(prose(line[1]), others), names):
            return line
        both = f"{before[1]}\n{line[1]}" if before[0] == line[0] - 1 else ""
        if both and mentions(without_names(prose(both), others), names):
            return before
        before = line
    return None


def _prose_lines(lines: Iterable[_Line]) -> Iterator[_Line]:
    """Yield the lines with text, without code blocks and headings."""
    fence = ""
    for number, text in lines:
        shown = text.strip()
        if shown[:3] in _FENCES and (not fence or shown[:3] == fence):
            fence = "" if fence else shown[:3]
        elif shown and not fence and not shown.startswith("#"):
            yield number, text[:_LONGEST_LINE]


def _lines_of(note: NamedNote, roots: Mapping[FolderId, Path]) -> tuple[_Line, ...]:
    """Return the lines of a note's file, without its front matter; none if it cannot be read."""
    try:
        raw = (roots[note.folder] / note.path).read_bytes()
    except OSError:
        return ()
    text, _ = decode(note.path, raw)
    rows = text.split("\n")[:_MOST_LINES]
    start = 0
    if rows[:1] == ["---"] and "---" in rows[1:]:
        start = rows.index("---", 1) + 1
    return tuple(enumerate(rows[start:], start + 1))
