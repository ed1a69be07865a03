"""Text that looks like a field and is none: what a careless reader would take for facts."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoy:
    """A stretch of Markdown that says nothing about the note's fields."""

    name: str
    text: str
    baits: tuple[str, ...]
    """What may turn up in no field: no tag, alias, item, typed link, source or definition."""
    hidden: tuple[str, ...] = ()
    """What may not even be a link that mentions: it stands in code, math or a comment."""
    plain: bool = False
    """Whether it can also stand in a note whose mark-up was lost."""


DECOYS = (
    Decoy(
        name="contents list",
        text="Contents\n\n1. Introduction to wobbling\n2. Core wobbles\n3. Closing wobbles",
        baits=("Introduction to wobbling", "Core wobbles", "Closing wobbles"),
    ),
    Decoy(
        name="contents links",
        text="- [[#Early wobbles]]\n- [[#Late wobbles|later]]\n- [Middle](#middle-wobbles)",
        baits=("Early wobbles", "later", "middle-wobbles"),
    ),
    Decoy(
        name="steps",
        text="1. Open: the wobbler must be open.\n2. Turn the wobbler: twice.\n3. Close it again.",
        baits=("Open", "Turn the wobbler", "Close it again"),
    ),
    Decoy(
        name="long steps",
        text="1. First: take the wobbler out of its box and wait for a minute.\n"
        "2. Then: put it back, but slowly, and close the lid.",
        baits=("First", "Then"),
        plain=True,
    ),
    Decoy(
        name="steps in bold",
        text="1. **Opening** – lift the wobbler's lid.\n2. **Turning** – turn it twice.\n"
        "3. **Closing** – let the lid fall.",
        baits=("Opening", "Turning", "Closing"),
    ),
    Decoy(
        name="steps named by what to do",
        text="1. **Open the wobbler**: slowly, so that nothing falls.\n"
        "2. **Turn the crank**: twice is enough.\n3. **Close all lids**: the wind is strong.",
        baits=("Open the wobbler", "Turn the crank", "Close all lids"),
    ),
    Decoy(
        name="steps that are led in",
        text="Follow these steps:\n\n1. **Wobble** – a first look at it.\n"
        "2. **Rest** – about five minutes.\n3. **Wobble again** – as before.",
        baits=("Wobble", "Rest", "Wobble again"),
    ),
    Decoy(
        name="steps with code",
        text="1. `wobble --init`: run it once.\n2. `wobble --load`: wait for it.\n"
        "3. `wobble`: check what it says.",
        baits=("wobble --init", "wobble --load", "wobble"),
    ),
    Decoy(
        name="metadata lines",
        text="Author: Wobbeline Sanders\nCreated: 2023-05-06 12:30\nISBN: 978-3-16-148410-0",
        baits=("Wobbeline Sanders", "2023-05-06 12:30", "978-3-16-148410-0"),
    ),
    Decoy(
        name="metadata bullets",
        text="- Author: Wobbeline Sanders\n- Created: 2023-05-06 12:30\n- ISBN: 978-3-16-148410-0",
        baits=("Author", "Created", "ISBN", "Wobbeline Sanders"),
        plain=True,
    ),
    Decoy(
        name="metadata in bold",
        text="**Author:** Wobbeline Sanders\n**Modified:** 2023-05-06\n**Pages:** 344",
        baits=("Author", "Modified", "Pages", "Wobbeline Sanders"),
    ),
    Decoy(
        name="tasks",
        text="- [ ] Buy a wobbler: the blue one\n- [x] Definition: look it up\n- [ ] Sell it",
        baits=("Buy a wobbler", "look it up", "Sell it"),
    ),
    Decoy(
        name="emphasis in prose",
        text="One should **always** think of the *wobbling source* and the **related part** first.",
        baits=("always", "wobbling source", "related part"),
    ),
    Decoy(
        name="scope operators",
        text="- std::wobble\n- Use std::wobble::now() and Wobbler::new() at 12:30\n- 12:30 lunch",
        baits=("std", "wobble::now", "12", "30 lunch"),
    ),
    Decoy(
        name="placeholders",
        text="The folder {{cookiecutter.wobble}} was made at 12:30, issue #1984 says so.",
        baits=("cookiecutter.wobble", "1984"),
        plain=True,
    ),
    Decoy(
        name="code",
        text="```\nTags: #wobblecode\nDefinition: a wobbling thing\n[[Wobble Link]]\n```",
        baits=("wobblecode", "a wobbling thing", "Wobble Link"),
        hidden=("Wobble Link",),
    ),
    Decoy(
        name="fenced with tildes",
        text="~~~yaml\ntags: [wobbleyaml]\nRelated:\n  - [[Wobble Yaml]]\n~~~",
        baits=("wobbleyaml", "Wobble Yaml"),
        hidden=("Wobble Yaml",),
    ),
    Decoy(
        name="inline code",
        text="Write `#wobbletag` or `[[Wobble Inline]]` or ``Tags: `x` #wobbletwo`` to see it.",
        baits=("wobbletag", "Wobble Inline", "wobbletwo"),
        hidden=("Wobble Inline",),
    ),
    Decoy(
        name="math",
        text="$$\nDefinition: x #wobblemath [[Wobble Math]]\n$$\n\n"
        "Also $a_{[[1]]} #wobbleone$ holds.",
        baits=("wobblemath", "Wobble Math", "wobbleone"),
        hidden=("Wobble Math", "1"),
    ),
    Decoy(
        name="comment",
        text="%% Tags: #wobblecomment [[Wobble Comment]] %%",
        baits=("wobblecomment", "Wobble Comment"),
        hidden=("Wobble Comment",),
    ),
    Decoy(
        name="comment of several lines",
        text="%%\nTags: #wobblemany\nDefinition: wobbling in secret\n\nSources: wobble book\n%%",
        baits=("wobblemany", "wobbling in secret", "wobble book"),
    ),
    Decoy(
        name="HTML comment",
        text="<!-- Definition: wobbling in HTML\n[[Wobble Html]] #wobblehtml\n-->",
        baits=("wobbling in HTML", "Wobble Html", "wobblehtml"),
        hidden=("Wobble Html",),
    ),
    Decoy(
        name="Templater",
        text='<%* const tags = "#wobbletemplate"; %>\n<% tp.file.title %> : <% "[[Wobble Tp]]" %>',
        baits=("wobbletemplate", "Wobble Tp"),
        hidden=("Wobble Tp",),
    ),
    Decoy(
        name="Dataview",
        text="```dataview\nTABLE tags FROM #wobbledata AND [[Wobble Data]]\n```\n"
        '\n`= this.wobble` and `$= dv.pages("#wobblejs")`',
        baits=("wobbledata", "Wobble Data", "wobblejs"),
        hidden=("Wobble Data",),
    ),
    Decoy(
        name="address with a fragment",
        text="See https://wobble.example.org/page#wobblepart and <https://a.example/#wobbleend>.",
        baits=("wobblepart", "wobbleend"),
    ),
    Decoy(
        name="callout",
        text="> [!note] Wobble: mind the gap\n> The wobbler: it is heavy.",
        baits=("mind the gap", "Wobble", "The wobbler", "it is heavy"),
    ),
    Decoy(
        name="footnote",
        text="Wobbling is old.[^1]\n\n[^1]: Wobble Press: 1984, page #12.",
        baits=("Wobble Press", "12", "^1"),
    ),
    Decoy(
        name="table of numbers",
        text="| Year | Wobbles |\n|------|--------:|\n| 1984 | 12:30 |\n| 1985 | #77 |",
        baits=("77", "12:30"),
    ),
    Decoy(
        name="schedule",
        text="| Time | Room | Description |\n|---|---|---|\n| Morning | Wobble hall | A talk on"
        " wobbles |\n| Noon | Yard | All wobblers have lunch |\n| Evening | Yard | The wobble show"
        " begins |",
        baits=("Morning", "Noon", "Evening"),
    ),
    Decoy(
        name="prices",
        text="| Wobbler | Price | Description |\n|---|---|---|\n| Basic | 5 € | A wobbler for"
        " children |\n| Plus | 9 € | Wobbles twice a day |\n| Max | 20 € | Wobbles all the time |",
        baits=("Basic", "Plus", "Max"),
    ),
    Decoy(
        name="comparison",
        text="| Wobbler | Small | Large |\n|---|---|---|\n| Heavy | ✓ | ✗ |\n| Blue | ✗ | ✓ |\n"
        "| Wooden | ✓ | 3.5 |",
        baits=("Heavy", "Blue", "Wooden"),
    ),
    Decoy(
        name="metadata table",
        text="| Property | Description |\n|---|---|\n| Author | Wobbeline Sanders of Wob |\n"
        "| Created | On a Monday in May |\n| Publisher | The old Wobble Press |",
        baits=("Author", "Created", "Publisher"),
    ),
    Decoy(
        name="prose about a source",
        text="Source code is kept in the wobble folder. Related work shows that this is common, and"
        " the\ndefinition of wobbling is left to the reader. Up to now nobody complained.",
        baits=("code is kept", "work shows", "of wobbling", "to now", "wobble folder"),
        plain=True,
    ),
    Decoy(
        name="prose with a colon",
        text="Three things matter here: wobbling, waiting and winning.",
        baits=("Three things matter here", "wobbling, waiting and winning", "winning"),
        plain=True,
    ),
    Decoy(
        name="prose that begins like a label",
        text="Links between wobblers are weak. From there the wobble spreads. Tags on the box say"
        " so.\nReferences to it are rare.",
        baits=("between wobblers", "there the wobble", "on the box", "to it are rare"),
        plain=True,
    ),
    Decoy(
        name="question with a type",
        text="The type: this is what one asks first about a wobbler, and then its date.",
        baits=("this is what one asks", "wobbler"),
    ),
    Decoy(
        name="heading in C",
        text="```c\n#include <wobble.h>\n#define WOBBLE 1\n```",
        baits=("include", "define"),
    ),
    Decoy(
        name="colours and numbers",
        text="Issue #4711 was closed, and so was wobble/repo#12; see C# and F#.",
        baits=("4711", "12", "wobble/repo"),
        plain=True,
    ),
    Decoy(
        name="contents with links",
        text="## Table of Contents\n\n1. [Wobble intro](#wobble-intro)\n2. [[#Wobble core]]\n"
        "   - [Wobble details: all](#wobble-details)",
        baits=("Wobble intro", "Wobble core", "Wobble details", "Wobble details: all"),
    ),
    Decoy(
        name="remarks",
        text="Note: a wobbler is heavy.\n\nExample: lift one.\n\n**Warning:** it may fall.",
        baits=("Note", "Example", "Warning", "a wobbler is heavy", "it may fall"),
        plain=True,
    ),
    Decoy(
        name="citation and block id",
        text="As shown by [@wobble1984, p. 12] and (Wobble 1984: 30). ^wobbleblock",
        baits=("wobble1984", "wobbleblock", "@wobble1984, p. 12"),
    ),
    Decoy(
        name="drawing",
        text="%%\n# Drawing\n```json\n"
        '{"type": "wobbledraw", "tags": ["#wobbleblob"], "link": "[[Wobble Blob]]"}\n```\n%%',
        baits=("wobbledraw", "wobbleblob", "Wobble Blob"),
        hidden=("Wobble Blob",),
    ),
    Decoy(
        name="search block",
        text="```query\ntag:#wobblequery [[Wobble Query]]\nSource: wobble query\n```",
        baits=("wobblequery", "Wobble Query", "wobble query"),
        hidden=("Wobble Query",),
    ),
    Decoy(
        name="template variables",
        text="Made on {{date:YYYY-MM-DD}} from {{title}} by <%+ tp.file.last_modified_date() %>.",
        baits=("date:YYYY-MM-DD", "YYYY-MM-DD}}", "title"),
    ),
    Decoy(
        name="image",
        text="![A wobbler: seen from above](wobble%20shot.png)\n![[wobble-plan.pdf#page=3]]",
        baits=("A wobbler", "page=3"),
    ),
    Decoy(
        name="HTML",
        text='<div id="#wobblediv" title="Tags: #wobbleattr">Nothing here.</div>',
        baits=("wobblediv", "wobbleattr"),
    ),
    Decoy(
        name="list of prose",
        text="- It wobbles, as said before: quickly at first, slowly later.\n"
        "- When the wobbler stops, wait until 12:30 and start it again.",
        baits=("It wobbles, as said before", "When the wobbler stops, wait until 12"),
        plain=True,
    ),
    Decoy(
        name="quotation",
        text="> “All wobbling is local.”\n> — Wobbeline Sanders, *Wobbles*",
        baits=("All wobbling", "Wobbeline Sanders"),
    ),
)


def drawn_decoys(chance: Random, count: int, *, plain: bool = False) -> tuple[Decoy, ...]:
    """Return ``count`` decoys; only those that survive the loss of mark-up, if ``plain``."""
    choice = [decoy for decoy in DECOYS if decoy.plain or not plain]
    return tuple(chance.sample(choice, min(count, len(choice))))
