"""Decks of a package as notes in hashcards' syntax, from which kb reads the same cards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.anki.collection import (
    AnkiCalendar,
    AnkiCard,
    CardTemplate,
    Collection,
    Deck,
    NoteKind,
    NoteRow,
    NoteType,
)
from kb.anki.decks import WrittenDecks, written_decks
from kb.cards.generate import placed_cards
from kb.notes.files.decode import LARGEST, MOST_LINES
from kb.notes.parse import parse_note

FIRST = 1_599_377_554_283
_ANSWER = "{{FrontSide}}<hr id=answer>"
BASIC = NoteType(
    id=1,
    name="Basic (and reversed card)",
    fields=("Front", "Back"),
    templates=(
        CardTemplate(name="Card 1", front="{{Front}}", back=_ANSWER + "{{Back}}"),
        CardTemplate(name="Card 2", front="{{Back}}", back=_ANSWER + "{{Front}}"),
    ),
)
CLOZE = NoteType(
    id=2,
    name="Cloze",
    kind=NoteKind.CLOZE,
    fields=("Text", "Back Extra"),
    templates=(
        CardTemplate(
            name="Cloze", front="{{cloze:Text}}", back="{{cloze:Text}}<br>\n{{Back Extra}}"
        ),
    ),
)


def deck_of(
    *notes: tuple[int, tuple[str, ...], int], deck: str = "Deck", tags: str = ""
) -> WrittenDecks:
    """Returns what is written for notes of (type, fields, number of cards)."""
    rows = [
        NoteRow(FIRST + 10 * at, f"g{at}", kind, fields, tuple(tags.split()))
        for at, (kind, fields, _) in enumerate(notes)
    ]
    cards = [
        AnkiCard(FIRST + 10 * at + 1000 + ordinal, rows[at].id, ordinal, deck=5)
        for at, (_, _, count) in enumerate(notes)
        for ordinal in range(count)
    ]
    return written_decks(
        Collection(
            calendar=AnkiCalendar(created=1_500_000_000),
            note_types={1: BASIC, 2: CLOZE},
            decks={5: Deck(5, deck)},
            notes=rows,
            cards=cards,
        )
    )


def cards_in(decks: WrittenDecks) -> list[tuple[str, str, str]]:
    """Returns the anchors, fronts and backs of the cards that kb reads from the files."""
    read = []
    for file in decks.files:
        note, _ = parse_note(file.path, file.text)
        cards = placed_cards(note, file.text)
        assert len(cards) == file.cards
        read += [(card.key[1], card.written.front, card.written.back) for card in cards]
    return read


def test_a_note_of_one_card_bears_the_id_of_the_note() -> None:
    decks = deck_of((1, ("What is <b>this</b>?", "That, \\(x_1\\)"), 1))
    assert decks.files[0].text == (
        f'---\nname = "Deck"\n---\n\nQ: What is **this**?\nA: That, $x_1$\n<!--ID: {FIRST}-->\n'
    )
    assert cards_in(decks) == [(f"^{FIRST}", "What is **this**?", "That, $x_1$")]


def test_the_cards_of_a_note_with_several_bear_their_own_ids() -> None:
    assert cards_in(deck_of((1, ("one", "two"), 2))) == [
        (f"^{FIRST + 1000}", "one", "two"),
        (f"^{FIRST + 1001}", "two", "one"),
    ]


def test_clozes_are_in_brackets_where_that_says_the_same() -> None:
    decks = deck_of((2, ("{{c1::Rome}} is in {{c2::Italy}}", ""), 2))
    assert f"C: [Rome] is in [Italy]\n<!--ID: {FIRST}-->" in decks.files[0].text
    assert [card[:2] for card in cards_in(decks)] == [
        (f"^{FIRST}/1", "[...] is in Italy"),
        (f"^{FIRST}/2", "Rome is in [...]"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "{{c1::Rome::city}} is in {{c2::Italy}}",
        "{{c1::Rome}} is in {{c1::Italy}}",
        "{{c2::Rome}} is in {{c1::Italy}}",
        "{{c1::Rome}} [see there] is in {{c2::Italy}}",
    ],
)
def test_other_clozes_are_written_as_anki_writes_them(text: str) -> None:
    decks = deck_of((2, (text, ""), len({n for n in "12" if f"c{n}::" in text})))
    assert decks.files[0].path == "Deck (clozes).md"
    assert text in decks.files[0].text
    assert cards_in(decks)[0][0] == f"^{FIRST}/1"


def test_a_cloze_with_more_on_its_back_is_a_question() -> None:
    assert cards_in(deck_of((2, ("{{c1::Rome}} is big", "Since 300 BC"), 1))) == [
        (f"^{FIRST}", "[...] is big", "**Rome** is big\n\nSince 300 BC")
    ]


def test_what_would_begin_something_else_in_a_note_is_escaped() -> None:
    decks = deck_of(
        (1, ("<h1>Title</h1>Q: no question<br>#notag", "A: no answer<hr>100%% sure %%"), 1),
        (1, ("second", "answer"), 1),
    )
    cards = cards_in(decks)
    assert [card[0] for card in cards] == [f"^{FIRST}", f"^{FIRST + 10}"]
    assert "Title" in cards[0][1]
    assert "sure" in cards[0][2]


def test_decks_are_files_and_deck_names_are_made_fit_for_them() -> None:
    note = (1, ("one", "two"), 1)
    assert deck_of(note, deck="A::B: c/d?").files[0].path == "A/B- c-d.md"
    assert deck_of(note, deck="..::con").files[0].path == "Deck/con_.md"
    assert deck_of(note, deck="x" * 200).files[0].path == f"{'x' * 80}.md"
    many = deck_of(*[(1, (f"q {number}", "a"), 1) for number in range(501)])
    assert [(file.path, file.cards) for file in many.files] == [
        ("Deck 1.md", 500),
        ("Deck 2.md", 1),
    ]


def test_no_file_has_more_than_kb_reads_of_one() -> None:
    many_lines, many_bytes = "<br>".join(["line"] * 400), "é" * 20_000
    for back in (many_lines, many_bytes):
        decks = deck_of(*[(1, (f"q {number}", back), 1) for number in range(40)])
        assert len(decks.files) > 1
        assert max(file.text.count("\n") for file in decks.files) < MOST_LINES
        assert max(len(file.text.encode()) for file in decks.files) < LARGEST
        assert len(cards_in(decks)) == 40


def test_a_cloze_that_is_written_wrong_makes_no_card() -> None:
    decks = deck_of((2, ("{{c1L::Rome::city}} is old", ""), 1), (2, ("{{c1::Rome::city}}", ""), 1))
    assert (decks.left_out, len(cards_in(decks))) == (1, 1)


def test_tags_that_all_notes_have_are_those_of_the_file() -> None:
    decks = deck_of((1, ("one", "two"), 1), tags='lang::it "b"')
    note, _ = parse_note("Deck.md", decks.files[0].text)
    assert "lang/it" in note.tags


def test_what_shows_nothing_is_left_out_and_counted() -> None:
    decks = deck_of((1, ("one", ""), 1), (1, ("three", "four"), 1))
    assert decks.left_out == 1
    assert [card[1] for card in cards_in(decks)] == ["three"]


_HTML = st.lists(
    st.sampled_from(
        ["a", " b ", "<br>", "<div>c</div>", "<b>d</b>", "Q: ", "A:", "C: ", "\n", "# ", "---",
         "%%", "[x]", "{{", "}}", "$", "\\(e\\)", "<ul><li>f</li></ul>", "<!-- g -->",
         "&lt;!--", "`h`"]
    ),
    min_size=1, max_size=8,
).map("".join)  # fmt: skip


@given(st.lists(st.tuples(_HTML, _HTML), min_size=1, max_size=4))
def test_every_card_that_is_written_is_read(sides: list[tuple[str, str]]) -> None:
    unlike = [(f"{at} {front}", f"{at} {back}") for at, (front, back) in enumerate(sides)]
    decks = deck_of(*[(1, pair, 1) for pair in unlike])
    anchors = {anchor for anchor, _, _ in cards_in(decks)}
    assert len(anchors) == sum(file.cards for file in decks.files)
