"""How a problem looks: the exact shape of a message, marks that stand where they should, and text that is safe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.problem import (
    Problem,
    Unusable,
    did_you_mean,
    quote,
    render,
    render_all,
    shorten,
    suggest,
    visible,
)

KINDS = ["calculate", "lookup", "plan", "forecast", "rank"]

# name, problem, the whole message
SHAPES: list[tuple[str, Problem, str]] = [
    (
        "everything",
        Problem("unknown choice 'forcast'", "rules/team.yaml", 41, 19, 7, "    when: task == forcast", "'forecast'?"),
        """\
error: unknown choice 'forcast'
 --> rules/team.yaml:41:19
   |
41 |     when: task == forcast
   |                   ^^^^^^^
   = help: 'forecast'?""",
    ),
    (
        "one digit, a level, a code, help of two lines",
        Problem("never fires", "a.yaml", 7, 1, 2, "ab: c", "first\nsecond", "warning", "dead-rule"),
        """\
warning[dead-rule]: never fires
 --> a.yaml:7:1
  |
7 | ab: c
  | ^^
  = help: first
          second""",
    ),
    ("no place", Problem("empty", "a.yaml", help="write"), "error: empty\n --> a.yaml\n = help: write"),
    ("nothing but a message", Problem("no answers"), "error: no answers"),
    ("a place without its source", Problem("x", "a.yaml", 3, 4), "error: x\n --> a.yaml:3:4"),
    ("a tab before the mark", Problem("x", "a", 1, 3, 1, "\tab"), "error: x\n --> a:1:3\n  |\n1 |  ab\n  |   ^"),
    ("wide characters", Problem("x", "a", 1, 3, 2, "漢字漢a"), "error: x\n --> a:1:3\n  |\n1 | 漢字漢a\n  |     ^^^"),
    ("marks above letters", Problem("x", "a", 1, 3, 1, "e\u0301x"), "error: x\n --> a:1:3\n  |\n1 | e\u0301x\n  |  ^"),
    ("a mark behind the end", Problem("x", "a", 1, 9, 5, "ab"), "error: x\n --> a:1:9\n  |\n1 | ab\n  |   ^"),
    ("an escape before it", Problem("x", "a", 1, 2, 1, "\x1bz"), "error: x\n --> a:1:2\n  |\n1 | \\x1bz\n  |     ^"),
    ("a message of two lines", Problem("x\ny"), "error: x\\ny"),
]  # fmt: skip

VISIBLE = [
    ("escape sequence", "\x1b[31mred", r"\x1b[31mred"),
    ("bell, delete and a C1 control", "\x07\x7f\x9b", r"\x07\x7f\x9b"),
    ("line breaks", "a\nb\rc\u2028d\u2029", r"a\nb\x0dc\u2028d\u2029"),
    ("tab", "a\tb", "a b"),
    ("change of direction", "\u202e\u2066\u200f\u061c", r"\u202e\u2066\u200f\u061c"),
    ("no width", "\u200b\u2060\ufeff\xad", r"\u200b\u2060\ufeff\xad"),
    ("tags", "\U000e0041", r"\U000e0041"),
    ("half a character", "\ud800", r"\ud800"),
    ("what people write", "naïve – 漢字 שלום 😀 \xa0 [x](y) | <b>", "naïve – 漢字 שלום 😀 \xa0 [x](y) | <b>"),
]

SUGGESTIONS = [
    ("forcast", "forecast"),
    ("FORECAST", "forecast"),
    ("lokup", "lookup"),
    ("plna", "plan"),
    ("score", None),
    ("x", None),
    ("", None),
    ("forecast" * 20, None),
]


@pytest.mark.parametrize(("name", "problem", "text"), SHAPES, ids=[shape[0] for shape in SHAPES])
def test_shape(name: str, problem: Problem, text: str) -> None:
    assert render(problem) == text


@pytest.mark.parametrize(("name", "text", "shown"), VISIBLE, ids=[case[0] for case in VISIBLE])
def test_visible(name: str, text: str, shown: str) -> None:
    assert visible(text) == shown
    assert visible(shown) == shown


@pytest.mark.parametrize(("word", "name"), SUGGESTIONS)
def test_suggest(word: str, name: str | None) -> None:
    assert suggest(word, KINDS) == name


def test_did_you_mean() -> None:
    assert did_you_mean("forcast", KINDS) == "did you mean 'forecast'? choices: calculate, lookup, plan, forecast, rank"
    assert did_you_mean("zzz", ["a", "b"], "questions") == "questions: a, b"
    assert did_you_mean("zzz", [], "questions") == "there are no questions"
    many = did_you_mean("q7", [f"q{number}" for number in range(2_000)], "questions")
    assert many == "did you mean 'q7'? questions: q0, q1, q2, q3, q4, q5, q6, q7, q8, q9, ..."
    assert len(did_you_mean("x", ["y" * 500] * 10)) < 200


def test_quote_and_shorten() -> None:
    assert quote("a\x1b") == r"'a\x1b'"
    assert shorten("x" * 61) == "x" * 59 + "…"
    assert shorten("x" * 60) == "x" * 60
    assert len(shorten("\x1b" * 60)) == 60


def test_a_long_line_is_shown_around_the_mark() -> None:
    line = "a" * 500 + "MARK" + "b" * 500
    *_, source, mark = render(Problem("x", "f", 1, 501, 4, line)).split("\n")
    assert len(source) == len("1 | ") + 100
    assert source.startswith("1 | …a")
    assert source.endswith("b…")
    assert [place for place, sign in enumerate(mark) if sign == "^"] == [source.index("MARK") + n for n in range(4)]


def test_all_and_their_number() -> None:
    first, second = Problem("x", "a.yaml"), Problem("y", "b.yaml", level="warning")
    assert render_all([]) == ""
    assert render_all([first]) == "error: x\n --> a.yaml"
    assert render_all([first, first, second]).endswith("\n\n2 errors and 1 warning in 2 files")
    assert render_all([first] * 3).endswith("\n\n3 errors in 1 file")
    assert render_all([Problem("x")] * 2).endswith("\n\n2 errors")
    assert render_all([first] * 1_234).endswith("\n\n1,234 errors in 1 file, 1,184 not shown")


def test_unusable_carries_the_problems() -> None:
    error = Unusable([Problem("x"), Problem("y")])
    assert error.problems == (Problem("x"), Problem("y"))
    assert str(error) == "error: x\n\nerror: y\n\n2 errors"


@given(st.builds(Problem, *[st.text()] * 2, *[st.integers(-1, 300)] * 3, *[st.text(max_size=400)] * 4))
def test_every_problem_can_be_shown(problem: Problem) -> None:
    text = render(problem)
    assert visible(text.replace("\n", "")) == text.replace("\n", "")
    text.encode("utf-8")


@given(st.characters(), st.integers(0, 4_000))
def test_no_problem_is_longer_than_its_limit(character: str, length: int) -> None:
    long = character * length
    assert len(render(Problem(long, long, 10**9, length, length, long, long, long, long))) <= 4_000


MIXED = st.text("a\t漢\x1b\u0301é", max_size=300)


@given(MIXED, MIXED)
def test_the_mark_stands_below_the_character(before: str, after: str) -> None:
    *_, source, mark = render(Problem("x", "f", 1, len(before) + 1, 1, before + "X" + after)).split("\n")
    shown = source[: source.index("X")]
    assert mark.index("^") == len(shown.replace("\u0301", "").replace("漢", "漢漢"))
    assert mark.count("^") == 1
