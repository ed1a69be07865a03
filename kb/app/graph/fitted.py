"""The weights of evidence that a store ranks by: the default ones, or those fitted to its links."""

from kb.graph.related import EvidenceKind, Weights
from kb.graph.weights import DEFAULT_WEIGHTS
from kb.store.file.store import Store, Transaction
from kb.store.graph.evidence_weights import keep_weights, kept_weights


async def ranking_weights(transaction: Transaction) -> Weights:
    """Return what each kind of evidence weighs.

    A kind that the store does not know, as another version of kb fitted its weights, weighs what it
    does by default.
    """
    kept = await kept_weights(transaction)
    return {kind: kept.get(kind, DEFAULT_WEIGHTS.get(kind, 0.0)) for kind in EvidenceKind}


async def use_default_weights(store: Store) -> bool:
    """Forget the weights fitted to the user's links; return whether there were any."""
    async with store.writing() as transaction:
        had = bool(await kept_weights(transaction))
        if had:
            await keep_weights(transaction, {})
    return had
