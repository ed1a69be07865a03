"""A tab in which a page is open, as its script drives it."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.web.client import Answer, Client

_NUMBERS = count(1)


@dataclass(slots=True, kw_only=True)
class ReviewTab:
    """A review; what the server told last is kept."""

    client: Client
    asked: dict[str, str] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def card(self) -> dict[str, Any]:
        """The card that is shown."""
        shown: dict[str, Any] = self.told["card"]
        return shown

    @property
    def message(self) -> str:
        return str(self.told["message"])

    async def start(self) -> "ReviewTab":
        self.told = (await self.client.post("/review/start", self.asked)).json
        return self

    async def post(self, what: str, **body: Any) -> Answer:
        """Returns the answer to any request of the script."""
        return await self.client.post(f"/review/{what}", {"review": self.told["review"], **body})

    async def key(self, what: str, **body: Any) -> dict[str, Any]:
        """Does something that leads to another turn, and returns that."""
        named = {"id": f"act-{next(_NUMBERS)}", "undoes": self.told.get("undoes"), **body}
        self.told = (await self.post(what, **named)).json
        return self.told

    def given(self, rating: int = 3, **other: Any) -> dict[str, Any]:
        """Returns an answer to the card that is shown, as it is sent."""
        answer = {
            "id": f"answer-{next(_NUMBERS)}",
            "card": self.card["id"],
            "shown": self.card["shown"],
            "rating": rating,
            "ms": 1500,
            "at": self.told["now"],
            "counts": self.told["counts"],
        }
        return {**answer, **other}

    async def rate(self, rating: int = 3, **other: Any) -> dict[str, Any]:
        """Shows the answer, rates it, and returns the next turn."""
        given = self.given(rating, **other)
        await self.post("reveal", card=self.card["id"])
        self.told = (await self.post("answer", **given)).json
        return self.told
