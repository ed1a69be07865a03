"""What the page refuses, and how every refusal of kb's is told: a status, and what to do next."""

from typing import ClassVar, Final

from kb.app.sanitize import one_line
from kb.errors import KbError


class WebError(KbError):
    """A refusal that only the page knows."""

    status: ClassVar[int] = 400


class ForeignRequestError(WebError):
    """The request comes from another page, or asks for another host."""

    code = "foreign-request"
    status = 403


class UnknownBrowserError(WebError):
    """The browser has not been let in."""

    code = "unknown-browser"
    status = 401


class NoPageError(WebError):
    """Nothing has this address."""

    code = "not-found"
    status = 404


class MethodError(WebError):
    """The address cannot be used like that."""

    code = "method"
    status = 405


class BodyTooLargeError(WebError):
    """The body is larger than any that the page sends."""

    code = "too-large"
    status = 413


class BodyTypeError(WebError):
    """The body is no JSON."""

    code = "body-type"
    status = 415


class FaultError(WebError):
    """A failure that kb does not foresee."""

    code = "fault"
    status = 500


_STATUS: Final = {
    "not-found": 404,
    "ambiguous": 409,
    "store": 503,
    "config": 500,
    "layout-died": 500,
    "simulation-died": 500,
}


def status_of(error: KbError) -> int:
    """Return the HTTP status of an error; 400 for what was asked wrongly."""
    return error.status if isinstance(error, WebError) else _STATUS.get(error.code, 400)


def sentence_of(error: KbError) -> str:
    """Return what a page says of an error: a sentence, on one line."""
    message = one_line(error.message)
    if message.startswith("kb "):
        return message
    return f"{message[:1].upper()}{message[1:]}"
