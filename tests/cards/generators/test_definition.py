"""How a note says what it is, and how that is asked; persons, and the concept behind it."""

import pytest

from kb.cards.card import CardKind
from tests.cards.reading import drawn, generated, sides, traits


def guesses(text: str, path: str) -> bool:
    """Return whether a note's first words are asked for as its definition for want of a better."""
    (found,) = traits(text, path, by="definition")
    return not found.isdisjoint({"opens-with-a-sentence", "opens-with-a-phrase"})


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
    assert guesses(f"{sentence} More of it.\n", "Bolt.md")


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
        (
            "Joan Hinge",
            "Joan Hinge is a locksmith and inventor who hid keys.",
            "Who is Joan Hinge?",
        ),
        (
            "Petra Maria Bolt",
            "Petra Maria Bolt is a sculptor specializing in doors.",
            "Who is Petra Maria Bolt?",
        ),
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
        ("Visual Composer", "Visual Composer is a composer for pages of the web."),
        ("Door Director", "Door Director is a program that runs a theatre."),
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


@pytest.mark.parametrize(
    ("title", "sentence", "question"),
    [
        ("Joana Ferrolho", "Joana Ferrolho é uma programadora que escreve sobre portas.", "Quem é"),
        ("Jean Verrou", "Jean Verrou est un ingénieur qui a construit des portes.", "Qui est"),
        ("Karl Riegel", "Karl Riegel war ein deutscher Erfinder, der die Tür verbesserte.", "Wer"),
        ("Llave Maestra", "La llave maestra es una llave que abre todas las puertas.", "¿Qué es"),
    ],
)
def test_somebody_is_asked_for_as_a_person_in_other_languages(
    title: str, sentence: str, question: str
) -> None:
    ((front, _), *_) = generated(f"# {title}\n\n{sentence}\n", f"{title}.md", by="definition")
    assert front.startswith(question)


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Lecture 5 - Hashing", "What is Hashing?"),
        ("Aula 12: Hashing", "What is Hashing?"),
        ("3. Hashing", "What is Hashing?"),
        ("Hashing Overview", "What is Hashing?"),
        ("Hashing 2026-11-29", "What is Hashing?"),
        ("hashing_2026_11_29", "What is hashing?"),
        ("Hashing 2", "What is Hashing 2?"),
    ],
)
def test_a_prompt_shows_no_number_of_a_lesson_and_no_day(title: str, asked: str) -> None:
    text = "Hashing is a way to turn keys into positions.\n"
    ((front, _),) = generated(text, f"{title}.md", by="definition")
    assert front == asked


@pytest.mark.parametrize("title", ["Day 42", "Part 2"])
def test_a_title_of_nothing_but_numbers_is_shown_whole(title: str) -> None:
    text = "## Bolt\n\nA bolt is a rod that holds a door shut.\n"
    ((front, _),) = generated(text, f"{title}.md", by="component")
    assert front == f"In {title}, what is a bolt?"


@pytest.mark.parametrize(
    ("title", "sentence", "asked"),
    [
        (
            "DLP",
            "The Door Lock Protocol (DLP) is a set of rules by which doors are shut.",
            "… is a set of rules by which doors are shut.",
        ),
        (
            "DLP",
            "In large houses, Door Lock Protocol (DLP) is a set of rules for porters.",
            "In large houses, … is a set of rules for porters.",
        ),
        (
            "DLP",
            "The Door Locking Club (DLP) is a set of rules for porters.",
            "The Door Locking Club (…) is a set of rules for porters.",
        ),
    ],
)
def test_no_concept_is_given_away_by_what_it_is_short_for(
    title: str, sentence: str, asked: str
) -> None:
    text = f"---\ntags: [house]\n---\n{sentence}\n"
    ((front, back),) = generated(text, f"{title}.md", by="concept")
    assert (front.partition("> ")[2], back) == (asked, title)


def test_a_name_within_a_longer_word_is_not_masked() -> None:
    text = "---\ntags: [Doors]\n---\n## Definition\n\nA bolt is a rod that no boltcutter cuts.\n"
    (front, back), *_ = generated(text, "Bolt.md", by="concept")
    assert front.endswith("> … is a rod that no boltcutter cuts.")
    assert back == "Bolt"


def test_the_concept_is_masked_in_its_own_definition() -> None:
    text = "Tags: #Doors\nDefinition: A bolt is a rod that holds a door shut.\n"
    cards = [card for card in drawn(text, "Bolt.md") if card.generator == "concept"]
    assert sides(cards) == [
        ("#Doors: which concept is meant?\n\n> … is a rod that holds a door shut.", "Bolt")
    ]
    assert cards[0].kind is CardKind.REVERSE


def test_a_title_under_the_opening_ends_its_paragraph() -> None:
    text = "A tree that is kept in order\n# Heap\nIts parents come first.\n"
    assert generated(text, "Heap.md", by="definition") == [
        ("What is Heap?", "A tree that is kept in order")
    ]


@pytest.mark.parametrize(
    "opening",
    [
        "The day which they had feared for weeks was over in a blink.",
        "A timeline that makes people angry is no place for them.",
        "The fox who had invited the crane served soup.",
        "An app that reminds me to water the plants.",
    ],
)
def test_whole_sentences_that_open_a_note_need_not_define_it(opening: str) -> None:
    assert guesses(f"{opening}\n", "Blue window.md")


@pytest.mark.parametrize(
    "opening",
    [
        "> The man who moves a mountain begins with small stones.\n> — Confucius",
        "A window in a house of rain\nThe girl who waited never came\nThe whistle of a train",
    ],
)
def test_quotations_and_verse_define_nothing(opening: str) -> None:
    assert generated(f"{opening}\n", "Blue window.md", by="definition") == []


@pytest.mark.parametrize(
    "opening",
    [
        "A lock that is held by one thread while others are waiting.",
        "A value that must not change once it has been set.",
        "The order that processes must follow.",
        "A graph whose edges have weights, which are numbers.",
        "A treaty that was signed in Vienna and has been in force since.",
    ],
)
def test_a_noun_with_several_clauses_defines(opening: str) -> None:
    assert generated(f"{opening}\n", "Thing.md", by="definition") == [("What is Thing?", opening)]


@pytest.mark.parametrize(
    "opening",
    [
        "Heap: a tree whose parents come before their children.",
        "**Heap**: a tree whose parents come before their children.",
        "Heap = a tree whose parents come before their children.",
    ],
)
def test_a_title_may_be_the_label_of_its_definition(opening: str) -> None:
    assert generated(f"{opening}\n", "Heap.md", by="definition") == [("What is Heap?", opening)]


@pytest.mark.parametrize(
    ("title", "opening", "question"),
    [
        (
            "Entropie",
            "Unter Entropie versteht man ein Maß für die Unordnung eines Systems.",
            "Was ist Entropie?",
        ),
        (
            "Kognitive Dissonanz",
            "Kognitive Dissonanz bezeichnet einen Zustand, der unwohl ist.",
            "Was ist Kognitive Dissonanz?",
        ),
        (
            "Riegel",
            "Ein Riegel ist ein Stab, der eine Tür von innen zuhält und von Hand bewegt wird.",
            "Was ist ein Riegel?",
        ),
        (
            "Stoïcisme",
            "Le stoïcisme désigne une école de philosophie fondée à Athènes.",
            "Qu’est-ce que le Stoïcisme ?",
        ),
        (
            "Ósmosis",
            "La ósmosis se refiere al paso de un líquido por una membrana.",
            "¿Qué es la Ósmosis?",
        ),
        (
            "Osmose",
            "A osmose é a passagem de um líquido por uma membrana, que não é vista.",
            "O que é a Osmose?",
        ),
        (
            "Энтропия",
            "Энтропия — это мера беспорядка в системе.",
            "Что такое Энтропия?",
        ),
        ("熵", "熵是系统混乱程度的一种度量。", "什么是熵？"),
        (
            "Immanuel Kant",
            "Immanuel Kant (1724–1804) war ein deutscher Philosoph, der nie aus der Stadt ging.",
            "Wer war Immanuel Kant?",
        ),
        ("Entropi", "Entropi är ett mått på oordning som finns i ett system.", "Entropi — ?"),
    ],
)
def test_other_languages_are_asked_in_their_own_words(
    title: str, opening: str, question: str
) -> None:
    assert generated(f"{opening}\n", f"{title}.md", by="definition") == [(question, opening)]
