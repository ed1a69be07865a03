"""Who is answered: the first thing that sees a request, before any page.

The server listens on an address that every page in every browser of this machine can reach, and
every user of it. So a request has to name this server as its host, which ends DNS rebinding; what
changes something has to come from kb's own page; and the browser has to show a cookie, for which it
traded the token of the printed address. All is decided on the path and the headers as they came,
never on an address put together from them.
"""

from collections.abc import Callable, Collection
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.errors import KbError
from kb.web.errors import (
    BodyTooLargeError,
    BodyTypeError,
    ForeignRequestError,
    UnknownBrowserError,
)
from kb.web.keys import Keys

LARGEST_BODY: Final = 65_536
"""Bytes. The longest that a page sends is a card's wording."""
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)
"""What every answer has, unless it brings its own."""
_SAFE: Final = frozenset({"GET", "HEAD"})
_OPEN: Final = ("/static/",)
"""What anybody may read: the page's own style and scripts, which say nothing of the notes."""
PAIRING: Final = "/pair"


class Guard:
    """ASGI middleware that lets only requests of kb's own page through."""

    def __init__(
        self,
        app: ASGIApp,
        keys: Keys,
        *,
        hosts: Collection[str],
        refused: Callable[[Scope, KbError], ASGIApp],
    ) -> None:
        self._app = app
        self._keys = keys
        self._hosts = frozenset(hosts)
        """As a browser names this server: ``127.0.0.1:8765``."""
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":  # no page uses a WebSocket
            return
        send = _with_headers(send)
        try:
            self._check_source(scope)
            if location := self._let_in(scope):
                await _redirect(send, location, self._keys.cookie)
                return
            receive = _bounded(scope, receive)
        except KbError as error:
            await self._refused(scope, error)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _check_source(self, scope: Scope) -> None:
        """Refuse what another page asks for, or what is asked of another host."""
        hosts = _values(scope, b"host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            raise ForeignRequestError(
                "this server does not go by that name. Use the address that “kb serve” printed."
            )
        site, own = _values(scope, b"sec-fetch-site"), f"http://{hosts[0].lower()}"
        if scope["method"] in _SAFE:
            opened = _values(scope, b"sec-fetch-mode") == ["navigate"]
            framed = _values(scope, b"sec-fetch-dest") not in ([], ["document"])
            foreign = bool(site) and site[0] in {"cross-site", "same-site"}
            refused = foreign and (framed or not opened)
        else:
            origins = _values(scope, b"origin")
            named = origins == [own] if origins else site == ["same-origin"]
            refused = not named or site not in ([], ["same-origin"])
        if refused:
            raise ForeignRequestError("another page asked for this. Only kb's own page may.")

    def _let_in(self, scope: Scope) -> str | None:
        """Return where a browser goes that has just been let in, without the token."""
        path: str = scope["path"]
        if path.startswith(_OPEN) or path == PAIRING:
            return None
        knows = self._keys.opens(_cookie(scope, self._keys.cookie_name))
        query = parse_qsl(scope["query_string"].decode("ascii", "replace"))
        tokens = [value for name, value in query if name == "token"]
        if scope["method"] == "GET" and tokens:
            # A browser that only looks ahead would use the token up.
            ahead = bool(_values(scope, b"sec-purpose"))
            if knows or (not ahead and self._keys.spend(tokens[0])):
                rest = urlencode([(name, value) for name, value in query if name != "token"])
                # More than one slash in front would lead to another host.
                where = "/" + quote(path.lstrip("/\\"))
                return f"{where}?{rest}" if rest else where
        if not knows:
            raise UnknownBrowserError(
                "this address was used already, or is of an earlier start. “kb serve” prints the "
                "next one."
                if tokens
                else "this browser is not known here. Open the address that “kb serve” printed."
            )
        return None


def _bounded(scope: Scope, receive: Receive) -> Receive:
    """Return what reads the body of a request, as long as it is JSON and not too long."""
    if scope["method"] in _SAFE:
        return receive
    lengths = _values(scope, b"content-length")
    # A length that is no number never gets here: the server refuses it.
    if lengths and (not lengths[0].isdecimal() or int(lengths[0]) > LARGEST_BODY):
        raise _too_large()
    kind = (_values(scope, b"content-type") or [""])[0].partition(";")[0].strip().lower()
    wanted = "application/x-www-form-urlencoded" if scope["path"] == PAIRING else "application/json"
    if kind != wanted:
        raise BodyTypeError(f"a body has to be {wanted}.")
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > LARGEST_BODY:
            raise _too_large()
        return message

    return counted


def _too_large() -> BodyTooLargeError:
    return BodyTooLargeError(f"a body of more than {LARGEST_BODY // 1024} KiB is not read.")


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _cookie(scope: Scope, name: str) -> str:
    """Return the value of a cookie; empty if it is not there."""
    cookies = "; ".join(_values(scope, b"cookie")).split(";")
    pairs = (cookie.strip().partition("=") for cookie in cookies)
    return next((value for key, _, value in pairs if key == name), "")


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            has = {name.lower() for name, _ in headers}
            headers += [(name, value) for name, value in _HEADERS if name not in has]
            message = {**message, "headers": headers}
        await send(message)

    return sending


async def _redirect(send: Send, location: str, cookie: str) -> None:
    headers = [
        (b"location", location.encode("ascii")),
        (b"set-cookie", cookie.encode("ascii")),
        (b"content-length", b"0"),
    ]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body"})
