"""``kb cards``, ``kb inbox --plain``, ``kb suspend`` and ``kb unsuspend``."""

import asyncio
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.app.cards.proposing import ProposedText, propose_cards
from kb.store.file.store import open_store
from tests.cli.running import Holding, Kb, on_terminal, unstyled

NOTE = """\
Tags: #metal #flashcards

Definition: Tin is a soft metal that melts at 232 degrees and keeps iron from rusting.

Symbol of tin?::Sn
"""


@pytest.fixture
def tin(holding: Holding, tmp_path: Path) -> Kb:
    """Returns ``kb`` with a note of three cards, of which one is a proposal."""
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "Tin.md").write_text(NOTE)
    return holding(tmp_path / "vault")


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def statuses(kb: Kb) -> list[str]:
    every = kb("cards", "--json", *(f"--status={each}" for each in ALL)).json
    return [card["status"] for card in every]


ALL = ("inbox", "snoozed", "active", "suspended", "rejected", "retired")


def test_a_card_is_a_line_in_a_pipe(tin: Kb) -> None:
    first, *_ = tin("cards").out.splitlines()
    assert first == "1  new  Tin.md:5  Symbol of tin? → Sn"


def test_json_has_the_promised_fields(tin: Kb, tmp_path: Path) -> None:
    assert tin("cards", "--json", "--limit", "1").json == [
        {
            "id": 1,
            "note": "Tin",
            "folder": str(tmp_path / "vault"),
            "path": "Tin.md",
            "line": 5,
            "generator": "obsidian-sr",
            "anchor": "symbol of tin?",
            "front": "Symbol of tin?",
            "back": "Sn",
            "context": [],
            "status": "active",
            "state": "new",
            "changed": False,
            "buried_until": None,
            "due": None,
            "stability": None,
            "difficulty": None,
            "retrievability": None,
            "reps": 0,
            "lapses": 0,
            "worth": None,
            "why": [],
        }
    ]


@pytest.mark.parametrize(
    ("options", "fronts"),
    [
        (["--generator", "definition"], ["What is Tin?"]),
        (["--status", "inbox"], ["#metal: which concept is meant?"]),
        (["--status", "retired"], []),
        (["--tag", "metal", "--generator", "item"], []),
        (["--generator", "Definition", "--folder", "vault"], ["What is Tin?"]),
        (["--note", "tin", "--limit", "1"], ["Symbol of tin?"]),
    ],
)
def test_options_choose_cards(tin: Kb, options: list[str], fronts: list[str]) -> None:
    found = tin("cards", "--json", *options).json
    assert [card["front"].split("\n")[0] for card in found] == fronts


def test_cards_are_a_table_on_a_terminal(tin: Kb) -> None:
    assert tin("cards").code == 0
    code, shown = on_terminal("cards", "--plain", columns=60)
    lines = unstyled(shown).splitlines()
    assert code == 0
    assert lines[0].split() == ["Id", "Card", "Note", "Status"]
    assert all(len(line) <= 60 for line in lines)


@pytest.mark.parametrize(
    ("options", "term"),
    [
        (["--plain"], "xterm"),
        (["--limit", "1"], "xterm"),
        (["--why"], "xterm"),
        (["--no-pager"], "xterm"),
        (["--json"], "xterm"),
        ([], "dumb"),
    ],
)
def test_what_asks_for_a_list_opens_no_screen(tin: Kb, options: list[str], term: str) -> None:
    assert tin("cards").code == 0
    code, shown = on_terminal("cards", "tin", *options, TERM=term, KB_PAGER="")
    assert code == 0
    assert "Symbol of tin?" in shown
    assert "\x1b[?1049h" not in shown


def test_no_screen_opens_without_cards_or_with_a_query_that_cannot_be_read(tin: Kb) -> None:
    assert tin("cards").code == 0
    code, shown = on_terminal("cards", "nothing")
    assert (code, "No cards match." in shown) == (0, True)
    code, shown = on_terminal("cards", "is:soon")
    assert code == 2
    assert [line.rstrip() for line in shown.splitlines()[-2:]] == ["  is:soon", "     ^"]
    code, shown = on_terminal("cards", "--note", "Tim")
    assert (code, "“Tin”" in shown) == (3, True)


def test_no_cards_say_what_to_do(kb: Kb) -> None:
    assert "kb import" in kb("cards").err
    assert kb("cards", "--json").json == []


def test_cards_of_a_note_that_is_not_there_exit_with_3(tin: Kb) -> None:
    ran = tin("cards", "--note", "Tim")
    assert (ran.code, ran.out) == (3, "")
    assert "“Tin”" in ran.err


def test_a_card_is_set_aside_and_taken_back(tin: Kb) -> None:
    assert tin("suspend", "1").err == "Suspended 1 card.\n"
    assert statuses(tin) == ["suspended", "active", "inbox"]
    assert tin("suspend", "1").err == "Nothing to suspend: already suspended, or not active.\n"
    assert tin("unsuspend", "--note", "tin").err == "Unsuspended 1 card.\n"
    assert statuses(tin) == ["active", "active", "inbox"]


def test_all_cards_of_a_tag_are_set_aside_but_proposals(tin: Kb) -> None:
    assert tin("suspend", "--tag", "metal").code == 0
    assert statuses(tin) == ["suspended", "suspended", "inbox"]


@pytest.mark.parametrize("chosen", [("--tag", "metal"), ("--note", "tin")])
def test_cards_are_chosen_by_tag_or_note_whatever_is_done_with_them(
    tin: Kb, chosen: tuple[str, str]
) -> None:
    assert tin("suspend", *chosen).err == "Suspended 2 cards.\n"
    assert tin("unsuspend", *chosen).err == "Unsuspended 2 cards.\n"
    assert tin("grade", "1", "good").code == 0
    assert tin("bury", *chosen).code == 0
    buried = [card["buried_until"] for card in tin("cards", "--status", "active", "--json").json]
    assert None not in buried
    assert tin("reset", *chosen).code == 0
    assert {card["state"] for card in tin("cards", "--json").json} == {"new"}
    assert tin("inbox", "--accept-all", *chosen).err == "Accepted 1 card.\n"
    assert tin("inbox", *chosen, "--json").json == []


@pytest.mark.parametrize("command", ["suspend", "unsuspend", "bury", "reset"])
def test_a_tag_or_a_note_without_cards_says_why_nothing_was_done(
    tin: Kb, tmp_path: Path, command: str
) -> None:
    ran = tin(command, "--tag", "metl")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == "kb: no note has the tag #metl. Did you mean #metal?\n"
    bare = tmp_path / "elsewhere" / "Bare.md"
    bare.parent.mkdir()
    bare.write_text("# Bare\n\nNothing to ask.\n")
    assert tin("import", bare).code == 0
    ran = tin(command, "--note", "bare")
    assert ran.code == 0
    assert ran.err == "No cards match. “kb cards” lists all cards.\n"


def test_what_was_done_already_is_said_to_be_so(tin: Kb) -> None:
    assert tin("unsuspend", "1").err == "Nothing to unsuspend: not suspended.\n"
    assert tin("reset", "1").err == "Nothing to reset: still new.\n"
    assert tin("suspend", "1", "2").err == "Suspended 2 cards.\n"
    assert tin("suspend", "1", "2").err == "Nothing to suspend: already suspended, or not active.\n"
    assert tin("suspend", "--note", "tin").err == (
        "Nothing to suspend: already suspended, or not active.\n"
    )
    assert tin("bury", "--note", "tin").err == "Nothing to bury: not active.\n"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["suspend"], 2, "which cards?"),
        (["suspend", "99"], 3, "there is no card 99"),
        (["suspend", "one"], 3, "there is no card one"),
        (["suspend", "9" * 40], 3, "there is no card 99"),
        (["suspend", "1", "3"], 2, "card 3 is in the inbox, so it is not reviewed. No card was "),
        (["suspend", "1", "99"], 3, "there is no card 99, so no card was changed. “kb cards”"),
        (["suspend", "3", "--note", "Lead"], 3, "card 3 is not one of that note, tag or"),
        (["bury", "note:tin"], 3, "there is no card note:tin. Did you mean “--note tin”?"),
        (["suspend", "--note", "Tim"], 3, "no note is called “Tim”"),
    ],
)
def test_what_cannot_be_set_aside_is_refused_in_one_line(
    tin: Kb, tmp_path: Path, words: list[str], code: int, says: str
) -> None:
    (tmp_path / "vault" / "Lead.md").write_text("Soft.\n")
    tin("import")
    ran = tin(*words)
    assert ran.code == code
    assert says in ran.err
    assert ran.err.count("\n") == 1
    assert statuses(tin) == ["active", "active", "inbox"]


@pytest.mark.parametrize(
    ("keys", "status", "said"),
    [
        ("a\n", "active", "Decided on 1 card: 1 accepted."),
        ("r\n", "rejected", "Decided on 1 card: 1 rejected."),
        ("s\n", "snoozed", "Decided on 1 card: 1 snoozed."),
        ("A\n", "active", "Accepted 1 card."),
        ("R\ny\n", "rejected", "Rejected 1 card."),
        ("R\nt\n", "rejected", "Rejected 1 card."),
        ("R\n\nq\n", "inbox", "Decided on 0 cards."),
        ("p\nq\n", "inbox", "This is the first card."),
        ("w\na\n", "active", "Sorted by note."),
        ("\n", "inbox", "Decided on 0 cards."),
        ("q\n", "inbox", "Decided on 0 cards."),
        ("x\nu\n", "inbox", "Unknown key “x”."),
        ("", "inbox", "Decided on 0 cards."),
    ],
)
def test_a_key_decides_on_a_proposal(
    tin: Kb, monkeypatch: pytest.MonkeyPatch, keys: str, status: str, said: str
) -> None:
    typed(monkeypatch, keys)
    ran = tin("inbox", "--plain")
    assert ran.code == 0
    assert said in ran.err
    assert statuses(tin) == ["active", "active", status]


def test_a_proposal_is_shown_with_the_lines_of_its_note(
    tin: Kb, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "q\n")
    shown = tin("inbox", "--plain").out
    assert "1/1  Tin.md:3  concept" in shown
    assert "    3 > Definition: Tin is a soft metal" in shown
    assert "Answer: Tin" in shown


def test_the_users_wording_is_kept_and_the_note_is_not_written(
    tin: Kb, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    typed(monkeypatch, "e\nWhich metal is in bronze?\n\na\n")
    assert tin("inbox", "--plain").code == 0
    note = tmp_path / "vault" / "Tin.md"
    assert note.read_text() == NOTE
    note.write_text(NOTE.replace("232", "231.9"))
    assert tin("import").code == 0
    card = tin("cards", "--generator", "concept", "--json").json[0]
    assert (card["front"], card["back"]) == ("Which metal is in bronze?", "Tin")


def test_the_inbox_is_restricted_by_a_query_and_a_number(
    tin: Kb, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [card["id"] for card in tin("inbox", "metal", "--json").json] == [3]
    assert tin("inbox", "-metal", "--json").json == []
    assert tin("inbox", "-metal", "--plain").err == (
        "No proposed card matches. “kb inbox” shows all proposed cards.\n"
    )
    assert tin("inbox", "-metal", "--accept-all").err.startswith("No proposed card matches.")
    assert tin("inbox", "--why", "--limit", "1").out.count("worth ") == 1
    assert tin("inbox", "--accept-all", "--limit", "1").code == 2
    assert tin("inbox", "is:duee").code == 2
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert tin("inbox", "--plain", "--limit", "1").err.startswith("1 proposed card.")


def test_accept_all_asks_nothing(tin: Kb) -> None:
    ran = tin("inbox", "--accept-all", "--generator", "reverse")
    assert (ran.code, ran.err) == (0, "Your notes have no cards from the generator “reverse”.\n")
    assert tin("inbox", "--accept-all").err == "Accepted 1 card.\n"
    assert statuses(tin) == ["active", "active", "active"]


def test_what_was_rejected_stays_so_when_its_note_changes(tin: Kb, tmp_path: Path) -> None:
    note = tmp_path / "vault" / "Tin.md"
    with pytest.MonkeyPatch.context() as patch:
        typed(patch, "r\n")
        tin("inbox", "--plain")
    note.write_text(NOTE.replace("soft metal", "soft, white metal"))
    assert tin("import").code == 0
    assert statuses(tin) == ["active", "active", "rejected"]
    assert "The inbox is empty" in tin("inbox", "--plain").err


def test_a_snoozed_proposal_is_back_after_a_week(tin: Kb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_NOW", "2026-01-31T12:00+00:00")
    typed(monkeypatch, "s\n")
    tin("inbox", "--plain")
    assert tin("inbox", "--json").json == []
    monkeypatch.setenv("KB_NOW", "2026-02-08T12:00+00:00")
    assert len(tin("inbox", "--json").json) == 1


def test_a_card_written_by_hand_has_the_headings_above_it(
    kb: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "v").mkdir()
    (tmp_path / "v" / "Genes.md").write_text(
        "#flashcards\n\n# Heredity\n\n## Peas\n\nTall::Short\n\n### Colour\n\nGreen::Yellow\n\n"
        "## Summary\n\nWho?::Mendel\n"
    )
    (tmp_path / "v" / "Plain.md").write_text(
        "Q: Where?\nA: Brno\n\n## Garden\n\nQ: What?\nA: Peas\n"
    )
    kb("import", tmp_path / "v")
    contexts = {card["front"]: card["context"] for card in kb("cards", "--json").json}
    assert contexts == {
        "Tall": ["Heredity", "Peas"],
        "Green": ["Heredity", "Peas", "Colour"],
        "Who?": ["Heredity", "Summary"],
        "Where?": [],
        "What?": ["Garden"],
    }
    typed(monkeypatch, "\nq\n")
    shown = kb("review", "--plain", "--note", "Genes").out
    assert "Heredity › Peas\nPrompt: Tall\n" in shown


def test_a_generated_card_has_no_context_for_its_prompt_says_where_it_stands(tin: Kb) -> None:
    contexts = {card["generator"]: card["context"] for card in tin("cards", "--json").json}
    assert contexts["definition"] == []


def test_a_generated_card_says_which_of_two_notes_of_one_title_is_meant(
    kb: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, said in (
        ("graphs/walks", "A block is a subgraph that no single vertex cuts in two."),
        ("disks", "A block is a run of bytes that a disk reads at once."),
        ("", "A block is a piece of code that runs as one."),
    ):
        (tmp_path / "v" / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / "v" / folder / "Block.md").write_text(f"# Block\n\n{said}\n")
    (tmp_path / "v" / "disks" / "Sector.md").write_text(
        "# Sector\n\nA sector is a part of a track of 512 bytes.\n"
    )
    kb("import", tmp_path / "v")
    cards = kb("cards", "--json").json
    assert {card["path"]: card["context"] for card in cards} == {
        "Block.md": ["v"],
        "disks/Block.md": ["disks"],
        "graphs/walks/Block.md": ["graphs", "walks"],
        "disks/Sector.md": [],
    }
    assert [card["front"] for card in cards].count("What is a block?") == 3
    typed(monkeypatch, "\nq\n")
    assert (
        "disks\nPrompt: What is a block?\n" in kb("review", "--plain", "--note", "disks/Block").out
    )


def test_a_card_in_a_heading_stands_under_the_headings_of_higher_levels(
    kb: Kb, tmp_path: Path
) -> None:
    (tmp_path / "v").mkdir()
    (tmp_path / "v" / "Doors.md").write_text(
        "# Doors\n\n## Parts #part\n\n### Which? #card\nBolts.\n\n### What? #card\nKnobs.\n"
    )
    kb("import", tmp_path / "v")
    contexts = {card["front"]: card["context"] for card in kb("cards", "--json").json}
    assert contexts == {"Which?": ["Doors", "Parts"], "What?": ["Doors", "Parts"]}


def test_a_query_selects_cards(tin: Kb) -> None:
    assert tin("cards", "symbol", "is:new").out == "1  new  Tin.md:5  Symbol of tin? → Sn\n"
    assert tin("cards", "-symbol", "tag:metal").out == tin("cards", "-front:*symbol*").out
    assert "Sn" not in tin("cards", "-symbol").out
    assert tin("cards", "--tag", "metal", "is:due").err.startswith("No cards match.")


@pytest.mark.parametrize(
    ("query", "says", "at"),
    [
        ("note:tim", "no note is called “tim”. Did you mean “Tin”?", 5),
        ("is:new -note:tins", "no note is called “tins”. Did you mean “Tin”?", 13),
        (
            "generator:definitoin",
            "there is no generator “definitoin”. Did you mean definition?",
            10,
        ),
        ("tin or folder:nosuch", "no note lies in a folder “nosuch”. ", 14),
    ],
)
def test_a_query_that_names_what_is_not_there_is_refused_with_the_place(
    tin: Kb, query: str, says: str, at: int
) -> None:
    refused = tin("cards", query)
    assert (refused.code, refused.out) == (3, "")
    message, shown, caret = refused.err.splitlines()
    assert message.startswith(f"kb: {says}")
    assert (shown, caret) == (f"  {query}", f"  {' ' * at}^")
    assert tin("review", query).code == 3
    assert tin("cards", query, "--json").json["error"]["code"] == "not-found"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--tag", "metl"), "no note has the tag #metl. Did you mean #metal?"),
        (("--tag", "#x"), "no note has the tag #x. “kb tags” lists all tags."),
        (("--folder", "valt"), "no note lies in a folder “valt”. Did you mean vault?"),
        (("--folder", "x/"), "no note lies in a folder “x/”. “kb list” shows where the notes are."),
        (
            ("--generator", "definitoin"),
            "there is no generator “definitoin”. Did you mean definition?",
        ),
    ],
)
def test_a_tag_a_folder_or_a_generator_that_is_not_there_is_refused(
    tin: Kb, options: tuple[str, str], says: str
) -> None:
    commands = [
        ("cards",),
        ("cards", "is:new"),
        ("inbox",),
        ("inbox", "--accept-all"),
        ("inbox", "--why"),
    ]
    if "--generator" not in options:
        commands += [("list",), ("due",), ("review", "--plain"), ("review", "--cram", "--plain")]
        commands += [(name,) for name in ("suspend", "unsuspend", "bury", "reset")]
    for command in commands:
        ran = tin(*command, *options)
        assert (ran.code, ran.out, ran.err) == (3, "", f"kb: {says}\n")
    error = tin("cards", *options, "--json").json["error"]
    assert (error["code"], error["message"]) == ("not-found", says)
    near = [says.removesuffix("?").rpartition(" ")[2].removeprefix("#")] if says[-1] == "?" else []
    assert error["candidates"] == near


def test_a_folder_is_suggested_by_as_many_parts_as_were_typed(tin: Kb, tmp_path: Path) -> None:
    (tmp_path / "vault" / "metals").mkdir()
    (tmp_path / "vault" / "metals" / "Zinc.md").write_text("# Zinc\n")
    tin("import")
    assert "Did you mean metals?" in tin("list", "--folder", "metal").err
    assert "Did you mean vault/metals?" in tin("list", "--folder", "vault/metalls").err
    typed = tmp_path / "vault" / "metalls"
    assert f"Did you mean {tmp_path}/vault/metals?" in tin("list", "--folder", typed).err
    query = tin("cards", "folder:metalls").err
    assert query.startswith("kb: no note lies in a folder “metalls”. Did you mean metals?\n")


def test_a_query_may_name_a_generator_that_no_card_has(tin: Kb) -> None:
    assert tin("cards", "generator:item").err.startswith("No cards match.")
    assert tin("cards", "generator:nosuch*").err.startswith("No cards match.")


def test_a_query_that_cannot_be_read_is_shown_with_its_place(tin: Kb) -> None:
    refused = tin("cards", "錫 is:do")
    assert (refused.code, refused.out) == (2, "")
    message, query, caret = refused.err.splitlines()
    assert message.startswith("kb: no card is “do”. Try is:due, ")
    assert (query, caret) == ("  錫 is:do", "        ^")
    long = tin("cards", "tin " * 25 + "\tis:do\x1b " + "tin " * 25).err.splitlines()
    assert max(map(len, long[1:])) <= 72
    assert long[1][long[2].index("^") :].startswith("do")
    assert "\x1b" not in "".join(long)
    error = tin("cards", "is:do", "--json").json["error"]
    assert (error["code"], error["message"]) == ("query", message.removeprefix("kb: "))


def test_a_mistyped_option_is_no_query(tin: Kb) -> None:
    refused = tin("cards", "--limt", "3")
    assert (refused.code, refused.out) == (2, "")
    assert "--limit" in refused.err


def test_a_folder_is_given_by_name_or_by_path(
    tin: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path / "vault")
    every = tin("cards").out
    for folder in ("vault", f"{tmp_path.name}/vault", tmp_path / "vault", ".", "../vault"):
        assert tin("cards", "--folder", folder).out == every
        assert tin("list", "--folder", folder).out == tin("list").out
    nowhere = tin("cards", "--folder", "./vault")
    assert nowhere.err == ("kb: no note lies in a folder “./vault”. Did you mean vault?\n")
    assert tin("suspend", "--folder", "./vault").err == nowhere.err
    assert tin("inbox", "--folder", "./vault", "--accept-all").err == nowhere.err
    assert tin("review", "--folder", "./vault").err == nowhere.err
    assert tin("due", "--folder", "./vault").err == nowhere.err
    assert tin("due", "--folder", "vault", "--json").json["new"] == 2
    assert tin("suspend", "--folder", "vault").err == "Suspended 2 cards.\n"


def test_an_assistants_proposal_comes_first_and_says_so(
    tin: Kb, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asyncio.run(_proposed(tmp_path / "kb.db"))
    typed(monkeypatch, "q\n")
    shown = tin("inbox", "--plain").out
    assert "1/2  Tin.md:3  proposed by an assistant" in shown
    assert "    3 > Definition: Tin is a soft metal" in shown
    note = tmp_path / "vault" / "Tin.md"
    note.write_text(NOTE.replace("soft metal", "metal"))
    typed(monkeypatch, "a\nq\n")
    shown = tin("inbox", "--plain").out
    assert "The line that the card was proposed for is no longer in the note.\nPrompt:" in shown
    assert "    3 | Definition: Tin is a metal" in shown
    (card,) = tin("cards", "generator:assistant", "--json").json
    assert (card["status"], card["front"]) == ("active", "What does tin keep iron from?")


@pytest.mark.parametrize("asked", [("generator:assistant",), ("--generator", "assistant")])
def test_accept_all_leaves_an_assistants_cards_to_their_reader(
    tin: Kb, tmp_path: Path, asked: tuple[str, ...]
) -> None:
    asyncio.run(_proposed(tmp_path / "kb.db"))
    waits = (
        "1 card that an assistant proposed still waits for you. “kb inbox generator:assistant” "
        "shows it.\n"
    )
    assert tin("inbox", "--accept-all").err == f"Accepted 1 card.\n{waits}"
    assert tin("inbox", "--accept-all").err == waits
    assert tin("inbox", "--accept-all", "-generator:assistant").err.startswith("No proposed card")
    assert tin("inbox", "--accept-all", *asked).err == "Accepted 1 card.\n"
    assert statuses(tin) == ["active"] * 4


async def _proposed(store: Path) -> None:
    idea = ProposedText(line=3, front="What does tin keep iron from?", back="Rusting")
    async with open_store(store) as opened:
        await propose_cards(opened, "Tin", [idea], datetime(2026, 1, 31, tzinfo=UTC))
