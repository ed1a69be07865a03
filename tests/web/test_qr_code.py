"""The QR code of an address."""

import segno

from kb.web.qr_code import qr_code

_HALVES = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}


def test_the_blocks_are_the_modules_with_a_quiet_zone() -> None:
    address = "http://192.0.2.7:8765/pair?token=" + "x" * 32
    lines = qr_code(address)
    assert max(map(len, lines)) < 80
    rows = [[_HALVES[char][half] for char in line] for line in lines for half in (0, 1)]
    wanted = [list(row) for row in segno.make_qr(address, error="l").matrix]
    inner = [row[2:-2] for row in rows[2 : 2 + len(wanted)]]
    assert inner == wanted
    assert not any(any(row) for row in (*rows[:2], *rows[2 + len(wanted) :]))
    assert not any(row[side] for row in rows for side in (0, 1, -1, -2))
