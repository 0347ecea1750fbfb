"""docs/command-line.md, against what the commands show."""

from contract.command_line_page import PAGE, PICTURE, written


def test_page_shows_what_the_commands_show() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert (page, PICTURE.read_text(encoding="utf-8")) == written(page), "stale: run scripts/screens"
