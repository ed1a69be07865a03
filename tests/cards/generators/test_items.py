"""Items: which are asked, by what, and which name nothing."""

import pytest

from kb.cards.worth.packing import unpacked
from tests.cards.reading import drawn, generated, traits

ITEMS = "## API\n\n- `t.open()`: Opens the lid of a box.\n- `t.Lid`: A flat piece of tin.\n"
CLAUSES = ("Why it exists", "How it works", "When to use it", "How a rod works", "Is it worth it?")


def test_an_item_is_asked_in_the_direction_that_gives_nothing_away() -> None:
    text = (
        "## API\n\n- `b.slide()`: Moves the rod into its hole.\n"
        "- `b.lock_door()`: Locks the door and hides the key.\n"
    )
    assert generated(text, "Bolt.md", by="item") == [
        ("Bolt: which call moves the rod into its hole?", "`b.slide()`"),
        ("In Bolt, what does `b.lock_door()` do?", "Locks the door and hides the key."),
    ]
    assert generated(text, "Bolt.md", by="reverse") == [
        ("In Bolt, what does `b.slide()` do?", "Moves the rod into its hole."),
        ("Bolt: which call locks the door and hides the key?", "`b.lock_door()`"),
    ]


def test_an_item_that_is_no_call_is_asked_for_by_name() -> None:
    text = "- `bolt.Plate`: A thin piece of iron with a hole.\n"
    assert generated(text, "Bolt.md", by="item") == [
        ("Bolt: name it – “A thin piece of iron with a hole”", "`bolt.Plate`")
    ]


@pytest.mark.parametrize(
    ("bullet", "dress"),
    [("- `kx{}`: {}", "code"), ("- **Kx{}:** {}", "marked"), ("- Kx{}: {}", "plain")],
)
def test_an_item_knows_its_dress_and_how_many_are_like_it(bullet: str, dress: str) -> None:
    said = ["Red iron gate.", "Blue copper wall.", "Green wooden arch.", "Brown leather strap."]
    for count in range(1, 5):
        bullets = (bullet.format(chr(97 + i), said[i]) for i in range(count))
        text = "## Parts\n\n" + "\n".join(bullets) + "\n"
        amount = ("few", "few", "some", "many")[count - 1]
        expected = {f"item-{dress}"} | ({f"{dress}-among-{amount}"} if dress != "code" else set())
        found = traits(text, "Bolt.md", by="item")
        assert len(found) == count
        assert all(expected <= each for each in found)


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_name_may_be_a_question_or_a_clause(clause: str) -> None:
    parts = "- **Rod:** The iron part that slides.\n- **Staple:** A loop that takes the rod.\n"
    parts += "- **Plate:** What screws hold to the door.\n"
    bullet = f"- **{clause}:** A door without any would open by night.\n"
    text = f"## Parts\n\n{parts}{bullet}\n## {clause}\n\nA tool for people who sleep badly.\n"
    for card in drawn(text, "Bolt.md"):
        if card.generator in {"item", "reverse"}:
            found = unpacked(card.traits)
            assert ("subject-is-a-clause" in found) == (clause in f"{card.front} {card.back}")


@pytest.mark.parametrize("name", ["While loop", "Where clause", "Why-why diagram", "How-to page"])
def test_a_name_that_only_begins_like_a_clause_is_asked(name: str) -> None:
    parts = "- **Rod:** The iron part that slides.\n- **Staple:** A loop that takes the rod.\n"
    text = f"## Parts\n\n{parts}- **{name}:** A thing of brass for gardeners.\n"
    assert len(generated(text, "Bolt.md", by="item")) == 3


def test_a_wide_colon_after_a_bold_name_is_a_colon() -> None:
    text = (
        "- **惯性定律**：物体在不受外力时保持静止\n- **加速度定律：** 加速度与合外力成正比\n"
        "- **反作用定律**：两物体的作用力大小相等\n"
    )
    assert len(generated(text, "三大定律.md", by="item")) == 3


def test_the_name_of_an_item_is_asked_as_it_is_written() -> None:
    text = (
        "- `__init__`: Sets up an instance right after it has been made.\n"
        "- `__len__()`: Returns how many elements the container holds.\n"
        "- `_x_`: Keeps the private value of a descriptor from writers.\n"
        "- `a*b*c`: Multiplies three numbers into a single product.\n"
    )
    answers = [answer for _, answer in generated(text, "Bolt.md", by="item")]
    assert answers == ["`__init__`", "`__len__()`", "`_x_`", "`a*b*c`"]
