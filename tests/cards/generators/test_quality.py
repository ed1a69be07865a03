"""What speaks against a card: an answer that says little, or only repeats what is asked."""

import pytest

from tests.cards.reading import drawn, generated, traits

DOUBTS = {
    *("only-judges", "defines-in-few-words", "reads-like-a-heading", "title-is-a-task"),
    *("speaks-of-some", "speaks-of-another"),
}


def doubts(text: str, path: str, *, by: str) -> list[set[str]]:
    """Return what speaks against each card of a generator."""
    against = {*DOUBTS, "echoes-its-name", "only-talks", "obliges"}
    return [each & against for each in traits(text, path, by=by)]


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("Metrics", "View Metrics and Evaluate Models"),
        ("Bolt", "Power rate"),
        ("View Metrics and Evaluate Models", "In the tab all logged parameters are shown as rows"),
        ("Work with bolts", "Some rods are made of brass and some of iron"),
        ("Structured", "A structured type which has no value has the value nil"),
        ("Yield", "N being the number of critical processing steps"),
        ("Variance", "Variance is important as it measures a spread"),
        ("Variance", "Variance is very useful because of its unit"),
        ("Ridge Regression", "Least squares regression models can be sensitive to noise"),
        ("Tabular Data", "All data has the same fields in each of its rows"),
        ("Ridge", "Models with many weights are highly sensitive to noise"),
    ],
)
def test_a_definition_that_defines_little(title: str, sentence: str) -> None:
    text = f"## Definition\n\n{sentence}\n"
    (against,) = doubts(text, f"{title}.md", by="definition")
    assert against


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("NASA", "National Aeronautics and Space Administration"),
        ("TCP", "Transmission Control Protocol is a protocol of the Internet."),
        ("Work with bolts", "Work with bolts is a book on doors."),
        ("Structured", "A structured type holds several values in one"),
        ("Residuals", "A residual being the difference between two values"),
        ("Window", "A rod that is set into the wall of a house"),
        ("Build system", "A program that turns sources into programs"),
        ("Bolt", "Rod of iron"),
        ("Bolt", "It can keep a door shut"),
        ("Hash Tables", "A hash table can find each of its keys at once"),
        ("Docker Image", "An image is a template from which programs are started"),
        ("Bolt", "Bolt is a popular name of dogs that run."),
        ("Compute target", "In a workspace compute targets are machines on which jobs are run"),
    ],
)
def test_a_definition_that_says_enough(title: str, sentence: str) -> None:
    text = f"## Definition\n\n{sentence}\n"
    assert doubts(text, f"{title}.md", by="definition") == [set()]


OTHERS = "- **Warmth**: Comes from many small lamps.\n- **Light**: What the eye takes in.\n"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Relaxation", "Promotes relaxation and lowers the pulse by night."),
        ("Sleep Quality", "Improves sleep quality by calming a busy mind."),
        ("Mood Improvement", "May improve mood by way of small messengers."),
        ("Cloud storage", "Many nets can create cloud storage for users far away."),
    ],
)
def test_an_entry_that_only_repeats_its_name(name: str, said: str) -> None:
    text = f"## Effects\n\n- **{name}**: {said}\n{OTHERS}"
    assert doubts(text, "Tea.md", by="item") == [{"echoes-its-name"}, set(), set()]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Parser", "Parses the text into a tree of names."),
        ("Process pool", "A pool of worker processes that wait for tasks."),
        ("Link layer", "The link layer joins two neighbours on a wire."),
        ("Cloud storage", "Cloud storage can keep the files of many users."),
    ],
)
def test_an_entry_that_tells_what_its_name_is_or_does(name: str, said: str) -> None:
    text = f"## Parts\n\n- **{name}**: {said}\n{OTHERS}"
    assert doubts(text, "Tea.md", by="item") == [set()] * 3


@pytest.mark.parametrize(
    ("sentence", "trait"),
    [
        ("All rods should be made of iron.", "obliges"),
        ("Rods must not touch the wall.", "obliges"),
        ("Rods are important because doors are heavy.", "only-judges"),
    ],
)
def test_a_section_that_judges_or_obliges(sentence: str, trait: str) -> None:
    assert doubts(f"## Rods\n\n{sentence}\n", "Bolt.md", by="component") == [{trait}]


@pytest.mark.parametrize(
    "sentence",
    [
        "Note that `#a` will match rods like `#a/b`.",
        "The oil for all doors and gates is kept in one large can.",
    ],
)
def test_a_section_about_something_else_is_not_asked(sentence: str) -> None:
    assert generated(f"## Rods\n\n{sentence}\n", "Bolt.md", by="component") == []


@pytest.mark.parametrize(
    "sentence", ["Rods that must be oiled are rare.", "Tools for a door that must stay shut."]
)
def test_an_obligation_within_a_clause_is_none(sentence: str) -> None:
    assert doubts(f"## Rods\n\n{sentence}\n", "Bolt.md", by="component") == [set()]


def test_a_quantity_is_asked_for_and_asks_for_nothing() -> None:
    text = "## Sizes\n\n- **Width**: 20 kilometres or more\n" + OTHERS
    card = next(card for card in drawn(text, "Bolt.md") if card.generator == "item")
    assert (card.front, card.back) == ("In Bolt, what is Width (Sizes)?", "20 kilometres or more")


def test_a_remark_on_a_formula_is_no_description() -> None:
    text = "- `a = b * c`: where `b` is the width of a door.\n"
    assert generated(text, "Bolt.md", by="item") == []


@pytest.mark.parametrize("name", ["CODE_OF_CONDUCT", "Contributing", "pull_request_template"])
def test_nothing_is_drawn_from_what_goes_with_a_project(name: str) -> None:
    text = "## Rods\n\nRods are pieces of iron that keep a door shut.\n"
    assert drawn(text, f"{name}.md") == []


@pytest.mark.parametrize(
    ("sentence", "count"),
    [("杠杆是一种简单机械。", 1), ("杠杆反映力量的方向。", 1), ("杠杆名称旁边的数字。", 0)],
)
def test_a_section_may_say_what_it_is_in_a_language_without_blanks(
    sentence: str, count: int
) -> None:
    text = f"# 门锁\n\n门锁是一种关门的工具。\n\n## 杠杆\n\n{sentence}\n"
    assert len(generated(text, "门锁.md", by="component")) == count


def test_a_definition_may_speak_of_its_topic_by_another_name() -> None:
    text = "---\naliases: [TCP]\n---\n\nDefinition: A TCP connection can carry both directions.\n"
    assert doubts(text, "Transmission Protocol.md", by="definition") == [set()]


def test_an_item_that_only_leads_up_to_what_it_is() -> None:
    told = "Imagine a robot in a maze of doors", "In boats, we talk about bows", "A state of rest"
    text = "## Parts\n\n" + "".join(f"- **Name{at}**: {each}.\n" for at, each in enumerate(told))
    assert doubts(text, "Maze.md", by="item") == [{"only-talks"}, {"only-talks"}, set()]
