"""What Anki's templates show of a note."""

from hypothesis import given
from hypothesis import strategies as st

from kb.anki.collection import CardTemplate, NoteKind, NoteRow, NoteType
from kb.anki.templates import RenderedCard, cloze_field, is_blank, rendered_card


def note_type(
    front: str,
    back: str = "{{FrontSide}}<hr id=answer>{{Back}}",
    *,
    kind: NoteKind = NoteKind.NORMAL,
) -> NoteType:
    return NoteType(
        id=1,
        name="Type",
        kind=kind,
        fields=("Front", "Back", "Extra"),
        templates=(CardTemplate(name="Card 1", front=front, back=back),),
    )


def shown(
    front: str,
    *fields: str,
    back: str = "{{Back}}",
    ordinal: int = 0,
    kind: NoteKind = NoteKind.NORMAL,
) -> RenderedCard | None:
    values = (*fields, *[""] * (3 - len(fields)))
    note = NoteRow(1, "guid", 1, values, ("a", "b"))
    return rendered_card(note, note_type(front, back, kind=kind), ordinal, "One::Two")


def test_fields_and_what_is_known_of_the_card_are_shown() -> None:
    card = shown("{{Front}} {{ Back }} {{Tags}} {{Deck}} {{Subdeck}} {{Card}} {{Type}}", "f", "b")
    assert card
    assert card.front == "f b a b One::Two Two Card 1 Type"


def test_a_condition_shows_what_it_holds_if_its_field_says_something() -> None:
    template = "{{#Back}}with{{#Extra}} more{{/Extra}}{{/Back}}{{^Back}}without{{/Back}}"
    for back, extra, front in (
        ("b", "", "with"),
        ("b", "e", "with more"),
        ("<br> ", "e", "without"),
    ):
        card = shown(template, "f", back, extra)
        assert card
        assert card.front == front


def test_the_back_is_without_the_front_that_it_repeats() -> None:
    card = shown("{{Front}}", "f", "b", back="{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}")
    assert card == RenderedCard(front="f", back="<hr id=answer>\n\nb")


def test_filters_change_what_is_shown_and_a_typed_answer_is_no_prompt() -> None:
    card = shown("{{text:Front}}|{{type:Back}}|{{hint:Extra}}", "<b>f</b>", "b", "e")
    assert card == RenderedCard(front="f||e", back="b")
    card = shown("{{kanji:Front}}|{{kana:Front}}|{{furigana:Front}}", "日本[にほん]")
    assert card
    assert card.front == "日本|にほん|日本 (にほん)"


def test_one_number_of_a_cloze_is_hidden_and_the_others_are_not() -> None:
    text = "{{c1::Rome::a city}} is in {{c2::Italy, {{c1::Europe}}}}"
    one = shown("{{cloze:Front}}", text, back="{{cloze:Front}}", kind=NoteKind.CLOZE)
    assert one == RenderedCard(
        front="[a city] is in Italy, [...]", back="<b>Rome</b> is in Italy, <b>Europe</b>"
    )
    other = shown("{{cloze:Front}}", text, back="{{cloze:Front}}", ordinal=1, kind=NoteKind.CLOZE)
    assert other == RenderedCard(front="Rome is in [...]", back="Rome is in <b>Italy, Europe</b>")
    assert shown("{{cloze:Front}}", text, ordinal=2, kind=NoteKind.CLOZE) is None


def test_a_card_whose_front_shows_nothing_is_none() -> None:
    assert shown("{{#Back}}{{Front}}{{/Back}}", "f") is None
    assert shown("{{Front}}", "f", ordinal=3) is None
    picture = shown("{{Front}}", '<img src="a.png">')
    assert picture
    assert not is_blank(picture.front)


def test_the_field_with_clozes_is_told_by_the_template() -> None:
    note = NoteRow(1, "guid", 1, ("text", "b", "e"))
    assert cloze_field(note, note_type("{{cloze:Front}}", kind=NoteKind.CLOZE)) == "text"
    assert cloze_field(note, note_type("{{cloze:Front}}{{cloze:Back}}")) is None


@given(st.text("{}#^/:c1 FrontBack<>&", max_size=60), st.text("{}c1:: a<b>", max_size=60))
def test_no_template_and_no_field_raises(template: str, field: str) -> None:
    for kind in NoteKind:
        shown(template, field, field, kind=kind)
        shown("{{cloze:Front}}", field, kind=kind)
