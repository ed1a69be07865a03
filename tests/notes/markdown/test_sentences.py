"""Where a sentence ends, in several languages."""

import pytest

from kb.notes.markdown.sentences import first_sentence, sentence_ends


@pytest.mark.parametrize(
    "sentence",
    [
        "A bolt is a rod that Prof. Jones and Mr. Smith describe on p. 12 of their book.",
        "It was made by J. R. Smith et al. and sold, e.g. The Forge sells it.",
        "It opens at 9 a.m. on Mondays.",
        "See Fig. 3, Eq. 4 and Sec. 5.1 for more.",
        "It waits ... and then goes on.",
        "Ein Riegel ist ein Verschluss, z. B. Stange oder Balken, der eine Tür sichert.",
        "Er kam im 19. Jahrhundert auf, d. h. Türen gab es vorher.",
        "Am 3. Oktober wurde Nr. 7 bzw. Nr. 8 verkauft.",
        "Un verrou ferme, p. ex. Une porte.",
        "Un verrou est une barre, c.-à-d. Un morceau de fer, cf. fig. 3 et no. 5.",
        "Un catenaccio è una barra, ad es. Una di ferro.",
        "El Sr. López la vende en EE. UU. y México.",
        "Er kam im 19. Jh. von England her.",
        "Es una barra, p. ej. Una de hierro, de la Sra. Díaz.",
        "En bult är en stång, t.ex. Av järn.",
        "Это стержень, т. е. Кусок железа, см. рис. 3.",
        "It is called a monad.[^1]",
        "It is called a *monad.*",
        "It is called “a monad.”",
        "It has vitamin C.",
        "It is sold in the U.S.",
        "It has 12.",
        "Doors, bolts, etc.",
        "Is it one?",
        "No! Not me.",
    ],
)
def test_a_sentence_is_whole(sentence: str) -> None:
    expected = "No!" if sentence.startswith("No!") else sentence
    assert first_sentence(f"{sentence} It is old.") == expected


def test_each_end_is_found() -> None:
    text = "One is no. Two is e.g. three.[^1] Four。Five"
    assert [text[:end] for end in sentence_ends(text)] == [
        "One is no. ",
        "One is no. Two is e.g. three.[^1] ",
        "One is no. Two is e.g. three.[^1] Four。",
    ]
