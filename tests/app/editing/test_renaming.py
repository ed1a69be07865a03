"""A renaming changes names, and not what links mean: for any notes, and any of their links."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.app.editing.notebook import Notebook
from kb.app.editing.pointing import Pointed
from kb.app.editing.renaming import renamed
from kb.app.editing.rewriting import NameChanges
from kb.config.settings import Settings
from kb.errors import UsageError
from kb.notes.outline import TextRange
from kb.notes.positions import Encoding, index_at

PATHS = (
    "C# basics.md",
    "Loop.md",
    "loops.md",
    "a/Loop.md",
    "a/Task.md",
    "b/Task.md",
    "b/c/New.md",
    "2024.md",
)
WORDS = (
    *("[[Loop]]", "[[a/Loop|x]]", "[[loops#Part]]", "[[Task.md]]", "[[job]]", "[[./Task]]"),
    *("[t](Task.md)", "[t](../Loop.md#Part)", "[[/Loop]]", "[[Nobody]]", "[[New]]", "[[2024]]"),
    *("🐍 [[Loops]]", "![[Loop]]", "\n\n# Loop\n\n", "\n\n# Some title\n\n", "[[Some title]]"),
    *("\n\n## Part\n\n", "\n\nAliases: job\n\n", "\n\nRelated: New, Loop\n\n"),
    *("[r][ref]\n\n[ref]: Task.md\n\n", "[two\nlines](Task.md#Part)", "[a [[Loop]] b][ref]"),
    *("\n\n[Loop]: <../Loop.md#Part>\n\n", "see [Loop]", "Task.md in a text", "[r][]"),
    *("[[C# basics]]", "[t](C%23%20basics.md)", "[t](<C%23 basics.md>)", "[[Fa]]"),
)
MATTERS = (
    *("", "", "", "---\naliases: [job, Fa]\nup: Loop\n---\n"),
    *(
        "---\nup: '[[Task]]'\nrelated:\n  - Loop\n  - \"[[job|x]]\"\n---\n",
        "---\nalias: job\n---\n",
    ),
)
NAMES = (
    "O'Brien's",
    "2025",
    "- x",
    "Task",
    "Loop",
    "Loops",
    "Other",
    "job",
    "Event, Loop",
    "Some title",
    "ever so new",
)
texts = st.tuples(
    st.sampled_from(MATTERS),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join),
).map("".join)


def held(folder: Path) -> Notebook:
    notebook = Notebook(Settings(), Encoding.UTF16)
    asyncio.run(notebook.refresh(notebook.add_folder(folder)))
    return notebook


def meanings(notebook: Notebook) -> dict[str, list[str | None]]:
    """Returns the paths that the links of each note lead to, in the order of the text."""
    return {
        note.named.path: [
            meant.named.path if (meant := notebook.index.meant(link, note)) else None
            for link in sorted(note.outline.links, key=lambda link: link.place)
        ]
        for note in notebook.index
    }


def written(notebook: Notebook, changes: NameChanges) -> None:
    """Does what an editor would, to the files."""
    for note_id, edits in changes.edits.items():
        note = notebook.note_with(note_id)
        lines = notebook.lines(note)
        places = sorted(edits, key=lambda edit: edit.place, reverse=True)
        for edit in places:
            line, place = lines[edit.place.line], edit.place
            first, last = (index_at(line, at, notebook.encoding) for at in columns(place))
            lines[place.line] = line[:first] + edit.text + line[last:]
        notebook.file_of(note).write_text("\n".join(lines), encoding="utf-8")
    if changes.move is not None:
        changes.move[0].rename(changes.move[1])


def columns(place: TextRange) -> tuple[int, int]:
    return place.start, place.end


@settings(max_examples=60)
@given(
    notes=st.dictionaries(st.sampled_from(PATHS), texts, min_size=2),
    chosen=st.integers(0, 40),
    name=st.sampled_from(NAMES),
)
def test_after_it_every_link_means_the_note_that_it_meant(
    notes: dict[str, str], chosen: int, name: str
) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        for path, text in notes.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        notebook = held(folder)
        links = [
            (note, link)
            for note in notebook.index
            for link in note.outline.links
            if link.target and notebook.index.meant(link, note)
        ]
        if not links:
            return
        source, link = links[chosen % len(links)]
        meant = notebook.index.meant(link, source)
        assert meant is not None
        before = meanings(notebook)
        try:
            changes = renamed(notebook, source, Pointed(link, link.place), name)
        except UsageError:
            return
        assert changes.move is not None
        assert meanings(notebook) == before  # the names that were tried are taken back
        old, new = meant.named.path, changes.move[1].relative_to(folder).as_posix()
        written(notebook, changes)
        after = meanings(held(folder))
        expected = {
            new if path == old else path: [new if to == old else to for to in leads]
            for path, leads in before.items()
        }
        assert after.keys() == expected.keys()
        for path, leads in expected.items():
            assert len(after[path]) == len(leads)
            for was, now in zip(leads, after[path], strict=True):
                assert was is None or was == now
