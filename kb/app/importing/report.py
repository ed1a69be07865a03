"""What an import reports: counts of notes, cards and links, and problems in the files."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Final, Self

from kb.notes.problem import Severity

FOLDER_SHRANK: Final = "folder-shrank"
"""Code of the error for a folder that lost most of its notes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCounts:
    """What happened to notes."""

    added: int = 0
    """Includes notes that were gone and are back."""
    changed: int = 0
    moved: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: int = 0
    """Files that could not be read. The store keeps what it has of them."""

    @classmethod
    def total(cls, counts: Iterable[Self]) -> Self:
        """Return the sum of several folders' counts."""
        folders = tuple(counts)
        names = [field.name for field in fields(cls)]
        return cls(**{name: sum(getattr(folder, name) for folder in folders) for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCounts:
    """What happened to cards."""

    added: int = 0
    changed: int = 0
    kept: int = 0
    """As the other counts, of what was imported: one file, some folders or all."""
    moved: int = 0
    retired: int = 0
    returned: int = 0
    """Those that were retired, and are there again."""
    inbox: int = 0
    """Those of the added that are in the inbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCounts:
    """The links of what was imported, except those to attachments."""

    resolved: int
    """Those that lead to a note, including ambiguous ones."""
    missing: int
    ambiguous: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundProblem:
    """A problem, and the folder that its path is relative to."""

    folder: str
    path: str
    line: int
    code: str
    severity: Severity
    message: str
    new: bool = field(default=True, compare=False)
    """Whether it came with this import."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it has in common with itself before an edit of its file that moved it."""
        return self.folder, self.path, self.code, self.message


@dataclass(frozen=True, slots=True, kw_only=True)
class RetiredCard:
    """A card that an import retired, and why."""

    card: int
    front: str
    path: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, or would do."""

    notes: NoteCounts
    cards: CardCounts
    links: LinkCounts
    problems: tuple[FoundProblem, ...]
    """All problems in what was imported, including those in unchanged notes; only those of whole
    folders if no others were asked for."""
    retired: tuple[RetiredCard, ...] = ()
    """A few of the cards that were retired, those with most answers first."""
    seconds: float = 0.0
    dry_run: bool = False
    locked_seconds: float = field(default=0.0, compare=False)
    """For how long other programs could not write to the store."""
