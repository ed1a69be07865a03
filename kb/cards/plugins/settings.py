"""Read the settings of a plugin, each checked on its own: one that is wrong keeps kb's default."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

_MOST_WORDS: Final = 1000
_LONGEST: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A setting that cannot be used."""

    key: str
    """As its file names it."""
    expected: str
    """What it must be."""


@dataclass(slots=True, kw_only=True)
class PluginRules:
    """What the settings of one plugin say about reading cards."""

    values: dict[str, object] = field(default_factory=dict)
    """Values of :class:`~kb.cards.rules.CardRules`, by the names of its fields."""
    keys: dict[str, str] = field(default_factory=dict)
    """The plugin's own names of these settings."""
    ignored_notes: tuple[str, ...] = ()
    """The beginnings of paths, or glob patterns, of notes that the plugin leaves alone."""
    folder: str = ""
    """The only folder that the plugin reads, if there is one."""
    faults: list[Fault] = field(default_factory=list)

    def take(
        self,
        settings: Mapping[str, object],
        key: str,
        name: str,
        parse: Callable[[object], object],
    ) -> None:
        """Take one setting, if the file has it.

        Args:
            settings: of the plugin.
            key: the plugin's name of the setting.
            name: of the field of :class:`~kb.cards.rules.CardRules`.
            parse: returns the value, or raises ``ValueError`` with what it must be.
        """
        value = settings.get(key)
        if value is None:
            return
        try:
            self.values[name] = parse(value)
            self.keys[name] = key
        except ValueError as error:
            self.faults.append(Fault(key=key, expected=str(error)))

    def take_ignored(self, settings: Mapping[str, object], key: str) -> None:
        """Take the notes that the plugin leaves alone."""
        try:
            self.ignored_notes = words(settings.get(key) or [])
        except ValueError as error:
            self.faults.append(Fault(key=key, expected=str(error)))


def table(value: object) -> Mapping[str, object]:
    """Return a table of settings; empty if ``value`` is none."""
    return value if isinstance(value, dict) else {}


def words(value: object) -> tuple[str, ...]:
    """Parse a list of texts, or texts with blanks between them."""
    values = value.split() if isinstance(value, str) else value
    if (
        not isinstance(values, list)
        or len(values) > _MOST_WORDS
        or not all(isinstance(word, str) and len(word) < _LONGEST for word in values)
    ):
        raise ValueError("a list of texts")
    return tuple(dict.fromkeys(word.strip() for word in values if word.strip()))


def tags(value: object) -> tuple[str, ...]:
    """Parse tags, with or without ``#``."""
    return tuple(word.removeprefix("#").strip("/") for word in words(value))


def line(value: object) -> str:
    """Parse one line of text, which may be empty."""
    if not isinstance(value, str) or "\n" in value or len(value) > _LONGEST:
        raise ValueError("one line of text")
    return value.strip()


def flag(value: object) -> bool:
    """Parse true or false."""
    if not isinstance(value, bool):
        raise ValueError("true or false")  # noqa: TRY004  # the file is wrong, not the program
    return value
