"""``kb related --evaluate``: the fit to the user's own links."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

from kb.app.graph.evaluate import evaluate_related
from kb.app.graph.fitted import ranking_weights, use_default_weights
from kb.graph.related import EvidenceKind, Weights
from kb.graph.weights import DEFAULT_WEIGHTS
from kb.store.file.store import Store
from tests.app.conftest import Import, Write

_NOTES = 90


def words(rng: Random, pool: Sequence[str], amount: int) -> str:
    return " ".join(rng.choice(pool) for _ in range(amount))


async def weights_of(store: Store) -> Weights:
    async with store.reading() as transaction:
        return await ranking_weights(transaction)


async def test_links_at_random_leave_the_default_weights(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    rng = Random(4)  # noqa: S311  # not for secrets
    pool = [f"word{number}" for number in range(60)]
    for number in range(_NOTES):
        link = rng.randrange(_NOTES)
        write(f"n{number}.md", f"{words(rng, pool, 20)}\n\n[[n{link}]]\n")
    await imported(vault)
    evaluation = await evaluate_related(store, links=60)
    assert not evaluation.fit.kept
    assert await weights_of(store) == DEFAULT_WEIGHTS


async def test_where_one_kind_tells_its_weight_grows_and_is_kept_until_the_user_goes_back(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    """Notes link to the note with the same rare tag; their words are of others."""
    rng = Random(5)  # noqa: S311  # not for secrets
    pool = [f"word{number}" for number in range(40)]
    for number in range(_NOTES):
        other = number + 1 if number % 2 == 0 else number - 1
        tag = f"#t{number // 2}"
        link = f"[[n{other}]]" if number % 2 == 0 else ""
        write(f"n{number}.md", f"Tags: {tag}\n\n{words(rng, pool, 25)}\n\n{link}\n")
    await imported(vault)
    evaluation = await evaluate_related(store, links=60)
    fit = evaluation.fit
    assert fit.kept
    assert fit.gained - fit.lost >= 3
    kept = await weights_of(store)
    assert kept[EvidenceKind.TAGS] > 2 * DEFAULT_WEIGHTS[EvidenceKind.TAGS]
    assert {str(kind): weight for kind, weight in kept.items()} == fit.weights
    assert kept[EvidenceKind.LINK] == DEFAULT_WEIGHTS[EvidenceKind.LINK]
    assert await use_default_weights(store)
    assert await weights_of(store) == DEFAULT_WEIGHTS
    assert not await use_default_weights(store)
