"""Which note a link means, rule by rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.graph.keys import link_key
from kb.graph.resolve import (
    MOST_CANDIDATES,
    FolderId,
    NamedNote,
    Names,
    NoteId,
    Resolution,
    Rule,
    names_of,
)


def note(
    path: str, *, title: str | None = None, aliases: tuple[str, ...] = (), folder: int = 1
) -> NamedNote:
    stem = path.rpartition("/")[2].rpartition(".")[0]
    return NamedNote(
        id=NoteId(hash((folder, path))),
        folder=FolderId(folder),
        path=path,
        title=title or stem,
        aliases=aliases,
    )


def resolved(target: str, source: NamedNote, *others: NamedNote) -> Resolution:
    return Names((source, *others)).resolution(target, source)


SOURCE = note("area/source.md")


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("Event Loop", "deep/event-loop.md"),
        ("event_loop", "deep/event-loop.md"),
        ("EVENT LOOP", "deep/event-loop.md"),
        ("event-loop.md", "deep/event-loop.md"),
        ("event loop#Heading", "deep/event-loop.md"),
        ("event loop#^block", "deep/event-loop.md"),
        ("C# basics", "C# basics.md"),
        ("c# basics.md", "C# basics.md"),
        ("C#", "C#.md"),
        ("a#b", "a#b.md"),
        ("v1.2", "v1.2.md"),
        ("diagram.png", "diagram.png.md"),
        ("cafe\u0301", "caf\u00e9.md"),
        ("readme.txt", "readme.txt"),
    ],
)
def test_a_link_means_the_note_with_that_file_name(target: str, path: str) -> None:
    found = resolved(target, SOURCE, note(path, title="other"))
    assert (found.note and found.note.path, found.rule) == (path, Rule.NAME)


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("io/loop", "deep/io/loop.md"),
        ("IO/Loop.md", "deep/io/loop.md"),
        ("deep/io/loop", "deep/io/loop.md"),
        ("./near", "area/near.md"),
        ("./near.md", "area/near.md"),
        ("../top", "top.md"),
        ("../deep/./io/../io/loop.md", "deep/io/loop.md"),
        ("/top", "top.md"),
        ("/deep/io/loop.md", "deep/io/loop.md"),
    ],
)
def test_a_link_may_give_a_path(target: str, path: str) -> None:
    notes = [note(each) for each in ("deep/io/loop.md", "area/near.md", "top.md", "x/other.md")]
    found = resolved(target, SOURCE, *notes)
    assert (found.note and found.note.path, found.rule) == (path, Rule.PATH)


@pytest.mark.parametrize(
    "target", ["./loop", "../loop", "/loop", "/io/loop", "../../loop", "o/loop"]
)
def test_a_path_that_leads_nowhere_is_missing(target: str) -> None:
    assert resolved(target, SOURCE, note("deep/io/loop.md")) == Resolution()


def test_a_whole_path_wins_over_a_partial_one() -> None:
    found = resolved("io/loop", SOURCE, note("a/io/loop.md"), note("io/loop.md"))
    assert found.note is not None
    assert (found.note.path, found.candidates) == ("io/loop.md", ())


@pytest.mark.parametrize(
    ("paths", "chosen"),
    [
        (("loop.md", "area/deep/loop.md"), "area/deep/loop.md"),
        (("z/loop.md", "longer/loop.md"), "z/loop.md"),
        (("b/loop.md", "a/loop.md"), "a/loop.md"),
        (("area2/loop.md", "z/loop.md"), "z/loop.md"),
    ],
)
def test_of_several_the_nearest_shortest_first_is_taken(
    paths: tuple[str, ...], chosen: str
) -> None:
    found = resolved("loop", SOURCE, *map(note, paths))
    assert found.note is not None
    assert found.note.path == chosen
    assert found.candidates[0].path == chosen
    assert {each.path for each in found.candidates} == set(paths)


@pytest.mark.parametrize("target", ["near.md", "deep/near.md"])
def test_a_markdown_link_from_here_is_not_ambiguous(target: str) -> None:
    found = resolved(target, SOURCE, note(f"area/{target}"), note(target), note("x/deep/near.md"))
    assert found.note is not None
    assert (found.note.path, found.candidates) == (f"area/{target}", ())
    assert found.rule == Rule.PATH


def test_a_note_spelled_alike_wins_over_one_spelled_nearly_so() -> None:
    found = resolved("event-loop", SOURCE, note("e/event loop.md"), note("event/event-loop.md"))
    assert found.note is not None
    assert (found.note.path, found.candidates) == ("event/event-loop.md", ())


@pytest.mark.parametrize(
    ("target", "other", "rule"),
    [
        ("reactor", note("x.md", aliases=("Reactor",)), Rule.ALIAS),
        ("TCP/IP", note("x.md", aliases=("TCP/IP",)), Rule.ALIAS),
        ("The Loop", note("x.md", title="the loop"), Rule.TITLE),
        ("Event Loops", note("event loop.md"), Rule.PLURAL),
        ("event loop", note("Event Loops.md"), Rule.PLURAL),
        ("Libraries", note("library.md"), Rule.PLURAL),
        ("processes", note("process.md"), Rule.PLURAL),
        ("Coroutines", note("x.md", aliases=("coroutine",)), Rule.PLURAL),
        ("Coroutines", note("x.md", title="Coroutine"), Rule.PLURAL),
    ],
)
def test_names_that_are_no_files_are_tried_next(target: str, other: NamedNote, rule: Rule) -> None:
    found = resolved(target, SOURCE, other)
    assert (found.note, found.rule) == (other, rule)


def test_rules_are_tried_in_order() -> None:
    named, aliased = note("loop.md", title="a"), note("b.md", aliases=("loop",))
    titled, plural = note("c.md", title="loop"), note("loops.md", title="d")
    everything = [named, aliased, titled, plural]
    for rule in (Rule.NAME, Rule.ALIAS, Rule.TITLE, Rule.PLURAL):
        found = resolved("loop", SOURCE, *everything)
        assert (found.note, found.rule) == (everything.pop(0), rule)


def test_two_notes_with_one_alias_are_ambiguous() -> None:
    found = resolved("r", SOURCE, note("b.md", aliases=("R",)), note("a.md", aliases=("r",)))
    assert [each.path for each in found.candidates] == ["a.md", "b.md"]


@pytest.mark.parametrize(
    ("target", "path"), [("HTTP", "HTTPS.md"), ("http", "HTTPS.md"), ("DNS", "dn.md")]
)
def test_an_abbreviation_that_ends_in_s_is_no_plural(target: str, path: str) -> None:
    assert resolved(target, SOURCE, note(path)) == Resolution()
    assert resolved("APIs", SOURCE, note("API.md")).rule == Rule.PLURAL
    assert resolved("api", SOURCE, note("APIs.md")).rule == Rule.PLURAL


@pytest.mark.parametrize(
    ("target", "path"), [("OOP", "Oops.md"), ("Oops", "OOP.md"), ("the AID", "The Aids.md")]
)
def test_a_plural_keeps_the_capitals_of_an_abbreviation(target: str, path: str) -> None:
    assert resolved(target, SOURCE, note(path)) == Resolution()
    assert resolved("OOP", SOURCE, note("OOPs.md")).rule == Rule.PLURAL
    assert resolved("oops", SOURCE, note("OOP.md")).rule == Rule.PLURAL


@pytest.mark.parametrize("target", ["index", "same"])
def test_very_many_namesakes_are_ranked_alike_and_told_up_to_a_number(target: str) -> None:
    many = [note(f"d{at}/index.md", aliases=("Same",)) for at in range(200)]
    names = Names([*many, SOURCE])
    found = names.resolution(target, note("d7/x/source.md"))
    assert [each.path for each in found.candidates[:3]] == [f"d{at}/index.md" for at in range(3)]
    assert len(found.candidates) == MOST_CANDIDATES
    near = names.resolution(target, note("d7/source.md"))
    assert [each.path for each in near.candidates[:2]] == ["d7/index.md", "d0/index.md"]
    assert len({each.path for each in near.candidates}) == MOST_CANDIDATES


def test_the_own_folder_wins_whatever_the_rule() -> None:
    own = note("x.md", title="loop")
    found = resolved("loop", SOURCE, note("loop.md", folder=2), own)
    assert (found.note, found.candidates) == (own, ())


def test_of_one_path_in_several_folders_the_first_folder_wins() -> None:
    others = [note("x/loop.md", folder=folder) for folder in (4, 2, 3)]
    found = resolved("loop", SOURCE, *others)
    assert [each.folder for each in found.candidates] == [2, 3, 4]


def test_another_folder_is_asked_last_and_not_for_paths_from_here() -> None:
    other = note("loop.md", folder=2)
    assert resolved("loop", SOURCE, other).note == other
    assert resolved("/loop", SOURCE, other).note is None


@pytest.mark.parametrize("target", ["", "#Heading", "#^block", "  "])
def test_a_link_without_a_target_means_its_own_note(target: str) -> None:
    assert resolved(target, SOURCE) == Resolution(note=SOURCE, rule=Rule.SELF)


@pytest.mark.parametrize("target", ["Loop", "Loop#Turns", "loops", "area/Loop", "nowhere", "a.png"])
def test_most_links_mean_the_same_in_all_notes_of_a_folder(target: str) -> None:
    names = Names((SOURCE, note("area/Loop.md"), note("Loop.md", folder=2)))
    common = names.common_resolution(target, SOURCE.folder)
    assert common == names.resolution(target, SOURCE)
    assert common == names.resolution(target, note("elsewhere/other.md"))


@pytest.mark.parametrize("target", ["", "#Turns", "./Loop", "../Loop", "/Loop", "Loop.md", "Twin"])
def test_a_link_that_hangs_on_its_own_note_has_no_common_meaning(target: str) -> None:
    twins = note("a/Twin.md"), note("b/Twin.md")
    names = Names((SOURCE, note("area/Loop.md"), *twins))
    assert names.common_resolution(target, SOURCE.folder) is None


@pytest.mark.parametrize(
    "target",
    ["x.png", "dir/Paper.PDF", "board.canvas", "../src/main.py", "talk.mp4#t=3", "api.html"],
)
def test_attachments_are_no_concepts(target: str) -> None:
    assert resolved(target, SOURCE) == Resolution(rule=Rule.ATTACHMENT)


@pytest.mark.parametrize("target", ["Node.js", "ASP.NET", "asyncio.run", "v1.2", "Event Loop", "."])
def test_what_nobody_has_written_is_missing(target: str) -> None:
    assert resolved(target, SOURCE) == Resolution()


def test_a_name_typed_by_the_user_finds_all_that_bear_it() -> None:
    names = Names([note("a/loop.md"), note("b/loop.md"), note("c.md", title="Loop")])
    assert [each.path for each in names.called(" LOOP ")] == ["a/loop.md", "b/loop.md"]
    assert [each.path for each in names.called("b/loop")] == ["b/loop.md"]
    assert names.called("nothing") == ()


NAME = st.text(alphabet="aAbs_- /.é", min_size=1, max_size=8)


@given(target=NAME, path=NAME, title=NAME, alias=NAME)
def test_a_link_that_finds_a_note_shares_a_key_with_it(
    target: str, path: str, title: str, alias: str
) -> None:
    other = NamedNote(
        id=NoteId(2), folder=FolderId(1), path=f"{path}.md", title=title, aliases=(alias,)
    )
    found = Names([other]).resolution(target, SOURCE)
    if found.note == other:
        assert link_key(target) in names_of(other)
