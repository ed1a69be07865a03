"""Changing the configuration file: one value, and nothing else of it."""

from pathlib import Path

import pytest

from kb.config.editing import set_value, unset_value
from kb.config.file import read_configuration, values_in
from kb.config.toml import starting_text
from kb.errors import ConfigError, KbError, UsageError

WRITTEN = """\
# mine
[schedule]  # how I learn
retention = 0.85  # as my teacher said

[import]
extensions = [".md"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kb" / "config.toml"


@pytest.fixture
def environ(file: Path) -> dict[str, str]:
    return {"KB_CONFIG": str(file)}


def test_a_value_is_changed_and_comments_stay(file: Path, environ: dict[str, str]) -> None:
    file.parent.mkdir()
    file.write_text(WRITTEN)
    set_value(environ, "schedule.retention", ["0.9"])
    assert file.read_text() == WRITTEN.replace("0.85", "0.9")


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("schedule.retention", ["0.8"], 0.8),
        ("schedule.new_per_day", ["7"], 7),
        ("import.extensions", [".md", ".txt"], (".md", ".txt")),
        ("import.extensions", ["txt"], (".txt",)),
        ("import.extensions", ['[".org"]'], (".org",)),
        ("cards.on", ["cloze"], ("cloze",)),
        ("cards.inline_separator", ["7"], "7"),
        ("cards.end_marker", [""], ""),
        ("notes.colours_are_tags", ["false"], False),
        ("schedule.learning_steps", ["1m", "10m"], ("1m", "10m")),
        ("new.template", ["# {{title}}\n\nTags:\n"], "# {{title}}\n\nTags:\n"),
    ],
)
def test_words_become_the_value_that_the_setting_wants(
    file: Path, environ: dict[str, str], name: str, given: list[str], value: object
) -> None:
    set_value(environ, name, given)
    assert values_in(file.read_text(), file) == {name: value}


def test_settings_of_tags_and_templates_have_places_of_their_own(
    file: Path, environ: dict[str, str]
) -> None:
    set_value(environ, "schedule.tags.exam.retention", ["0.95"])
    set_value(environ, "schedule.tags.v1.2.new_per_day", ["3"])
    set_value(environ, "new.templates.book", ["# {{title}}"])
    settings = read_configuration(environ).settings
    assert [(each.tag, each.retention, each.new_per_day) for each in settings.schedule.tags] == [
        ("exam", 0.95, None),
        ("v1.2", None, 3),
    ]
    assert [each.name for each in settings.new.templates] == ["book"]


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("schedule.retension", ["0.9"], "Did you mean schedule.retention?"),
        ("retention", ["0.9"], "Did you mean schedule.retention?"),
        ("schedule.tags.exam.retension", ["0.9"], "Did you mean schedule.tags.exam.retention?"),
        ("schedule.tags.retention", ["0.9"], "there is no setting"),
        ("schedule.new", ["9"], "Did you mean schedule.new_per_day?"),
        ("schedule.max_reviews", ["9"], "Did you mean schedule.reviews_per_day?"),
        ("notes.color_tags", ["no"], "Did you mean notes.colours_are_tags?"),
        ("schedule", ["9"], "It is a section: name a setting in it, such as schedule.retention."),
        ("fields.foo", ["x"], "“kb config fields” lists all settings."),
        ("x", ["1"], "there is no setting x. “kb config” lists all settings."),
        ("schedule.tags", ["{}"], "kb config set schedule.tags.exam.retention 0.95"),
        ("schedule.retention", ["2"], "must be a number from 0.7 to 0.99. Nothing was changed."),
        ("schedule.retention", ["0.8", "0.9"], "must be a number"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_written(
    file: Path, environ: dict[str, str], name: str, given: list[str], says: str
) -> None:
    with pytest.raises(KbError) as refused:
        set_value(environ, name, given)
    assert says in refused.value.message
    assert not file.exists()


def test_a_file_that_is_wrong_already_is_left_alone(file: Path, environ: dict[str, str]) -> None:
    file.parent.mkdir()
    file.write_text("[schedule]\nretension = 1\n")
    with pytest.raises(ConfigError, match=r":2: there is no setting"):
        set_value(environ, "schedule.retention", ["0.9"])
    assert file.read_text() == "[schedule]\nretension = 1\n"


def test_a_setting_is_taken_out_again(file: Path, environ: dict[str, str]) -> None:
    file.parent.mkdir()
    file.write_text(WRITTEN)
    unset_value(environ, "schedule.retention")
    assert file.read_text() == WRITTEN.replace("retention = 0.85  # as my teacher said\n", "")
    with pytest.raises(UsageError, match="Its default applies"):
        unset_value(environ, "schedule.retention")
    with pytest.raises(ConfigError, match=r"Did you mean schedule\.retention"):
        unset_value(environ, "schedule.retension")


def test_a_linked_file_stays_linked_and_private(
    file: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text("")
    real.chmod(0o600)
    file.parent.mkdir()
    file.symlink_to(real)
    set_value(environ, "schedule.new_per_day", ["5"])
    assert file.is_symlink()
    assert "new_per_day = 5" in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "full").write_text("")
    with pytest.raises(ConfigError, match=r"cannot (read|write)"):
        set_value({"KB_CONFIG": str(tmp_path / "full" / "x.toml")}, "store.path", ["x"])


def test_the_file_to_begin_with_sets_nothing_and_names_all(file: Path) -> None:
    text = starting_text()
    assert values_in(text, file) == {}
    assert "# retention = 0.9\n" in text
    uncommented = [line.removeprefix("# ") for line in text.split("\n")]
    assert sum(" = " in line for line in uncommented) > 25
