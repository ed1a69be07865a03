import pytest

from kb.notes.note import Note
from kb.notes.parse import parse_note
from kb.notes.rules import Field, Rules


def read(text: str, path: str = "Note.md") -> Note:
    return parse_note(path, text)[0]


def relations(note: Note) -> list[tuple[str, str]]:
    return [(link.relation, link.target) for link in note.links]


@pytest.mark.parametrize(
    "text",
    [
        "Tags: #a #b",
        "**Tags**: #a #b",
        "- **Tags:** #a, #b",
        "> Tags: a, b",
        "tags:: #a #b",
        "Tags ::[[a]] [[b]]",
        "## Tags\n\n#a #b",
        "Tags\n#a #b",
        "Tags:\n- a\n- b",
        "---\ntags: a b\n---\n",
        "---\ntags: #a #b\n---\n",
        "---\ntags:\n  - a\n  - '#b'\n---\n",
        '+++\ntags = ["a", "b"]\n+++\n',
        "One #a and two #b.",
    ],
)
def test_tags_are_read_in_every_dress(text: str) -> None:
    assert read(text).tags == ("a", "b")


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Definición: ", "Un perno es una barra."),
        ("**Définition :** ", "Un verrou est une barre."),
        ("## Definição\n\n", "Um ferrolho é uma barra."),
        ("- Definizione: ", "Un chiavistello è una barra."),
        ("Definitie:: ", "Een grendel is een staaf."),
        ("Определение: ", "Засов — это стержень."),
        ("定义：", "门闩是一种杆。"),
        ("## 定義\n\n", "閂は棒である。"),
        ("정의: ", "빗장은 막대이다."),
    ],
)
def test_a_definition_may_have_its_label_in_another_language(label: str, said: str) -> None:
    definition = read(f"{label}{said}\n").definition
    assert definition is not None
    assert definition.text == said


def test_adjacent_labels_each_keep_their_own_line() -> None:
    note = read("**Definition:** One.\n**Author:** Bob\n**Aliases:** X, Y\n**Status:** seed")
    assert note.definition is not None
    assert note.definition.text == "One."
    assert note.aliases == ("X", "Y")
    assert [(entry.key, entry.values) for entry in note.properties] == [
        ("Author", ("Bob",)),
        ("Status", ("seed",)),
    ]


def test_an_empty_repetition_changes_nothing_and_two_filled_fields_are_joined() -> None:
    note = read("Definition: One.\n\nReflection: A.\n\nReflection: B.\n\nDefinition:\n\nTags:\n")
    assert note.definition is not None
    assert note.definition.text == "One."
    assert note.reflection is not None
    assert note.reflection.text == "A.\n\nB."


def test_a_zettelkasten_footer_is_read() -> None:
    note = read(
        "# Note\n\n- A point\n---\nLinks :: [[a]] [[b c]]\nReference :: [[Book]]\n"
        "Type :: #atom\nCreator ::\nDate :: 2024-04-01 12:03\n"
    )
    assert note.kind == "atom"
    assert note.tags == ()
    assert relations(note) == [("Links", "a"), ("Links", "b c"), ("Reference", "Book")]
    assert [source.text for source in note.sources] == ["Book"]


def test_plain_names_are_links_in_connections_and_nowhere_else() -> None:
    note = read("## Parts\n\n- Libraries: a, b\n\n## Connections\n\n- Libraries: c, d.\n- E (f)\n")
    assert relations(note) == [("Libraries", "c"), ("Libraries", "d"), ("Connections", "E (f)")]


def test_a_sentence_in_connections_gives_only_its_links() -> None:
    note = read("## Connections\n\n- See [[a]], which explains why this works so well.\n")
    assert relations(note) == [("Connections", "a")]


def test_requires_and_front_matter_properties_are_relations() -> None:
    note = read("---\nup: [[Map]]\nauthor: '[[Ann]]'\n---\nRequires: [[a]], b\n\nText [[c]].\n")
    assert relations(note) == [
        ("up", "Map"),
        ("author", "Ann"),
        ("Requires", "a"),
        ("Requires", "b"),
        ("mentions", "c"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Source code is read more often than written.",
        "## Parts\n\n- Source: where the data come from.\n",
        "At 12:30 we met.\n\nstd::vector is a class.\n",
        "```\nTags: #a\nDefinition: x\n```\n",
        "## Steps\n\n1. Open it: with care\n2. Type: slowly and well.\n",
        "- [ ] Definition of done\n- [x] Tags are set\n",
        "See [the status](#status) or {{cookiecutter.tags}}.\n",
    ],
)
def test_prose_code_and_steps_are_no_fields(text: str) -> None:
    note = read(text)
    assert note.tags == ()
    assert note.definition is None
    assert note.sources == ()
    assert note.properties == ()
    assert note.items == () or note.items[0].name == "Source"
    assert [link for link in note.links if link.relation != "mentions"] == []


def test_a_heading_below_a_section_is_a_field_unless_it_is_numbered() -> None:
    text = "# Note\n\n## Parts\n\n### {}Sources\n\n- A book\n"
    assert [source.text for source in read(text.format("")).sources] == ["A book"]
    assert read(text.format("1. ")).sources == ()


def test_further_labels_can_be_configured() -> None:
    rules = Rules(extra_labels={Field.DEFINITION: ("Begriff",)}, colours_are_tags=False)
    note, _ = parse_note("x.md", "**Begriff:** Ein Ding.\n\n#c0ffee #rot\n", rules=rules)
    assert note.definition is not None
    assert note.definition.text == "Ein Ding."
    assert note.tags == ("rot",)


def test_broken_front_matter_is_a_problem_with_a_line_and_still_read() -> None:
    note, problems = parse_note("x.md", "---\ntitle: a: b\ntags: [x, y]\n---\n# Hello\n")
    assert note.title == "a: b"
    assert note.tags == ("x", "y")
    assert [(problem.code, problem.line) for problem in problems] == [("front-matter-invalid", 2)]


def test_hostile_front_matter_is_cut_off() -> None:
    bombs = "\n".join(
        f"{x}: &{x} [{','.join([f'*{y}'] * 9)}]" for y, x in zip("abcde", "bcdef", strict=True)
    )
    note, problems = parse_note("x.md", f"---\na: &a [x]\n{bombs}\n---\n")
    assert [problem.code for problem in problems] == ["front-matter-invalid"]
    assert len(note.properties) < 10
    objects, _ = parse_note("x.md", "---\na: !!python/object/apply:os.getcwd []\n---\n")
    assert objects.title == "x"


@pytest.mark.parametrize("label", ["Links", "Related", "Requires", "Tags", "Aliases", "Status"])
@pytest.mark.parametrize(
    "form",
    [
        "# Note\n\n{}:\nAuthor: Jane Doe\nRating: 5\n",
        "# Note\n\nText.\n\n---\n\n{}: \nAuthor: Jane Doe\nRating: 5\n",
        "# Note\n\n{}:\n\nAuthor: Jane Doe\nRating: 5\n",
        "**{}:**\n**Author:** Jane Doe\n**Rating:** 5\n",
        "{}::\nAuthor:: Jane Doe\nRating:: 5\n",
    ],
)
def test_a_labelled_line_ends_the_empty_field_above_it(form: str, label: str) -> None:
    note = read(form.format(label))
    assert (note.links, note.tags, note.aliases) == ((), (), ())
    properties = {entry.key: entry.values for entry in note.properties if entry.values}
    assert properties == {"Author": ("Jane Doe",), "Rating": ("5",)}


@pytest.mark.parametrize("quote", ["", "> "])
def test_an_inline_field_ends_with_its_line(quote: str) -> None:
    lines = ("born:: 1867", "Marie Curie was a physicist. See [[Entropy]].", "field:: Physics")
    note = read("# Marie Curie\n" + "".join(f"{quote}{line}\n" for line in lines))
    assert [(entry.key, entry.values) for entry in note.properties] == [
        ("born", ("1867",)),
        ("field", ("Physics",)),
    ]
    assert relations(note) == [("mentions", "Entropy")]
    assert [line for part in note.sections for line in part.text.splitlines()] == [lines[1]]


@pytest.mark.parametrize("label", ["tags", "type", "status", "date", "up", "sources", "aliases"])
def test_a_known_inline_field_leaves_the_line_below_to_the_text(label: str) -> None:
    note = read(f"## Bolts\n\n{label}:: one\nA bolt is a rod.\n")
    assert [part.text for part in note.sections] == ["A bolt is a rod."]


@pytest.mark.parametrize(
    "field", ["Tags: #a", "Type: person", "**Status:** seed", "Date: 2024-05-01"]
)
def test_a_sentence_below_a_short_value_is_no_part_of_it(field: str) -> None:
    sentence = "A bolt is a rod that slides, see [[Door]]."
    note = read(f"# Bolts\n\n{field}\nMade: 1867\n{sentence}\n")
    assert [part.text for part in note.sections] == [sentence]
    assert relations(note) == [("mentions", "Door")]
    note = read(f"# Bolts\n\n{field}\n{sentence}\n")
    assert [part.text for part in note.sections] == [sentence]


def test_a_value_that_is_wrapped_or_a_list_goes_on_in_the_next_line() -> None:
    assert read("Tags: #a,\n#b #c\n").tags == ("a", "b", "c")
    assert read("Tags: #a\n#b #c\n").tags == ("a", "b", "c")
    long = "A value that is so long that the editor of its author has wrapped it"
    note = read(f"Type: x\nRemark: {long}\nInto a line that ends as a sentence.\n")
    assert [entry.values for entry in note.properties] == [
        (f"{long}\nInto a line that ends as a sentence.",)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("up:: [[a]]\n[[b]]\n", [("up", "a"), ("up", "b")]),
        ("up:: [[a]],\nB\n", [("up", "a"), ("up", "B")]),
        ("- tool:: [[a]]\n  and [[b]]\n", [("tool", "a"), ("tool", "b")]),
    ],
)
def test_an_inline_field_goes_on_where_a_list_or_an_item_does(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert relations(read(text)) == expected


def test_an_inline_definition_may_be_wrapped_within_its_sentence() -> None:
    note = read("definition:: A bolt is a rod\nthat slides.\nIt locks doors.\n")
    assert note.definition is not None
    assert note.definition.text == "A bolt is a rod\nthat slides.\nIt locks doors."
    ended = read("definition:: A bolt is a rod.\nDoors have one.\n")
    assert ended.definition is not None
    assert ended.definition.text == "A bolt is a rod."


def test_a_label_below_a_heading_and_in_bullets_still_names_a_relation() -> None:
    note = read(
        "## Connections\nTools: Trio, AnyIO\n\nLinks:\n- Libraries: aiohttp\nSources:\nA: B"
    )
    assert relations(note) == [("Tools", "Trio"), ("Tools", "AnyIO"), ("Libraries", "aiohttp")]
    assert [source.text for source in note.sources] == ["A: B"]


def test_a_labelled_line_is_no_tag() -> None:
    assert read("Tags:\n- Created: 2024\n- python\n").tags == ("python",)
    assert read("## Tags\n\nCreated: 2024\n").tags == ()
    assert read("> Tags:\n> Created: 2024\n").tags == ()


@pytest.mark.parametrize("heading", ["## Definition: ideal", "## *Definition:* ideal"])
def test_a_heading_that_names_a_term_defines_that_term(heading: str) -> None:
    note = read(
        f"# Rings\n\n{heading}\n\nAn ideal is a subset that absorbs products.\n", "Rings.md"
    )
    assert note.definition is None
    assert [(section.heading, section.text) for section in note.sections] == [
        ("ideal", "An ideal is a subset that absorbs products.")
    ]


def test_a_heading_may_be_the_definition_itself() -> None:
    text = "## Definition: A ring is a set with two operations that behave like plus and times.\n"
    definition = read(text).definition
    assert definition is not None
    assert definition.text.startswith("A ring is")


def test_the_title_of_a_callout_is_no_part_of_its_text() -> None:
    text = "> [!definition] Field\n> A field is a ring in which one can divide.\n"
    definition = read(text, "Field.md").definition
    assert definition is None or definition.text == "A field is a ring in which one can divide."
    assert read("> [!note] See [[Ring]]\n> A [[field]].\n").links[0].target == "Ring"
    untitled = read("> [!definition]\n> A field is a ring.\n", "Field.md").definition
    assert untitled is not None
    assert untitled.text == "A field is a ring."
