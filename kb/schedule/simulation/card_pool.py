"""All cards at a moment, as a simulation begins with them, and a part that is like them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import log
from random import Random
from statistics import fmean
from typing import Final

from kb.schedule.cards import Card, DueCard, NewCard, SeenCard
from kb.schedule.memory import CardId
from kb.schedule.options import Preset, ScheduleOptions

_SEED: Final = 1
"""Of the choice of notes; a constant, so that the same cards give the same answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPool:
    """All active cards of a learner, and what decides when they come."""

    known: tuple[DueCard, ...]
    """The cards with a memory, whenever they are due."""
    steps: Mapping[CardId, int]
    """The step of each that is in steps, from 0."""
    new: tuple[NewCard, ...]
    """By note in the order of import; within a note, in the order in which they are offered."""
    buried: Mapping[CardId, date]
    """The study day on which a card that was put aside comes back."""
    seen: tuple[SeenCard, ...]
    """The cards that were answered on the first day before the simulation begins."""
    decks: frozenset[int]
    """See :func:`kb.schedule.queue.day_queue`."""
    levels: Mapping[int, int]
    """See :func:`kb.schedule.introduction.introduction_order`."""
    requires: Mapping[int, Collection[int]]
    """Likewise."""

    @property
    def cards(self) -> int:
        """How many there are."""
        return len(self.known) + len(self.new)

    def sample(self, parts: int) -> "CardPool":
        """Return one part of so many: whole notes, and facts of decks, one of each row of them."""
        if parts == 1:
            return self
        chance = Random(_SEED)  # noqa: S311  # not for secrets
        # Notes that are known alike are side by side, so that each row has one of them.
        strengths: dict[tuple[int, str], list[float]] = {}
        for card in self.known:
            strengths.setdefault(self._unit(card), []).append(log(card.stability_days))
        units = sorted(
            strengths, key=lambda unit: (len(strengths[unit]), fmean(strengths[unit]), unit)
        )
        units += dict.fromkeys(unit for unit in map(self._unit, self.new) if unit not in strengths)
        rows = (units[start : start + parts] for start in range(0, len(units), parts))
        chosen = (
            {
                row[place]
                for row in rows
                if (place := chance.randrange(parts)) < len(row)  # the last one may be shorter
            }
            or set(units[:1])
        )
        return replace(
            self,
            known=tuple(card for card in self.known if self._unit(card) in chosen),
            new=tuple(card for card in self.new if self._unit(card) in chosen),
            seen=tuple(card for card in self.seen if self._unit(card) in chosen),
        )

    def _unit(self, card: Card | SeenCard) -> tuple[int, str]:
        """Return what stays together in a sample: cards of a note, of a deck those of a fact."""
        return card.note, card.fact if card.note in self.decks else ""


class Limits:
    """The limits of each day for a part of the cards: in the mean, that part of them."""

    def __init__(self, settings: ScheduleOptions, share: float) -> None:
        """Prepare the limits for a share of the cards, in (0, 1]."""
        self._settings: Final = settings
        self._share: Final = share
        self._made: Final[dict[tuple[int | None, ...], ScheduleOptions]] = {}

    def of_day(self, day: int) -> ScheduleOptions:
        """Return the settings of a day, counted from 0."""
        if self._share == 1:
            return self._settings
        presets = [self._settings.preset(name) for name in self._settings.presets]
        limits = tuple(
            part
            for preset in presets
            for part in (
                self._part(preset.new_per_day, day),
                None if preset.reviews_per_day is None else self._part(preset.reviews_per_day, day),
            )
        )
        if limits not in self._made:
            general, *others = (
                replace(preset, new_per_day=new or 0, reviews_per_day=reviews)
                for preset, new, reviews in zip(presets, limits[::2], limits[1::2], strict=True)
            )
            by_tag: dict[str, Preset] = dict(zip(self._settings.by_tag, others, strict=True))
            self._made[limits] = replace(self._settings, general=general, by_tag=by_tag)
        return self._made[limits]

    def _part(self, limit: int, day: int) -> int:
        return int((day + 1) * limit * self._share) - int(day * limit * self._share)
