"""An address as a QR code of block characters."""

import segno

_BLOCKS = " ▀▄█"
"""By which halves of a character's cell are dark: none, the upper, the lower, both."""


def qr_code(address: str) -> tuple[str, ...]:
    """Return the lines of a QR code, dark on light, two rows of modules a line."""
    rows = [list(row) for row in segno.make_qr(address, error="l").matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return tuple(
        "".join(_BLOCKS[bool(upper) + 2 * bool(lower)] for upper, lower in zip(*pair, strict=True))
        for pair in pairs
    )
