"""Templates, and the page's own files with the addresses under which browsers keep them."""

import gzip
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from kb.app.sanitize import about, counted, one_line, plain_line, safe
from kb.html.code import stylesheet

if TYPE_CHECKING:
    from kb.web.site import WebPage

KINDS: Final = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
"""The media types of the page's own files, by extension."""


def marked(text: str, marks: Iterable[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """Yield a text in pieces, each with whether it is marked.

    >>> [*marked("an event loop", [(3, 8)])]
    [('an ', False), ('event', True), (' loop', False)]
    """
    end = 0
    for start, stop in marks:
        yield text[end:start], False
        yield text[start:stop], True
        end = stop
    yield text[end:], False


class StaticFiles:
    """The page's own files, all read at the start: together they are smaller than a photograph."""

    def __init__(self) -> None:
        entries = sorted(files("kb.web").joinpath("static").iterdir(), key=lambda entry: entry.name)
        self.contents = {
            entry.name: entry.read_bytes()
            for entry in entries
            if entry.name.rpartition(".")[2] in KINDS
        }
        self.contents["code.css"] = stylesheet().encode()
        self.compressed = {
            name: gzip.compress(content, mtime=0) for name, content in self.contents.items()
        }
        """The same, as browsers ask for them."""
        digest = hashlib.sha256()
        for name, content in self.contents.items():
            digest.update(f"{name} {len(content)} ".encode())
            digest.update(content)
        self.version = digest.hexdigest()[:16]
        """Of all files: a script imports another by a relative address."""

    def address(self, name: str) -> str:
        """Return the address of a file, which changes with the content of any.

        Raises:
            KeyError: there is no such file.
        """
        self.contents[name]
        return f"/static/{self.version}/{name}"


class PageTemplates:
    """The templates, which escape all text that they are filled with."""

    def __init__(self, static: StaticFiles, pages: "Sequence[WebPage]", *, store: str) -> None:
        self._environment = Environment(
            loader=PackageLoader("kb.web"),
            autoescape=True,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        named = [page for page in pages if page.title]
        self._environment.globals |= {
            "static": static.address,
            "primary": [page for page in named if page.primary],
            "secondary": [page for page in named if not page.primary],
            "current": "",
            "store": store,
        }
        self._environment.filters |= {
            "about": about,
            "counted": counted,
            "line": one_line,
            "shown": safe,
            "plain": plain_line,
            "marked": marked,
        }

    def fill(self, template: str, **values: object) -> bytes:
        """Return a page in UTF-8; what is no text, as in a file's name, becomes a question mark."""
        return self._environment.get_template(template).render(values).encode("utf-8", "replace")
