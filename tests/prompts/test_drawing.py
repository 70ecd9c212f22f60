"""What a question looks like: exactly these lines at 80 columns, nothing cut at 60, nothing dangerous anywhere."""

import pytest

from mlgate.interview.screens import Done, Headline, Message, Option, Pick, Remark, Reopened, Review, Row, Screen, Write
from mlgate.prompts.drawing import Line, entries, foot, head, said
from mlgate.prompts.words import ASCII, UNICODE, Marks, hang, marks_for, width_of, wrap

DECISION = Pick(
    "Who will do something differently because of the prediction?",
    (
        Option("named", "A named person or team takes a named action"),
        Option("vague", "Somebody will use it, but the action is not fixed"),
        Option("none", "Nobody yet"),
    ),
    title="Decision",
    counter="1 of at most 12",
    why="If nobody acts on it, it is a report, not a project.",
)
MONEY = Write(
    "What would reaching the target be worth a year, beyond what the simplest method already gives?",
    title="Money",
    counter="6 of at most 12",
    why="In EUR. A range is fine: 50k..200k. Enter alone: I don't know yet.",
    asides="?<+",
)
STOPPERS = Write(
    "Is any of these true? Type the numbers, 0 for none, 2? if unsure about 2.",
    title="Stoppers",
    counter="11 of at most 11",
    remark="(1 question fewer: time limits does not apply here.)",
    numbered=("The use is banned, or we would not want it in the newspaper", "The data may not be used for this"),
)


def text(lines: list[Line]) -> str:
    return "\n".join("".join(part for _, part in line).rstrip() for line in lines)


def drawn(screen: Screen, width: int = 80, marks: Marks = UNICODE, *, more: bool = False, error: str = "") -> str:
    lines = head(screen, width, marks, more=more)
    if isinstance(screen, Pick):
        for _, entry in entries(screen, screen.at, screen.marked, width, marks):
            lines += entry
    else:
        lines += [[("", "  > " + screen.text)]]
    return text(lines + foot(screen, width, marks, error=error))


def test_a_list() -> None:
    assert (
        drawn(DECISION)
        == """
[1 of at most 12] Decision ─────────────────────────────────────────────────────
  Who will do something differently because of the prediction?
  If nobody acts on it, it is a report, not a project.

      A named person or team takes a named action
      Somebody will use it, but the action is not fixed
      Nobody yet
    ❯ ── I don't know yet

  ↑↓ choose   Enter take it   ? help   < back   + note"""
    )


def test_a_list_without_unicode() -> None:
    assert (
        drawn(DECISION, marks=ASCII)
        == """
[1 of at most 12] Decision -----------------------------------------------------
  Who will do something differently because of the prediction?
  If nobody acts on it, it is a report, not a project.

      A named person or team takes a named action
      Somebody will use it, but the action is not fixed
      Nobody yet
    > -- I don't know yet

  Up, Down choose   Enter take it   ? help   < back   + note"""
    )


def test_a_line_to_type() -> None:
    assert (
        drawn(MONEY)
        == """
[6 of at most 12] Money ────────────────────────────────────────────────────────
  What would reaching the target be worth a year, beyond what the simplest
  method already gives?
  In EUR. A range is fine: 50k..200k. Enter alone: I don't know yet.

  >

  On a line of its own:   ? help   < back   + note"""
    )


def test_stoppers() -> None:
    assert (
        drawn(STOPPERS)
        == """
[11 of at most 11] Stoppers ────────────────────────────────────────────────────
  Is any of these true? Type the numbers, 0 for none, 2? if unsure about 2.
  (1 question fewer: time limits does not apply here.)

   1 The use is banned, or we would not want it in the newspaper
   2 The data may not be used for this

  >

  On a line of its own:   < back"""
    )


def test_a_line_behind_an_answer() -> None:
    assert (
        drawn(Write("Why not, or who would know? (Enter to skip)"))
        == """
  Why not, or who would know? (Enter to skip)
  >"""
    )


def test_narrow_terminals_wrap_labels_under_themselves() -> None:
    long = Pick(
        "What kind?", (Option("a", "A label that goes on and on, much longer than the terminal is wide"),), at="a"
    )
    assert drawn(long, 40).splitlines()[2:5] == [
        "    ❯ A label that goes on and on, much",
        "      longer than the terminal is wide",
        "      ── I don't know yet",
    ]


def test_marks_appear_with_the_first_one() -> None:
    marked = Pick(DECISION.question, DECISION.options, at="vague", marked=("named", "vague"))
    assert drawn(marked).splitlines()[2:6] == [
        "      [x] A named person or team takes a named action",
        "    ❯ [x] Somebody will use it, but the action is not fixed",
        "      [ ] Nobody yet",
        "          ── I don't know yet",
    ]
    several = Pick("Which?", (Option("eu", "Of the EU"),), several="all")
    assert "      [ ] Of the EU" in drawn(several).splitlines()
    assert "Space mark" in drawn(several)


def test_what_is_wrong_stands_below_the_line() -> None:
    assert drawn(MONEY, error="'x' is not a number: type 12k.").splitlines()[-3:] == [
        "  ! 'x' is not a number: type 12k.",
        "",
        "  On a line of its own:   ? help   < back   + note",
    ]


def test_help_and_note_are_shown() -> None:
    shown = drawn(Pick("Why?", (), title="T", more="First.\nSecond.", note="mine"), more=True)
    assert "\n\n  First.\n  Second.\n" in shown
    assert "  Note: mine" in shown
    assert "no more help" in drawn(Pick("Why?", (), several=""), more=True)
    assert "Mark them with Space" in drawn(DECISION, more=True)
    assert "Space" not in drawn(Pick("Why?", (), several="all"), more=True).split("choose")[0]


@pytest.mark.parametrize(
    ("message", "lines"),
    [
        pytest.param(Headline("Title", ("One.", "Two.")), ["", "  Title", "", "  One.", "  Two."], id="headline"),
        pytest.param(Remark("Something."), ["  Something."], id="remark"),
        pytest.param(Done("Baseline", "don't know yet."), ["  ✓ Baseline: don't know yet."], id="done"),
        pytest.param(Done("Predictable?", "yes"), ["  ✓ Predictable? yes"], id="a title with its own mark"),
        pytest.param(Reopened("Baseline"), ["  ↩ Back to: Baseline"], id="reopened"),
        pytest.param(
            Done("Decision", "a named person or team takes a named action, and so on until the line is full"),
            [
                "  ✓ Decision: a named person or team takes a named action, and so on until the",
                "    line is full",
            ],
            id="done, wrapped",
        ),
    ],
)
def test_messages(message: Message, lines: list[str]) -> None:
    assert text(said(message, 80, UNICODE)).split("\n") == lines


REVIEW = Review(
    "Check your answers:",
    (
        Row("Decision", "Retention calls the 500 most likely to leave", "named"),
        Row("Baseline", "don't know yet (the analyst may have one, and she is back on Monday)", "unknown"),
        Row("Cost of an error", "little or noticeable", "trivial or moderate"),
    ),
)


def test_the_review_in_columns() -> None:
    assert text(said(REVIEW, 80, UNICODE)).splitlines() == [
        "",
        "  Check your answers:",
        "",
        "   1 Decision          Retention calls the 500 most likely to leave       named",
        "   2 Baseline          don't know yet (the analyst may have one, and    unknown",
        "                       she is back on Monday)",
        "   3 Cost of an error  little or noticeable",
    ]


def test_the_review_on_a_narrow_terminal_has_no_short_forms() -> None:
    assert text(said(REVIEW, 60, UNICODE)).splitlines()[3:] == [
        "   1 Decision          Retention calls the 500 most likely",
        "                       to leave",
        "   2 Baseline          don't know yet (the analyst may have",
        "                       one, and she is back on Monday)",
        "   3 Cost of an error  little or noticeable",
    ]


@pytest.mark.parametrize("width", [24, 40, 60, 80])
@pytest.mark.parametrize("marks", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(width: int, marks: Marks) -> None:
    wide = Pick(
        "問" * 50, (Option("a", "x" * 100),), title="T" * 90, counter="1 of at most 2", why="w " * 80, more="m" * 99
    )
    for screen in (DECISION, MONEY, STOPPERS, wide):
        lines = drawn(screen, width, marks, more=True).splitlines()
        assert max(map(width_of, lines)) <= width
    assert drawn(wide, width, marks).count("問") == 50
    assert drawn(wide, width, marks).count("x") >= 100
    for message in (REVIEW, Done("T" * 30, "d" * 200), Remark("r" * 99)):
        assert max(map(width_of, text(said(message, width, marks)).splitlines())) <= width


def test_text_from_files_cannot_move_the_cursor() -> None:
    evil = "a\x1b[2J\u202eb"
    screen = Pick(evil, (Option("a", evil),), title=evil, counter=evil, why=evil, more=evil, remark=evil, note=evil)
    line = Write(evil, title=evil, why=evil, numbered=(evil,))
    review = Review(evil, (Row(evil, evil, evil),))
    shown = drawn(screen, more=True) + drawn(line, error=evil) + text(said(review, 80, UNICODE))
    shown += text(said(Done(evil, evil), 80, UNICODE)) + text(said(Headline(evil, (evil,)), 80, UNICODE))
    assert not {"\x1b", "\u202e"} & set(shown)


def test_wrapping() -> None:
    assert wrap("one two three", 8) == ["one two", "three"]
    assert wrap("abcdefghijkl", 8) == ["abcdefgh", "ijkl"]
    assert wrap("日本語日本語", 8) == ["日本語日", "本語"]
    assert wrap("first\nsecond", 80) == ["first", "second"]
    assert hang("one two three four", 12, "- ") == ["- one two", "  three four"]


@pytest.mark.parametrize(
    ("encoding", "marks"),
    [("utf-8", UNICODE), ("UTF8", UNICODE), ("cp1252", ASCII), ("ascii", ASCII), (None, ASCII)],
)
def test_marks_suit_the_encoding(encoding: str | None, marks: Marks) -> None:
    assert marks_for(encoding) is marks
