"""Files that notes embed: which they are, whether they are there, how they are sent and opened."""

import os
import stat
import sys
import time
from pathlib import Path

import pytest

from kb.app.importing.run import ImportReport
from kb.app.notes.attachments import (
    AttachmentError,
    CardAttachment,
    attachments_of_card,
    open_attachment,
    served_as,
    served_file,
)
from kb.app.notes.browse import show_note
from kb.graph.resolve import NoteId
from kb.store.file.store import Store
from kb.store.notes.attachments import AttachmentId
from tests.app.conftest import Import, Write

NOTE = """# Kiln

A kiln is hot. ![[kiln.png|300]] ![](img/b%20c.png) [doc](x.pdf#page=2)

<img src="kiln.png"> [sound:roar.mp3]
"""


async def linked(store: Store, name: str = "kiln") -> dict[str, str | None]:
    return {link.target: link.path for link in (await show_note(store, name)).attachments}


def missing(report: ImportReport) -> list[tuple[str, int, str]]:
    return [
        (problem.path, problem.line, problem.message.split("“")[1].split("”")[0])
        for problem in report.problems
        if problem.code == "attachment-missing"
    ]


async def test_a_note_knows_its_files(write: Write, imported: Import, store: Store) -> None:
    for path in ("img/kiln.png", "img/b c.png", "x.pdf", "sound/Roar.MP3", "code.py"):
        write(path, path)
    report = await imported(write("Kiln.md", NOTE).parent)
    assert missing(report) == []
    assert await linked(store) == {
        "kiln.png": "img/kiln.png",
        "img/b c.png": "img/b c.png",
        "x.pdf": "x.pdf",
        "roar.mp3": "sound/Roar.MP3",
    }


async def test_a_missing_file_is_told_once_a_note_and_until_it_is_there(
    write: Write, imported: Import, store: Store
) -> None:
    folder = write("Kiln.md", NOTE).parent
    write("d/Other.md", "![[kiln.png]] [code](src/a.js) [[Node.js]] ![](https://a.org/x.png)")
    expected = [
        ("Kiln.md", 3, "kiln.png"),
        ("Kiln.md", 3, "img/b c.png"),
        ("Kiln.md", 3, "x.pdf"),
        ("Kiln.md", 5, "roar.mp3"),
        ("d/Other.md", 1, "kiln.png"),
    ]
    assert missing(await imported(folder)) == expected
    assert missing(await imported(folder)) == expected
    for path in ("img/kiln.png", "img/b c.png", "x.pdf", "sound/roar.mp3"):
        write(path, path)
    report = await imported(folder)
    assert missing(report) == []
    assert report.notes.unchanged == 2
    (folder / "x.pdf").unlink()
    assert missing(await imported(folder)) == [("Kiln.md", 3, "x.pdf")]
    assert (await linked(store))["x.pdf"] is None


async def test_a_name_means_the_file_that_obsidian_means(
    write: Write, imported: Import, store: Store
) -> None:
    for path in ("p.png", "a/p.png", "a/b/p.png", "c/q.png", "c/d/q.png", "c/Ä r.png"):
        write(path, path)
    text = "![[p.png]] ![[a/p.png]] ![[../p.png]] ![[/p.png]] ![[./p.png]] ![[q.png]] ![[d/q.png]] "
    write("a/b/n.md", f"{text} ![x](../../c/%C3%84%20r.png) ![[Q.PNG]] ![[b/q.png]]")
    await imported(write("a/m.md", "![[p.png]]").parent.parent)
    assert await linked(store, "m") == {"p.png": "a/p.png"}
    assert await linked(store, "n") == {
        "p.png": "a/b/p.png",
        "a/p.png": "a/p.png",
        "../p.png": "a/p.png",
        "/p.png": "p.png",
        "./p.png": "a/b/p.png",
        "q.png": "c/q.png",
        "d/q.png": "c/d/q.png",
        "../../c/Ä r.png": "c/Ä r.png",
        "Q.PNG": "c/q.png",
        "b/q.png": None,
    }


async def test_a_nearer_file_takes_over_and_a_moved_one_keeps_its_number(
    write: Write, imported: Import, store: Store
) -> None:
    write("far/p.png", "one")
    folder = write("n/Note.md", "![[p.png]]").parent.parent
    await imported(folder)
    (before,) = (await show_note(store, "note")).attachments
    (folder / "far").rename(folder / "elsewhere")
    await imported(folder)
    (after,) = (await show_note(store, "note")).attachments
    assert (after.path, after.attachment) == ("elsewhere/p.png", before.attachment)
    write("n/p.png", "another")
    await imported(folder)
    assert await linked(store, "note") == {"p.png": "n/p.png"}


async def test_pictures_that_git_ignores_are_there(write: Write, imported: Import) -> None:
    write(".gitignore", "*.png\n")
    write("p.png", "p")
    assert missing(await imported(write("a.md", "![[p.png]]").parent)) == []


async def test_a_folder_that_takes_another_in_takes_its_files_too(
    write: Write, imported: Import, store: Store
) -> None:
    write("in/p.png", "p")
    inner = write("in/Note.md", "![[p.png]]").parent
    await imported(inner)
    assert missing(await imported(inner.parent)) == []
    assert await linked(store, "note") == {"p.png": "in/p.png"}


async def test_the_files_of_a_card_are_told_by_its_text(
    write: Write, imported: Import, store: Store
) -> None:
    write("p.png", "p")
    await imported(write("a.md", "Q: a ![[p.png]]\nA: b").parent)
    note_id = NoteId(1)
    told = await attachments_of_card(store, note_id, "![[p.png|20]] `![[x.png]]`", "[s](gone.mp3)")
    assert [(each.written, each.path) for each in told] == [("p.png", "p.png"), ("gone.mp3", None)]
    assert await attachments_of_card(store, note_id, "no file", "[[a]]") == ()


async def test_only_what_lies_in_its_folder_is_served(
    write: Write, imported: Import, store: Store, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.png"
    secret.write_text("secret")
    picture = write("p.png", "p")
    (picture.parent / "link.png").symlink_to(secret)
    (picture.parent / "inner.png").symlink_to(picture)
    folder = write("a.md", "![[p.png]] ![[link.png]] ![[inner.png]]").parent
    report = await imported(folder)
    assert missing(report) == [("a.md", 1, "link.png")]
    links = (await show_note(store, "a")).attachments
    number, inner = links[0].attachment, links[2].attachment
    assert number is not None
    assert inner is not None
    served = await served_file(store, number)
    assert served is not None
    assert served.file == picture.resolve()
    assert (served.content_type, served.sandboxed) == ("image/png", False)
    assert (await served_file(store, inner)) == served
    assert await served_file(store, AttachmentId(999)) is None
    picture.unlink()
    picture.symlink_to(secret)
    assert await served_file(store, number) is None
    picture.unlink()
    assert await served_file(store, number) is None
    picture.mkdir()
    assert await served_file(store, number) is None


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("a.SVG", ("image/svg+xml", True, False)),
        ("a.jpg", ("image/jpeg", False, False)),
        ("a.mp3", ("audio/mpeg", False, False)),
        ("a.mp4", ("video/mp4", False, False)),
        ("a.pdf", ("application/pdf", True, False)),
        ("a.html", ("application/octet-stream", True, True)),
        ("a.docx", ("application/octet-stream", True, True)),
        ("a", ("application/octet-stream", True, True)),
    ],
)
def test_what_may_hold_a_script_is_sandboxed(name: str, sent: tuple[str, bool, bool]) -> None:
    served = served_as(Path(name))
    assert (served.content_type, served.sandboxed, served.downloaded) == sent


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="xdg-open is for the others")
def test_a_file_is_opened_by_another_program_which_is_not_waited_for(tmp_path: Path) -> None:
    picture = tmp_path / "p.png"
    picture.write_text("p")
    opener = tmp_path / "bin" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > "{tmp_path}/opened"\nsleep 9\n')
    opener.chmod(opener.stat().st_mode | stat.S_IXUSR)
    path = f"{opener.parent}{os.pathsep}{os.environ['PATH']}"
    started = time.monotonic()  # noqa: TID251  # how long it takes is what is asked
    attachment = CardAttachment(written="p.png", attachment=None, path="p.png")
    assert open_attachment(str(tmp_path), attachment, {"PATH": path}) == picture
    assert time.monotonic() - started < 3  # noqa: TID251
    opened = tmp_path / "opened"
    while not (opened.exists() and opened.read_text()):
        time.sleep(0.05)
    assert opened.read_text() == str(picture)
    with pytest.raises(AttachmentError, match="no program that opens files is found"):
        open_attachment(str(tmp_path), attachment, {"PATH": str(tmp_path)})
    gone = CardAttachment(written="q.png", attachment=None, path=None)
    with pytest.raises(AttachmentError, match=r"q\.png is not in"):
        open_attachment(str(tmp_path), gone, {"PATH": path})


async def test_a_link_that_leads_out_of_the_folder_hides_no_other_file(
    store: Store, vault: Path, write: Write, imported: Import, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "far.png").write_text("x")
    (vault / "linked").symlink_to(tmp_path / "elsewhere")
    write("kiln.png", "x")
    write("Kiln.md", "# Kiln\n\n![[kiln.png]] ![[far.png]]\n")
    report = await imported(vault)
    assert missing(report) == [("Kiln.md", 3, "far.png")]
    assert await linked(store) == {"kiln.png": "kiln.png", "far.png": None}
