"""The tool ``propose_cards``: cards for the inbox, about each of which the user decides."""

from typing import Annotated, Final

from mcp.server import MCPServer
from mcp.types import CallToolResult, ToolAnnotations
from pydantic import BaseModel, ConfigDict, Field

from kb.app.cards.proposing import Outcome, ProposalOutcome, ProposedText
from kb.app.cards.proposing import propose_cards as propose
from kb.app.sanitize import counted
from kb.cards.assistant import LONGEST_SIDE
from kb.mcp.access import Access
from kb.mcp.answers import PathText, StructuredAnswer, line_of, result
from kb.mcp.names import NoteName, name_of

_MOST: Final = 20
"""Cards in one call."""
_ADDS: Final = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_DESCRIPTION: Final = f"""Propose up to {_MOST} flashcards for a note of the user's. They wait in \
the user's inbox; only the user accepts or rejects them. Call show first: each card names the line \
of the note that it is drawn from. A good card asks for one thing, can be understood without the \
note, and has a short answer that the line supports. The same card again changes nothing."""


class CardIdea(BaseModel):
    """A card to propose."""

    model_config = ConfigDict(extra="forbid")

    line: Annotated[
        int, Field(ge=1, description="The number of the line in the note, as show has it.")
    ]
    prompt: Annotated[
        str, Field(min_length=1, max_length=LONGEST_SIDE, description="The question, in Markdown.")
    ]
    answer: Annotated[
        str, Field(min_length=1, max_length=LONGEST_SIDE, description="Short, in Markdown.")
    ]


class IdeaOutcome(StructuredAnswer):
    """What became of a card."""

    prompt: str
    outcome: Outcome
    """proposed; known: it is there already; rejected: by the user before; refused: see why."""
    card: int | None = None
    """Its number in kb."""
    why: str | None = None

    def told(self) -> str:
        """Return it as a person reads it."""
        return f"- {self.outcome.value}: {self.prompt}{f' ({self.why})' if self.why else ''}\n"


class ProposalAnswer(StructuredAnswer):
    """What became of the cards, in their order."""

    note: str
    path: PathText
    proposed: int
    """How many are new in the inbox."""
    outcomes: tuple[IdeaOutcome, ...]


def add_propose_cards(server: MCPServer, access: Access) -> None:
    """Add the tool to a server."""

    @server.tool(title="Propose cards", description=_DESCRIPTION, annotations=_ADDS)
    async def propose_cards(
        note: NoteName,
        cards: Annotated[
            list[CardIdea], Field(min_length=1, max_length=_MOST, description="The cards.")
        ],
    ) -> Annotated[CallToolResult, ProposalAnswer]:
        texts = [
            ProposedText(line=card.line, front=card.prompt, back=card.answer) for card in cards
        ]
        async with access.visit() as visit:
            there = await propose(visit.store, name_of(note), texts, visit.moment.now)
        outcomes = tuple(map(_outcome, cards, there.outcomes))
        new = sum(one.outcome is Outcome.PROPOSED for one in outcomes)
        answer = ProposalAnswer(
            note=line_of(there.title, 200), path=there.path, proposed=new, outcomes=outcomes
        )
        waits = f"New in the user's inbox: {counted(new, 'card')} for {answer.note}.\n"
        return result(answer, waits + "".join(one.told() for one in outcomes))


def _outcome(card: CardIdea, there: ProposalOutcome) -> IdeaOutcome:
    return IdeaOutcome(
        prompt=line_of(card.prompt, 100),
        outcome=there.outcome,
        card=there.card,
        why=there.why or None,
    )
