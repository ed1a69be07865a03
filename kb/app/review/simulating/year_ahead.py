"""The year to come as a server knows it: it is simulated once, and kept while it holds."""

import asyncio
from datetime import date
from typing import Final

from kb.app.review.simulating.apart import simulate_apart
from kb.app.review.simulating.simulate import Simulation, SimulationOptions, simulate
from kb.config.settings import Settings
from kb.schedule.days import Calendar, Moment
from kb.store.file.store import Store

_YEAR: Final = SimulationOptions()
_State = tuple[int, Settings, Calendar, date]


class YearAhead:
    """The simulation of one store by the rules that are set."""

    def __init__(self, store: Store, *, module: str | None = None) -> None:
        """Begin with nothing.

        Args:
            store: with the cards.
            module: what a process of its own runs; see :func:`simulate_apart`. None: a thread of
                this one simulates.
        """
        self._store = store
        self._module = module
        self._turn = asyncio.Lock()
        self._known: tuple[int, _State, Simulation] | None = None
        """With its number."""
        self._begun = 0
        """How many simulations were."""

    async def known(self, settings: Settings, moment: Moment) -> Simulation | None:
        """Return the simulation if there is one of this day, of what is set and in the store."""
        return self._of(await self._state(settings, moment))

    async def simulated(self, settings: Settings, moment: Moment) -> Simulation:
        """Return it after the seconds that it takes, unless it is known.

        Two at once would hold each other up, and all else: who comes later waits for the first.
        One that was begun after they came is theirs, although somebody reviews all the while.
        """
        before = self._begun
        async with self._turn:
            # Before the store is read: what is written meanwhile makes it another one.
            state = await self._state(settings, moment)
            known = self._of(state, after=before)
            if known is None:
                self._begun += 1
                known = await self._simulated(settings, moment)
                self._known = self._begun, state, known
            return known

    async def _simulated(self, settings: Settings, moment: Moment) -> Simulation:
        if self._module is None:
            return await simulate(self._store, settings, moment, _YEAR)
        return await simulate_apart(self._store, settings, moment, _YEAR, module=self._module)

    async def _state(self, settings: Settings, moment: Moment) -> _State:
        version = await self._store.version()
        return version, settings, moment.calendar, moment.day

    def _of(self, state: _State, *, after: int | None = None) -> Simulation | None:
        """Return what is known of a state; of one ``after`` that number, the version may differ."""
        if self._known is None:
            return None
        number, (version, *others), known = self._known
        is_new = after is not None and number > after
        same = others == [*state[1:]] and (is_new or version == state[0])
        return known if same else None
