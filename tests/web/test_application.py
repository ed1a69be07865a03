"""What becomes of errors, and how the page's own files are kept."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest

import kb.web
from kb.app.graph.layout_process import LayoutDiedError
from kb.app.review.simulating.apart import SimulationDiedError
from kb.errors import AmbiguousError, ConfigError, KbError, NotFoundError, StoreError, UsageError
from kb.web.errors import status_of
from kb.web.pages import today
from kb.web.rendering import StaticFiles
from tests.web.client import Client

TEMPLATES = Path(kb.web.__file__).parent / "templates"
STATIC = Path(kb.web.__file__).parent / "static"


async def test_an_address_that_nothing_has_is_told_with_a_way_back(client: Client) -> None:
    answer = await client.get("/nowhere")
    assert answer.status == 404
    assert "Nothing has this address" in answer.text
    assert '<a class="button" href="/">Today</a>' in answer.text


async def test_a_script_gets_errors_as_the_command_line_prints_them(client: Client) -> None:
    answer = await client.get("/nowhere", accept="application/json")
    assert answer.json == {
        "error": {
            "code": "not-found",
            "message": "nothing has this address. Go back, or begin with Today.",
            "candidates": [],
        }
    }


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UsageError("x"), 400),
        (NotFoundError("note", "x"), 404),
        (AmbiguousError("note", "x", ("a", "b")), 409),
        (StoreError("x"), 503),
        (ConfigError("x"), 500),
        (LayoutDiedError("x"), 500),
        (SimulationDiedError("x"), 500),
    ],
)
def test_an_error_has_the_status_of_what_it_says(error: KbError, status: int) -> None:
    assert status_of(error) == status


async def test_an_error_is_told_as_text_and_not_as_what_it_contains(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: Any) -> Any:
        raise NotFoundError("note", "<img src=x onerror=alert(1)>", ("<b>",))

    monkeypatch.setattr(today, "today", fail)
    answer = await client.get("/")
    assert answer.status == 404
    assert "<img" not in answer.text
    assert "&lt;img" in answer.text
    told = (await client.get("/", accept="*/*")).json["error"]
    assert told["candidates"] == ["<b>"]


async def test_a_fault_is_told_to_both_and_the_next_request_is_answered(
    client: Client, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    async def fail(*_: Any) -> Any:
        raise ZeroDivisionError("by <nothing>")

    said.clear()
    with monkeypatch.context() as patch:
        patch.setattr(today, "today", fail)
        answer = await client.get("/")
        assert answer.status == 500
        assert "ZeroDivisionError: by &lt;nothing&gt;" in answer.text
        told = "kb: internal error: ZeroDivisionError: by <nothing>. Please report it, with "
        assert said == [f"{told}KB_DEBUG=1 set."]
        patch.setenv("KB_DEBUG", "1")
        await client.get("/")
        assert "Traceback" in said[-1]
    assert (await client.get("/")).status == 200


async def test_own_files_are_kept_for_ever_under_an_address_of_their_content(
    stranger: Client,
) -> None:
    static = StaticFiles()
    answer = await stranger.get(static.address("kb.css"))
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.body == static.content("kb.css")


@pytest.mark.parametrize(
    "name",
    ["/x/kb.css", "/VERSION/nothing.css", "/VERSION/../server.py", "/VERSION/%2e%2e/site.py"],
)
async def test_other_files_are_not_there(stranger: Client, name: str) -> None:
    answer = await stranger.get(f"/static{name.replace('VERSION', StaticFiles().version)}")
    assert answer.status == 404
    assert answer.headers["cache-control"] == "no-store"


async def test_own_files_are_sent_compressed_to_browsers(stranger: Client) -> None:
    static = StaticFiles()
    answer = await stranger.get(static.address("kb.css"), accept_encoding="gzip, br")
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(answer.body) == static.content("kb.css")


def test_own_scripts_and_styles_are_small_and_ask_nobody_else() -> None:
    """As they are written; the style of marked code is Pygments's."""
    static = StaticFiles()
    own = [*STATIC.glob("*.js"), *STATIC.glob("*.css")]
    assert sum(file.stat().st_size for file in own) < 60_000
    assert {file.name for file in own} == static.names - {"code.css", "kb.svg"}
    contents = {name: static.content(name) for name in static.names}
    assert not any(
        b"http://" in text.replace(b"http://www.w3.org/", b"") for text in contents.values()
    )
    assert not any(b"https://" in text for text in contents.values())


def test_a_file_that_is_not_there_is_no_address() -> None:
    with pytest.raises(KeyError):
        StaticFiles().address("kb.exe")


@pytest.mark.parametrize("file", sorted(TEMPLATES.iterdir()), ids=lambda file: file.name)
def test_a_template_has_nothing_inline_and_lets_no_text_through(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", source, re.IGNORECASE)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    assert "autoescape" not in source
