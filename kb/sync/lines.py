"""The lines of a synchronised log: JSON arrays, each ending with a checksum; see ``docs/sync.md``.

A line stands alone: no other line is needed to read it, so one that is torn loses only itself.
"""

import json
import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple, get_type_hints
from zlib import crc32

VERSION: Final = 1
_HEADER: Final = "kb-log"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_MOST: Final = 2**53
"""Beyond it, programs that keep numbers as JavaScript does lose digits."""
_SEAL: Final = len(',"01234567"]')
_JSON: Final[dict[Any, Any]] = {
    float: float | int,
    float | None: float | int | None,
    tuple[float, ...]: list,
}


class AnswerLine(NamedTuple):
    """An answer to a card."""

    tick: int
    """See :class:`kb.schedule.log.LogEntry`."""
    card: str
    """The card's uid."""
    rating: int
    """From 1 for Again to 4 for Easy."""
    utc: int
    """Minutes by which local time was ahead of UTC."""
    day: int
    """The study day, in days after the local date: mostly 0, and −1 after midnight."""
    ms: int | None
    """Milliseconds from showing the card to the rating."""
    was: int
    """The card's state before: 0 new, 1 learning, 2 review, 3 relearning; tens count its step."""
    late: int | None
    """How long it had been due: study days for a card in review, milliseconds for one in steps."""
    since: int | None
    """Study days since its last answer, which are negative if a clock was set back."""
    chance: float | None
    """The predicted chance of recall."""
    now: int
    """Its state after, as ``was``."""
    wait: int
    """Until it is due: study days after this one for a card in review, milliseconds in steps."""
    weights: str | None
    """The id of the weights of the model."""
    clock: int = 0
    """What the clock showed, in milliseconds after the tick."""
    device: str = ""
    """Which device answered; empty for that of the file."""


class ResetLine(NamedTuple):
    """A card became new again."""

    tick: int
    card: str
    utc: int
    day: int
    clock: int = 0
    device: str = ""


class RescheduleLine(NamedTuple):
    """The user chose when a card is due."""

    tick: int
    card: str
    utc: int
    day: int
    wait: int
    """Study days after this one."""
    clock: int = 0
    device: str = ""


class AdoptedLine(NamedTuple):
    """Where a card stood in another program, on the study day of its last answer there."""

    tick: int
    card: str
    utc: int
    day: int
    now: int
    """Its state, as in an answer."""
    wait: int
    """Until it is due, as in an answer."""
    stability: float
    difficulty: float
    reps: int
    """How often it was answered there."""
    lapses: int
    """How often it was forgotten there in review."""
    clock: int = 0
    device: str = ""


class VoidLine(NamedTuple):
    """An answer, a reset, a reschedule or an undo was undone."""

    tick: int
    card: str
    utc: int
    day: int
    voids: str
    """The uid of that entry: its device, ``-`` and its tick."""
    clock: int = 0
    device: str = ""


class StatusLine(NamedTuple):
    """The user decided about a card."""

    tick: int
    card: str
    status: str
    """``active``, ``suspended``, ``rejected``, ``snoozed`` or ``inbox``."""
    until: str | None
    """The day on which a snoozed card returns."""
    decided: int | None
    """When a proposal was accepted or rejected, in milliseconds since 1970."""
    clock: int = 0
    device: str = ""


class WordingLine(NamedTuple):
    """The user worded a card; null brings back the wording of the note."""

    tick: int
    card: str
    front: str | None
    back: str | None
    clock: int = 0
    device: str = ""


class BurialLine(NamedTuple):
    """A card was buried until a day, or unburied."""

    tick: int
    card: str
    until: str | None
    clock: int = 0
    device: str = ""


class SameLine(NamedTuple):
    """Two uids are of one card."""

    tick: int
    card: str
    other: str
    clock: int = 0
    device: str = ""


class PlanLine(NamedTuple):
    """The user planned a break or an exam, or no longer does."""

    tick: int
    kind: str
    """``break`` or ``exam``."""
    name: str
    """The first day of a break; the tag of an exam."""
    until: str | None
    """The last day of a break, the day of an exam; null if it is no longer planned."""
    retention: float | None
    """Of an exam: the chance of recall at which its cards are due; null for the usual one."""
    clock: int = 0
    device: str = ""


class ProposedLine(NamedTuple):
    """An assistant proposed a card; its text stands in no note, and so it travels."""

    tick: int
    card: str
    note: str
    """The id of its note, or its title, folded."""
    anchor: str
    line: int
    """From 1, when it was proposed."""
    front: str
    back: str
    clock: int = 0
    device: str = ""


class DescribedLine(NamedTuple):
    """Where a card is, so that another device finds its own card that is the same."""

    card: str
    note: str
    """The id of its note, or its title, folded."""
    generator: str
    anchor: str
    front: str
    """Eight hexadecimal digits that follow from the prompt, as the note has it."""
    back: str
    """The same of the answer."""
    family: str = ""
    """The uid of the first card of its family, or its own; empty in files of an older kb."""
    since: int = 0
    """When a machine first saw that family, in milliseconds since 1970."""


class WeightsLine(NamedTuple):
    """Weights of the memory model."""

    id: str
    """Eight hexadecimal digits that follow from the rest."""
    engine: str
    """See :data:`kb.schedule.memory.ENGINE`."""
    parameters: tuple[float, ...]


class MemoryLine(NamedTuple):
    """What the entries of a card in the review log lead to, so that nobody has to compute it."""

    card: str
    entries: int
    """How many there are."""
    last: str
    """The uid of the last one."""
    engine: str
    stability: float
    difficulty: float


LogLine = AnswerLine | ResetLine | RescheduleLine | AdoptedLine | VoidLine
"""An entry of the review log."""
DecisionLine = StatusLine | WordingLine | BurialLine | SameLine | ProposedLine
"""An entry of a decision about a card."""
CardEntry = LogLine | DecisionLine
"""What a device did to a card at one time."""
Entry = CardEntry | PlanLine
"""What a device did at one time."""
Remark = DescribedLine | WeightsLine | MemoryLine
"""What helps to read entries."""
Record = Entry | Remark
"""What a line says."""
KINDS: Final[dict[str, type[Record]]] = {
    "answer": AnswerLine,
    "reset": ResetLine,
    "reschedule": RescheduleLine,
    "adopted": AdoptedLine,
    "void": VoidLine,
    "status": StatusLine,
    "wording": WordingLine,
    "burial": BurialLine,
    "same": SameLine,
    "plan": PlanLine,
    "proposed": ProposedLine,
    "card": DescribedLine,
    "weights": WeightsLine,
    "memory": MemoryLine,
}
_NAMES: Final = {kind: name for name, kind in KINDS.items()}


class DamagedLineError(Exception):
    """A line is torn, changed, or of another device's file."""


class NewerFormatError(Exception):
    """A file was written in a format that this kb does not know."""


def begin_of(kind: type[Record]) -> str:
    """Return how every line of a kind begins."""
    return f'["{_NAMES[kind]}",'


def header(device: str) -> bytes:
    """Return the first line of a file, which names the fields of the others."""
    fields = {name: kind._fields for name, kind in KINDS.items()}
    return _sealed([_HEADER, VERSION, device, fields], device)


def check_header(line: bytes, device: str) -> None:
    """Check that a file is the device's, and in a format that this kb knows.

    Raises:
        DamagedLineError: it is not the first line of a file of this device.
        NewerFormatError: the format is newer.
    """
    fields = _opened(line, device)
    if fields[0] != _HEADER or len(fields) == 1 or not isinstance(fields[1], int):
        raise DamagedLineError
    if fields[1] > VERSION:
        raise NewerFormatError


def encoded(record: Record, device: str) -> bytes:
    """Return the line of a record in a file of ``device``, with its line end."""
    fields = [_NAMES[type(record)], *record]
    if not isinstance(record, Remark) and record.device in ("", device):
        fields.pop()
        if record.clock == 0:
            fields.pop()
    return _sealed(fields, device)


def decoded(line: bytes, device: str) -> Record | None:
    """Return what a line of a file of ``device`` says; none of a kind that this kb does not know.

    Raises:
        DamagedLineError: the line is torn, changed, or of another device's file.
    """
    kind, *fields = _opened(line, device)
    known = KINDS.get(kind) if isinstance(kind, str) else None
    if known is None:
        return None
    try:
        record: Record = known(*fields)
    except TypeError as error:
        raise DamagedLineError from error
    if not is_sound(record):
        raise DamagedLineError
    return record


def is_sound(record: Record) -> bool:
    """Return whether the fields of a record are of their kinds, and can be written."""
    kind = _NAMES[type(record)]
    return all(map(isinstance, record, _types(kind))) and all(map(_is_sound, record))


def _is_sound(field: object) -> bool:
    """Return whether a field can be kept and written again."""
    if isinstance(field, str):
        return not _SURROGATE.search(field)
    return not isinstance(field, bool) and (not isinstance(field, int) or abs(field) <= _MOST)


@cache
def _types(kind: str) -> tuple[Any, ...]:
    """Return what each field may be; JSON has numbers without a fraction for floats too."""
    hints = get_type_hints(KINDS[kind])
    return tuple(_JSON.get(hints[name], hints[name]) for name in KINDS[kind]._fields)


def _sealed(fields: Sequence[Any], device: str) -> bytes:
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    body = text[:-1].encode("utf-8", "replace")
    return b'%b,"%08x"]\n' % (body, crc32(body, crc32(device.encode())))


def _opened(line: bytes, device: str) -> list[Any]:
    """Return the fields of a line without its checksum, which must be right."""
    line = line.rstrip(b"\r\n")
    body, end = line[:-_SEAL], line[-_SEAL:]
    if end != b',"%08x"]' % crc32(body, crc32(device.encode())):
        raise DamagedLineError
    try:
        fields: list[Any] = json.loads(f"{body.decode()}]")
    except (ValueError, RecursionError) as error:
        raise DamagedLineError from error
    if not fields:
        raise DamagedLineError
    return fields
