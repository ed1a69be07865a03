"""The application over a real store, and a browser that was let in."""

from collections.abc import Iterator

import pytest
from starlette.types import ASGIApp

from kb.config.settings import Settings
from kb.store.file.store import Store
from kb.web.application import application
from kb.web.keys import Keys
from kb.web.site import Site
from tests.app.conftest import imported, store, three, vault, write  # noqa: F401  # fixtures
from tests.app.days import Watch, at
from tests.web.browser import Browser, Tab, chromium
from tests.web.client import Client
from tests.web.serving import Served, serving_days

HOSTS = ("127.0.0.1:8765", "localhost:8765", "192.0.2.7:8765")


@pytest.fixture
def said() -> list[str]:
    """Returns the lines that the server printed."""
    return []


@pytest.fixture
def watch() -> Watch:
    """Returns the clock of the server, on its first day."""
    return Watch(now=at(0).now)


@pytest.fixture
def keys(said: list[str]) -> Keys:
    return Keys(8765, spent=lambda token: said.append(f"next token {token}"))


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def site(
    store: Store,  # noqa: F811
    settings: Settings,
    keys: Keys,
    said: list[str],
    watch: Watch,
) -> Site:
    return Site(
        store=store, settings=settings, clock=lambda: watch.clock, keys=keys, say=said.append
    )


@pytest.fixture
def app(site: Site) -> ASGIApp:
    return application(site, hosts=HOSTS)


@pytest.fixture
def stranger(app: ASGIApp) -> Client:
    """Returns a browser that was not let in."""
    return Client(app=app)


@pytest.fixture
async def client(stranger: Client, keys: Keys) -> Client:
    """Returns a browser that was let in."""
    answer = await stranger.get(f"/?token={keys.token}")
    assert (answer.status, answer.headers["location"]) == (303, "/")
    return stranger


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Gives a server over the sample notes, some of which were reviewed."""
    with serving_days(tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture(scope="module")
def known(browser: Browser, served: Served) -> Tab:
    """Returns a tab whose browser was let in."""
    tab = browser.new_tab()
    tab.open(served.address)
    assert tab.run("location.href") == f"{served.host}/"
    return tab
