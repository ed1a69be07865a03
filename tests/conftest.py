"""What every test stands on: an environment that holds nothing of the user's own."""

import asyncio
import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from kb.store.file.store import open_store
from tests.forkserver import close_fork_server
from tests.statements import keep_compiled

# Chance is seeded: the same tree gives the same examples, so that a run says only what changed.
# `pytest --hypothesis-profile=search` looks at new examples instead.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile("steady")
keep_compiled()

FOREIGN = (
    *("KB_DB", "KB_CONFIG", "KB_NOW", "KB_DEBUG", "NO_COLOR", "FORCE_COLOR"),
    *("FORCE_HYPERLINK", "PAGER", "LESS"),
    # How Python buffers and caches is the machine's choice; the tests see what users see.
    *("PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"),
)


def pytest_collection_finish() -> None:
    gc.freeze()  # what stays to the end, some thousand tests, is not looked through for what left


@pytest.fixture(scope="session", autouse=True)
def _nothing_of_the_users_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in FOREIGN:
            patch.delenv(name, raising=False)
        patch.setenv("KB_PAGER", "")  # nobody is there to leave a pager
        patch.setenv("HOME", str(home))
        patch.setenv("XDG_DATA_HOME", str(home / "share"))
        patch.setenv("XDG_CONFIG_HOME", str(home / "config"))
        # With the extra, every import would read its notes once more; what it does has own tests.
        patch.setenv("KB_MEANING", "off")
        yield
        close_fork_server()
    assert not [*home.rglob("kb")], "a test used the store or the settings that all of them share"


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a new store to copy: making its tables takes six times as long as opening it."""
    path = tmp_path_factory.mktemp("empty") / "kb.db"

    async def make() -> None:
        async with open_store(path):
            pass

    asyncio.run(make())
    return path
