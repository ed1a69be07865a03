"""Markdown of notes and cards as HTML for kb's own page: harmless, whatever they say."""

from kb.html.clean import harmless
from kb.html.destinations import Destinations
from kb.html.parser import card_page_tokens, note_tokens
from kb.html.renderer import Rendering, encodable, rendered


def note_html(markdown: str, destinations: Destinations, *, line_breaks: bool = True) -> str:
    """Return the HTML of a note's body.

    Args:
        markdown: without front matter.
        destinations: where what it names is to be had.
        line_breaks: whether lines of a paragraph end where they do in the file.
    """
    work = Rendering(destinations=destinations, line_breaks=line_breaks)
    return harmless(rendered(note_tokens(encodable(markdown)), work))


def card_html(markdown: str, destinations: Destinations, *, is_cloze: bool = False) -> str:
    """Return the HTML of one side of a card.

    Args:
        markdown: of the side.
        destinations: where what it names is to be had.
        is_cloze: whether what stands in brackets is hidden, and so marked.
    """
    work = Rendering(destinations=destinations, line_breaks=True, marks_gaps=is_cloze)
    return harmless(rendered(card_page_tokens(encodable(markdown)), work))
