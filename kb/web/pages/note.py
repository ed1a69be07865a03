"""The page of a note: its text, links both ways, related concepts, cards and problems."""

from itertools import groupby
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kb.app.cards.known_names import asking_for_note
from kb.app.note_view import note_called, note_view, related_of_note
from kb.errors import AmbiguousError, NotFoundError, UsageError
from kb.store.graph.note_links import OutgoingLink
from kb.web.errors import sentence_of, status_of
from kb.web.markup import note_markup, tag_address
from kb.web.pages import page_of
from kb.web.site import page, site_of

PAGE: Final = page_of(__name__)

_RELATED = 12


async def show(request: Request) -> Response:
    """Return the page of the note with an id."""
    site = site_of(request)
    view = await note_view(site.store, request.path_params["note"], site.moment)
    note = view.note
    line_breaks = site.settings.show.line_breaks
    return page(
        request,
        "note.html",
        current=PAGE.path,
        view=view,
        note=note,
        body=note_markup(note, view.meanings, line_breaks=line_breaks),
        tags=[(tag, tag_address(tag)) for tag in note.tags],
        relations=_by_relation(view.linked.connections),
        all_cards=asking_for_note(note.path),
        today=site.moment.day,
    )


async def related(request: Request) -> Response:
    """Return the concepts that are related to a note, as a page, or as a part of the note's."""
    site, note = site_of(request), request.path_params["note"]
    concepts = await related_of_note(site.store, note, limit=_RELATED)
    values: dict[str, Any] = {"related": concepts, "note": note}
    if "part" in request.query_params:
        return page(request, "related.html", **values)
    return page(request, "note_related.html", current=PAGE.path, **values)


async def find(request: Request) -> Response:
    """Lead to the note with a name; if several have it, ask which, if none has, what was meant."""
    name = request.query_params.get("name", "")
    if not name.strip():
        raise UsageError("which note? Search for it.")
    try:
        note_id = await note_called(site_of(request).store, name)
    except (AmbiguousError, NotFoundError) as error:
        if not error.candidates:
            raise
        return page(
            request,
            "note_choice.html",
            status=status_of(error),
            current=PAGE.path,
            name=name,
            message=sentence_of(error),
            candidates=error.candidates,
        )
    return RedirectResponse(f"/note/{note_id}", 303)


def _by_relation(links: tuple[OutgoingLink, ...]) -> list[tuple[str, list[OutgoingLink]]]:
    """Return links by their relation, each target once; those that only mention come last."""
    first = {(link.relation, link.target): link for link in reversed(links)}
    ordered = sorted(
        first.values(), key=lambda link: (link.relation == "mentions", link.relation, link.line)
    )
    return [(name, [*some]) for name, some in groupby(ordered, key=lambda link: link.relation)]


ROUTES: Final = (
    Route("/note", find),
    Route("/note/{note}", show),
    Route("/note/{note}/related", related),
)
