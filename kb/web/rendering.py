"""Templates, and the page's own files with the addresses under which browsers keep them."""

import gzip
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from kb.app.sanitize import about, counted, one_line, plain_line, safe

if TYPE_CHECKING:
    from kb.web.pages import WebPage

KINDS: Final = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
"""The media types of the page's own files, by extension."""
_CODE: Final = "code.css"


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
    """The page's own files: together they are smaller than a photograph.

    All are read at the start, but for the style of marked code, which Pygments makes: that takes
    longer to import than all else takes to read.
    """

    def __init__(self) -> None:
        entries = sorted(files("kb.web").joinpath("static").iterdir(), key=lambda entry: entry.name)
        self._contents = {
            entry.name: entry.read_bytes()
            for entry in entries
            if entry.name.rpartition(".")[2] in KINDS
        }
        self._compressed: dict[str, bytes] = {}
        digest = hashlib.sha256(version("Pygments").encode())
        for name, content in self._contents.items():
            digest.update(f"{name} {len(content)} ".encode())
            digest.update(content)
        self.version = digest.hexdigest()[:16]
        """Of all files: a script imports another by a relative address."""
        self.names: Final = frozenset({*self._contents, _CODE})

    def content(self, name: str) -> bytes:
        """Return what a file holds.

        Raises:
            KeyError: there is no such file.
        """
        if name == _CODE and name not in self._contents:
            from kb.html.code import stylesheet  # noqa: PLC0415

            self._contents[name] = stylesheet().encode()
        return self._contents[name]

    def compressed(self, name: str) -> bytes:
        """Return the same as browsers ask for it."""
        if name not in self._compressed:
            self._compressed[name] = gzip.compress(self.content(name), mtime=0)
        return self._compressed[name]

    def address(self, name: str) -> str:
        """Return the address of a file, which changes with the content of any.

        Raises:
            KeyError: there is no such file.
        """
        if name not in self.names:
            raise KeyError(name)
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

    def compile(self) -> None:
        """Make all templates ready, each of which takes longer than to fill it."""
        for name in self._environment.list_templates():
            self._environment.get_template(name)

    def fill(self, template: str, **values: object) -> bytes:
        """Return a page in UTF-8; what is no text, as in a file's name, becomes a question mark."""
        return self._environment.get_template(template).render(values).encode("utf-8", "replace")
