"""Settings: where each value comes from, and how mistakes are pointed at."""

import os
from pathlib import Path

import pytest

from kb.cards.generators.registry import NAMES
from kb.config.file import Origin, read_configuration
from kb.config.settings import GENERATORS, Override, Settings, Template
from kb.errors import ConfigError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def environ(file: Path, **more: str) -> dict[str, str]:
    return {"KB_CONFIG": str(file), **more}


def test_without_a_file_every_setting_has_its_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    read = read_configuration({})
    assert read.settings == Settings()
    assert {setting.origin for setting in read.listed} == {Origin.DEFAULT}
    assert all(setting.value == setting.default for setting in read.listed)
    assert read.settings.imports.extensions == (".md", ".markdown")


def test_the_store_lies_in_the_users_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere/share")
    assert Settings().store.path == Path("/somewhere/share/kb/kb.db")


def test_every_setting_can_be_given_by_the_file(file: Path) -> None:
    file.write_text(
        """
        [store]
        path = "~/notes.db"
        daily_backups = false
        [import]
        extensions = ["md", "*.TXT", ".org"]
        [notes]
        kinds = ["#molecule", "map"]
        colours_are_tags = false
        [fields]
        tags = ["Schlagwörter"]
        definition = ["Begriff", "Was ist das"]
        connections = ["Verbindungen"]
        sources = ["Quellen"]
        reflection = "Gedanken"
        aliases = ["Auch"]
        type = ["Art"]
        status = ["Stand"]
        date = ["Datum"]
        requires = ["Setzt voraus"]
        [cards]
        on = ["cloze"]
        off = ["use"]
        deck_tags = ["#karten"]
        cloze_marks = ["**"]
        inline_separator = ";;"
        inline_reversed_separator = ";;;"
        separator = "!"
        reversed_separator = "!!"
        end_marker = "***"
        ignored_tags = ["#draft"]
        learn = false
        all_notes_are_decks = true
        anki_begin = "CARD"
        anki_end = "DONE"
        anki_inline_begin = "<"
        anki_inline_end = ">"
        anki_deck_line = "DECK"
        anki_tags_line = "TAGS"
        anki_delete_line = "GONE"
        anki_frozen_line = "ALWAYS"
        anki_curly_clozes = true
        anki_highlight_clozes = true
        anki_fields = ["Vocabulary: Word, Meaning"]
        anki_patterns = ["Basic: ^(.+) = (.+)$"]
        logseq_tag = ""
        card_tag = "#karte"
        card_inline_separator = ";;"
        card_inline_reversed_separator = ";;;"
        card_line_clozes = true
        [new]
        folder = "~/zettel"
        template = "# {{title}}"
        templates.book = "# {{title}} (book)"
        [show]
        line_breaks = false
        pictures = false
        [sync]
        folder = "~/Sync/kb"
        [schedule]
        retention = 0.85
        learning_steps = "1m 15m 1d"
        relearning_steps = []
        maximum_interval_days = 730
        new_per_day = 5
        new_per_note = 4
        reviews_per_day = 100
        learn_ahead_minutes = 0
        rollover_hour = 3
        balance = false
        easy_days = ["Saturday:0.5", "sunday:0"]
        leech_threshold = 6
        [schedule.tags.python]
        new_per_day = 2
        [schedule.tags."#exam"]
        retention = 0.95
        learning_steps = ["5m"]
        """,
        encoding="utf-8",
    )
    read = read_configuration(environ(file))
    assert {setting.origin for setting in read.listed} == {Origin.FILE}
    assert read.settings.store.path == Path("~/notes.db").expanduser()
    assert not read.settings.store.daily_backups
    assert read.settings.imports.extensions == (".md", ".txt", ".org")
    assert read.settings.notes.kinds == ("molecule", "map")
    assert not read.settings.notes.colours_are_tags
    assert read.settings.fields.definition == ("Begriff", "Was ist das")
    assert read.settings.fields.reflection == ("Gedanken",)
    assert read.settings.cards.on == ("cloze",)
    assert read.settings.cards.deck_tags == ("karten",)
    assert read.settings.cards.end_marker == "***"
    assert read.settings.cards.cloze_patterns == ("**",), "by the name that it had before"
    assert read.settings.cards.card_tag == "karte"
    assert read.settings.explicit == {setting.name for setting in read.listed}
    assert read.settings.new.folder == Path("~/zettel").expanduser()
    assert read.settings.new.templates == (Template(name="book", text="# {{title}} (book)"),)
    assert read.settings.schedule.learning_steps == ("1m", "15m", "1d")
    assert read.settings.schedule.relearning_steps == ()
    assert read.settings.schedule.new_per_note == 4
    assert not read.settings.schedule.balance
    assert read.settings.schedule.easy_days == ("saturday:0.5", "sunday:0")
    assert read.settings.schedule.tags == (
        Override(tag="python", new_per_day=2),
        Override(tag="exam", retention=0.95, learning_steps=("5m",)),
    )


def test_the_generators_that_can_be_named_are_those_that_there_are() -> None:
    assert GENERATORS == NAMES


def test_the_environment_wins_over_the_file_and_the_option_over_both(file: Path) -> None:
    file.write_text('[store]\npath = "/file.db"\n', encoding="utf-8")

    def path_and_origin(option: Path | None, **more: str) -> tuple[str, Origin]:
        first = read_configuration(environ(file, **more), store=option).listed[0]
        return str(first.value), first.origin

    assert path_and_origin(None) == ("/file.db", Origin.FILE)
    assert path_and_origin(None, KB_DB="/env.db") == ("/env.db", Origin.ENVIRONMENT)
    assert path_and_origin(Path("/option.db"), KB_DB="/env.db") == ("/option.db", Origin.OPTION)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('[import]\n\nextentions = ["md"]\n', 3, "there is no setting import.extentions"),
        ('[import]\n\nextentions = ["md"]\n', 3, "Did you mean import.extensions?"),
        ("# one\n[improt]\nextensions = []\n", 3, "Did you mean import.extensions?"),
        ('path = "x"\n', 1, "Did you mean store.path?"),
        ("[colours]\n", 1, "there is no setting colours"),
        ("\nimport.extensions = 3\n", 2, "import.extensions must be file name extensions"),
        ('[import]\nextensions = ["a/b"]\n', 2, "import.extensions must be file name extensions"),
        ('[notes]\ncolours_are_tags = "no"\n', 2, "must be true or false"),
        ("[store]\npath = 7\n", 2, "store.path must be a path"),
        ('[fields]\ntags = [""]\n', 2, "fields.tags must be a list of words"),
        ("[fields]\ntags = [1]\n", 2, "fields.tags must be a list of words"),
        ('[fields.tags]\nmore = ["x"]\n', 2, "fields.tags must be a list of words"),
        ('[cards]\non = ["clozes"]\n', 2, "cards.on must be a list of generators"),
        ("[cards]\nseparator = 1\n", 2, "cards.separator must be a line of text"),
        ("[cards]\nend_marker = 1\n", 2, "cards.end_marker must be a line of text"),
        (
            "[schedule]\nretention = 0.5\n",
            2,
            "retention must be a number from 0.7 to 0.99",
        ),
        ("[schedule]\nretention = true\n", 2, "schedule.retention must be a number"),
        ("[schedule]\nnew_per_day = 1.5\n", 2, "schedule.new_per_day must be a whole number"),
        ("[schedule]\nnew_per_day = -1\n", 2, "schedule.new_per_day must be a whole number"),
        ('[schedule]\nlearning_steps = "10"\n', 2, "schedule.learning_steps must be durations"),
        ('[schedule]\nlearning_steps = ["400d"]\n', 2, "schedule.learning_steps must be durations"),
        (
            "[schedule]\n\n[schedule.tags.x]\nretension = 1\n",
            4,
            "Did you mean schedule.tags.x.retention?",
        ),
        (
            "[schedule.tags.x]\nretention = 1\n",
            2,
            "schedule.tags.x.retention must be a number from 0.7",
        ),
        ('[schedule]\neasy_days = "sunday"\n', 2, "schedule.easy_days must be days of the week"),
        ('[schedule]\neasy_days = ["sunday:2"]\n', 2, "with shares from 0 to 1"),
        (
            '[schedule]\neasy_days = ["sunday:0", "Sunday:1"]\n',
            2,
            "schedule.easy_days must be days of the week",
        ),
        ("[schedule]\ntags = 1\n", 2, "schedule.tags must be tables such as"),
        ("[store\n", 1, "is not TOML"),
        ("[store]\na = 1\na = 2\n", 3, "is not TOML"),
    ],
)
def test_a_mistake_is_refused_with_file_line_and_the_nearest_name(
    file: Path, text: str, line: int, says: str
) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        read_configuration(environ(file))
    assert refused.value.message.startswith(f"{file}:{line}")
    assert says in refused.value.message
    assert refused.value.exit_code == 2


def test_a_file_that_was_named_has_to_exist(file: Path) -> None:
    with pytest.raises(ConfigError, match="which does not exist"):
        read_configuration(environ(file))


def test_a_file_that_is_no_text_is_refused(file: Path) -> None:
    file.write_bytes(b"\xff\xfe[\0")
    with pytest.raises(ConfigError, match="not UTF-8"):
        read_configuration(environ(file))


def test_a_folder_in_the_files_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read"):
        read_configuration(environ(tmp_path))


def test_a_file_with_a_byte_order_mark_is_read(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf[notes]\nkinds = ['map']\n")
    assert read_configuration(environ(file)).settings.notes.kinds == ("map",)


def test_reading_the_settings_changes_no_environment(file: Path) -> None:
    before = dict(os.environ)
    file.write_text("", encoding="utf-8")
    read_configuration(environ(file))
    assert dict(os.environ) == before
