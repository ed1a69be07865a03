"""Which cards of two devices are one, although they have two uids.

A card's uid follows from its note and text when it is first seen: see
:func:`kb.cards.identity.card_uid`. Devices that see it first after different edits give it
different ones.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Final, TypeVar

from kb.sync.lines import DescribedLine

_K = TypeVar("_K", str, int)
_KEYS: Final[tuple[Callable[[DescribedLine], Hashable], ...]] = (
    lambda card: (card.generator, card.note, card.anchor, card.front, card.back),
    lambda card: (card.generator, card.note, card.anchor),
    lambda card: (card.generator, card.front, card.back),
    lambda card: (card.generator, card.note, card.front),
    lambda card: (card.generator, card.anchor, card.back),
)
"""What two cards have in common that are one, the surest first."""


def exactly_paired(
    theirs: Mapping[str, DescribedLine], ours: Mapping[int, DescribedLine]
) -> dict[str, int]:
    """Return which of our cards have all in common with theirs, and no other has."""
    return _paired(theirs, ours, _KEYS[:1])


def paired(
    theirs: Mapping[str, DescribedLine], ours: Mapping[int, DescribedLine]
) -> dict[str, int]:
    """Return which of our cards theirs are: only where one card on either side has a key.

    Args:
        theirs: cards that are not known here, by their uids.
        ours: cards that no other device knows, by their ids.
    """
    return _paired(theirs, ours, _KEYS)


def _paired(
    theirs: Mapping[str, DescribedLine],
    ours: Mapping[int, DescribedLine],
    keys: Sequence[Callable[[DescribedLine], Hashable]],
) -> dict[str, int]:
    pairs: dict[str, int] = {}
    left, right = dict(theirs), dict(ours)
    for key in keys:
        mine = _by_key(right, key)
        for shared, uids in _by_key(left, key).items():
            ids = mine.get(shared, ())
            if len(uids) == len(ids) == 1:
                pairs[uids[0]] = ids[0]
                del left[uids[0]], right[ids[0]]
    return pairs


def _by_key(
    cards: Mapping[_K, DescribedLine], key: Callable[[DescribedLine], Hashable]
) -> dict[Hashable, list[_K]]:
    groups: defaultdict[Hashable, list[_K]] = defaultdict(list)
    for name, card in cards.items():
        groups[key(card)].append(name)
    return groups
