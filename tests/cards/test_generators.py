"""What each generator draws, how it is worded, and what none of them draws."""

import pytest

from kb.cards.card import Kind, Status
from kb.cards.rules import CardRules
from tests.cards.reading import drawn, generated, sides

ITEMS = "## API\n\n- `t.open()`: Opens the lid of a box.\n- `t.Lid`: A flat piece of tin.\n"


@pytest.mark.parametrize(
    ("title", "sentence", "question"),
    [
        ("Mutex", "A mutex is a lock with one owner.", "What is a mutex?"),
        ("Event Loop", "An event loop is a loop that waits for sockets.", "What is an event loop?"),
        ("Coroutine", "Coroutines are functions that pause.", "What are coroutines?"),
        ("Tulip", "Tulip was the first name of a package.", "What was Tulip?"),
        ("asyncio", "asyncio is a library for waiting.", "What is asyncio?"),
        (
            "Global Lock",
            "The global lock is what guards an interpreter.",
            "What is the global lock?",
        ),
        ("TCP", "TCP (Transmission Control Protocol) is a protocol.", "What is TCP?"),
        ("TCP", "The Transmission Control Protocol (TCP) is a protocol.", "What is TCP?"),
        (
            "CAP Theorem",
            "The **CAP Theorem**, also known as Brewer's Theorem, states that one of three goes.",
            "What is the CAP Theorem?",
        ),
    ],
)
@pytest.mark.parametrize(
    "dress", ["## Definition\n\n{}\n", "# {t}\n\n{}\n", "- {}\n- More of it.\n"]
)
def test_a_definition_is_asked_with_its_own_article_and_number(
    title: str, sentence: str, question: str, dress: str
) -> None:
    text = dress.format(f"{sentence} It has been so for long.", t=title)
    assert generated(text, f"{title}.md", by="definition") == [(question, sentence)]


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Used to lock doors and gates.", "What is Bolt used for?"),
        ("Holds a door shut from inside.", "What does Bolt do?"),
        ("A rod that holds a door shut.", "What is Bolt?"),
        ("Used when a door must stay shut.", "When is Bolt used?"),
    ],
)
def test_a_definition_may_leave_out_its_subject(sentence: str, question: str) -> None:
    text = f"## Definition\n\n- {sentence}\n"
    assert generated(text, "Bolt.md", by="definition") == [(question, sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "An attack wherein somebody owns 51% of all power.",
        "A [[Header|header]] defining which sites may read an answer.",
        "A high-level view of a type that does not say how it is made.",
        "The process by which a seed becomes a plant.",
        "The mission to align goals of machines with ours.",
        "[[Trenches]] that are formed near volcanoes.",
    ],
)
def test_a_note_may_open_with_a_noun_that_defines_it(sentence: str) -> None:
    text = f"---\ntags: [a]\n---\n{sentence}\nCan lead to:\n- [[More]]\n"
    assert generated(text, "Bolt.md", by="definition") == [("What is Bolt?", sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "A farmer wants to cross a river that has no bridge.",
        "A train of 200 m leaves the station.",
        "A compiler translates code of one language to another.",
        "The rest of the day was spent in bed.",
        "A bag of 5 balls that are red.",
        "Notes of a talk that I heard.",
        "A friend of mine told me that bolts rust.",
    ],
)
def test_a_sentence_that_opens_a_note_need_not_define_it(sentence: str) -> None:
    assert generated(f"{sentence} More of it.\n", "Bolt.md", by="definition") == []


def test_a_definition_may_stand_under_any_heading_and_below_empty_fields() -> None:
    sentence = "**Bolt** is a rod that holds a door shut."
    under = f"## The bolt, defined\n\n- {sentence}\n- More of it.\n"
    below = f"#seed\nupstream: [[Door]]\n\n---\n\n**links**:\n\n---\n\n{sentence} And more.\n"
    for text in (under, below):
        assert generated(text, "Bolt.md", by="definition") == [("What is Bolt?", sentence)]


@pytest.mark.parametrize(
    ("callout", "question"),
    [
        ("> [!Bolt]\n> Holds a door shut from inside.", "What does Bolt do?"),
        (">[!bolt]\n>- Holds a door shut from inside.\n>- More.", "What does Bolt do?"),
        ("> [!info] Bolts\n> A bolt is a rod of iron.", "What is a bolt?"),
    ],
)
def test_a_definition_may_stand_in_a_callout(callout: str, question: str) -> None:
    fronts = [front for front, _ in generated(f"{callout}\n\nMore.\n", "Bolt.md", by="definition")]
    assert fronts == [question]


@pytest.mark.parametrize("name", ["Domain Name System (DNS)", "DNS (Domain Name System)"])
@pytest.mark.parametrize("subject", ["DNS", "The Domain Name System", "Domain Name System (DNS)"])
def test_a_title_with_brackets_is_two_names(name: str, subject: str) -> None:
    sentence = f"{subject} is a register of hosts."
    cards = generated(f"## Notes\n\n- {sentence}\n", f"{name}.md", by="definition")
    assert [back for _, back in cards] == [sentence]


def test_a_heading_that_says_nothing_stands_in_no_prompt() -> None:
    items = "- **Ark**: A large boat.\n- **Bow**: A curved front.\n- **Cap**: A flat top.\n"
    fronts = [card.front for card in drawn(f"## Description\n\n{items}", "Ship.md")]
    assert fronts
    assert not any("Description" in front for front in fronts)


def test_a_long_definition_is_cut_where_it_may_be() -> None:
    more = "which " + "very " * 40 + "much"
    text = f"Definition: A bolt is a rod of iron that holds a door shut, {more}."
    assert generated(text, "Bolt.md", by="definition") == [
        ("What is a bolt?", "A bolt is a rod of iron that holds a door shut")
    ]


@pytest.mark.parametrize(
    ("title", "sentence", "question"),
    [
        (
            "Johann Sebastian Bach",
            "Johann Sebastian Bach (1685–1750) was a German composer and musician.",
            "Who was Johann Sebastian Bach?",
        ),
        ("Marie Curie", "Marie Curie was a Polish-French physicist.", "Who was Marie Curie?"),
        ("Ada Lovelace", "Ada Lovelace was an English mathematician.", "Who was Ada Lovelace?"),
        (
            "Don Knuth",
            "Don Knuth is an American computer scientist and mathematician.",
            "Who is Don Knuth?",
        ),
        (
            "Tycho",
            "Tycho was a proud, noisy Danish astronomer of the 16th century.",
            "Who was Tycho?",
        ),
        (
            "George Washington",
            "George Washington (1732–1799) was the first president of a new nation.",
            "Who was George Washington?",
        ),
        ("Ann Bolt", "Ann Bolt (born 1950) is a sculptor of doors.", "Who is Ann Bolt?"),
        ("Cicero", "Roman statesman and writer of long letters.", "Who is Cicero?"),
        ("Kant", "German philosopher (1724–1804) who never left home.", "Who was Kant?"),
    ],
)
def test_a_person_is_asked_for_as_one(title: str, sentence: str, question: str) -> None:
    text = f"## Definition\n\n{sentence}\n"
    assert generated(text, f"{title}.md", by="definition") == [(question, sentence)]


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("Copper", "Copper is a good teacher of patience to plumbers."),
        ("Writer", "Writer is a lock for one author at a time."),
        ("A composer", "A composer is a German person who writes music."),
        ("Enigma", "Enigma was a German machine built for the general of an army."),
        ("Queen", "Queen was a British band with one singer."),
        ("Composer", "Composer is a French composer plugin."),
        ("Python", "Python is a language by a Dutch programmer."),
        ("Waterloo", "Waterloo (1815–1816) was a time of many battles."),
    ],
)
def test_what_may_be_no_person_is_asked_for_as_a_thing(title: str, sentence: str) -> None:
    text = f"## Definition\n\n{sentence}\n"
    ((question, _),) = generated(text, f"{title}.md", by="definition")
    assert question.startswith("What ")


def test_a_person_in_a_section_is_asked_for_as_one() -> None:
    text = "## Joseph Bramah\n\nJoseph Bramah (1748–1814) was an English inventor and locksmith.\n"
    assert [front for front, _ in generated(text, "Bolt.md", by="component")] == [
        "In Bolt, who was Joseph Bramah?"
    ]


def test_the_concept_is_masked_in_its_own_definition() -> None:
    text = "Tags: #Doors\nDefinition: A bolt is a rod that holds a door shut.\n"
    cards = [card for card in drawn(text, "Bolt.md") if card.generator == "concept"]
    assert sides(cards) == [
        ("#Doors: which concept is meant?\n\n> … is a rod that holds a door shut.", "Bolt")
    ]
    assert (cards[0].status, cards[0].kind) == (Status.INBOX, Kind.REVERSE)


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
    ("bullet", "fewest"), [("- `kx{}`: {}", 1), ("- **Kx{}:** {}", 3), ("- Kx{}: {}", 4)]
)
def test_how_many_siblings_an_item_needs_depends_on_its_dress(bullet: str, fewest: int) -> None:
    said = ["Red iron gate.", "Blue copper wall.", "Green wooden arch.", "Brown leather strap."]
    for count in range(1, 5):
        bullets = (bullet.format(chr(97 + i), said[i]) for i in range(count))
        text = "## Parts\n\n" + "\n".join(bullets) + "\n"
        found = [card for card in drawn(text, "Bolt.md") if card.generator == "item"]
        active = [card for card in found if card.status is Status.ACTIVE]
        assert len(active) == (count if count >= fewest else 0)


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


@pytest.mark.parametrize(
    ("sentence", "front", "back"),
    [
        (
            "Introduced in Python 3.4.",
            "In which version of Python was Bolt introduced?",
            "Python 3.4",
        ),
        (
            "Locks were added in Python 3.5, late.",
            "Bolt: in which version of Python were locks added?",
            "Python 3.5",
        ),
        (
            "Python 3.7 added `bolt.run()`.",
            "Which version of Python added `bolt.run()`?",
            "Python 3.7",
        ),
    ],
)
def test_a_version(sentence: str, front: str, back: str) -> None:
    text = f"Our locks are old.\n\n## History\n\n- {sentence}\n"
    found = generated(text, "Bolt.md", by="version")
    assert [(a.replace("Locks", "locks"), b) for a, b in found] == [(front, back)]


def test_two_facts_with_one_version_have_answers_of_their_own() -> None:
    text = "## History\n\n- Rods were added in Bolt 3.5.\n- Keys were added in Bolt 3.5.\n"
    assert [back for _, back in generated(text, "Bolt.md", by="version")] == [
        "Bolt 3.5",
        "Keys were added in Bolt 3.5.",
    ]


def code(text: str) -> str:
    return f"## Use\n\n```python\n{text}\n```\n"


def test_an_output_is_asked_if_it_can_be_told() -> None:
    text = code("def main():\n    print(6 * 7)  # Output: 42")
    assert generated(text, "Bolt.md", by="output") == [
        (
            (
                "Bolt: what does this print when `main()` runs?\n\n"
                "```python\ndef main():\n    print(6 * 7)\n```"
            ),
            "`42`",
        )
    ]


def test_code_is_supplied_from_the_note() -> None:
    text = f"{code('def double(x):    return 2 * x')}{code('print(double(21))  # Output: 42')}"
    ((front, back),) = generated(text, "Bolt.md", by="output")
    assert "def double(x)" in front
    assert back == "`42`"


@pytest.mark.parametrize(
    "block",
    [
        'print("hot")  # Output: hot',
        "print(unknown)  # Output: 42",
        "import random\nprint(random.randint(1, 6))  # Output: 4",
        "import base64\nprint(base64.b64encode(b'bolt'))  # Output: b'Ym9sdA=='",
        "from hashlib import sha1\nprint(sha1(b'bolt').hexdigest()[:2])  # Output: c9",
        "def f(x):\n    import zlib\n    return len(zlib.compress(x))\nprint(f(b'a'))  # Output: 9",
        "print(1 +)  # Output: 1",
        "print(1)\n# Output: 11\nprint(2)\n# Output: 22",
    ],
)
def test_an_output_that_cannot_be_told_or_stands_in_the_code_is_not_asked(block: str) -> None:
    assert generated(code(block), "Bolt.md", by="output") == []


def test_code_that_is_supplied_from_the_note_must_be_fit_for_the_head_too() -> None:
    hashed = code("def short(x):\n    import hashlib\n    return hashlib.md5(x).hexdigest()[:2]")
    text = f"{hashed}{code('print(short(bytes(3)))  # Output: 69')}"
    assert generated(text, "Bolt.md", by="output") == []


CLAUSES = ("Why it exists", "How it works", "When to use it", "How a rod works", "Is it worth it?")


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_question_or_a_clause_is_no_name_of_anything(clause: str) -> None:
    parts = "- **Rod:** The iron part that slides.\n- **Staple:** A loop that takes the rod.\n"
    parts += "- **Plate:** What screws hold to the door.\n"
    bullet = f"- **{clause}:** A door without any would open by night.\n"
    text = f"## Parts\n\n{parts}{bullet}\n## {clause}\n\nA tool for people who sleep badly.\n"
    said = [f"{card.front} → {card.back}" for card in drawn(text, "Bolt.md")]
    assert len([each for each in said if "(Parts)" in each]) == 3
    assert [each for each in said if clause in each] == []


@pytest.mark.parametrize("name", ["While loop", "Where clause", "Why-why diagram", "How-to page"])
def test_a_name_that_only_begins_like_a_clause_is_asked(name: str) -> None:
    parts = "- **Rod:** The iron part that slides.\n- **Staple:** A loop that takes the rod.\n"
    text = f"## Parts\n\n{parts}- **{name}:** A thing of brass for gardeners.\n"
    assert len(generated(text, "Bolt.md", by="item")) == 3


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


def test_other_languages_are_not_worded() -> None:
    text = (
        "Definition: Ein Riegel ist ein Stab, der eine Tür von innen zuhält.\n\n## Teile\n\n"
        "### Stab\n\nDer Stab ist das Teil, das sich in der Führung bewegt.\n\n### Befehle\n\n"
        "- `stab.schieben()`: Bewegt das Eisen in das Loch der Wand.\n"
    )
    assert generated(text, "Riegel.md") == [
        ("Riegel — ?", "Ein Riegel ist ein Stab, der eine Tür von innen zuhält."),
        ("Riegel › Teile: Stab — ?", "Der Stab ist das Teil, das sich in der Führung bewegt."),
        (
            "Riegel: “Bewegt das Eisen in das Loch der Wand” — ?",
            "`stab.schieben()`",
        ),
        (
            "Riegel › Befehle: `stab.schieben()` — ?",
            "Bewegt das Eisen in das Loch der Wand.",
        ),
    ]


OPTIONAL = "Unlike [[Lock|locks]], a **bolt** needs no key, and the `rod` moves by hand.\n"


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


def test_a_title_under_the_opening_ends_its_paragraph() -> None:
    text = "A tree that is kept in order\n# Heap\nIts parents come first.\n"
    assert generated(text, "Heap.md", by="definition") == [
        ("What is Heap?", "A tree that is kept in order")
    ]


def test_a_list_that_names_something_twice_is_no_list_of_kinds() -> None:
    text = "## Types\n- Binary: two children each\n- Fibonacci: lazily merged\n- %s: many trees\n"
    assert generated(text % "Pairing", "Heap.md", by="list")
    assert generated(text % "Binary", "Heap.md", by="list") == []
