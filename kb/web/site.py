"""What every handler works with: the store, the settings, the clock, and the templates."""

import asyncio
import gc
import json
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse

from kb.app.review.statistics.past_days import PastDays
from kb.config.settings import Settings
from kb.errors import UsageError
from kb.schedule.days import Moment
from kb.store.file.store import Store
from kb.web.keys import Keys
from kb.web.rendering import PageTemplates
from kb.web.screens.opened import Once, OpenTabs

if TYPE_CHECKING:
    from kb.app.card_browser import CardBrowser
    from kb.app.cards.triage import TriageSession
    from kb.app.review.session.clock import Clock
    from kb.app.review.session.session import ReviewSession

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One running server, as its handlers see it."""

    store: Store
    settings: Settings
    clock: "Callable[[], Clock]"
    """The time, and the study calendar of the place where the machine is now."""
    keys: Keys
    say: Callable[[str], None]
    """Prints a line on the terminal of the server."""
    lists: "OpenTabs[CardBrowser]" = field(default_factory=OpenTabs)
    """Of cards."""
    reviews: "OpenTabs[ReviewSession]" = field(default_factory=OpenTabs)
    inboxes: "OpenTabs[TriageSession]" = field(default_factory=OpenTabs)
    answers: Once = field(default_factory=Once)
    """Those to cards that have arrived, whatever tab sent them."""
    past: PastDays = field(default_factory=PastDays)
    """What was read of study days that are over."""
    simulator: str | None = None
    """The module of a process that counts the days to come; none: a thread does."""
    alone: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while something is done of which there is one in the server."""
    preparations: list[Callable[[], None]] = field(default_factory=list)
    """What further pages need, which a thread may do once the first is there."""
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    """What is being done that ends with the server."""

    def prepare(self) -> None:
        """Do what further pages need. What is there by then stays: garbage is not sought in it."""
        for preparation in self.preparations:
            preparation()
        gc.freeze()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something for which no page waits."""
        self._begun(work)

    async def awaited(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Return what a page waits for so long that the server does not wait for it to end."""
        return await self._begun(work)

    async def stop(self) -> None:
        """End what is still being done."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def _begun(self, work: Coroutine[Any, Any, _T]) -> asyncio.Task[_T]:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    @property
    def moment(self) -> Moment:
        """The current time."""
        return self.clock().moment


def site_of(request: Request) -> Site:
    """Return the site that a request is for."""
    site: Site = request.app.state.site
    return site


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: object,
) -> HTMLResponse:
    """Return a page, filled with values; ``current`` is the path of its entry in the navigation."""
    templates: PageTemplates = request.app.state.templates
    return HTMLResponse(templates.fill(template, **values), status, headers=headers)


def part(request: Request, template: str, **values: object) -> str:
    """Return a part of a page, which a script puts in its place."""
    templates: PageTemplates = request.app.state.templates
    return templates.fill(template, **values).decode()


async def json_body(request: Request) -> dict[str, Any]:
    """Return the object that a request brings.

    Raises:
        UsageError: its body is no JSON object.
    """
    try:
        body = json.loads(await request.body())
        json.dumps(body, ensure_ascii=False).encode()  # half a character is no text
    except ValueError as error:
        raise UsageError("the body is no JSON.") from error
    if not isinstance(body, dict):
        raise UsageError("the body is no JSON object.")
    return body
