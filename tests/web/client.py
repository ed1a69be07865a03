"""A browser without a window: requests to the application itself, with the cookies it was given."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(slots=True, kw_only=True)
class Client:
    """Sends what a browser sends that shows a page of this host."""

    app: ASGIApp
    host: str = "127.0.0.1:8765"
    cookies: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **headers: str) -> Answer:
        """Returns what a browser is given that opens an address."""
        opened = {
            "accept": "text/html",
            "sec-fetch-site": "none",
            "sec-fetch-mode": "navigate",
            "sec-fetch-dest": "document",
        }
        return await self.send("GET", path, headers={**opened, **_dashed(headers)})

    async def post(self, path: str, body: object, **headers: str) -> Answer:
        """Returns what a script of the page is given that posts JSON."""
        sent = {
            "content-type": "application/json",
            "origin": f"http://{self.host}",
            "sec-fetch-site": "same-origin",
        }
        content = json.dumps(body).encode()
        return await self.send("POST", path, headers={**sent, **_dashed(headers)}, body=content)

    async def send(
        self, method: str, path: str, *, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """Returns the answer to any request; a header without a value is left out.

        A body goes in two pieces.
        """
        where, _, query = path.partition("?")
        given = {"host": self.host, **headers}
        if self.cookies:
            given.setdefault(
                "cookie", "; ".join(f"{key}={self.cookies[key]}" for key in self.cookies)
            )
        half = len(body) // 2
        pieces: list[Message] = [
            {"type": "http.request", "body": body[:half], "more_body": True},
            {"type": "http.request", "body": body[half:], "more_body": False},
        ]
        sent: list[Message] = []

        async def receive() -> Message:
            if not pieces:
                await asyncio.Event().wait()  # a browser stays until it has the answer
            return pieces.pop(0)

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(where),
            "raw_path": where.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [
                (name.lower().encode(), value.encode()) for name, value in given.items() if value
            ],
            "client": ("127.0.0.1", 50_000),
            "server": ("127.0.0.1", 8765),
        }
        await self.app(scope, receive, send)
        start, *rest = sent
        answered = {name.decode(): value.decode() for name, value in start["headers"]}
        jar = SimpleCookie(answered.get("set-cookie", ""))
        self.cookies |= {name: morsel.value for name, morsel in jar.items()}
        content = b"".join(message.get("body", b"") for message in rest)
        return Answer(status=start["status"], headers=answered, body=content)


def _dashed(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
