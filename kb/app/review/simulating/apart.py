"""A simulation in a process of its own: it takes seconds of a processor, and some memory."""

import pickle
from datetime import datetime, tzinfo
from pathlib import Path
from typing import NamedTuple

from kb.app.child_process import ChildDiedError, answer_of
from kb.app.review.simulating.simulate import Simulation, SimulationOptions, simulate
from kb.clock import local_zone
from kb.config.settings import Settings
from kb.errors import KbError
from kb.schedule.days import Calendar, Moment
from kb.store.file.engine import BUSY_TIMEOUT_MS
from kb.store.file.store import Store, open_as_it_is


class SimulationDiedError(KbError):
    """The process ended before its work did."""

    code = "simulation-died"
    exit_code = 70


class Question(NamedTuple):
    """What the process is asked."""

    store: Path
    settings: Settings
    options: SimulationOptions
    now: datetime
    zone: tzinfo | None
    """None: that of the machine, read from a file, which has no name to send."""
    rollover_hour: int

    @property
    def moment(self) -> Moment:
        """The time for which it is asked."""
        calendar = Calendar(zone=self.zone or local_zone(), rollover_hour=self.rollover_hour)
        return Moment(now=self.now, calendar=calendar)


async def simulate_apart(
    store: Store, settings: Settings, moment: Moment, options: SimulationOptions, *, module: str
) -> Simulation:
    """Return what :func:`simulate` returns.

    Args:
        store: with the cards.
        settings: of the learner.
        moment: at which it begins.
        options: what is asked.
        module: what the process runs, which answers by :func:`answer`.

    Raises:
        SimulationDiedError: the process was killed, or failed.
    """
    question = asked(store.path, settings, moment, options)
    try:
        told = await answer_of(module, question)
    except ChildDiedError as error:
        message = f"the days to come could not be counted: {error}. Try again."
        raise SimulationDiedError(message) from error
    simulation: Simulation = pickle.loads(told)  # noqa: S301  # of this very program
    return simulation


def asked(path: Path, settings: Settings, moment: Moment, options: SimulationOptions) -> bytes:
    """Return the question as it is sent."""
    zone: tzinfo | None = moment.calendar.zone
    try:
        pickle.dumps(zone)
    except pickle.PicklingError:
        zone = None
    hour = moment.calendar.rollover_hour
    return pickle.dumps(Question(path, settings, options, moment.now, zone, hour))


async def answer(question: bytes) -> bytes:
    """Return what the process sends back."""
    asks: Question = pickle.loads(question)  # noqa: S301  # of this very program
    async with open_as_it_is(asks.store, patience_ms=BUSY_TIMEOUT_MS) as store:
        return pickle.dumps(await simulate(store, asks.settings, asks.moment, asks.options))
