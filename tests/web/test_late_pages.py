"""Pages are imported when they are asked for, and not before."""

import gc
import subprocess
import sys
from importlib import import_module

import pytest
from starlette.routing import Route
from starlette.types import ASGIApp

from kb.web.pages import PAGES, WebPage, page_of
from kb.web.site import Site
from tests.web.client import Client

_HEAVY = ("kb.html.render", "kb.web.markup", "kb.app.card_browser", "kb.app.importing.refresh")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.module)
def test_the_addresses_of_a_page_begin_with_its_path(page: WebPage) -> None:
    module = import_module(f"kb.web.pages.{page.module}")
    assert page_of(module.__name__) is page
    for route in module.ROUTES:
        assert isinstance(route, Route)
        assert f"{route.path}/".startswith(f"{page.path.rstrip('/')}/")


def test_the_server_starts_without_what_only_other_pages_need() -> None:
    asked = (
        "import sys; import kb.web.application, kb.web.server, kb.web.pages.today; "
        f"print(*(name for name in {_HEAVY!r} if name in sys.modules))"
    )
    answer = subprocess.run(  # this very program
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == ""


def test_what_further_pages_need_is_prepared(
    app: ASGIApp, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(True))
    assert len(site.preparations) == 2
    site.prepare()
    assert frozen == [True]
    assert all(f"kb.web.pages.{page.module}" in sys.modules for page in PAGES)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/stats", 200), ("/stats/none", 404), ("/nothing", 404), ("//stats", 404), ("/statsx", 404)],
)
async def test_what_no_page_has_is_not_there(client: Client, path: str, status: int) -> None:
    assert (await client.get(path)).status == status


async def test_a_page_refuses_what_it_does_not_take(client: Client) -> None:
    assert (await client.post("/stats", {})).status == 405
    assert (await client.get("/cards/do/more")).status == 404
