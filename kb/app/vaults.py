"""The vaults that notes stand in, and how the plugins' settings there change the reading of cards.

A vault is a folder with ``.obsidian``, or with ``logseq/config.edn``. What its settings say holds
for the notes in it, and not for those of a vault inside. A setting of kb's own wins, if the user
has set it.

Workers load this module, so it does not load the database.
"""

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache, partial
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import Final, cast

from kb.cards.plugins import flashcards_obsidian, logseq, obsidian_sr, obsidian_to_anki
from kb.cards.plugins.settings import PluginRules
from kb.cards.rules import CARDS_VERSION, CardRules
from kb.config.settings import Settings, Value
from kb.errors import reason_of
from kb.notes.files.ignore import is_matched
from kb.notes.files.walk import read_file, walk_folder
from kb.notes.problem import Problem, warning
from kb.notes.rules import READER_VERSION

_LARGEST: Final = 8_000_000
"""Bytes of a settings file that are read. Obsidian_to_Anki keeps a hash of each note in it."""
_COMMUNITY: Final = ".obsidian/community-plugins.json"
_DECKS: Final = "cards.all_notes_are_decks"
_Values = dict[str, object]
_DECKS_OFF: Final[_Values] = {"deck_tags": (), "all_notes_are_decks": False}
_ANKI_OFF: Final[_Values] = {"anki_begin": "", "anki_inline_begin": "", "anki_patterns": ()}
_LOGSEQ_OFF: Final[_Values] = {"logseq_tag": "", "card_tag": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultSetting:
    """A setting of kb's with the value that a vault gives it."""

    name: str
    """Of kb's setting, such as ``cards.deck_tags``."""
    value: Value
    vault: str
    """The vault's folder, absolute."""
    file: str
    """That the value comes from, relative to the vault."""
    key: str
    """The plugin's own name of the setting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRules:
    """How the cards of a note are read."""

    card_rules: CardRules
    reader_version: str
    """Of kb's reader and all its settings. A file that another version read is read again."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vault:
    """One vault, or none: a place with no plugin's settings."""

    root: Path | None
    rules: CardRules
    version: str
    settings: tuple[VaultSetting, ...] = ()
    """Those that differ from kb's defaults."""
    problems: tuple[Problem, ...] = ()
    """Their paths are relative to the vault."""
    ignored: tuple[tuple[_Values, PluginRules], ...] = ()
    """What to switch off for the notes that a plugin leaves alone."""

    def rules_for(self, path: str) -> ReadRules:
        """Return the rules for the note at ``path``, relative to the vault."""
        left_alone = tuple(_is_ignored(path, plugin) for _, plugin in self.ignored)
        return _read_rules(self, left_alone, at_top="/" not in path)


@dataclass(slots=True, kw_only=True)
class Vaults:
    """The vaults of one folder: those in it, and the one that it is part of."""

    folder: Path
    settings: Settings
    inner: Sequence[str]
    """Folders that may be vaults, relative to ``folder``; empty for the folder itself."""
    _by_root: dict[Path, Vault | None] = field(default_factory=dict)
    _by_parent: dict[str, Vault] = field(default_factory=dict)
    _outer: Vault | None = None
    """The vault that the folder is, or is part of; or none."""

    def of(self, path: str) -> Vault:
        """Return the innermost vault that holds the note at ``path``, relative to the folder."""
        parent = path.rpartition("/")[0]
        if parent not in self._by_parent:
            self._by_parent[parent] = self._find(parent)
        return self._by_parent[parent]

    def version_of(self, path: str) -> str:
        """Return what :class:`ReadRules` has for the note at ``path``, at less cost."""
        return self.of(path).version

    def rules_for(self, path: str) -> ReadRules:
        """Return how the note at ``path``, relative to the folder, is read."""
        vault = self.of(path)
        if vault.root is None:
            return vault.rules_for(path)
        return vault.rules_for(PurePosixPath(self.folder, path).relative_to(vault.root).as_posix())

    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong in the settings, with paths relative to the folder."""
        return tuple(
            replace(problem, path=os.path.relpath(vault.root / problem.path, self.folder))
            for vault in self.all()
            if vault.root is not None
            for problem in vault.problems
        )

    def all(self) -> tuple[Vault, ...]:
        """Return all vaults that there are."""
        vaults = (self._find(folder) for folder in ("", *self.inner))
        return tuple({vault.root: vault for vault in vaults}.values())

    def _find(self, folder: str) -> Vault:
        for part in sorted(self.inner, key=len, reverse=True):
            if part and (part == folder or folder.startswith(f"{part}/")):
                vault = self._at(self.folder / part)
                if vault is not None:
                    return vault
        if self._outer is None:
            above = map(self._at, (self.folder, *self.folder.parents))
            self._outer = next(filter(None, above), None) or no_vault(self.settings)
        return self._outer

    def _at(self, root: Path) -> Vault | None:
        """Return the vault that a folder is, which is looked at once."""
        if root not in self._by_root:
            self._by_root[root] = read_vault(root, self.settings) if is_vault(root) else None
        return self._by_root[root]


@lru_cache(maxsize=64)
def _read_rules(vault: Vault, left_alone: tuple[bool, ...], *, at_top: bool) -> ReadRules:
    """Return one object for all notes that are read alike: workers are sent it once."""
    rules = vault.rules
    for is_left_alone, (switched_off, _) in zip(left_alone, vault.ignored, strict=True):
        if is_left_alone:
            rules = replace(rules, **switched_off)  # type: ignore[arg-type]
    if at_top and any(setting.name == _DECKS for setting in vault.settings):  # Only folders are.
        rules = replace(rules, all_notes_are_decks=False)
    return ReadRules(card_rules=rules, reader_version=vault.version)


def settings_for_note(folder: Path, path: str, settings: Settings) -> tuple[VaultSetting, ...]:
    """Return the settings that its vault gives the note at ``path`` in a folder."""
    above = [parent.as_posix() for parent in PurePosixPath(path).parents][:-1]
    return Vaults(folder=folder, settings=settings, inner=above).of(path).settings


def all_vault_settings(
    folders: Mapping[Path, Sequence[str]], settings: Settings
) -> tuple[VaultSetting, ...]:
    """Return the settings that the vaults of folders give, vault by vault.

    Args:
        folders: with the extensions of their notes.
        settings: kb's own.
    """
    given: dict[VaultSetting, None] = {}
    for folder, extensions in folders.items():
        with suppress(OSError):
            walk = walk_folder(folder, extensions=tuple(extensions))
            for vault in Vaults(folder=folder, settings=settings, inner=walk.vaults).all():
                given |= dict.fromkeys(vault.settings)
    return tuple(given)


def is_vault(folder: Path) -> bool:
    """Return whether a folder is a vault of Obsidian's or a graph of Logseq's."""
    return (folder / ".obsidian").is_dir() or (folder / logseq.FILE).is_file()


def no_vault(settings: Settings) -> Vault:
    """Return how notes outside all vaults are read."""
    rules = CardRules(**{key.name: getattr(settings.cards, key.name) for key in fields(CardRules)})
    return Vault(root=None, rules=rules, version=_version(settings, rules, ()))


def read_vault(root: Path, settings: Settings) -> Vault:
    """Read the plugins' settings in a vault. What cannot be read keeps kb's values."""
    rules = no_vault(settings).rules
    read: list[VaultSetting] = []
    problems: list[Problem] = []
    ignored = []
    for file, switched_off, rules_of in _plugins(root):
        plugin = _plugin_rules(root, file, rules_of, problems)
        if plugin is None:
            continue
        if plugin.ignored_notes or plugin.folder:
            ignored.append((switched_off, plugin))
        for name, value in plugin.values.items():
            if f"cards.{name}" in settings.explicit or getattr(rules, name) == value:
                continue
            rules = replace(rules, **{name: value})  # type: ignore[arg-type]
            read.append(
                VaultSetting(
                    name=f"cards.{name}",
                    value=cast("Value", value),
                    vault=str(root),
                    file=file,
                    key=plugin.keys[name],
                )
            )
    return Vault(
        root=root,
        rules=rules,
        version=_version(settings, rules, ignored),
        settings=tuple(read),
        problems=tuple(problems),
        ignored=tuple(ignored),
    )


def _plugins(
    root: Path,
) -> Iterable[tuple[str, _Values, Callable[[str], PluginRules]]]:
    """Yield each settings file with what to switch off where it says so, and its reader."""
    yield obsidian_sr.FILE, _DECKS_OFF, _from_json(obsidian_sr.rules_of)
    yield obsidian_to_anki.FILE, _ANKI_OFF, _from_json(obsidian_to_anki.rules_of)
    is_on = _is_on(root, flashcards_obsidian.FILE)
    if is_on or (root / flashcards_obsidian.FILE).is_file():
        rules_of = partial(flashcards_obsidian.rules_of, is_on=is_on)
        yield flashcards_obsidian.FILE, {}, _from_json(rules_of)
    yield logseq.FILE, _LOGSEQ_OFF, logseq.rules_of


def _from_json(rules_of: Callable[[object], PluginRules]) -> Callable[[str], PluginRules]:
    return lambda text: rules_of(json.loads(text))


def _is_on(root: Path, file: str) -> bool:
    """Return whether the plugin with this settings file is on.

    Many vaults are shared without the list of those that are: then one with settings is.
    """
    try:
        names = json.loads(read_file(root, _COMMUNITY))
    except (OSError, ValueError, RecursionError):
        return (root / file).is_file()
    return isinstance(names, list) and PurePosixPath(file).parent.name in names


def _plugin_rules(
    root: Path, file: str, rules_of: Callable[[str], PluginRules], problems: list[Problem]
) -> PluginRules | None:
    """Return what a settings file says; None if there is none, or it cannot be read."""
    try:
        raw = read_file(root, file, most=_LARGEST)
    except FileNotFoundError:
        raw = b"{}"
        if file != flashcards_obsidian.FILE:
            return None
    except OSError as failure:
        if not isinstance(failure, NotADirectoryError):
            problems.append(_problem(file, f"cannot be read: {reason_of(failure)}"))
        return None
    if len(raw) > _LARGEST:
        problems.append(_problem(file, f"is larger than {_LARGEST // 1_000_000} MB"))
        return None
    text = raw.decode("utf-8-sig", errors="replace")
    try:
        plugin = rules_of(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        problems.append(_problem(file, "is not JSON", line))
        return None
    for fault in plugin.faults:
        line = text.count("\n", 0, max(text.find(f'"{fault.key}"'), text.find(fault.key), 0)) + 1
        problems.append(
            _problem(file, f"has a wrong “{fault.key}”: it must be {fault.expected}", line)
        )
    return plugin


def _problem(file: str, what: str, line: int = 1) -> Problem:
    message = f"This settings file {what}. kb uses its own value instead; correct the file."
    return warning(file, line, "settings-invalid", message)


def _version(
    settings: Settings, rules: CardRules, ignored: Sequence[tuple[_Values, PluginRules]]
) -> str:
    left_out = [(plugin.ignored_notes, plugin.folder) for _, plugin in ignored]
    said = repr((settings.fields, settings.notes, rules, left_out))
    digest = blake2b(said.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return f"{READER_VERSION}.{CARDS_VERSION}.{digest}"


def _is_ignored(path: str, plugin: PluginRules) -> bool:
    if plugin.folder and not path.startswith(f"{plugin.folder}/"):
        return True
    if any(path.startswith(pattern) for pattern in plugin.ignored_notes):
        return True
    globs = tuple(pattern for pattern in plugin.ignored_notes if set(pattern) & set("*?[{"))
    return bool(globs) and is_matched(path, globs)
