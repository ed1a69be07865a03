"""Where a page has what texts name, in these tests."""

from kb.html.destinations import Destinations, EmbeddedText
from kb.html.parser import anchor_of


def note(target: str, subpath: str) -> str | None:
    if target.startswith("missing") or target.endswith((".png", ".pdf")):
        return None
    return f"/note/{target or 'self'}" + (f"#{anchor_of(subpath)}" if subpath else "")


def file(written: str) -> str | None:
    name, _, extension = written.partition("#")[0].lower().rpartition(".")
    known = extension in {"png", "svg", "mp3", "mp4", "pdf"} and "missing" not in name
    return f"/attachment/{extension}" if known else None


def text(target: str, subpath: str) -> EmbeddedText | None:
    if target != "inner":
        return None
    markdown = "An inner text[^1] with [[other]].\n\n![[inner]]\n\n[^1]: Its footnote."
    return EmbeddedText("inner", note(target, subpath) or "", markdown)


PLACES = Destinations(note=note, file=file, text=text, tag=lambda name: f"/cards/{name}")
