"""Parts of a file, as RFC 9110 has them asked for, in the words that Starlette understands.

Starlette 1.x refuses with 400 what a server has to ignore, such as an unknown unit; sends nothing
if only some of several parts are there; and sends parts to HEAD. See RFC 9110, section 14.
"""

import re
from typing import Final

_SPEC: Final = re.compile(r"(?P<first>[0-9]{1,19})-(?P<last>[0-9]{0,19})|-(?P<suffix>[0-9]{1,19})")


def asked_parts(header: str, size: int) -> str | None:
    """Return what is asked for and can be sent; None if the header is to be ignored.

    If nothing of it can be sent, what is returned cannot either, which Starlette says with 416.

    >>> asked_parts("bytes=0-3, 900-, -2", 100)
    'bytes=0-3,-2'
    >>> asked_parts("lines=0-3", 100) is None
    True

    Args:
        header: ``Range``.
        size: of the file, in bytes.
    """
    unit, _, listed = header.partition("=")
    specs = [spec for written in listed.split(",") if (spec := written.strip())]
    matches = [_SPEC.fullmatch(spec) for spec in specs]
    if unit.strip().lower() != "bytes" or not matches:
        return None
    sent = []
    for match in matches:
        if match is None:
            return None
        first, last, suffix = match.group("first", "last", "suffix")
        if last and int(last) < int(first):
            return None
        if (int(suffix) > 0 and size) if suffix else int(first) < size:
            sent.append(match.group())
    return f"bytes={','.join(sent)}" if sent else f"bytes={size}-"
