"""Notes in mind: whatever comes, goes or changes, the index is that of what is there."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.graph.index import NoteIndex, place_of_part
from kb.graph.resolve import FolderId
from kb.notes.outline import Outline, outline_note

FOLDERS = (FolderId(1), FolderId(2))
PATHS = ("Loop.md", "loops.md", "a/Loop.md", "a/Task.md", "b/Task.md", "Note.MD", "a/b/c.md")
WORDS = (
    *("[[Loop]]", "[[a/Loop]]", "[[loops#Part]]", "[[Task|x]]", "[[job]]", "[[#Part]]", "[[c]]"),
    *("[t](Task.md)", "[t](../Loop.md)", "[[Nobody]]", "#tag", "#tag/below", "\n\n# Loop\n\n"),
    *("\n\n## Part\n\n", "\n\ntext ^id\n\n", "\n\nAliases: job\n\n", "\n\nRelated: c, Loop\n\n"),
)
texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


def everything(index: NoteIndex) -> object:
    """Returns all that can be asked of an index, in no order of coming."""
    return {
        (note.named.folder, note.named.path): (
            note.named.title,
            note.named.aliases,
            [
                (each.source.named.folder, each.source.named.path, each.link)
                for each in sorted(
                    index.links_to(note),
                    key=lambda each: (each.source.named.folder, each.source.named.path, each.link),
                )
            ],
            [
                None if meant is None else (meant.named.folder, meant.named.path)
                for meant in (index.meant(link, note) for link in note.outline.links)
            ],
            [
                [other.path for other in index.resolution(link, note).candidates]
                for link in note.outline.links
            ],
        )
        for note in index
    }, (
        {key: len(notes) for key, notes in index.tags().items()},
        {key: len(notes) for key, notes in index.targets().items()},
        index.names.keys(),
        sorted((note.named.path, tag) for note, tag in index.tagged("tag")),
        sorted((each.source.named.path, each.link) for each in index.links_to_missing("nobody")),
    )


@dataclass
class Model:
    """What is there, and an index that has followed all that happened."""

    index: NoteIndex = field(default_factory=NoteIndex)
    outlines: dict[tuple[FolderId, str], Outline] = field(default_factory=dict)

    def fresh(self) -> NoteIndex:
        index = NoteIndex()
        for (folder, _), outline in sorted(self.outlines.items()):
            index.put(folder, outline)
        return index


steps = st.lists(
    st.tuples(
        st.sampled_from(FOLDERS), st.sampled_from(PATHS), st.one_of(st.none(), texts), st.booleans()
    ),
    max_size=25,
)


@settings(max_examples=200)
@given(steps=steps)
def test_an_index_that_was_changed_is_as_one_that_was_made(
    steps: list[tuple[FolderId, str, str | None, bool]],
) -> None:
    model = Model()
    for folder, path, text, asked in steps:
        if text is None:
            model.index.remove(folder, path)
            model.outlines.pop((folder, path), None)
        else:
            outline = outline_note(path, text).outline
            model.index.put(folder, outline)
            model.outlines[folder, path] = outline
        if asked:  # what is asked between is kept by the names, and must not be kept too long
            everything(model.index)
    assert everything(model.index) == everything(model.fresh())


def test_a_subpath_leads_below_the_headings_before_it() -> None:
    text = "# One\n\n## Part\n\n# Two\n\n## Part\n\n## 1. Numbered\n"
    index = NoteIndex()
    note = index.note(index.put(FolderId(1), outline_note("x.md", text).outline))
    headings = note.outline.headings
    assert [note.headings.meant(each) for each in ("#Part", "#Two#Part", "#numbered", "# ")] == [
        headings[1],
        headings[3],
        headings[4],
        None,
    ]
    assert note.headings.chain("#Two#Nowhere#Part") == (headings[2], None, headings[3])
    assert place_of_part(note, "#Nowhere").line == note.outline.title_line
