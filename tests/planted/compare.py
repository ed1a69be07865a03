"""Compares a parsed note with what was planted in it, fact by fact."""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.notes.names import name_key
from kb.notes.note import Item, Note
from kb.notes.plain_text import Markdown, plain
from kb.notes.rules import LABELS, Field
from tests.planted.decoys import Decoy
from tests.planted.facts import Facts, PlantedItem
from tests.planted.fields import GERMAN_LABELS


def _keys(owner: Field) -> frozenset[str]:
    """Return the labels of a field, those of the configured notes included."""
    return frozenset(name_key(label) for label in (*LABELS[owner], *GERMAN_LABELS[owner]))


_ALL_CONNECTIONS = _keys(Field.CONNECTIONS)
_ALL_REQUIRES = _keys(Field.REQUIRES)
_ALL_SOURCES = _keys(Field.SOURCES)
_ALL_TAGS = _keys(Field.TAGS) | _keys(Field.TYPE)
_NOT_TYPED = _ALL_SOURCES | {"mentions"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One planted fact that came back or did not, or one that was never planted."""

    field: str
    planted: str | None
    """Absent where the reader found what was not planted."""
    found: str | None
    """Absent where the reader found nothing."""

    @property
    def good(self) -> bool:
        """Whether the fact came back."""
        return self.planted is not None and self.planted == self.found


def shown(text: str) -> str:
    """Return a text without marks, with single spaces."""
    return " ".join(plain(Markdown(text)).replace("`", "").split())


def compared(note: Note, facts: Facts) -> Iterator[Finding]:
    """Yield a finding for each planted fact, and for each fact that was not planted."""
    yield _one("title", facts.title, note.title)
    if facts.kind:
        yield _one("kind", facts.kind, note.kind)
    elif note.kind:
        yield Finding(field="kind", planted=None, found=note.kind)
    yield from _many("tags", facts.tags, note.tags)
    yield from _aliases(note, facts)
    yield _definition(note, facts)
    found = shown(note.reflection.text) if note.reflection else None
    yield _one("reflection", shown(facts.reflection), found)
    yield from _sections(note, facts)
    yield from _items(note, facts)
    yield from _links(note, facts)
    yield from _sources(note, facts)


def _one(name: str, planted: str, found: str | None) -> Finding:
    """Return the finding for a single text."""
    return Finding(field=name, planted=planted, found=found)


def _many(name: str, planted: Iterable[str], found: Iterable[str]) -> Iterator[Finding]:
    """Yield the findings for names, whose order and case say nothing."""
    left = {name_key(text): text for text in found}
    for text in planted:
        there = left.pop(name_key(text), None) is not None
        yield Finding(field=name, planted=text, found=text if there else None)
    for text in left.values():
        yield Finding(field=name, planted=None, found=text)


def _aliases(note: Note, facts: Facts) -> Iterator[Finding]:
    """Yield the findings for aliases; a file's name may be one."""
    own = {name_key(note.path.rpartition("/")[2].removesuffix(".md")), name_key(facts.title)}
    own |= {"000 e63532bf47af7dc8"}
    found = [alias for alias in note.aliases if name_key(alias) not in own]
    yield from _many("aliases", facts.aliases, found)


def _definition(note: Note, facts: Facts) -> Finding:
    """Return the finding for the definition."""
    planted = ("" if facts.language == "zh" else " ").join(facts.definition)
    found = shown(note.definition.text) if note.definition else None
    return _one("definition", shown(planted), found)


def _sections(note: Note, facts: Facts) -> Iterator[Finding]:
    """Yield the findings for sections: headings, and the sentence below those of components."""
    texts = {section.heading: shown(section.text) for section in note.sections}
    planted = [facts.components_heading, facts.advantages_heading, facts.disadvantages_heading]
    planted += [facts.items_heading] if facts.items_heading else []
    for heading in planted:
        yield _one("sections", heading, heading if heading in texts else None)
    for heading, sentence in facts.components:
        text = texts.get(heading, "")
        found = text.removeprefix("- ")
        begins = found.startswith(shown(sentence))
        yield Finding(
            field="components",
            planted=f"{heading}: {sentence}",
            found=f"{heading}: {sentence if begins else text}" if heading in texts else None,
        )


def _items(note: Note, facts: Facts) -> Iterator[Finding]:
    """Yield the findings for items: name, description and code, each."""
    left: dict[str, list[Item]] = defaultdict(list)
    for item in note.items:
        left[item.name].append(item)
    for name, planted in (
        ("item", facts.items),
        ("quality", (*facts.advantages, *facts.disadvantages)),
    ):
        for entry in planted:
            same = left.get(entry.name)
            yield from _item(name, entry, same.pop(0) if same else None)
    for items in left.values():
        for item in items:
            yield Finding(field="item names", planted=None, found=item.name)


def _item(name: str, planted: PlantedItem, found: Item | None) -> Iterator[Finding]:
    """Yield the findings for one item."""
    yield _one(f"{name} names", planted.name, found.name if found else None)
    description = shown(found.description or "") if found else None
    yield _one(f"{name} texts", shown(planted.description), description)
    if planted.code is not None:
        code = found.code if found else None
        same = code is not None and same_code(planted.code, code)
        yield _one(f"{name} code", planted.code, planted.code if same else code)
    elif found is not None and found.code is not None:
        yield Finding(field=f"{name} code", planted=None, found=found.code)


def same_code(planted: str, found: str) -> bool:
    """Tells whether two texts are the same program with the same comments."""
    if planted == found:
        return True
    if "".join(planted.split()) != "".join(found.split()):
        return False
    try:
        return ast.dump(ast.parse(planted)) == ast.dump(ast.parse(found))
    except SyntaxError:
        return False


def _links(note: Note, facts: Facts) -> Iterator[Finding]:
    """Yield the findings for typed links."""
    left = Counter(
        (name_key(link.target.removesuffix(".md")), name_key(link.relation)) for link in note.links
    )
    by_target = defaultdict(list)
    for link in note.links:
        by_target[name_key(link.target.removesuffix(".md"))].append(
            f"{link.target} ({link.relation})"
        )
    wanted = [
        (target, {name_key(key)}, "connections")
        for key, names in facts.connections
        for target in names
    ]
    wanted += [(target, set(_ALL_CONNECTIONS), "plain connections") for target in facts.plain]
    wanted += [(target, set(_ALL_REQUIRES), "requires") for target in facts.requires]
    for target, relations, name in wanted:
        key = name_key(target)
        match = next(((key, rel) for rel in relations if left[key, rel] > 0), None)
        planted = f"{target} ({'/'.join(sorted(relations))[:30]})"
        if match:
            left[match] -= 1
        found = planted if match else "; ".join(by_target[key]) or None
        yield Finding(field=name, planted=planted, found=found)
    for (target, relation), count in left.items():
        if count > 0 and relation not in _NOT_TYPED | _ALL_TAGS:
            yield Finding(field="connections", planted=None, found=f"{target} ({relation})")


def _sources(note: Note, facts: Facts) -> Iterator[Finding]:
    """Yield the findings for sources: text and address together."""
    left = list(note.sources)
    targets = {name_key(link.target) for link in note.links if link.relation != "mentions"}
    for planted in facts.sources:
        text = shown(planted.text).rstrip(".")
        match = next(
            (
                source
                for source in left
                if source.url == planted.url
                and (not text or shown(source.text).removeprefix("From: ").rstrip(".") == text)
            ),
            None,
        )
        wanted = f"{planted.text} <{planted.url}>" + (" (link)" if planted.link else "")
        linked = planted.link is None or name_key(planted.link) in targets
        if match is not None:
            left.remove(match)
        got = "; ".join(f"{source.text} <{source.url}>" for source in note.sources)
        found = wanted if match is not None and linked else got or None
        yield Finding(field="sources", planted=wanted, found=found)
    for source in left:
        yield Finding(field="sources", planted=None, found=f"{source.text} <{source.url}>")


def essence(note: Note, facts: Facts) -> dict[str, object]:
    """Return what a note says, as places in what was planted, so that names do not matter.

    Two notes with the same facts under other names, or in another order or dress, have the same
    essence; what was not planted counts, too.
    """
    parts: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    extra: Counter[str] = Counter()
    for finding in compared(note, facts):
        if finding.planted is None:
            extra[finding.field] += 1
        else:
            group = finding.field if "item" not in finding.field else "items"
            parts[group].append((len(parts[group]), finding.good))
    return {**{name: tuple(places) for name, places in parts.items()}, "extra": dict(extra)}


def taken(note: Note, decoy: Decoy) -> Iterator[str]:
    """Yield the decoy's baits that the reader took for facts."""
    typed = [link.target for link in note.links if name_key(link.relation) != "mentions"]
    names = {
        "tag": note.tags,
        "alias": (*note.aliases, note.title),
        "item": tuple(item.name for item in note.items),
        "typed link": typed,
    }
    texts = {
        "source": tuple(f"{source.text} {source.url}" for source in note.sources),
        "definition": (note.definition.text,) if note.definition else (),
        "reflection": (note.reflection.text,) if note.reflection else (),
        "kind": (note.kind or "",),
    }
    for bait in decoy.baits:
        key = name_key(bait)
        for place, values in names.items():
            if any(key == name_key(value) for value in values):
                yield f"{place}: {bait}"
        for place, values in texts.items():
            if len(key) > 8 and any(key in name_key(value) for value in values):
                yield f"{place}: {bait}"
    for bait in decoy.hidden:
        if any(name_key(link.target) == name_key(bait) for link in note.links):
            yield f"link: {bait}"


def bites_of(extra: Iterable[Finding], decoy: Decoy) -> Iterator[str]:
    """Yield what was found, was never planted, and stands in the decoy."""
    text = name_key(shown(decoy.text))
    for finding in extra:
        found = name_key(re.sub(r" (?:<None>|\(.*\))$", "", finding.found or ""))
        if found and found in text:
            yield f"{finding.field}: {found}"
