"""docs/configuration.md is what the settings say of themselves."""

import re

from docs.making.configuration import PAGE, page
from kb.config.file import definitions
from kb.config.settings import override_fields


def test_the_page_is_made_from_the_settings() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "“make docs” writes it anew"


def test_the_page_shows_every_setting() -> None:
    shown = set(re.findall(r"^\| `(\w+)` \|", page(), re.MULTILINE))
    assert shown == {name.partition(".")[2] for name in definitions()} | set(override_fields())
