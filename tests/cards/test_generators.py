"""What each generator draws, how it is worded, and what none of them draws."""

import pytest

from kb.cards.card import Status
from kb.cards.rules import CardRules
from tests.cards.reading import drawn, generated, traits

ITEMS = "## API\n\n- `t.open()`: Opens the lid of a box.\n- `t.Lid`: A flat piece of tin.\n"


def test_a_section_that_says_what_its_heading_is() -> None:
    text = (
        "## Parts\n\n### Rod\n\nThe rod is the part that slides. It is round.\n\n"
        "### Plates\n\nPlates are used to guide the rod.\n\n### Tools\n\nIt is sold apart.\n\n"
        "### Keepers\n\nPieces of iron for the frame of a door.\n"
    )
    assert generated(text, "Bolt.md", by="component") == [
        ("In Bolt, what is the rod?", "The rod is the part that slides."),
        ("Bolt: what are plates used for?", "Plates are used to guide the rod."),
        ("In Bolt, what are keepers?", "Pieces of iron for the frame of a door."),
    ]


def test_what_speaks_for_and_against() -> None:
    text = (
        "## Advantages of Bolt\n\n- Price: Costs less than any lock.\n\n"
        "## Drawbacks\n\n- Noise: Wakes up everyone at night.\n"
    )
    assert generated(text, "Bolt.md", by="advantage") == [
        ("Why does “Price” count as an advantage of Bolt?", "Costs less than any lock."),
        ("Why does “Noise” count as a disadvantage of Bolt?", "Wakes up everyone at night."),
    ]


def test_what_something_is_used_for() -> None:
    text = "- Used to keep doors shut.\n- Brass plates are used for decoration of gates.\n"
    assert generated(text, "Bolt.md", by="use") == [
        ("What is Bolt used for?", "Used to keep doors shut."),
        (
            "In Bolt, what are Brass plates used for?",
            "Brass plates are used for decoration of gates.",
        ),
    ]


def test_a_list_under_a_noun_for_what_it_lists() -> None:
    text = "## Types of bolts\n\n- Barrel bolt\n- Tower bolt\n\n## Thoughts\n\n- One\n- Two\n"
    assert generated(text, "Bolt.md", by="list") == [
        ("Bolt: what are the types of bolts?", "- Barrel bolt\n- Tower bolt")
    ]


@pytest.mark.parametrize("verb", ["include", "are", "are the following", "include as follows"])
def test_a_lead_in_is_asked_without_its_verb(verb: str) -> None:
    text = f"The main types of bolts {verb}:\n\n- Barrel\n- Tower\n"
    assert [front for front, _ in generated(text, "Doors.md", by="list")] == [
        "Doors: what are the main types of bolts?"
    ]


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("Theorem: Bolzano Weierstrass", ["Bolzano Weierstrass theorem"]),
        ("Lemma: Pumping lemma", ["Pumping lemma"]),
        ("Theorem: every bounded sequence of numbers has a limit point", []),
    ],
)
def test_a_theorem_is_asked_for_by_its_name(heading: str, asked: list[str]) -> None:
    text = f"## {heading}\n\nEvery bounded sequence of numbers has a limit point.\n"
    assert [front for front, _ in generated(text, "Bolt.md", by="statement")] == [
        f"In Bolt, what does the {name} state?" for name in asked
    ]


def test_a_sentence_ends_where_its_author_breaks_the_line() -> None:
    text = "## Rod\n\nThe rod is a bar of iron in the door\\\nWe oil it\n"
    assert generated(text, "Bolt.md", by="component") == [
        ("In Bolt, what is the rod?", "The rod is a bar of iron in the door")
    ]


def test_other_languages_are_worded_with_the_topic_first() -> None:
    text = (
        "Definition: Ein Riegel ist ein Stab, der eine Tür von innen zuhält.\n\n## Teile\n\n"
        "### Stab\n\nDer Stab ist das Teil, das sich in der Führung bewegt.\n\n### Befehle\n\n"
        "- `stab.schieben()`: Bewegt das Eisen in das Loch der Wand.\n"
    )
    assert generated(text, "Riegel.md") == [
        ("Was ist ein Riegel?", "Ein Riegel ist ein Stab, der eine Tür von innen zuhält."),
        ("Riegel: Was ist der Stab?", "Der Stab ist das Teil, das sich in der Führung bewegt."),
        (
            "Riegel: Wie heißt das? – „Bewegt das Eisen in das Loch der Wand“",
            "`stab.schieben()`",
        ),
        ("Riegel: Was macht `stab.schieben()`?", "Bewegt das Eisen in das Loch der Wand."),
    ]


OPTIONAL = (
    "## Locks\n\nUnlike [[Lock|locks]], a **bolt** needs no key, and the `rod` moves by hand.\n"
)


@pytest.mark.parametrize(
    ("name", "text", "front"),
    [
        ("contrast", OPTIONAL, "How does Bolt differ from locks?"),
        (
            "cloze",
            "The rod is guided by two **plates** at most.",
            "Bolt: The rod is guided by two [...] at most.",
        ),
        (
            "overlapping",
            "1. Lift it.\n2. Slide the rod.\n3. Drop it.\n",
            "Bolt: what comes after “Lift it”?",
        ),
    ],
)
def test_some_generators_are_off_unless_switched_on(name: str, text: str, front: str) -> None:
    assert generated(text, "Bolt.md", by=name) == []
    cards = drawn(text, "Bolt.md", CardRules(on=(name,)))
    found = [card for card in cards if card.generator == name]
    assert found[0].front == front
    assert found[0].status is Status.INBOX


def test_generators_can_be_switched_off() -> None:
    assert drawn(ITEMS, "Tin.md", CardRules(off=("item", "reverse"))) == []


@pytest.mark.parametrize("said", ["false", "no", "[]", "none"])
def test_a_note_can_do_without_cards(said: str) -> None:
    cards = drawn(f"---\ncards: {said}\n---\n{ITEMS}\nQ: One?\nA: Two.\n", "Tin.md")
    expected = [] if said != "[]" else ["item"]
    assert [card.generator for card in cards if not card.written][: len(expected)] == expected
    assert [card.generator for card in cards if card.written] == ["hashcards"]


def test_a_note_can_choose_its_generators() -> None:
    said = "The lid of this box is made of **tin** alone."
    text = f"---\ncards: [reverse, cloze]\n---\n{ITEMS}\n{said}\n"
    found = {card.generator for card in drawn(text, "Tin.md")}
    assert found <= {"reverse", "cloze"}
    assert "reverse" in found


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("daily/note.md", ITEMS),
        ("2024-05-06.md", ITEMS),
        ("templates/Box.md", ITEMS),
        ("Index.md", ITEMS),
        ("Boxes MOC.md", ITEMS),
        ("Box.excalidraw.md", ITEMS),
        ("Box.md", f"---\nexcalidraw-plugin: parsed\n---\n{ITEMS}"),
        ("Two Sum.md", f"## Problem statement\n\nAdd.\n\n## Example 1\n\n## Solution\n\n{ITEMS}"),
        ("Links.md", "- [[A]]\n- [[B]]\n- [[C]]\n- [[D]]\n"),
        ("Box.md", "Tags: #a\n\n## Sources\n\n- `t.open()`: Opens the lid of a box.\n"),
        ("Box.md", "Reflection: A box is a thing that I have used to keep pens.\n"),
        ("Box.md", "## Connections\n\n- Lid: Closes the box from above.\n- `x`: Opens the lid.\n"),
        ("Box.md", "## Steps\n\n1. Open: lift the lid slowly.\n2. Close: let it fall down.\n"),
        ("Box.md", "## Lid\n\nLid\n\n## Author\n\n- Author: Ann Box\n- Created: 2024\n"),
    ],
)
def test_what_yields_no_cards(path: str, text: str) -> None:
    assert generated(text, path) == []


def test_a_list_that_names_something_twice_is_no_list_of_kinds() -> None:
    text = "## Types\n- Binary: two children each\n- Fibonacci: lazily merged\n- %s: many trees\n"
    assert generated(text % "Pairing", "Heap.md", by="list")
    assert generated(text % "Binary", "Heap.md", by="list") == []


@pytest.mark.parametrize(
    ("path", "text", "front"),
    [
        (
            "Bolt.md",
            "## Why do bolts rust?\n\nBecause iron takes up oxygen from wet air.\n",
            "Bolt: Why do bolts rust?",
        ),
        (
            "Bolt.md",
            "> [!question] Why do bolts rust?\n> Because iron takes up oxygen.\n",
            "Bolt: Why do bolts rust?",
        ),
        (
            "Feder.md",
            (
                "## Hookesches Gesetz\n\nDie Kraft einer Feder ist der Länge gleich, die sie nicht"
                " hat.\n"
            ),
            "Feder › Hookesches Gesetz: Wie lautet die Aussage?",
        ),
        (
            "Muelle.md",
            (
                "## Ley de Hooke\n\nLa fuerza de un muelle es igual a la longitud que no tiene por"
                " sí.\n"
            ),
            "Muelle › Ley de Hooke: ¿qué afirma?",
        ),
        (
            "Ressort.md",
            "## Loi de Hooke\n\nLa force est dans la longueur que le ressort ne doit pas avoir.\n",
            "Ressort › Loi de Hooke : quel est l’énoncé ?",
        ),
        (
            "Mola.md",
            "## Lei de Hooke\n\nA força de uma mola não é mais do que o seu comprimento.\n",
            "Mola › Lei de Hooke: o que afirma?",
        ),
        (
            "Пружина.md",
            "## Закон Гука\n\nСила упругости пружины растёт вместе с её длиной.\n",
            "Пружина › Закон Гука: какова формулировка?",
        ),
        ("弹簧.md", "## 胡克定律\n\n弹簧的力与其伸长成正比。\n", "弹簧：胡克定律的内容是什么？"),
        (
            "Muelle.md",
            (
                "## El momento lineal\n\n$$p = mv$$\n\nEs una magnitud que no cambia sola, pero se"
                " usa en los choques.\n"
            ),
            "Muelle: ¿Cuál es la fórmula del momento lineal?",
        ),
        (
            "Pflanze.md",
            (
                "## Die Lichtreaktion\n\nDie Lichtreaktion ist ein Vorgang, der nicht im Dunkeln"
                " ist.\n"
            ),
            "Pflanze: Was ist die Lichtreaktion?",
        ),
    ],
)
def test_what_a_label_asks_or_states(path: str, text: str, front: str) -> None:
    fronts = [card.front for card in drawn(text, path)]
    assert front in fronts


def test_a_premise_or_a_lead_in_is_told_apart_from_what_is_stated() -> None:
    text = "## Rice's theorem\n\n{}\n"
    lead, law = (
        traits(text.format(said), "Halting.md", by="statement")[0]
        for said in (
            "Given a language, let us look at what can be told of it.",
            "No property of what programs do can be told from their text.",
        )
    )
    assert "answer-begins-an-argument" in lead
    assert "answer-begins-an-argument" not in law


def test_cells_are_asked_by_row_and_column() -> None:
    text = (
        "| Metal | Symbol | Melts at |\n|---|---|---|\n| iron | Fe | 1538 °C |\n| tin | Sn | – |\n"
    )
    assert generated(text, "Bolt.md", by="table") == [
        ("Bolt: iron – Symbol?", "Fe"),
        ("Bolt: iron – Melts at?", "1538 °C"),
        ("Bolt: tin – Symbol?", "Sn"),
    ]


def test_what_code_prints_is_asked_in_the_language_of_the_note() -> None:
    code = "```python\nprint(6 * 7)  # Output: 42\n```\n"
    text = f"Ein Riegel ist ein Stab, der eine Tür von innen zuhält.\n\n{code}"
    assert generated(text, "Riegel.md", by="output") == [
        ("Riegel: Was gibt das aus?\n\n```python\nprint(6 * 7)\n```", "`42`")
    ]
