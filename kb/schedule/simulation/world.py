"""What holds all the time while cards are simulated."""

from dataclasses import dataclass, field
from datetime import date

from kb.schedule.days import Calendar
from kb.schedule.fsrs import Model
from kb.schedule.options import ScheduleOptions
from kb.schedule.planning.plans import Plans
from kb.schedule.simulation.habits import Habits


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What holds all the time."""

    first: date
    """The first study day."""
    days: int
    calendar: Calendar
    settings: ScheduleOptions
    model: Model
    habits: Habits
    seed: int
    plans: Plans = field(default_factory=Plans)
    """Breaks, in which nothing is studied, and easy days."""
    places_cards: bool = True
    """Whether load and plans choose due days; without, chance alone does. That takes half the time,
    and the work of all days together is the same."""
