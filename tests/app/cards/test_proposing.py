"""Cards that an assistant proposes: into the inbox, through imports, and the user's verdicts."""

from pathlib import Path

import pytest

from kb.app.cards.inbox import (
    Verdict,
    accept_all,
    decide,
    excerpt,
    generator_shares,
    proposals,
    proposer,
)
from kb.app.cards.listing import CardView, list_cards
from kb.app.cards.proposing import Outcome, Proposed, ProposedText, propose_cards
from kb.app.cards.selection import EVERY_CARD, CardSelection
from kb.app.importing.report import ImportReport
from kb.app.maintenance.doctor import diagnosis
from kb.app.review.explain import explanation
from kb.errors import NotFoundError, UsageError
from kb.schedule.memory import Rating
from kb.store.file.store import Store
from tests.app.conftest import NOW, Import, Write
from tests.app.days import answered, at, rated, review_at

TIN = """\
---
cards: no
---
# Tin

Tags: #metal

Tin keeps iron from rusting.
It melts at 232 degrees, far below lead.
"""
ASKED = "At what temperature does tin melt?"
TOLD = "At 232 degrees"


def idea(line: int = 9, front: str = ASKED, back: str = TOLD) -> ProposedText:
    return ProposedText(line=line, front=front, back=back)


async def proposed(store: Store, *ideas: ProposedText, note: str = "Tin") -> Proposed:
    return await propose_cards(store, note, ideas or (idea(),), NOW)


async def outcomes(store: Store, *ideas: ProposedText) -> list[Outcome]:
    return [one.outcome for one in (await proposed(store, *ideas)).outcomes]


async def assistants(store: Store) -> tuple[CardView, ...]:
    query = "generator:assistant (is:active or is:inbox or is:rejected or is:retired)"
    return await list_cards(store, CardSelection(query=query), moment=at(0))


async def card(store: Store) -> CardView:
    (only,) = await assistants(store)
    return only


async def unsound(store: Store) -> list[str]:
    found = await diagnosis(store, NOW)
    away = ("folders", "clock", "backups")
    return [check.detail for check in found.checks if not check.ok and check.name not in away]


@pytest.fixture
async def tin(vault: Path, write: Write, imported: Import) -> Path:
    """Imports one note, which no card is drawn from."""
    file = write("Tin.md", TIN)
    await imported(vault)
    return file


async def imports(write: Write, imported: Import, vault: Path, text: str) -> ImportReport:
    write("Tin.md", text, when=NOW)
    return await imported(vault)


@pytest.mark.usefixtures("tin")
async def test_a_proposal_waits_in_the_inbox_with_its_line_and_who_proposed_it(
    store: Store,
) -> None:
    there = await proposed(store)
    assert [one.outcome for one in there.outcomes] == [Outcome.PROPOSED]
    assert (there.title, there.path) == ("Tin", "Tin.md")
    (shown,) = await proposals(store, EVERY_CARD, at(0))
    assert (shown.card_id, shown.front, shown.back) == (there.outcomes[0].card, ASKED, TOLD)
    assert (shown.generator, shown.line, shown.status) == ("assistant", 9, "inbox")
    assert proposer(shown) == "proposed by an assistant"
    assert excerpt(shown).line == 9
    assert await answered(store, 0) == []  # nobody is asked it before it is accepted
    assert await unsound(store) == []


@pytest.mark.usefixtures("tin")
async def test_proposing_twice_changes_nothing(store: Store) -> None:
    await proposed(store)
    before = await assistants(store)
    again = (idea(), idea(front=f"  {ASKED.upper()}", back="At 232 **degrees**."))
    there = await proposed(store, *again)
    assert {one.why for one in there.outcomes} == {"it waits in the inbox already"}
    assert {one.card for one in there.outcomes} == {before[0].id}
    assert await assistants(store) == before
    assert await outcomes(store, *[idea(front="What?", back="Tin")] * 2) == ["proposed", "known"]


@pytest.mark.usefixtures("tin")
async def test_an_accepted_one_is_reviewed_and_a_rejected_one_never_comes_back(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    await proposed(store, idea(), idea(line=8, front="What rusts?", back="Iron without tin"))
    second, first = [one.id for one in await assistants(store)]
    moment = at(0)
    await decide(store, [second], Verdict.REJECT, now=moment.now, today=moment.day)
    assert await accept_all(store, EVERY_CARD, moment=moment) == 1
    review = await review_at(store, 0)
    turn = await review.show()
    assert turn.card
    assert turn.card.card_id == first
    why = await explanation(store, turn.card, None, moment)
    assert why.origin == "An assistant proposed it for line 9 of Tin.md, and you accepted it."
    await rated(review, Rating.EASY)
    (shares,) = await generator_shares(store)
    assert (shares.generator, shares.accepted, shares.decided) == ("assistant", 1, 2)
    assert await outcomes(store, idea(line=8, front="What rusts?", back="iron without tin")) == [
        "rejected"
    ]
    await imports(write, imported, vault, TIN.replace("# Tin", "# Tin, the metal"))
    there = await proposed(
        store, idea(), idea(line=8, front="What rusts?", back="Iron without tin"), note="Tin.md"
    )
    assert [one.outcome for one in there.outcomes] == ["known", "rejected"]
    assert {one.status: one.reps for one in await assistants(store)} == {"active": 1, "rejected": 0}


@pytest.mark.usefixtures("tin")
@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (idea(line=0), "the note has no line 0; it has 9"),
        (idea(line=10), "the note has no line 10; it has 9"),
        (idea(line=5), "line 5 of the note says nothing; name the line that it is drawn from"),
        (idea(front="  "), "a card needs a prompt and an answer"),
        (idea(front="?!"), "a card needs a prompt and an answer"),
        (idea(back="\u202e \x1b[31m"), "a card needs a prompt and an answer"),
        (idea(back="word " * 46), "the answer has more than 45 words"),
        (idea(front="word " * 61), "the prompt has more than 60 words"),
        (idea(back="x" * 2_001), "a side has more than 2,000 characters"),
        (idea(front="Tin melts at 232 degrees?", back="at 232 degrees"), "gives the answer away"),
    ],
)
async def test_what_makes_no_card_is_refused_with_the_reason(
    store: Store, wrong: ProposedText, why: str
) -> None:
    there = await proposed(store, wrong, idea())
    assert [one.outcome for one in there.outcomes] == [Outcome.REFUSED, Outcome.PROPOSED]
    assert why in there.outcomes[0].why
    assert [one.front for one in await assistants(store)] == [ASKED]


async def test_a_card_that_the_note_has_is_not_proposed(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Tin.md", f"#flashcards\n\n{ASKED}::{TOLD}\n")
    await imported(vault)
    there = await proposed(store, idea(line=3))
    assert [(one.outcome, one.why) for one in there.outcomes] == [
        ("known", "the note has this card already")
    ]


@pytest.mark.usefixtures("tin")
async def test_a_note_that_is_not_there_is_told(store: Store, vault: Path) -> None:
    with pytest.raises(NotFoundError, match="Did you mean “Tin”"):
        await proposed(store, note="Tinn")
    (vault / "Tin.md").unlink()
    with pytest.raises(UsageError, match=r"cannot read .*Tin\.md"):
        await proposed(store)


@pytest.mark.usefixtures("tin")
async def test_texts_are_kept_without_what_a_terminal_would_obey(store: Store) -> None:
    await proposed(store, idea(front="What \x1b[31mmelts\x07?", back="Tin\u202e, at 232"))
    shown = await card(store)
    assert (shown.front, shown.back) == ("What melts?", "Tin, at 232")


@pytest.mark.usefixtures("tin")
async def test_imports_keep_it_while_its_note_is_there(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    await proposed(store)
    before = await card(store)
    assert (await imported(vault)).cards.retired == 0
    assert await card(store) == before
    longer = TIN.replace("# Tin\n", "# Tin\n\nA preface.\n").replace("far below", "much below")
    report = await imports(write, imported, vault, longer)
    assert (report.cards.retired, (await card(store)).status) == (0, "inbox")


@pytest.mark.usefixtures("tin")
async def test_its_line_moves_with_the_text(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    await proposed(store)
    await imports(write, imported, vault, TIN.replace("# Tin\n", "# Tin\n\nA preface.\n"))
    assert (await card(store)).line == 11
    (shown,) = await proposals(store, EVERY_CARD, at(0))
    (vault / "Tin.md").write_text(TIN)  # and the excerpt with the file, before any import
    around = excerpt(shown)
    assert (around.line, around.gone) == (9, False)


@pytest.mark.usefixtures("tin")
async def test_one_whose_line_is_gone_stays_and_says_so(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    await proposed(store)
    await imports(write, imported, vault, TIN.replace("It melts at 232 degrees", "It melts"))
    (shown,) = await proposals(store, EVERY_CARD, at(0))
    assert (shown.status, excerpt(shown).gone) == ("inbox", True)


@pytest.mark.usefixtures("tin")
async def test_one_whose_note_is_gone_retires_and_comes_back_with_it(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    write("Lead.md", "# Lead\n\nIt is heavy.\n")
    write("Zinc.md", "# Zinc\n\nIt is not.\n")
    await imported(vault)
    await proposed(store)
    await accept_all(store, EVERY_CARD, moment=at(0))
    await answered(store, 0)
    (vault / "Tin.md").unlink()
    report = await imported(vault)
    assert report.cards.retired == 1
    assert (await card(store)).status == "retired"
    await imports(write, imported, vault, TIN.replace("# Tin\n", "# Tin\n\nA preface.\n"))
    back = await card(store)
    assert (back.status, back.line, back.reps > 0) == ("active", 11, True)
    assert await unsound(store) == []


@pytest.mark.usefixtures("tin")
async def test_it_goes_with_a_note_that_is_renamed(
    store: Store, imported: Import, vault: Path
) -> None:
    await proposed(store)
    (vault / "Tin.md").rename(vault / "Stannum.md")
    await imported(vault)
    moved = await card(store)
    assert (moved.status, moved.path) == ("inbox", "Stannum.md")


@pytest.mark.usefixtures("tin")
async def test_cards_that_the_note_gives_are_not_taken_for_it(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    await proposed(store)
    text = f"{TIN}\n#flashcards\n\n{ASKED}::At 232 degrees Celsius\n"
    report = await imports(write, imported, vault, text)
    assert (report.cards.added, report.cards.retired) == (1, 0)
    assert (await card(store)).status == "inbox"
