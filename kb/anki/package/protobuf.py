"""The little that Anki's newer files need of protobuf: fields by their numbers.

See https://protobuf.dev/programming-guides/encoding/.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import Final

_VARINT: Final = 0
_FIXED_64: Final = 1
_BYTES: Final = 2
_FIXED_32: Final = 5
_SIZES: Final = {_FIXED_64: 8, _FIXED_32: 4}
_VARINT_BITS: Final = 64


def fields_of(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield the number and the value of each field, in their order.

    A value is a number if it is a varint, and bytes otherwise.

    Raises:
        ValueError: The message is not protobuf.
    """
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        number, wire = tag >> 3, tag & 7
        if wire == _VARINT:
            value, at = _varint(message, at)
            yield number, value
            continue
        if wire == _BYTES:
            size, at = _varint(message, at)
        elif wire in _SIZES:
            size = _SIZES[wire]
        else:
            raise ValueError(f"a field of the unknown kind {wire}")
        if size > len(message) - at:
            raise ValueError("a field that goes on past the end")
        yield number, message[at : at + size]
        at += size


def number_in(message: bytes, field: int) -> int:
    """Return the number in a field, and 0 if there is none."""
    return next((v for n, v in fields_of(message) if n == field and isinstance(v, int)), 0)


def text_in(message: bytes, field: int) -> str:
    """Return the text in a field, and nothing if there is none."""
    values = (v for n, v in fields_of(message) if n == field and isinstance(v, bytes))
    return next(values, b"").decode()


def number_field(field: int, value: int) -> bytes:
    """Return a field that holds a number; nothing for 0, which is what a missing field says."""
    return _as_varint(field << 3 | _VARINT) + _as_varint(value) if value else b""


def bytes_field(field: int, value: bytes) -> bytes:
    """Return a field that holds bytes or another message, which may be empty."""
    return _as_varint(field << 3 | _BYTES) + _as_varint(len(value)) + value


def float_field(field: int, value: float) -> bytes:
    """Return a field that holds a number with a fraction, of single precision."""
    return _as_varint(field << 3 | _FIXED_32) + struct.pack("<f", value)


def floats_field(field: int, values: Sequence[float]) -> bytes:
    """Return a field that holds such numbers; nothing if there are none."""
    return bytes_field(field, struct.pack(f"<{len(values)}f", *values)) if values else b""


def text_field(field: int, value: str) -> bytes:
    """Return a field that holds text; nothing if there is none."""
    return bytes_field(field, value.encode()) if value else b""


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins somewhere, and where the next byte is."""
    value = 0
    for shift in range(0, _VARINT_BITS, 7):
        if at == len(message):
            break
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # the last byte has no high bit
            return value, at
    raise ValueError("a number that does not end")


def _as_varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:  # seven bits go into a byte
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)
