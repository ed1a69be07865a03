"""Warnings about links to headings and blocks that do not exist."""

from tests.app.conftest import Import, Write


async def test_links_to_headings_and_blocks_that_are_not_there_are_warned_of(
    write: Write, imported: Import
) -> None:
    write("b.md", "# b\n\n## Set-up\n\nText. ^here\n")
    text = "[[b#Set-up]] [[b#set up]] [x](b.md#set-up) [[b#^here]]\n\n[[b#Setup of]] [[b#^gone]]"
    folder = write("a.md", f"{text} [[#Own]] [[missing#Part]]\n").parent
    report = await imported(folder)
    assert [(each.line, each.code, each.severity) for each in report.problems] == [
        (3, "heading-missing", "warning"),
        (3, "block-missing", "warning"),
        (3, "heading-missing", "warning"),
    ]
    assert report.problems[0].message == (
        "[[b#Setup of]]: b.md has no heading “Setup of”. Did you mean “Set-up”?"
    )
