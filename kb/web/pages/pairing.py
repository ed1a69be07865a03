"""The question for the pairing code, which lets another device in."""

from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kb.web.errors import UnknownBrowserError
from kb.web.security import PAIRING
from kb.web.site import Site, page, site_of

# Without a referrer, a form would not say where it comes from.
_REFERRER: Final = {"referrer-policy": "same-origin"}


async def ask(request: Request) -> Response:
    """Return the question, to who comes by the address for other devices."""
    site, token = site_of(request), request.query_params.get("token", "")
    _check(site, token)
    return _question(request, token)


async def pair(request: Request) -> Response:
    """Let a device in that knows the code."""
    site = site_of(request)
    answers = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
    token = answers.get("token", "")
    _check(site, token)
    if site.keys.pairs(answers.get("code", "")):
        site.say("Another device was paired.")
        return RedirectResponse("/", 303, headers={"set-cookie": site.keys.cookie})
    site.say("A device gave a wrong pairing code.")
    _check(site, token)
    return _question(request, token, wrong=True)


def _check(site: Site, token: str) -> None:
    if not site.keys.tries_left:
        raise UnknownBrowserError(
            "too many wrong codes were given. Stop “kb serve” and start it again."
        )
    if not site.keys.may_pair(token):
        raise UnknownBrowserError(
            "this address does not pair a device. Scan the code that “kb serve --lan” shows."
        )


def _question(request: Request, token: str, *, wrong: bool = False) -> Response:
    return page(
        request,
        "pair.html",
        status=403 if wrong else 200,
        headers=_REFERRER,
        store="",
        token=token,
        wrong=wrong,
        tries=site_of(request).keys.tries_left,
    )


ROUTES: Final = (Route(PAIRING, ask), Route(PAIRING, pair, methods=["POST"]))
