"""What is embedded of a note: a part, or all of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.html.parts import part_of

BODY = """# Kiln

Hot. ^hot

## Parts

- door ^door
- shelf
  of clay ^shelf

| a | b |
|---|---|

^table

```
## No heading
```

### Cone

Melts.

## Fuel

Wood."""


@pytest.mark.parametrize(
    ("subpath", "text"),
    [
        ("", BODY),
        ("#Fuel", "## Fuel\n\nWood."),
        ("#kiln#FUEL", "## Fuel\n\nWood."),
        ("#Cone", "### Cone\n\nMelts."),
        ("#^hot", "Hot. ^hot"),
        ("#^door", "- door ^door"),
        ("#^shelf", "- shelf\n  of clay ^shelf"),
        ("#^table", "| a | b |\n|---|---|"),
        ("#No heading", None),
        ("#^none", None),
    ],
)
def test_a_part_is_cut_out(subpath: str, text: str | None) -> None:
    assert part_of(BODY, subpath) == text


def test_a_section_has_its_subsections() -> None:
    part = part_of(BODY, "#Parts") or ""
    assert part.startswith("## Parts")
    assert part.endswith("### Cone\n\nMelts.")


@given(st.text("#^a- \n`|"), st.text("#^a- "))
def test_no_text_raises(body: str, subpath: str) -> None:
    part_of(body, subpath)
