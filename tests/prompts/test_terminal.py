"""The keys of the terminal prompt, through prompt_toolkit's own pipe, which ends after them so that nothing hangs."""

import io
from collections.abc import Callable, Iterator

import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput, Output
from prompt_toolkit.output.vt100 import Vt100_Output

from mlgate.interview.screens import UNKNOWN, Back, Done, Option, Pick, Picked, Reply, Screen, WantNote, Write, Written
from mlgate.prompts.terminal import Terminal

UP, DOWN = "\x1b[A", "\x1b[B"
LIST = Pick("Which?", (Option("a", "A"), Option("b", "B"), Option("c", "C")), title="T", more="More about it.")
LINE = Write("How many?", title="T", asides="?<+", check=lambda text: "" if text != "bad" else "That is bad.")

FILLED = Write("How many?", title="T", asides="?<+", text="30k")


@pytest.fixture
def keyboard() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe:
        yield pipe


@pytest.fixture
def press(keyboard: PipeInput) -> Callable[..., Reply]:
    def pressing(screen: Screen, keys: str, output: Output | None = None) -> Reply:
        keyboard.send_text(keys)
        keyboard.close()
        return Terminal(stderr=io.StringIO(), source=keyboard, target=output or DummyOutput()).ask(screen)

    return pressing


@pytest.mark.parametrize(
    ("screen", "keys", "reply"),
    [
        pytest.param(LIST, "\r", Picked((UNKNOWN,)), id="Enter alone is I don't know"),
        pytest.param(LIST, UP + "\n", Picked(("c",)), id="a line feed is Enter"),
        pytest.param(LINE, "5\n", Written("5"), id="typed, line feed"),
        pytest.param(FILLED, "\r", Written("30k"), id="what stood there"),
        pytest.param(FILLED, "<\r", Back(), id="back, behind what stood there"),
        pytest.param(FILLED, " +\r", WantNote(), id="a note, behind what stood there"),
        pytest.param(FILLED, "?\r\r", Written("30k"), id="help, behind what stood there, leaves it"),
        pytest.param(LINE, "what?\r", Written("what?"), id="a text may end in a question mark"),
        pytest.param(LIST, UP + "\r", Picked(("c",)), id="up"),
        pytest.param(LIST, DOWN + "\r", Picked(("a",)), id="down goes round to the first"),
        pytest.param(LIST, UP * 3 + "\r", Picked(("a",)), id="up three times"),
        pytest.param(LIST, "\x10\x10\r", Picked(("b",)), id="Ctrl-P"),
        pytest.param(LIST, DOWN + " " + DOWN + " \r", Picked(("a", "b")), id="two marked"),
        pytest.param(LIST, UP + " " + UP + UP + " \r", Picked(("a", "c")), id="marked in any order"),
        pytest.param(LIST, UP + "  \r", Picked(("c",)), id="marked and unmarked"),
        pytest.param(LIST, " \r", Picked((UNKNOWN,)), id="I don't know cannot be marked"),
        pytest.param(LIST, "<", Back(), id="back"),
        pytest.param(LIST, UP + "+", WantNote("c"), id="note"),
        pytest.param(LIST, UP + " +", WantNote("c", ("c",)), id="note with a mark"),
        pytest.param(LIST, "?" + UP + "\r", Picked(("c",)), id="help leaves the question open"),
        pytest.param(LIST, "xyz5\r", Picked((UNKNOWN,)), id="other keys do nothing"),
        pytest.param(LIST, "\x1b\r", Picked((UNKNOWN,)), id="Esc Enter is Enter"),
        pytest.param(LIST, "\x1b[200~b\r\x1b[201~\r", Picked((UNKNOWN,)), id="pasted text picks nothing"),
        pytest.param(Pick("Q?", LIST.options, at="b"), "\r", Picked(("b",)), id="the answer before"),
        pytest.param(Pick("Q?", LIST.options, at="gone"), "\r", Picked((UNKNOWN,)), id="an answer that is gone"),
        pytest.param(
            Pick("Q?", LIST.options, at="a", marked=("a", "b")), "\r", Picked(("a", "b")), id="the marks before"
        ),
        pytest.param(Pick("Q?", LIST.options, several=""), UP + " \r", Picked(("c",)), id="nothing to mark"),
        pytest.param(LINE, "12k\r", Written("12k"), id="typed"),
        pytest.param(LINE, "\r", Written(""), id="an empty line"),
        pytest.param(LINE, " 5 \x1b\r", Written("5"), id="typed, Esc Enter"),
        pytest.param(LINE, "<\r", Back(), id="back on a line of its own"),
        pytest.param(LINE, "<5k\r", Written("<5k"), id="a sign before a number is no key"),
        pytest.param(LINE, "+\r", WantNote(), id="note on a line of its own"),
        pytest.param(LINE, "?\r7\r", Written("7"), id="help, then typed"),
        pytest.param(LINE, "bad\r\x7f\x7f\x7fgood\r", Written("good"), id="a refused line stays for editing"),
        pytest.param(LINE, "bad\rx\r", Written("badx"), id="nothing of a refused line is lost"),
        pytest.param(Write("Q?", text="old"), "\r", Written("old"), id="what was typed before"),
        pytest.param(Write("Q?", text="old"), "er\r", Written("older"), id="what was typed before, edited"),
        pytest.param(Write("Q?", asides=""), "<\r", Written("<"), id="no way back is no key"),
    ],
)
def test_keys(press: Callable[..., Reply], screen: Screen, keys: str, reply: Reply) -> None:
    assert press(screen, keys) == reply


@pytest.mark.parametrize("screen", [LIST, LINE], ids=["list", "line"])
@pytest.mark.parametrize(
    "keys", ["\x03", "\x04", "", "abc\x04", "abc"], ids=["^C", "^D", "end", "^D in text", "end in text"]
)
def test_stopping(press: Callable[..., Reply], screen: Screen, keys: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        press(screen, keys)


def terminal_output(written: io.StringIO, columns: int = 80, rows: int = 24) -> Vt100_Output:
    return Vt100_Output(written, lambda: Size(rows=rows, columns=columns), term="xterm")


def test_nothing_goes_to_stdout_and_no_position_is_asked_for(
    press: Callable[..., Reply], capsys: pytest.CaptureFixture[str]
) -> None:
    written = io.StringIO()
    press(LIST, UP + "\r", terminal_output(written))
    assert "Which?" in written.getvalue()
    assert "\x1b[6n" not in written.getvalue()
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("rows", [3, 6, 10])
def test_a_short_terminal_still_shows_the_pointer(press: Callable[..., Reply], rows: int) -> None:
    written = io.StringIO()
    long = Pick("Which?", tuple(Option(str(n), f"Choice {n}") for n in range(15)), title="T", at="14")
    press(long, "\r", terminal_output(written, rows=rows))
    assert "Choice 14" in written.getvalue()


def test_messages_are_printed() -> None:
    written = io.StringIO()
    Terminal(stderr=io.StringIO(), target=terminal_output(written)).tell(Done("Baseline", "a\x1b[2Jb"))
    assert "Baseline: a\\x1b[2Jb" in written.getvalue().replace("\x1b[0m", "")
