"""Numbered lines: what is shown, what can be typed, and that no control character is ever written."""

import io

import pytest

from mlgate.interview.screens import (
    UNKNOWN,
    Back,
    Done,
    Headline,
    Option,
    Pick,
    Picked,
    Remark,
    Reopened,
    Reply,
    Review,
    Row,
    Screen,
    WantNote,
    Write,
    Written,
)
from mlgate.prompts.plain import Plain

LIST = Pick(
    "Which one?",
    (Option("a", "The first"), Option("b", "The second")),
    title="Decision",
    counter="1 of at most 12",
    why="It matters.",
    more="More about it.",
)
LINE = Write("How many?", title="Data", asides="?<+", check=lambda text: "" if text != "bad" else "That is bad.")


def asked(screen: Screen, typed: str) -> tuple[Reply, str]:
    written = io.StringIO()
    return Plain(io.StringIO(typed), written).ask(screen), written.getvalue()


def test_a_list() -> None:
    assert (
        asked(LIST, "\n")[1]
        == """
[1 of at most 12] Decision
Which one?
It matters.
  1 The first
  2 The second
  3 I don't know yet
Type a number. Enter alone: I don't know yet. Several, if any of them may be true: 1,2. \
Type ? for help, < to go back or + for a note.
> """
    )


def test_a_line() -> None:
    assert (
        asked(Write("Why?", text="old"), "\n")[1]
        == """
Why?
Before: old. Enter keeps it, - clears it. Type < to go back.
> """
    )


def test_one_of_several_sentences_is_no_text_to_clear() -> None:
    screen = Write("Which project?", numbered=("This one", "A new one"), text="1", asides="")
    assert asked(screen, "\n")[1].endswith("  2 A new one\nEnter alone: 1.\n> ")
    assert asked(screen, "-\n")[0] == Written("-")
    stoppers = Write("Any of these?", title="Stoppers", numbered=("It is banned",), text="1?")
    assert "Before: 1?. Enter keeps it, - clears it." in asked(stoppers, "\n")[1]


def test_stoppers_are_numbered() -> None:
    assert (
        "\n  1 It is banned\n  2 Nobody wants it\n"
        in asked(Write("?", numbered=("It is banned", "Nobody wants it")), "\n")[1]
    )


@pytest.mark.parametrize(
    ("screen", "typed", "reply"),
    [
        pytest.param(LIST, "\n", Picked((UNKNOWN,)), id="Enter alone is I don't know"),
        pytest.param(LIST, "1\n", Picked(("a",)), id="a number"),
        pytest.param(LIST, " 3 \n", Picked((UNKNOWN,)), id="the last one"),
        pytest.param(LIST, "2, 1\n", Picked(("a", "b")), id="several"),
        pytest.param(LIST, "<\n", Back(), id="back"),
        pytest.param(LIST, "+\n", WantNote(), id="note"),
        pytest.param(Pick("?", LIST.options, at="b"), "\n", Picked(("b",)), id="the answer before"),
        pytest.param(Pick("?", LIST.options, marked=("a", "b")), "\n", Picked(("a", "b")), id="the answers before"),
        pytest.param(LINE, "12k\n", Written("12k"), id="typed"),
        pytest.param(LINE, "\n", Written(""), id="an empty line"),
        pytest.param(LINE, "bad\ngood\n", Written("good"), id="asked again"),
        pytest.param(LINE, "<\n", Back(), id="back from a line"),
        pytest.param(Write("?", text="old"), "\n", Written("old"), id="kept"),
        pytest.param(Write("?", text="old"), "-\n", Written(""), id="cleared"),
        pytest.param(Write("?"), "-\n", Written("-"), id="a dash where nothing was"),
        pytest.param(LINE, "last", Written("last"), id="no end of line"),
    ],
)
def test_typing(screen: Screen, typed: str, reply: Reply) -> None:
    assert asked(screen, typed)[0] == reply


@pytest.mark.parametrize(
    ("screen", "typed", "sentence"),
    [
        pytest.param(LIST, "4", "Type a number from 1 to 3, or press Enter.", id="too high"),
        pytest.param(LIST, "0", "Type a number from 1 to 3, or press Enter.", id="zero"),
        pytest.param(LIST, "first", "Type a number from 1 to 3, or press Enter.", id="a word"),
        pytest.param(LIST, "1 x", "Type a number from 1 to 3, or press Enter.", id="a number and a word"),
        pytest.param(LIST, ",", "Type a number from 1 to 3, or press Enter.", id="a comma"),
        pytest.param(LIST, "²", "Type a number from 1 to 3, or press Enter.", id="a raised digit"),
        pytest.param(LIST, "1,3", "3 stands alone: type it without the others.", id="known and unknown"),
        pytest.param(
            Pick("?", LIST.options, several=""), "1,2", "Only one of them: type a number from 1 to 3.", id="one"
        ),
        pytest.param(
            LIST,
            "?",
            "More about it.\nSeveral may be true? Type their numbers, as 1,2; then any of them counts as possible.",
            id="help",
        ),
        pytest.param(Pick("?", LIST.options, several="", more="More."), "?", "More.", id="help where one is taken"),
        pytest.param(LINE, "?", "There is no more help on this question.", id="no help"),
        pytest.param(LINE, "bad", "That is bad.", id="refused"),
    ],
)
def test_what_cannot_be_taken_is_said_and_asked_again(screen: Screen, typed: str, sentence: str) -> None:
    assert asked(screen, f"{typed}\n1\n")[1].endswith(f"> {sentence}\n> ")


@pytest.mark.parametrize("screen", [LIST, LINE], ids=["list", "line"])
def test_the_end_of_the_input_stops(screen: Screen) -> None:
    with pytest.raises(KeyboardInterrupt):
        asked(screen, "")


def test_messages() -> None:
    written = io.StringIO()
    plain = Plain(io.StringIO(), written)
    plain.tell(Headline("Title", ("One.",)))
    plain.tell(Remark("Something."))
    plain.tell(Done("Cost", "80,000 EUR"))
    plain.tell(Reopened("Cost"))
    plain.tell(Review("Check:", (Row("Cost", "80,000 EUR", "80k"),)))
    assert written.getvalue() == (
        "\nTitle\nOne.\nSomething.\nAnswered. Cost: 80,000 EUR\nBack to: Cost\n\nCheck:\n1. Cost: 80,000 EUR\n"
    )


def test_text_from_files_cannot_move_the_cursor() -> None:
    evil = "a\x1b[2J\u202eb\rc"
    screen = Pick(evil, (Option("a", evil),), title=evil, why=evil, more=evil, remark=evil, note=evil)
    written = io.StringIO()
    plain = Plain(io.StringIO("?\n1\n"), written)
    plain.ask(screen)
    plain.tell(Review(evil, (Row(evil, evil, evil),)))
    assert not {"\x1b", "\u202e", "\r"} & set(written.getvalue())
