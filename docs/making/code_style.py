"""Write the style of marked code for the page: ``python -m docs.making.code_style``."""

from pathlib import Path
from typing import Final

from kb.html.code import stylesheet

FILE: Final = Path(__file__).parents[2] / "kb/web/static/code.css"

if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(stylesheet(), encoding="utf-8")
