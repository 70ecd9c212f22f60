"""The terminal: one screen that always fits, words that wrap, and no escape sequence but our own."""

import re

import pyte
import pytest

from churn import churn, worded
from mlgate.rendering import terminal
from mlgate.rendering.columns import row_width, table, width_of, wrapped
from mlgate.rendering.safety import one_line
from nasty import everything, steering

WRITTEN = (("mlgate.yaml", "answers"), ("mlgate.md", "the report, attach this one"))
OURS = re.compile(r"\x1b\[(?:0|1|2|1;36|31|32|33)m")
WIDTHS = [40, 60, 80, 120]


def shown(text: str, width: int = 80, height: int = 24) -> list[str]:
    """The lines that a terminal of this size shows."""
    display = pyte.Screen(width, height)
    pyte.Stream(display).feed(text.replace("\n", "\r\n"))
    return [line.rstrip() for line in display.display]


@everything
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("colour", [False, True], ids=["plain", "colour"])
def test_the_verdict_fits_one_screen(words: str, width: int, colour: bool) -> None:
    text = terminal.screen(worded(words).report, width, colour=colour, written=WRITTEN)
    lines = OURS.sub("", text).rstrip("\n").split("\n")
    assert len(lines) <= terminal.TALLEST
    assert max(map(width_of, lines)) <= width
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "".join(lines))


@pytest.mark.parametrize("width", WIDTHS)
def test_colour_changes_no_word(width: int) -> None:
    plain, coloured = (terminal.screen(churn().report, width, colour=colour) for colour in (False, True))
    assert "\x1b" not in plain
    assert shown(coloured, width) == shown(plain, width)


def test_verdict_reasons_and_next_step_are_on_the_screen() -> None:
    text = "\n".join(shown(terminal.screen(churn().report, 80, written=WRITTEN)))
    for part in ("RULES OR SQL FIRST, NOT ML YET.", "provisional", "Why ", "For ML", "Could still become", "Next"):
        assert part in text
    assert text.rstrip().endswith("Written  mlgate.yaml (answers); mlgate.md (the report, attach this one)")


@everything
@pytest.mark.parametrize("tallest", [14, 19])
def test_the_headline_stays_in_sight_above_what_follows(words: str, tallest: int) -> None:
    report = worded(words).report
    text = terminal.screen(report, 80, written=WRITTEN, tallest=tallest)
    lines = text.rstrip("\n").split("\n")
    assert len(lines) <= tallest
    assert lines[:3] == terminal.screen(report, 80, written=WRITTEN).split("\n")[:3]


@everything
@pytest.mark.parametrize("width", [30, 60, 80])
def test_the_whole_report_stays_within_the_width(words: str, width: int) -> None:
    text = terminal.full(worded(words).report, width, colour=True)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", OURS.sub("", text))
    lines = OURS.sub("", text).split("\n")
    assert [line for line in lines if width_of(line) > width and not line.startswith("  ")] == []


@steering
def test_nothing_typed_moves_the_cursor(words: str) -> None:
    lines = shown(terminal.full(worded(words).report, 80, colour=True), 80, 2000)
    clean = one_line(words)
    assert clean.split(" ")[0] in lines[0] + lines[1]
    assert any("Recompute" in line for line in lines)


def test_long_words_are_shown_in_full() -> None:
    text = terminal.full(worded("x" * 10_000).report, 80)
    assert max(len(part) for part in re.findall("x+", text.replace("\n    ", ""))) == 10_000


def test_ascii_says_everything_without_a_single_other_character() -> None:
    report = churn().report
    text = terminal.screen(report, glyphs=terminal.ASCII, written=WRITTEN) + terminal.full(
        report, glyphs=terminal.ASCII
    )
    assert [character for character in set(text) if not character.isascii() and character not in "ü"] == []
    assert "###" in text


@pytest.mark.parametrize(
    ("encoding", "glyphs"),
    [("utf-8", terminal.UNICODE), ("cp1252", terminal.ASCII), ("ascii", terminal.ASCII), ("nonsense", terminal.ASCII)],
)
def test_characters_are_chosen_by_encoding(encoding: str, glyphs: terminal.Glyphs) -> None:
    assert terminal.glyphs_for(encoding) == glyphs


# --- Columns ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        pytest.param("a bc def", 4, ["a bc", "def"], id="at spaces"),
        pytest.param("abcdefgh", 3, ["abc", "def", "gh"], id="a long word is cut, not lost"),
        pytest.param("客户流失", 4, ["客户", "流失"], id="wide characters count twice"),
        pytest.param("", 5, [""], id="nothing"),
    ],
)
def test_words_wrap(text: str, width: int, lines: list[str]) -> None:
    assert ["".join(part for part, _ in row) for row in wrapped([(text, "")], width)] == lines


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    rows = wrapped([("one two three four", "")], 7, 2)
    assert ["".join(part for part, _ in row) for row in rows] == ["one two", "three…"]


@pytest.mark.parametrize("width", range(8, 60, 7))
def test_a_table_keeps_to_its_width(width: int) -> None:
    rows = [[[("name", "")], [("what it says, at some length", "")], [("x" * 30, "")]], [[("a", "")], [], [("b", "")]]]
    laid_out = table(rows, width)
    assert max(map(row_width, laid_out)) <= max(width, 3 + 4)
