"""The application: the guard, the pages, and what becomes of errors."""

import os
import traceback
from collections.abc import Collection
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from kb.app.sanitize import one_line
from kb.errors import KbError
from kb.web.errors import FaultError, MethodError, NoPageError, WebError, sentence_of, status_of
from kb.web.late_pages import LatePage, import_pages
from kb.web.pages import PAGES, pairing
from kb.web.rendering import KINDS, PageTemplates, StaticFiles
from kb.web.security import Guard
from kb.web.site import Site, page

_FOREVER: Final = "public, max-age=31536000, immutable"
_HEADINGS: Final = {
    400: "That cannot be done",
    401: "Not known here",
    403: "Refused",
    404: "Not there",
    405: "That cannot be done",
    409: "Several have this name",
    413: "Too large",
    415: "That cannot be read",
    503: "The store cannot be used",
}


def application(site: Site, *, hosts: Collection[str]) -> ASGIApp:
    """Return what answers requests to any of these hosts, each a name with its port."""
    static = StaticFiles()

    async def own_file(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in static.names or request.path_params["version"] != static.version:
            raise NoPageError("this is a file of another version. Reload the page.")
        kind, headers = KINDS[name.rpartition(".")[2]], {"cache-control": _FOREVER}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(static.content(name), media_type=kind, headers=headers)
        headers["content-encoding"] = "gzip"
        return Response(static.compressed(name), media_type=kind, headers=headers)

    app = Starlette(
        routes=[
            *map(LatePage, PAGES),
            *pairing.ROUTES,
            Route("/static/{version}/{name}", own_file),
        ],
        exception_handlers={
            KbError: _tell,
            HTTPException: _tell_http,
            ClientDisconnect: _tell_nobody,
            Exception: _tell_fault,
        },
    )
    app.state.site = site
    app.state.templates = PageTemplates(static, PAGES, store=_name_of(site.store.path))
    site.preparations.extend([import_pages, app.state.templates.compile])

    async def reporting(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        # The browser was told; Starlette raises it again for a server's log.
        except Exception as error:  # noqa: BLE001  # the last stop: no traceback reaches a user
            _report(error, site)

    def refused(scope: Scope, error: KbError) -> Response:
        return _tell(Request({**scope, "app": app}), error)

    return Guard(reporting, site.keys, hosts=hosts, refused=refused)


def _name_of(store: Path) -> str:
    """Return what tells the answers that a browser keeps for a store from those for another."""
    return blake2b(str(store.resolve()).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _report(error: Exception, site: Site) -> None:
    if os.environ.get("KB_DEBUG"):
        site.say("".join(traceback.format_exception(error)))
    else:
        site.say(f"kb: internal error: {_cause(error)}. Please report it, with KB_DEBUG=1 set.")


def _cause(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _tell(request: Request, error: Exception) -> Response:
    """Return an error as a page, if one was asked for, else as JSON as the command line has it."""
    assert isinstance(error, KbError)  # noqa: S101  # Starlette's type of handlers is wider
    status, message = status_of(error), one_line(error.message)
    knows = status not in {401, 403}
    store: dict[str, Any] = {} if knows else {"store": ""}  # not for a stranger
    if "text/html" not in request.headers.get("accept", ""):
        candidates = list(error.candidates)
        answer = {"code": error.code, "message": message, "candidates": candidates}
        return JSONResponse({"error": answer}, status)
    return page(
        request,
        "error.html",
        status=status,
        heading=_HEADINGS.get(status, "Something went wrong"),
        message=sentence_of(error),
        knows=knows,
        **store,
    )


def _tell_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == MethodError.status:
        told: WebError = MethodError("this address cannot be used like that.")
    else:
        told = NoPageError("nothing has this address. Go back, or begin with Today.")
    return _tell(request, told)


def _tell_nobody(request: Request, error: Exception) -> Response:  # noqa: ARG001
    return Response(status_code=400)


def _tell_fault(request: Request, error: Exception) -> Response:
    message = f"internal error: {_cause(error)}. Your answers are saved. Please report it."
    return _tell(request, FaultError(message))
