"""The tools ``related`` and ``path``: what a concept has to do with others, and why."""

from typing import Annotated, Final

from mcp.server import MCPServer
from mcp.types import CallToolResult
from pydantic import Field

from kb.app.graph.paths import Hop, PathView, connection
from kb.app.graph.related import related_concepts
from kb.mcp.access import Access
from kb.mcp.answers import (
    Cursor,
    Limit,
    PagedAnswer,
    PathText,
    StructuredAnswer,
    going_on,
    line_of,
    result,
    size_of,
)
from kb.mcp.names import ConceptName, name_of
from kb.mcp.paging import MOST, page, paging
from kb.mcp.tools.search import READ_ONLY

_MOST_REASONS: Final = 3
_MOST_RELATED: Final = 200
_LONGEST_REASON: Final = 300
_RELATED: Final = """Rank the concepts of the user's notes that are related to one, each with the \
reasons: links, words, tags and notes that both have in common. With unlinked, only those that no \
link connects yet."""
_PATH: Final = """Show how two concepts of the user's notes connect: the shortest chain of links \
between them, each with the sentence that has it."""


class RelatedNote(StructuredAnswer):
    """A concept that is related."""

    title: str
    path: PathText | None = None
    """Of its note; null if it is not written yet."""
    score: float
    """Above 0, up to 1; comparable only within this answer."""
    linked: bool
    """Whether one of the two links to the other."""
    reasons: tuple[str, ...] = ()
    """Strongest first."""

    def told(self) -> str:
        """Return it as a person reads it."""
        where = self.path or "not written yet"
        return f"- {self.title} ({where}), {self.score}: {'; '.join(self.reasons)}\n"


class RelatedAnswer(PagedAnswer):
    """What is related to a concept."""

    concept: str
    related: tuple[RelatedNote, ...] = ()
    """Best first."""


class PathStep(StructuredAnswer):
    """One link of the chain."""

    start: str
    end: str
    relation: str
    forward: bool
    """Whether start links to end; else end links to start."""
    path: PathText
    """Of the note that has the link."""
    line: int
    sentence: str
    """Of the link."""

    def told(self) -> str:
        """Return it as a person reads it."""
        arrow = "→" if self.forward else "←"
        return (
            f"- {self.start} {arrow} {self.end} [{self.relation}] {self.path}:{self.line}\n"
            f"  {self.sentence}\n"
        )


class PathAnswer(PagedAnswer):
    """How two concepts connect."""

    start: str
    end: str
    steps: tuple[PathStep, ...] = ()
    """Empty if nothing connects them, or both are one."""
    through_hubs: bool = False
    """Whether every chain goes through a concept that very many notes link to."""


def add_related(server: MCPServer, access: Access) -> None:
    """Add the tool to a server."""

    @server.tool(title="Related concepts", description=_RELATED, annotations=READ_ONLY)
    async def related(
        concept: ConceptName,
        *,
        unlinked: Annotated[
            bool, Field(description="Only those that are not linked with it yet.")
        ] = False,
        limit: Limit = 10,
        cursor: Cursor = None,
    ) -> Annotated[CallToolResult, RelatedAnswer]:
        asked = paging("related", concept, unlinked, cursor=cursor, limit=limit)
        async with access.visit() as visit:
            view = await related_concepts(
                visit.store,
                name_of(concept),
                limit=min(asked.end, _MOST_RELATED),
                new=unlinked,
            )
        others = [
            RelatedNote(
                title=line_of(other.title, 200),
                path=other.path,
                score=other.score,
                linked=other.linked,
                reasons=tuple(
                    line_of(reason.text, _LONGEST_REASON) for reason in other.why[:_MOST_REASONS]
                ),
            )
            for other in view.related[asked.start :]
        ]
        some = page(asked, others, size_of)
        answer = RelatedAnswer(
            concept=line_of(view.concept, 200), related=some.entries, next_cursor=some.next_cursor
        )
        told = "".join(entry.told() for entry in some.entries) or "Nothing is related.\n"
        return result(answer, f"Related to {answer.concept}:\n{told}" + going_on(some.next_cursor))


def add_path(server: MCPServer, access: Access) -> None:
    """Add the tool to a server."""

    @server.tool(title="Path between two concepts", description=_PATH, annotations=READ_ONLY)
    async def path(
        start: ConceptName, end: ConceptName, cursor: Cursor = None
    ) -> Annotated[CallToolResult, PathAnswer]:
        asked = paging("path", start, end, cursor=cursor, limit=MOST)
        async with access.visit() as visit:
            view = await connection(visit.store, name_of(start), name_of(end))
        some = page(asked, [_step(hop) for hop in view.hops[asked.start :]], size_of)
        answer = PathAnswer(
            start=line_of(view.start, 200),
            end=line_of(view.end, 200),
            steps=some.entries,
            through_hubs=view.through_hubs,
            next_cursor=some.next_cursor,
        )
        told = "".join(entry.told() for entry in some.entries) or _no_path(view)
        return result(answer, told + going_on(some.next_cursor))


def _step(hop: Hop) -> PathStep:
    return PathStep(
        start=line_of(hop.from_, 200),
        end=line_of(hop.to, 200),
        relation=line_of(hop.relation, 100),
        forward=hop.direction == "out",
        path=hop.path,
        line=hop.line,
        sentence=line_of(hop.text, _LONGEST_REASON),
    )


def _no_path(view: PathView) -> str:
    if view.start == view.end:
        return f"Both names mean {line_of(view.start, 200)}."
    return f"No link leads from {line_of(view.start, 200)} to {line_of(view.end, 200)}."
