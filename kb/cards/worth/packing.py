"""The names of all traits, and how a store keeps those of a card.

Apart from what reads traits, so that commands that only show them load no generator.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Final

TRAITS: Final = (
    "by-definition", "by-component", "by-item", "by-version", "by-output", "by-concept",
    "by-reverse", "by-advantage", "by-use", "by-list", "by-contrast", "by-cloze", "by-overlapping",
    "by-question", "by-statement", "by-formula", "by-term", "by-table",
    "defined-in-a-field", "defined-in-a-section", "defined-in-a-callout", "defined-by-its-subject",
    "defined-further-down", "defined-by-a-phrase", "opens-with-a-sentence", "opens-with-this-is",
    "opens-with-an-abbreviation", "opens-with-a-phrase",
    "title-is-a-task", "only-judges", "defines-in-few-words", "reads-like-a-heading",
    "speaks-of-some", "speaks-of-another", "defines-nothing", "obliges", "only-talks",
    "component-without-subject", "heading-of-no-facts", "heading-of-an-argument",
    "heading-of-an-aspect", "subject-is-a-clause", "subject-is-generic", "subject-is-a-role",
    "subject-is-the-heading", "item-code", "item-marked", "item-plain", "marked-among-few",
    "marked-among-some", "marked-among-many", "plain-among-few", "plain-among-some",
    "plain-among-many", "echoes-its-name", "gives-its-name-away",
    "question-in-heading", "question-in-bold", "question-in-callout", "question-of-few-words",
    "question-without-a-question-word", "question-with-a-pronoun", "answer-paragraph",
    "answer-sentence", "answer-list", "answer-formula", "statement-in-heading",
    "statement-in-bold", "statement-in-callout", "formula-in-heading", "formula-in-bold",
    "formula-in-callout", "formula-of-the-title", "term-in-bold", "term-in-highlight",
    "term-in-link", "term-in-italic", "term-in-a-list", "term-is-the-heading",
    "table-of-two-columns", "table-of-several-columns", "table-of-no-facts", "table-of-few-rows",
    "row-of-a-number", "cell-of-a-number", "column-without-a-name",
    "note-in-another-language", "note-in-an-unworded-language", "note-of-a-record",
    "note-with-a-definition", "note-of-tasks", "note-short", "note-long", "title-of-one-word",
    "title-of-many-words", "title-with-a-digit", "title-of-an-action", "title-of-a-record",
    "title-begins-small", "under-a-heading", "under-several-headings", "under-a-generic-heading",
    "subject-of-one-word", "subject-of-many-words", "subject-begins-small",
    "subject-with-a-digit", "subject-with-a-comma", "prompt-long", "answer-of-one-word",
    "answer-of-few-words", "answer-of-a-phrase", "answer-long", "answer-very-long",
    "answer-begins-with-a-pronoun", "answer-begins-with-a-conjunction",
    "answer-begins-with-an-order", "answer-begins-small", "answer-without-a-stop",
    "answer-ends-open", "answer-ends-in-an-ellipsis", "answer-asks",
    "answer-with-an-open-bracket", "answer-in-the-first-person", "answer-in-the-second-person",
    "answer-obliges", "answer-hedges", "answer-points-elsewhere", "answer-with-a-formula",
    "answer-with-code", "answer-with-an-address", "answer-is-a-link", "answer-with-a-link",
    "answer-with-a-picture", "answer-mostly-digits", "answer-with-a-digit", "answer-with-a-year",
    "answer-with-an-arrow", "answer-of-several-lines", "answer-is-quoted", "answer-with-bold",
    "answer-repeats-its-subject", "title-of-a-file", "note-of-a-tool", "asks-for-the-name",
    "asks-what-it-is", "subject-is-a-counter", "prompt-with-other-markup", "within-an-argument",
    "answer-says-of-what-kind", "answer-says-how-it-is", "answer-is-generic",
    "answer-is-a-counter", "answer-adds-few-words", "answer-with-other-markup",
    "row-of-a-letter", "column-of-a-letter", "table-of-short-cells", "column-is-generic",
    "answer-begins-with-a-label", "answer-begins-an-argument", "answer-with-a-broken-formula",
    "title-is-generic", "title-of-a-day", "note-of-exercises", "prompt-with-a-link",
    "clue-of-few-words", "clue-names-its-answer", "column-says-nothing", "cell-long",
    "answer-says-it-is-a", "answer-says-a-property", "answer-of-a-vague-kind",
    "labelled-by-heading", "labelled-by-bold", "labelled-by-callout", "labelled-by-entry",
    "answer-is-code", "answer-of-an-entry", "asks-how", "asks-for-an-aspect", "asks-what-it-does",
    "label-is-its-subject", "label-is-no-subject", "answer-has-no-verb",
    "under-a-definition", "opens-with-an-entry", "term-is-plain",
    "label-is-a-sentence", "label-ends-open", "label-begins-a-clause",
    "note-of-a-project", "column-of-examples",
    "answer-names-a-kind", "answer-begins-with-a-verb", "answer-begins-with-a-preposition",
    "answer-defines-another", "answer-with-a-table", "subject-with-a-formula", "subject-with-the",
)  # fmt: skip
"""All traits. Stores keep them by their places in this list: only ever add to its end."""

_BITS: Final = {trait: 1 << place for place, trait in enumerate(TRAITS)}


def packed(traits: Iterable[str]) -> str:
    """Return traits as a store keeps them: hexadecimal digits of one bit a trait."""
    return f"{reduce(or_, map(_BITS.__getitem__, traits), 0):x}"


def unpacked(text: str) -> tuple[str, ...]:
    """Return the traits that a store has kept; those of a later version of kb are left out."""
    bits = int(text, 16)
    return tuple(trait for place, trait in enumerate(TRAITS) if bits >> place & 1)
