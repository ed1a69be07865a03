"""What the reasons of related notes leave out, and which notes are no results."""

from pathlib import Path

import pytest

from kb.app.graph.related import related_concepts
from kb.app.graph.silent_words import silent_words
from kb.graph.words import shared_terms
from kb.store.file.store import Store
from tests.app.conftest import Import, Write


async def why(store: Store, of: str, title: str) -> str:
    """Return the reasons why a note is related to another."""
    related = (await related_concepts(store, of)).related
    return "; ".join(reason.text for each in related if each.title == title for reason in each.why)


async def test_no_command_publisher_or_function_word_is_a_common_word(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    text = r"Die Entropie $\mathcal{H} \leq \frac{a}{b}$ und der Zufall, nach Springer 2b84c9f1."
    write("One.md", f"# One\n\n{text} Wärme wird durch sie auch für die Ordnung wichtig.\n")
    write("Two.md", f"# Two\n\n{text} Ordnung ist für die Wärme auch nicht durch sie.\n")
    write("Other.md", "# Other\n\nNothing of the kind.\n")
    await imported(vault)
    reasons = await why(store, "One", "Two")
    assert "both speak of " in reasons
    words = set(reasons.partition("both speak of ")[2].partition(";")[0].split(", "))
    assert words <= {"entropie", "zufall", "warme", "ordnung"}
    assert len(words) == 3


def test_function_words_are_those_of_the_language() -> None:
    assert {"the", "fur", "uber", "frac", "springer"} <= silent_words("die und der für".split())
    assert "fur" not in silent_words("the animal and its fur".split())


@pytest.mark.parametrize("word", ["base64", "sha256", "utf8", "ipv6", "x86", "b2b", "mp3", "log4j"])
def test_a_name_with_a_number_is_a_word(word: str) -> None:
    assert shared_terms({word: 1.0}, {word: 1.0}, "", 3) == (word,)


@pytest.mark.parametrize("word", ["2b84c9f1", "a1b2c3d4", "9x8y7z", "ab12345"])
def test_an_identifier_is_no_word(word: str) -> None:
    assert shared_terms({word: 1.0, "heat": 1.0}, {word: 1.0, "heat": 1.0}, "", 3) == ("heat",)


async def test_a_tag_on_more_than_a_tenth_of_the_notes_says_nothing(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    for number in range(60):
        tags = "#common" if number < 7 else ""
        rare = "#rare" if number < 6 else ""
        write(f"n{number}.md", f"# n{number}\n\nTags: {tags} {rare}\n")
    await imported(vault)
    reasons = await why(store, "n0", "n1")
    assert "#rare (6 notes)" in reasons
    assert "#common" not in reasons


async def test_a_daily_note_is_a_result_only_if_asked_for(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Entropy.md", "# Entropy\n\nIt grows. [[Heat]]\n")
    write("Heat.md", "# Heat\n\nSee [[Entropy]].\n")
    write("2024-01-05 Meeting.md", "We spoke of [[Entropy]].\n")
    days = ("2024-01-05", "20240106", "2024_01_07", "Jan 8th, 2024", "2024-01-09 Tuesday")
    for day in days:
        write(f"{day}.md", "Read about [[Entropy]].\n")
    await imported(vault)

    async def paths(of: str, *, daily: bool = False) -> set[str | None]:
        return {each.path for each in (await related_concepts(store, of, daily=daily)).related}

    assert await paths("Entropy") == {"Heat.md", "2024-01-05 Meeting.md"}
    assert {f"{day}.md" for day in days} <= await paths("Entropy", daily=True)
    assert "20240106.md" in await paths("2024-01-05.md")


async def test_a_template_is_a_result_only_if_asked_about_one(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Entropy.md", "A measure of disorder and heat. [[Heat]]\n")
    write("Heat.md", "It flows. [[Entropy]]\n")
    write("Templates/Measure.md", "A measure of disorder: heat. [[Entropy]]\n")
    write("Templates/Law.md", "A law of disorder: heat.\n")
    await imported(vault)

    async def paths(of: str) -> set[str | None]:
        return {each.path for each in (await related_concepts(store, of)).related}

    assert await paths("Entropy") == {"Heat.md"}
    assert {"Templates/Law.md", "Entropy.md"} <= await paths("Templates/Measure.md")


async def test_when_notes_were_written_is_nothing_that_they_share(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    written = "Created: 2024-08-18 10:08\n\nLast seen 2024/09/16, 18:10.\n"
    write("Yoke.md", f"Wood.\n\n{written}")
    write("Rice.md", f"Grain.\n\n{written}")
    write("2024-08-18 Harvest.md", "A day.\n")
    await imported(vault)
    assert await why(store, "Yoke", "Rice") == "both speak of created, last, seen"
    assert await why(store, "Yoke", "2024-08-18 Harvest") == ""


def test_a_number_of_one_or_two_digits_is_no_word() -> None:
    assert shared_terms({"03": 2.0, "7": 2.0}, {"03": 1.0, "7": 1.0}, "", 3) == ()
    assert shared_terms({"03": 2.0, "404": 1.0}, {"03": 1.0, "404": 1.0}, "", 3) == ("404",)


async def test_a_file_without_a_name_shares_none(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Untitled 1.md", "Oak.\n")
    write("Untitled 2.md", "Iron.\n")
    write("shelf/index.md", "Clay.\n")
    write("barn/index.md", "Straw is in the index.\n")
    await imported(vault)
    for note in ("Untitled 1.md", "shelf/index.md"):
        assert (await related_concepts(store, note)).related == ()


async def test_korean_words_are_compared_and_told_in_syllables(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("사상체질.md", "감기\n")
    write("불면.md", "감기\n")
    write("경혈.md", "침구학\n")
    await imported(vault)
    assert await why(store, "사상체질", "불면") == "both speak of 감기"


async def test_japanese_words_keep_their_voiced_syllables(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("花.md", "がっこう\n")
    write("水.md", "がっこう\n")
    write("火.md", "かっこう\n")
    await imported(vault)
    assert await why(store, "花", "水") == "both speak of がっ, こう, っこ"
    assert "がっ" not in await why(store, "花", "火")
