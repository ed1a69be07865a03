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
    part = await client.get(picture, range="bytes=1-3")
    assert (part.status, part.body) == (206, b"PNG")


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
