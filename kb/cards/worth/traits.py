"""The traits of a drawn card: what a person would name who says why to keep it or not.

A trait is there or not. Some are known to a generator alone, which hands them over with its
proposal; the others are read from the question, the answer and the note.
"""

from kb.cards.generators.proposal import Proposal
from kb.cards.topic.topic import Topic
from kb.cards.worth.answer_traits import traits_of_answer
from kb.cards.worth.note_traits import traits_of_note
from kb.cards.worth.prompt_traits import traits_of_prompt


def traits_of(topic: Topic, generator: str, proposal: Proposal) -> tuple[str, ...]:
    """Return the traits of a proposed card, each once; the first names its generator."""
    traits = (
        f"by-{generator}",
        *proposal.traits,
        *traits_of_note(topic),
        *traits_of_prompt(proposal),
        *traits_of_answer(topic, proposal),
    )
    return tuple(dict.fromkeys(traits))
