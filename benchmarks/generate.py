"""Makes a folder of notes that look like a learner's: ``python benchmarks/generate.py FOLDER``.

The same seed and number give the same bytes on every machine. A note has about 3 KB: a
definition, tags, sections of text, some code, what becomes about eight cards, and six links, most
of them under Connections. Words follow Zipf's law, and so do the links that a note receives: a few
hubs, many notes that nobody links to, and names that nobody has written yet.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from random import Random

COMMON = """
the of a and to in is that it for as with on by from an at be this are or which not when one if
its can has but each only than they before after while so more no into both there may then where
every under between other without until most them some very again also through such because
""".split()

PLAIN = """
value call task loop thread queue state result time memory order page block file record message
client server request reply work change moment step part case cost place name point side number
rule list table index tree node edge path key lock signal event stream buffer batch cache store
reader writer worker process program function object class field type text line word sign error
limit share copy set group pair chain layer frame window clock day hour delay speed size weight
test proof model sample measure model plan search answer question reason cause effect source
target start end top base core shell root leaf branch cell channel port link net map graph grid
keeps starts ends waits reads writes sends takes gives holds moves turns makes finds returns runs
calls stops joins splits grows falls shares checks counts draws needs lets puts shows opens closes
small large quick slow short long simple whole single double empty full open closed early late
first last next old new high low deep flat plain strict weak strong safe rare common local remote
""".split()

FIRST = """
adaptive balanced bounded cached causal circular colour compact concurrent consistent cyclic
delayed dense direct discrete dynamic eager elastic exact fair final fixed fuzzy general gradual
hidden implicit inner iterative joint lazy linear local lossy marginal nested neutral optimal
ordered outer parallel partial passive persistent primary random rapid reactive recursive
relative reverse robust scalar secondary sequential shared shallow sparse stable static steady
structured symbolic tidal uniform virtual weighted
""".split()

SECOND = """
abstraction allocation anchor archive balance barrier bridge budget cascade catalogue circuit
cluster compass contract coordinate counter current cursor decay dialogue drift engine estimate
exchange filter flow forecast frontier gradient harbour horizon hypothesis index inference
interval invariant journal kernel ladder lattice ledger lens margin matrix mirror mixture network
notation observer operator orbit parser partition pattern pipeline policy predicate principle
projection protocol quorum register relay reservoir resonance routine sampler schedule schema
selector semaphore sequence signature snapshot spectrum spiral surface switch symmetry threshold
token transform traversal trigger tunnel variance vector vessel waterline
""".split()

HEADS = "bal cor dan el fer gra hal ive jur kel lum mar nev or pra quin ras sel tor ul ver wen zor"
MIDDLES = "a e i o u an en in on ar er ir or as es is os at et it al el il ol"
TAILS = "bit cate dal fice gon ket lim mond nent pede ric sion tal ture vance wick"

TAGS = """
Python Database Statistics Networks Biology/Cells Biology/Genes History/Trade Concurrency Music
Geometry Algebra Physics/Optics Physics/Heat Chemistry Language/Grammar Language/Sound Logic
Economics Law Medicine/Heart Medicine/Bones Weather Maps Gardening Architecture Security Testing
Learning/Memory Learning/Habits Philosophy Astronomy Oceans Storage Compilers Graphs Probability
""".split()

VERBS = ("Starts", "Waits for", "Returns", "Cancels", "Wraps", "Opens", "Closes", "Registers")
RELATIONS = ("Related Concepts", "Libraries", "Requires", "Examples", "Contrasts With")
LINKS = 6
EPOCHS = ("Since version {}.{}", "Before version {}.{}", "In release {}.{}")


def zipf(count: int, power: float = 1.0, shift: float = 2.7) -> list[float]:
    """Returns cumulative weights of ``count`` ranks (Zipf–Mandelbrot)."""
    return list(accumulate((rank + shift) ** -power for rank in range(count)))


def made_up_words(rng: Random, count: int) -> list[str]:
    """Returns words that look like rare ones."""
    heads, middles, tails = HEADS.split(), MIDDLES.split(), TAILS.split()
    words: dict[str, None] = {}
    while len(words) < count:
        middle = "".join(rng.choices(middles, k=rng.randint(1, 2)))
        words[rng.choice(heads) + middle + rng.choice(tails)] = None
    return list(words)


class Library:
    """What all notes of a folder have in common: the words, and the concepts to link to."""

    def __init__(self, count: int, seed: int) -> None:
        rng = Random(f"{seed} library")  # noqa: S311  # not for secrets
        self.seed = seed
        plain = list(dict.fromkeys(PLAIN))
        rng.shuffle(plain)
        self.rare = made_up_words(rng, 12_000)
        self.words = [*dict.fromkeys(COMMON), *plain, *self.rare]
        self.word_weights = zipf(len(self.words), power=1.05)
        titles = self._titles(rng, count + max(count // 5, 8))
        self.titles, self.unwritten = titles[:count], titles[count:]
        self.popular = rng.sample(self.titles, count)
        self.popularity = zipf(count, power=0.8)
        self.wanted = zipf(len(self.unwritten), power=0.8)

    def _titles(self, rng: Random, count: int) -> list[str]:
        """Returns different names: two words, three, or one with a rare word."""
        titles: dict[str, str] = {}
        while len(titles) < count:
            words = [rng.choice(FIRST), rng.choice(SECOND)]
            kind = rng.random()
            if kind < 0.5:
                words[0] = rng.choice(self.rare)
            elif kind < 0.8:
                words.insert(1, rng.choice(self.rare))
            title = " ".join(words).title()
            titles[title.casefold()] = title
        return list(titles.values())


class Writer:
    """Writes one note."""

    def __init__(self, library: Library, number: int) -> None:
        self.library = library
        self.title = library.titles[number]
        self.rng = Random(f"{library.seed} note {number}")  # noqa: S311  # not for secrets
        self.vocabulary = iter(
            self.rng.choices(library.words, cum_weights=library.word_weights, k=620)
        )
        targets = self.rng.choices(library.popular, cum_weights=library.popularity, k=LINKS)
        if self.rng.random() < 0.85:
            targets[-1:] = self.rng.choices(library.unwritten, cum_weights=library.wanted)
        targets = [each for each in dict.fromkeys(targets) if each != self.title]
        self.rng.shuffle(targets)
        self.in_text, self.connected = targets[:2], targets[2:]

    def words(self, count: int) -> str:
        return " ".join(next(self.vocabulary) for _ in range(count))

    def sentence(self, low: int = 9, high: int = 19) -> str:
        text = self.words(self.rng.randint(low, high))
        if self.rng.random() < 0.25:
            head, _, tail = text.partition(" ")
            text = f"{head} **{tail.split(' ', 1)[0]}** {tail}"
        if self.rng.random() < 0.2:
            text = f"{text}, as `{self.rng.choice(self.library.rare)}` does"
        return f"{text[0].upper()}{text[1:]}."

    def paragraph(self, sentences: int) -> str:
        return " ".join(self.sentence() for _ in range(sentences))

    def link(self, target: str) -> str:
        kind = self.rng.random()
        if kind < 0.1:
            return f"[[{target}|{target.rpartition(' ')[2].lower()}]]"
        return f"[[{target}#How it works]]" if kind < 0.15 else f"[[{target}]]"

    def definition(self) -> str:
        return f"{self.title} is a {self.words(13)}. {self.paragraph(1)}"

    def tags(self) -> list[str]:
        return list(dict.fromkeys(self.rng.choices(TAGS, cum_weights=zipf(len(TAGS)), k=3)))

    def api(self) -> Iterator[str]:
        module = self.rng.choice(self.library.rare)
        for verb in self.rng.sample(VERBS, k=3):
            name = f"{module}.{self.rng.choice(PLAIN)}_{self.rng.choice(SECOND)}"
            yield f"- `{name}()`: {verb} the {self.words(8)}."

    def code(self) -> Iterator[str]:
        name, other = self.rng.choice(self.library.rare), self.rng.choice(PLAIN)
        yield "```python"
        yield f"def {name}({other}, limit={self.rng.randint(2, 99)}):"
        yield f"    # {self.words(5)}"
        yield f"    found = [each for each in {other} if each < limit]"
        yield "    return sum(found)"
        yield ""
        yield f"print({name}([1, 2, {self.rng.randint(3, 99)}]))"
        yield "```"

    def parts(self) -> Iterator[str]:
        for name in self.rng.sample(SECOND, k=3):
            yield f"- {self.sentence(8, 13)[:-1]} of the {name}."

    def how(self) -> Iterator[str]:
        for target in self.in_text:
            yield f"{self.paragraph(2)} It builds upon {self.link(target)}. {self.paragraph(2)}"
            yield ""
        era = self.rng.choice(EPOCHS).format(self.rng.randint(1, 4), self.rng.randint(0, 12))
        yield f"{era}, {self.words(10)}."

    def connections(self) -> Iterator[str]:
        if self.connected:
            middle = max(1, len(self.connected) // 2)
            first, second = self.rng.sample(RELATIONS, k=2)
            yield f"- {first}: {', '.join(self.link(each) for each in self.connected[:middle])}"
            if rest := self.connected[middle:]:
                yield f"- {second}: {', '.join(self.link(each) for each in rest)}"

    def sections(self) -> list[tuple[str, Sequence[str]]]:
        """Returns the headings with their lines, in the order of the note."""
        return [
            ("API", (*self.api(), "", *self.code())),
            ("How it works", tuple(self.how())),
            ("Parts", tuple(self.parts())),
            ("Pitfalls", (self.paragraph(4), "", "> " + self.sentence())),
            ("Connections", tuple(self.connections())),
            ("Sources", (f"- https://{self.rng.choice(self.library.rare)}.example/guide",)),
            ("Reflection", (self.paragraph(2),)),
        ]


def headed(writer: Writer) -> list[str]:
    """The fields under headings, as most programs for notes write them."""
    lines = ["#atom", "", f"# {writer.title}", "", f"Tags: #{' #'.join(writer.tags())}", ""]
    lines += ["## Definition", "", writer.definition(), ""]
    for heading, body in writer.sections():
        lines += [f"## {heading}", "", *body, ""]
    return lines


def fronted(writer: Writer) -> list[str]:
    """The tags in front matter."""
    lines = ["---", f"tags: [{', '.join(writer.tags())}]", "type: atom"]
    lines += [f'aliases: ["{writer.title} ({writer.rng.choice(PLAIN)})"]', "---", ""]
    lines += [f"# {writer.title}", "", "## Definition", "", writer.definition(), ""]
    for heading, body in writer.sections():
        lines += [f"## {heading}", "", *body, ""]
    return lines


def labelled(writer: Writer) -> list[str]:
    """The fields behind bold labels."""
    lines = ["#atom", f"**Tags:** #{' #'.join(writer.tags())}", ""]
    lines += [f"**Definition:** {writer.definition()}", ""]
    for heading, body in writer.sections():
        lines += [f"**{heading}:**", "", *body, ""]
    return lines


DRESSES: tuple[Callable[[Writer], list[str]], ...] = (headed, fronted, labelled)
DRESS_WEIGHTS = (6, 3, 1)


def place_of(title: str, number: int) -> str:
    """Returns a note's path in its folder: forty shelves, and some notes outside them."""
    return f"{title}.md" if number % 41 == 40 else f"shelf {number % 41:02}/{title}.md"


def notes(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yields the path, in its folder, and the text of each note."""
    library = Library(count, seed)
    for number, title in enumerate(library.titles):
        writer = Writer(library, number)
        (dress,) = writer.rng.choices(DRESSES, DRESS_WEIGHTS)
        yield place_of(title, number), "\n".join(dress(writer))


def decks(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yields the paths and texts of notes that are all cards: 75 clozes in 25 paragraphs each."""
    rng = Random(seed)  # noqa: S311  # as above
    words = [*COMMON, *PLAIN]
    for number in range(count):
        paragraphs = [f"#flashcards\n\n# Deck {number}"]
        for _ in range(25):
            said = rng.choices(words, k=40)
            for place in (5, 17, 29):
                said[place] = f"=={said[place]} {number}=="
            paragraphs.append(" ".join(said).capitalize() + ".")
        yield f"{number % 50:02}/deck {number}.md", "\n\n".join(paragraphs) + "\n"


def generate(folder: Path, count: int, seed: int = 1) -> None:
    """Writes ``count`` notes into a folder, which is made."""
    for shelf in range(40):
        (folder / f"shelf {shelf:02}").mkdir(parents=True, exist_ok=True)
    for path, text in notes(count, seed):
        with (folder / path).open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)


def generate_decks(folder: Path, count: int, seed: int = 1) -> None:
    """Writes ``count`` notes that are all cards into a folder, which is made."""
    for path, text in decks(count, seed):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        with (folder / path).open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make a folder of notes.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.folder.exists() and any(options.folder.iterdir()):
        sys.exit(f"{options.folder} is not empty")
    generate(options.folder, options.notes, options.seed)


if __name__ == "__main__":
    main()
