"""Reference links, ``[text][label]``, whose address is elsewhere: ``[label]: address "title"``.

They are written out as ``[text](address)`` in the texts of blocks, where all else then finds links.
"""

import re
from collections.abc import Iterable, Mapping

from kb.notes.markdown.blocks import CODE, Block
from kb.notes.markdown.literals import put_literals_back, take_out_literals
from kb.notes.markdown.masking import FILLER

_LABEL = r"(?!\^)[^\[\]]{1,999}+"
DEFINITION = re.compile(
    rf"[ ]{{0,3}}\[(?P<label>{_LABEL})\]:[ \t]*+\n?[ \t]*+(?P<address><[^<>\n]*+>|[^\s<]\S*+)"
    r"(?:[ \t]*+(?:\n[ \t]*+)?(?:(?<=\s)(?:\"[^\"]*+\"|'[^']*+'|\([^()]*+\))))?[ \t]*+(?:\n|\Z)"
)
REFERENCE = re.compile(
    rf"(?<![\[\]])(?P<text>\[(?P<own>[^\[\]]{{1,999}}+(?:\[[^\[\]]*+\][^\[\]]{{0,999}}+){{0,9}}+)\])"
    rf"(?:\[(?P<label>{_LABEL})?\]|(?![(\[\]:]))"
)


def write_out_references(blocks: Iterable[Block], text: str) -> None:
    """Write out the reference links in ``blocks``, those of ``text``; they are changed in place."""
    if "]:" not in text:
        return
    addresses: dict[str, str] = {}
    linking = [block for block in blocks if block.shape is not CODE and "[" in block.text]
    for block in linking:
        position = 0
        shown = ""
        while (match := DEFINITION.match(block.text, position)) is not None:
            address = match["address"].strip("<>")
            addresses.setdefault(label_key(match["label"]), address)
            # What leads to a note says nothing to a reader; a web address may be a source.
            shown += match[0] if ":" in address else "\n" * match[0].count("\n")
            position = match.end()
        if position:
            block.rewrite(shown + block.text[position:])
    if not addresses:
        return
    for block in linking:
        if FILLER not in block.text and not DEFINITION.match(block.text):
            shown, literals = take_out_literals(block.text)
            written = REFERENCE.sub(lambda link: _written_out(link, addresses), shown)
            if written != shown:
                block.rewrite(put_literals_back(written, literals))


def label_key(label: str) -> str:
    """Return what labels have in common that are the same."""
    return " ".join(label.split()).casefold()


def _written_out(link: re.Match[str], addresses: Mapping[str, str]) -> str:
    address = addresses.get(label_key(link["label"] or link["own"]))
    if address is None:
        return link[0]
    if not address or not set(address).isdisjoint(" ()"):
        address = f"<{address}>"
    lines = "\n" * (link["label"] or "").count("\n")
    return f"{link['text']}({address}{lines})"
