"""Pictures, sound, film and other files of notes: only those that kb knows, from their folders."""

from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from kb.app.notes.attachments import served_file
from kb.store.notes.attachments import AttachmentId
from kb.web.errors import NoPageError
from kb.web.ranges import asked_parts
from kb.web.site import site_of

_HIGHEST_ID: Final = 2**63 - 1
_SANDBOX: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""For what may hold scripts, such as SVG: it may style itself, and nothing else."""


async def show(request: Request) -> Response:
    """Return a file, or the part of it that is asked for."""
    written = request.path_params["attachment"]
    is_id = written.isascii() and written.isdigit() and int(written[:20]) <= _HIGHEST_ID
    file = None
    if is_id:
        file = await served_file(site_of(request).store, AttachmentId(int(written[:20])))
    if file is None:
        raise NoPageError("this file is not in the folders of your notes any more.")
    # Notes change: what a browser keeps, it asks for again.
    headers = {"cache-control": "private, no-cache"}
    if file.sandboxed:
        headers["content-security-policy"] = _SANDBOX
    state = file.file.stat()
    answer = FileResponse(
        file.file,
        media_type=file.content_type,
        headers=headers,
        filename=file.file.name if file.downloaded else None,
        stat_result=state,
    )
    etag = answer.headers["etag"]
    if etag in map(_strong, request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers={**headers, "etag": etag})
    _ask_for_parts(request, state.st_size)
    return answer


def _strong(etag: str) -> str:
    return etag.strip().removeprefix("W/")


def _ask_for_parts(request: Request, size: int) -> None:
    """Put what Starlette is to send in the place of what was asked for."""
    parts = None
    if request.method == "GET":
        parts = asked_parts(request.headers.get("range", ""), size)
    others = [(name, value) for name, value in request.scope["headers"] if name != b"range"]
    asked = [(b"range", parts.encode("ascii"))] if parts else []
    request.scope["headers"] = [*others, *asked]


ROUTES: Final = (Route("/attachment/{attachment}", show),)
