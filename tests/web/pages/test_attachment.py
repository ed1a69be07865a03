"""Files of notes: only those that kb knows, and nothing in them runs."""

import os
import re
from pathlib import Path

import pytest

from tests.app.conftest import Import, Write
from tests.web.client import Client

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
async def pictures(vault: Path, write: Write, imported: Import) -> Path:
    """Imports a note with a picture, a drawing and a file that is only saved."""
    (vault / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (vault / "b.svg").write_text(SVG)
    (vault / "c.html").write_text("<script>alert(1)</script>")
    write("Note.md", "# Note\n\n![[a.png]] ![[b.svg]] [[c.html]]\n")
    await imported(vault)
    return vault


async def files(client: Client) -> list[str]:
    """Returns the addresses of the note's files."""
    led = (await client.get("/note?name=Note")).headers["location"]
    shown = (await client.get(led)).text
    return list(dict.fromkeys(re.findall(r"/attachment/\d+", shown)))


async def test_a_picture_is_sent_as_what_it_is(client: Client, pictures: Path) -> None:
    picture, _, _ = await files(client)
    answer = await client.get(picture)
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    assert answer.body == (pictures / "a.png").read_bytes()
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ("bytes=1-3", 206, "bytes 1-3/108"),
        ("bytes=100-", 206, "bytes 100-107/108"),
        ("bytes=100-999", 206, "bytes 100-107/108"),
        ("bytes=-8", 206, "bytes 100-107/108"),
        ("bytes=-999", 206, "bytes 0-107/108"),
        ("Bytes = 1-3", 206, "bytes 1-3/108"),
        ("bytes=,1-3,", 206, "bytes 1-3/108"),
        ("bytes=1-3,500-600", 206, "bytes 1-3/108"),
        ("bytes=1-3,2-9", 206, "bytes 1-9/108"),
        ("bytes=108-", 416, "bytes */108"),
        ("bytes=500-600,700-", 416, "bytes */108"),
        ("bytes=-0", 416, "bytes */108"),
        ("lines=1-3", 200, None),
        ("bytes=3-1", 200, None),
        ("bytes=1-3,x", 200, None),
        ("bytes=", 200, None),
        ("bytes", 200, None),
        ("bytes=" + "9" * 5000 + "-", 200, None),
    ],
)
async def test_parts_of_a_file_are_sent_as_http_has_it(
    client: Client, pictures: Path, asked: str, status: int, told: str | None
) -> None:
    whole = (pictures / "a.png").read_bytes()
    picture = (await files(client))[0]
    part = await client.get(picture, range=asked)
    assert (part.status, part.headers.get("content-range")) == (status, told)
    if status == 206:
        assert told is not None
        first, last = told.removeprefix("bytes ").partition("/")[0].split("-")
        assert part.body == whole[int(first) : int(last) + 1]
    if status == 200:
        assert part.body == whole


async def test_several_parts_of_a_file_come_apart(client: Client, pictures: Path) -> None:
    picture = (await files(client))[0]
    answer = await client.get(picture, range="bytes=0-0, 100-101, -2, 900-")
    assert answer.status == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges; boundary=")
    assert answer.headers["content-length"] == str(len(answer.body))
    told = re.findall(rb"Content-Range: (.*)\r\n", answer.body)
    assert told == [b"bytes 0-0/108", b"bytes 100-101/108", b"bytes 106-107/108"]


async def test_parts_are_sent_only_of_the_file_that_was_meant(
    client: Client, pictures: Path
) -> None:
    picture = (await files(client))[0]
    etag = (await client.get(picture)).headers["etag"]
    assert (await client.get(picture, range="bytes=1-3", if_range=etag)).status == 206
    assert (await client.get(picture, range="bytes=1-3", if_range='"other"')).status == 200
    assert (await client.get(picture, range="bytes=1-3", if_range=f"W/{etag}")).status == 200
    head = await client.send("HEAD", picture, headers={"range": "bytes=1-3"})
    assert (head.status, head.headers["content-length"]) == (200, "108")


async def test_a_file_that_a_browser_has_is_not_sent_again(client: Client, pictures: Path) -> None:
    picture, drawing, _ = await files(client)
    for file in (picture, drawing):
        first = await client.get(file)
        etag = first.headers["etag"]
        again = await client.get(file, if_none_match=f'"other", W/{etag}')
        assert (again.status, again.body) == (304, b"")
        policy = "content-security-policy"
        assert again.headers[policy] == first.headers[policy]
    (pictures / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(101))
    changed = await client.get(picture, if_none_match=etag)
    assert (changed.status, len(changed.body)) == (200, 109)


async def test_what_may_hold_scripts_is_sent_so_that_none_runs(
    client: Client, pictures: Path
) -> None:
    _, drawing, page = await files(client)
    answer = await client.get(drawing)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    saved = await client.get(page)
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"].startswith("attachment")


async def test_a_file_that_is_gone_or_leads_out_of_its_folder_is_not_there(
    client: Client, pictures: Path, tmp_path: Path
) -> None:
    picture, drawing, _ = await files(client)
    (pictures / "a.png").unlink()
    assert (await client.get(picture)).status == 404
    secret = tmp_path / "secret.svg"
    secret.write_text(SVG)
    (pictures / "b.svg").unlink()
    os.symlink(secret, pictures / "b.svg")  # noqa: PTH211  # the same
    assert (await client.get(drawing)).status == 404


@pytest.mark.parametrize(
    "path", ["0", "-1", "x", "9" * 19, "9" * 40, "..%2f..%2fetc%2fpasswd", "1%00", "%C2%B2"]
)
async def test_what_is_no_file_of_a_note_is_not_there(
    client: Client, pictures: Path, path: str
) -> None:
    assert (await client.get(f"/attachment/{path}")).status == 404


async def test_a_stranger_is_sent_no_file(client: Client, pictures: Path) -> None:
    stranger = Client(app=client.app)
    assert (await stranger.get((await files(client))[0])).status == 401
