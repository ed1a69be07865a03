"""Numbered lists: most are steps, contents or ranks; some are names with what is said of each."""

import re
from dataclasses import dataclass, field

from kb.notes.fields.spans import BodyPart
from kb.notes.items.names import READS_AS_CODE, Name, entry_name
from kb.notes.markdown.blocks import HEADING, ITEM, RULE, TEXT, Block

_FEWEST = 3
"""Entries of a list that is more than a remark or two."""
_PROCEDURE = re.compile(
    r"(?:steps?|procedures?|instructions?|how[- ]to|usage|install(?:ation|ing)?|set[- ]?up"
    r"|getting started|quick ?start|walk[- ]?through|recipe)\b.*"
    r"|tasks?|to[- ]?dos?|(?:table of )?contents|agenda|tutorial|exercises?|plan|guide|examples?"
    r"|questions?|(?:.*\s)?(?:steps?|procedure|instructions|check ?list|to[- ]?dos?)",
    re.IGNORECASE,
)
"""Headings of what is done in order, or found further on."""
_LEADS_TO_STEPS = re.compile(
    r"\b(?:steps?|follow|following order|procedure|instructions|to do|in order|how to|perform)\b",
    re.IGNORECASE,
)
_DOES = re.compile(r"[A-Z]?[a-z]+\s+(?:the|an?|your|all|each|every|this|these)\b")
"""A name that is an instruction, such as “Open the lid”."""
_ORDERS = frozenset(
    "add adjust allow apply arrange ask assign attach avoid begin boil bring browse build buy call"
    " change check choose clean clear click clone close collect combine commit compare complete"
    " compute configure confirm connect consider continue convert copy create cut decide define"
    " delete deploy describe determine disable discard do download drag draw edit enable ensure"
    " enter establish evaluate examine execute export extract fetch fill find follow gather get"
    " give go heat hold identify implement import include insert install invoke iterate join keep"
    " launch learn leave let lift list load log look loop make mark merge mix move navigate never"
    " open pay perform pick place plan pour practice prepare press provide pull push put read"
    " remove rename repeat replace restart return review rinse run save scroll search see select"
    " send set shut sign start stir stop store submit switch take tap tell test then think train"
    " try turn type unlock unpack update upload use validate verify visit wait walk wash watch"
    " wipe write you".split()
)
"""Words with which a step begins. No noun phrase does, except for the few that go on with “of”."""
_FIRST_WORDS = re.compile(r"[^\w`]*(?P<first>[^\W\d_]+)(?:\s+(?P<second>[^\W\d_]+))?")


@dataclass(slots=True)
class NumberedLists:
    """The numbered lists of one part, each judged once, when its first entry is met."""

    part: BodyPart
    _judged: dict[int, tuple[int, bool]] = field(default_factory=dict)
    """By depth, where the list ends that was judged last, and whether its entries are names."""

    def names(self, position: int, entry: Name) -> bool:
        """Return whether the numbered entry at ``position``, which begins with a name, names it.

        A call does wherever it appears; a name in bold or as code, if its list is one of names.
        """
        if READS_AS_CODE.fullmatch(entry.name):
            return True
        depth = self.part.blocks[position].depth
        end, names = self._judged.get(depth, (0, False))
        if position >= end:
            end, names = self._judge(position)
            self._judged[depth] = end, names
        return names

    def _judge(self, start: int) -> tuple[int, bool]:
        """Return where the list ends that goes on at ``start``, and whether it is one of names."""
        blocks = self.part.blocks
        depth, end = blocks[start].depth, start
        names, orders, parallel = 0, 0, not self._follows_others(start)
        for end in range(start, len(blocks)):
            block = blocks[end]
            if _ends(block, depth):
                break
            if block.shape is not ITEM or block.depth > depth:
                continue
            entry = entry_name(block.text, plain_names=False)
            parallel = parallel and entry is not None and entry.rest != ""
            if entry is not None:
                names += 1
                orders += _is_order(entry)
        else:
            end = len(blocks)
        names_all = parallel and names >= _FEWEST and _FEWEST * orders < names
        return end, names_all and not self._is_procedure(start)

    def _follows_others(self, start: int) -> bool:
        """Return whether an entry of the same list appears before ``start``, and names nothing."""
        depth = self.part.blocks[start].depth
        for block in reversed(self.part.blocks[:start]):
            if _ends(block, depth):
                return False
            if block.shape is ITEM and block.depth == depth:
                return True
        return False

    def _is_procedure(self, start: int) -> bool:
        """Return whether heading or lead-in say that what appears at ``start`` is to be done."""
        if _PROCEDURE.fullmatch(self.part.name.strip().rstrip(":")):
            return True
        before = self.part.blocks[start - 1] if start else None
        lead = before.text.rstrip() if before is not None and before.shape in (TEXT, ITEM) else ""
        last = lead.rsplit("\n", 1)[-1]
        return last.endswith((":", "：")) and _LEADS_TO_STEPS.search(last) is not None


def _ends(block: Block, depth: int) -> bool:
    """Return whether a block is no part of a numbered list of this depth."""
    if block.shape in (HEADING, RULE) or (block.shape is TEXT and block.depth < depth):
        return True
    if block.shape is not ITEM:
        return False
    return block.depth < depth or (block.depth == depth and not block.marker[:1].isdigit())


def _is_order(entry: Name) -> bool:
    if not entry.is_code and _DOES.match(entry.name):
        return True
    match = _FIRST_WORDS.match(entry.rest)
    first, second = match.group("first", "second") if match else ("", None)
    return first.casefold() in _ORDERS and (second or "").casefold() != "of"
