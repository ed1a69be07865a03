"""What a line of Markdown can be, as far as its beginning tells."""

import re

PLAIN = re.compile(
    r"[^\W\d_]"  # what most lines begin with, tried first
    r"|[^\s\w#>+*`~-]"
    r"|[*_]{1,3}[^\s*_]|[-+][^\s+-]|`{1,2}(?!`)|~{1,2}(?!~)"
    r"|\#++(?![ \t]|$)|[0-9]++(?![.)](?:[ \t]|$))"
)
"""How a line begins, behind its indentation, that starts a paragraph, or goes on with one."""

ENDS_PARAGRAPH = re.compile(
    r"\#{1,6}(?:[ \t]|$)|>|```[^`]*$|~~~|(?:[-+*]|0{,8}1[.)])[ \t]+[^ \t]"
    r"|([-*_])(?:[ \t]*+\1){2,}+[ \t]*$"
)
"""How a line at the margin begins that is no part of the paragraph above it."""

HORIZONTAL = re.compile(r"([-*_])(?:[ \t]*+\1){2,}+[ \t]*")
"""A horizontal rule, at the margin."""


def is_empty(line: str) -> bool:
    """Returns whether a line holds nothing but spaces."""
    return not line or line.isspace()
