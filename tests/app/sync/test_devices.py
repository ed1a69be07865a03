"""Two and three machines with one log, whatever is done to them and however it is carried."""

import asyncio
import shutil
import tempfile
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from kb.store.file.store import open_store
from tests.app.sync.machines import Carrier, Machine
from tests.torture.tally import counted, often

QUESTIONS = "".join(f"Q: Question {n}?\nA: Answer {n}, as written.\n\n" for n in range(6))
CLOZES = "C: [Rome] lies on the [Tiber], far from the [Po].\n"
NOTE = f"# Deck\n\n{QUESTIONS}{CLOZES}"
EDITS = ["rename", "edit", "cut", "uncloze", "restore"]
WRONG_CLOCKS = [timedelta(days=days) for days in (-365, -1, 0, 0, 1, 365)]


class Machines(RuleBasedStateMachine):
    """Machines that import one note, each at a path of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.runner = asyncio.Runner()
        self.stores = AsyncExitStack()
        self.machines: list[Machine] = []
        self.carrier = Carrier(self.machines)

    @initialize(count=st.integers(2, 3), seed=st.integers(0, 999))
    def begin(self, count: int, seed: int) -> None:
        self.carrier.chance.seed(seed)
        for number in range(count):
            place = self.place / f"machine{number}"
            folder = place / "notes" / f"shelf{number}"
            folder.mkdir(parents=True)
            (place / "folder").mkdir()
            (folder / "Deck.md").write_text(NOTE)
            store = self.runner.run(self.stores.enter_async_context(open_store(place / "kb.db")))
            machine = Machine(place=place, store=store)
            self.machines.append(machine)
            self.runner.run(machine.imports())

    def machine(self, number: int) -> Machine:
        return self.machines[number % len(self.machines)]

    @rule(number=st.integers(0, 2), seed=st.integers(0, 9999), count=st.integers(1, 4))
    def act(self, number: int, seed: int, count: int) -> None:
        machine, chance = self.machine(number), Random(seed)  # noqa: S311  # not for secrets
        for _ in range(count):
            self.runner.run(machine.acts(chance))
            counted["acts on machines"] += 1

    @rule(number=st.integers(0, 2), full=st.booleans(), compact=st.booleans())
    def sync(self, number: int, *, full: bool, compact: bool) -> None:
        self.runner.run(self.machine(number).syncs(full=full, compact=compact))

    @rule(source=st.integers(0, 2), to=st.integers(0, 2), faults=st.booleans())
    def carry(self, source: int, to: int, *, faults: bool) -> None:
        if self.machine(source) is not self.machine(to):
            self.carrier.carries(self.machine(source), self.machine(to), faults=faults)

    @rule(number=st.integers(0, 2), wrong=st.sampled_from(WRONG_CLOCKS))
    def set_clock(self, number: int, wrong: timedelta) -> None:
        self.machine(number).clock = wrong

    @rule(number=st.integers(0, 2), edit=st.sampled_from(EDITS))
    def edit_note(self, number: int, edit: str) -> None:
        machine = self.machine(number)
        (note,) = machine.notes.rglob("*.md")
        text = note.read_text()
        if edit == "rename":
            note = note.rename(note.with_name("Renamed.md"))
            text = text.replace("# Deck", "# Renamed")
        elif edit == "edit":
            text = text.replace("Answer 2, as written.", "Answer 2, as written later.")
        elif edit == "cut":
            text = text.replace("Q: Question 3?\nA: Answer 3, as written.\n\n", "")
        elif edit == "uncloze":
            text = text.replace("[Rome]", "Rome")
        else:
            text = NOTE
        note.write_text(text)
        self.runner.run(machine.imports())

    def teardown(self) -> None:
        try:
            if self.machines:
                self.settle()
        finally:
            self.runner.run(self.stores.aclose())
            self.runner.close()
            shutil.rmtree(self.place)

    def settle(self) -> None:
        made = set[str]()
        for machine in self.machines:
            made |= self.runner.run(machine.answers())
        for _ in range(3):
            for machine in self.machines:
                self.runner.run(machine.syncs())
            self.carrier.carries_all()
        first, *others = [self.runner.run(machine.shared()) for machine in self.machines]
        for other in others:
            assert other == first
        for machine in self.machines:
            assert made <= self.runner.run(machine.answers())
            assert self.runner.run(machine.is_sound()) == []
            again = self.runner.run(machine.syncs())
            assert (again.sent, again.received) == (0, 0)


def test_machines_with_the_same_entries_are_equal_whatever_was_done_and_carried() -> None:
    run_state_machine_as_test(
        Machines,
        settings=settings(
            max_examples=often(12, 300), stateful_step_count=often(20, 60), deadline=None
        ),
    )
