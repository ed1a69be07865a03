"""Words are compared as the full-text index has them."""

import sqlite3

from kb.graph.words import indexed, telling_words

LANGUAGES = (
    "какой ёж Йод Κάθε ᾄδω Ὀδυσσεύς Käse naïve größe Việt Đà łódź İstanbul ệ ĐẶNG Ångström "
    "हिन्दी में العَرَبِيَّة שָׁלוֹם がっこう 감기 水 cafe\N{COMBINING ACUTE ACCENT} и\N{COMBINING BREVE}"
)


def test_words_are_those_of_the_index_in_every_script() -> None:
    with sqlite3.connect(":memory:") as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE t USING fts5(a, tokenize='unicode61 remove_diacritics 2')"
        )
        connection.execute("INSERT INTO t VALUES (?)", (LANGUAGES,))
        connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, row)")
        terms = {term for (term,) in connection.execute("SELECT term FROM v")}
    assert telling_words(LANGUAGES) == terms


def test_only_latin_letters_lose_their_accents() -> None:
    assert indexed("Ёж, Käse, が, 감기") == "ёж, kase, が, 감기"
