"""docs/configuration.md is generated from the settings."""

import re

from docs.making.configuration import PAGE, page
from kb.config.settings import OVERRIDABLE, SETTINGS


def test_the_page_is_made_from_the_settings() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "“make docs” writes it again"


def test_the_page_shows_every_setting() -> None:
    shown = set(re.findall(r"^\| `(\w+)` \|", page(), re.MULTILINE))
    assert shown == {name.partition(".")[2] for name in SETTINGS} | set(OVERRIDABLE)
