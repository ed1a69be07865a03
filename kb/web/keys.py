"""The secrets by which a browser is let in, which live as long as the server.

They are the token of the printed address, the cookie, and the pairing code of other devices.
"""

import hmac
import secrets
from collections.abc import Callable
from typing import Final

TRIES: Final = 5
"""Wrong pairing codes until no device can be paired any more: one of a million is not guessed."""


class Keys:
    """The secrets of one start of the server."""

    def __init__(self, port: int, spent: Callable[[str], None] = lambda _: None) -> None:
        self.token = _secret()
        """In the address that is printed; it lets one browser in."""
        self.pairing_token = _secret()
        """In the address for other devices; it leads to the question for the code."""
        self.pairing_code = f"{secrets.randbelow(1_000_000):06}"
        self.tries_left = TRIES
        # Cookies are one jar for all ports of a host: two servers need two names.
        self.cookie_name = f"kb-{port}"
        self._value = _secret()
        self._spent = spent

    @property
    def cookie(self) -> str:
        """The header that lets a browser in until it is closed."""
        return f"{self.cookie_name}={self._value}; Path=/; HttpOnly; SameSite=Strict"

    def opens(self, cookie: str) -> bool:
        """Return whether a browser that shows this cookie was let in."""
        return _same(self._value, cookie)

    def spend(self, token: str) -> bool:
        """Return whether this is the token, which then makes room for the next one."""
        if not _same(self.token, token):
            return False
        self.token = _secret()
        self._spent(self.token)
        return True

    def may_pair(self, token: str) -> bool:
        """Return whether a device comes by the address for other devices, and may try a code."""
        return self.tries_left > 0 and _same(self.pairing_token, token)

    def pairs(self, code: str) -> bool:
        """Return whether this is the pairing code; one that is wrong uses up a try."""
        if self.tries_left and _same(self.pairing_code, "".join(code.split())):
            return True
        self.tries_left = max(0, self.tries_left - 1)
        return False


def _secret() -> str:
    return secrets.token_urlsafe(24)


def _same(secret: str, given: str) -> bool:
    """Return whether the secret was given, in a time that says nothing of it."""
    return hmac.compare_digest(secret.encode(), given.encode("utf-8", "surrogatepass"))
