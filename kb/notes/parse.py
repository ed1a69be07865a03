"""Parse a file's text into a :class:`Note`. Imports and commands that read files call this.

The stages: front matter; repair of lost mark-up; Markdown to blocks; blocks to fields, properties
and body; then each field is read by its meaning.
"""

from typing import NamedTuple

from kb.notes.builder import NoteBuilder
from kb.notes.conflicts import without_conflict_marks
from kb.notes.fields.card_text import cards_apart
from kb.notes.fields.split import split_fields
from kb.notes.fields.values import Numbering
from kb.notes.frontmatter import front_matter
from kb.notes.markdown.blocks import MOST_SPANS, Block
from kb.notes.markdown.masking import hidden, restored
from kb.notes.markdown.parse import blocks_of
from kb.notes.markdown.references import write_out_references
from kb.notes.note import Note
from kb.notes.problem import Problem, error, warning
from kb.notes.recovery.rebuild import rebuilt
from kb.notes.rules import DEFAULT_RULES, Rules


class ParsedNote(NamedTuple):
    """A note, and the blocks that it was read from."""

    note: Note
    problems: tuple[Problem, ...]
    blocks: list[Block]
    number: Numbering
    """Gives the line in the file, from 1, of a row of the blocks."""
    matter_lines: int
    """How many lines the front matter takes."""


def parse_note(
    path: str, text: str, *, rules: Rules = DEFAULT_RULES
) -> tuple[Note, tuple[Problem, ...]]:
    """Return the note in ``text``, and what is wrong with it. No text raises.

    Args:
        path: the file, relative to its folder, with ``/``.
        text: what the file says.
        rules: further labels and kinds.
    """
    parsed = parse_with_blocks(path, text, rules=rules)
    return parsed.note, parsed.problems


def parse_with_blocks(path: str, text: str, *, rules: Rules = DEFAULT_RULES) -> ParsedNote:
    """Return the note as :func:`parse_note`, with the blocks of its text."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text, conflicts = without_conflict_marks(text)
    matter = front_matter(text)
    builder = NoteBuilder(path=path, rules=rules)
    body = builder.take_kind(matter.below(text))
    again = rebuilt(body, rules)
    markdown = again.text if again else body
    number = Numbering(skipped=matter.lines, origins=again.origins if again else None)
    masked = hidden(markdown)
    blocks, cut = blocks_of(masked or markdown)
    write_out_references(blocks, markdown)
    builder.take_front_matter(matter)
    builder.take_tags(blocks, number)
    split = split_fields(*cards_apart(blocks, masked or markdown, rules), rules)
    if masked:
        restored(split.blocks(), markdown.split("\n"), masked.split("\n"))
    builder.take_fields_and_body(split, number)
    note = builder.note(body=markdown.strip("\n"), flattened=again is not None)
    problems = []
    for row in conflicts:
        message = (
            "This note has an unresolved conflict of git here. Both sides were read; keep one."
        )
        problems.append(warning(path, row + 1, "conflict-unresolved", message))
    if matter.fault is not None:
        line, reason = matter.fault
        message = f"The front matter {reason}; only its simple “key: value” lines were read."
        problems.append(warning(path, line, "front-matter-invalid", message))
    if cut is not None:
        message = "Lists or quotes are nested too deep here; what is inside was not read."
        problems.append(error(path, number(cut), "too-deep", message))
    long = next((block for block in blocks if len(block.text) > MOST_SPANS), None)
    if long is not None and len(long.spans()) >= MOST_SPANS:
        message = f"Only the first {MOST_SPANS:,} links and tags of this paragraph were read."
        problems.append(error(path, number(long.line), "too-many-links", message))
    return ParsedNote(note, tuple(problems), blocks, number, matter.lines)
