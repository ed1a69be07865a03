"""What a simulation begins with, from the store."""

from dataclasses import replace
from typing import NamedTuple

from kb.app.memory_models import memory_models
from kb.app.review.new_cards import foundation_levels
from kb.app.review.queue import seen_today, todays
from kb.app.review.schedule_settings import presets_of, schedule_options
from kb.config.settings import Settings
from kb.schedule.days import Moment
from kb.schedule.queue import DECK_CARDS, Today
from kb.schedule.simulation.card_pool import CardPool
from kb.schedule.simulation.habits import habits
from kb.schedule.simulation.world import World
from kb.store.file.store import Transaction
from kb.store.review.plans import planned
from kb.store.review.queue import decks_among
from kb.store.review.simulation import active_cards, answer_counts

_SEED = 1
"""A constant, so that the same store gives the same answer."""


class Beginning(NamedTuple):
    """What a simulation begins with."""

    pool: CardPool
    world: World
    today: Today


async def beginning(
    transaction: Transaction, moment: Moment, settings: Settings, days: int
) -> Beginning:
    """Return all active cards as they are now, and what holds for so many days."""
    options = schedule_options(settings)
    model = (await memory_models(transaction)).current
    today = await todays(transaction, moment, options, model)
    cards = await active_cards(transaction)
    seen = tuple(await seen_today(transaction, today))
    known, new = cards.known, cards.new
    if options.by_tag:
        notes = {card.note for group in (known, new, seen) for card in group}
        presets = await presets_of(transaction, notes, options)
        known = tuple(card._replace(preset=presets[card.note]) for card in known)
        new = tuple(card._replace(preset=presets[card.note]) for card in new)
        seen = tuple(card._replace(preset=presets[card.note]) for card in seen)
    written = {card.note for card in new if card.written}
    levels, requires = await foundation_levels(transaction, settings)
    return Beginning(
        pool=CardPool(
            known=known,
            steps=cards.steps,
            new=new,
            buried=cards.buried,
            seen=seen,
            decks=await decks_among(transaction, written, more_than=DECK_CARDS),
            levels=levels,
            requires=requires,
        ),
        world=World(
            first=moment.day,
            days=days,
            calendar=moment.calendar,
            settings=options,
            model=model,
            habits=habits(await answer_counts(transaction), today.pace),
            seed=_SEED,
            plans=replace(await planned(transaction), easy_days=options.easy_days),
        ),
        today=today,
    )
