"""Whole interviews in a real terminal, as a person sees them."""

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

pytest.importorskip("pexpect", reason="needs a pseudo-terminal")
if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from mlgate.loading.answers import read_sheet
from mlgate.model import Answer, Interval, Sheet
from terminal.demo import rules
from terminal.session import CTRL_C, CTRL_D, CTRL_U, ENTER, UP, Session

DEMO = Path(__file__).parent / "demo.py"
HINT = "Enter take it   ? help"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mlgate.yaml"


def started(file: Path, *options: str, **settings: object) -> Session:
    return Session([sys.executable, str(DEMO), str(file), *options], **settings)  # type: ignore[arg-type]


def saved(file: Path) -> Sheet:
    return read_sheet(file.read_bytes(), str(file), rules())


def numbers(low: int, high: int) -> Interval:
    return Interval(Fraction(low), Fraction(high))


def first_five(session: Session) -> None:
    """Name the project and answer the first five questions, as the exemplar does."""
    session.see("Project name").press("Churn early warning", ENTER)
    session.see("Who owns it?").press("Retention lead", ENTER)
    session.see("[1 of at most 12]").see(HINT).press(UP * 3, ENTER)
    session.see("who does what?").press("Retention calls the 500 most likely to leave", ENTER)
    session.see("What is one case?").press("a customer", ENTER)
    session.see("[2 of at most 12]").see(HINT).press(UP * 3, ENTER)
    session.see("What is the metric called?").press("monthly churn", ENTER)
    session.see("What is its value today?").press("3.1 %", ENTER)
    session.see("What value would count as success").press("2.6 %", ENTER)
    session.see("[3 of at most 12]").see(HINT).press(UP * 6, ENTER)
    session.see("[4 of at most 12]").see(HINT).press(ENTER)
    session.see("Why not, or who would know?").press("The analyst may have one, back on Monday", ENTER)
    session.see("[5 of at most 12]").press("6k to 9k", ENTER)
    session.see("[6 of at most 12]")


def the_rest(session: Session) -> None:
    """Answer from the sixth question to the stoppers."""
    session.see("[6 of at most 12]").press("60k..180k", ENTER)
    session.see("[7 of at most 12]").press("80k", ENTER)
    session.see("[8 of at most 12]").press("30k", ENTER)
    session.see("[9 of at most 12]").see(HINT).press(UP * 4, ENTER)
    session.see("[10 of at most 12]").see(HINT).press(UP * 3, ENTER)
    session.see("[11 of at most 12]").press("1 d", ENTER)
    session.see("[12 of at most 12]").press("2?", ENTER)
    session.see("Number to change")


def test_a_whole_interview(file: Path) -> None:
    with started(file, rows=60) as session:
        first_five(session)
        the_rest(session)
        review = session.text[session.text.index("  That is all we need") :]
        assert review.splitlines() == [
            "  That is all we need for a verdict. Check your answers:",
            "",
            *EXPECTED_REVIEW,
            "",
            "  Number to change, Enter for the verdict",
            "  >",
        ]
        assert '✓ Baseline: don\'t know yet. Counted as "not tried yet" until you know.' in session.text
        assert "✓ Known outcomes: 6,000 to 9,000" in session.text
        session.press(ENTER).see("VERDICT").see("could change this").press(ENTER)
        assert session.ended() == 0
    sheet = saved(file)
    assert (sheet.project, sheet.owner) == ("Churn early warning", "Retention lead")
    assert sheet.answers["labels"].interval == numbers(6000, 9000)
    assert sheet.answers["baseline"] == Answer(
        "baseline", unknown=True, note="The analyst may have one, back on Monday"
    )
    assert sheet.answers["data_rights"].unknown
    assert sheet.answers["prohibited"].choices == ("allowed",)


EXPECTED_REVIEW = """\
   1 Decision          a named person or team takes a named action
                       ("Retention calls the 500 most likely to
                       leave, a customer")
   2 Metric            measured today ("monthly churn, 3.1 %, 2.6
                       %")
   3 Kind of work      predict something about each case
   4 Baseline          don't know yet (The analyst may have one,
                       back on Monday)
   5 Known outcomes    6,000 to 9,000 cases                              6k..9k
   6 Yearly value      60,000 to 180,000 EUR                          60k..180k
   7 Cost to build     80,000 EUR                                           80k
   8 Cost to run       30,000 EUR                                           30k
   9 Cost of an error  little: a wasted call, a dull suggestion
  10 Predictable?      people who know the subject can tell
  11 Answer within     1 day                                              1 day
  12 Stoppers          none known; use of the data: don't know yet
  13 Project           Churn early warning, Retention lead""".splitlines()


def test_only_one_question_is_ever_open(file: Path) -> None:
    with started(file) as session:
        first_five(session)
        session.see("On a line of its own:")  # the last line of a question: the screen is drawn to its end
        assert session.text.count(" of at most ") == 1
        assert session.text.count("On a line of its own:") == 1
        assert HINT not in session.text


def test_ctrl_c_keeps_five_answers_and_the_next_run_takes_them_up(file: Path) -> None:
    with started(file) as session:
        first_five(session)
        session.press(CTRL_C)
        assert session.ended() == 130
        assert session.lines[-1:] == [""] or session.text.endswith("STOPPED")
        assert "of at most" not in session.text
    assert len([answer for answer in saved(file).answers.values() if answer.text is None]) == 5
    with started(file) as session:
        session.see("Taking up Churn early warning: 10 answers so far. 7 questions to go")
        session.see("✓ Known outcomes: 6,000 to 9,000")
        the_rest(session)
        session.press(ENTER).see("VERDICT").see("[y/N]").press(ENTER)
        assert session.ended() == 0
    assert saved(file).project == "Churn early warning"


def test_back_a_note_and_a_range(file: Path) -> None:
    with started(file, rows=40) as session:
        first_five(session)
        session.press("<", ENTER).see("Back to: Known outcomes").see("> 6k..9k")
        session.press(CTRL_U, "+", ENTER).see("Note for the report").press("two years of contracts", ENTER)
        session.see("Note: two years of contracts").see("> 6k..9k").press(CTRL_U, "at least 7k", ENTER)
        session.see("✓ Known outcomes: at least 7,000").see("[6 of at most 12]").press(CTRL_C)
        assert session.ended() == 130
    assert saved(file).answers["labels"] == Answer(
        "labels", interval=Interval(Fraction(7000), None), note="two years of contracts"
    )


def test_a_wrong_number_is_explained_and_stays_for_editing(file: Path) -> None:
    with started(file) as session:
        first_five(session)
        session.press("sixty k", ENTER).see("! 'sixty k' is not a number: type 12k, 1.5M or 50k..200k.")
        session.see("> sixty k").press(CTRL_U, "60k", ENTER).see("✓ Yearly value: 60,000 EUR")


def test_help_opens_and_closes(file: Path) -> None:
    with started(file, rows=40) as session:
        session.press(ENTER, ENTER).see(HINT)
        before = session.text
        session.press("?").see("I don't know: the verdict then holds only if")
        session.press("?")
        session.press(UP).see("❯ Nobody yet")
        assert session.text.replace("❯ Nobody yet", "  Nobody yet").replace("  ── I", "❯ ── I") == before


def test_several_choices(file: Path) -> None:
    with started(file, rows=40) as session:
        session.press(ENTER, ENTER).see(HINT)
        session.press(UP, " ").see("❯ [x] Nobody yet").press(UP, " ").see("❯ [x] Somebody").press(ENTER)
        session.see("who does what?").press(ENTER, ENTER)
        session.see('✓ Decision: "somebody will use it, but the action is not fixed" or "nobody')
    assert saved(file).answers["action"].choices == ("vague", "none")


def test_the_review_changes_an_answer_that_hides_others(file: Path) -> None:
    with started(file, rows=70) as session:
        first_five(session)
        the_rest(session)
        session.press("3", ENTER).see("❯ Predict something").press(UP * 4, ENTER)
        session.see("No longer counts after this change, but stays in the file: Predictable?")
        session.see("  11 Project").press("99", ENTER).see(
            "! Type a number from 1 to 11, or press Enter for the verdict."
        )
        session.press(CTRL_U, ENTER).see("VERDICT")
    assert saved(file).answers["labels"].interval == numbers(6000, 9000)


def test_further_questions_after_the_verdict(file: Path) -> None:
    with started(file, rows=70) as session:
        first_five(session)
        the_rest(session)
        session.press(ENTER).see("5 more questions could change this, about 1 minute. Go on now? [y/N]").press(
            "y", ENTER
        )
        session.see("[1 of at most 5]").see(HINT).press(UP, ENTER)
        session.see("[2 of at most 5]").press("<").see("Back to: ").see("[1 of at most 5]").press(CTRL_D)
        assert session.ended() == 130


@pytest.mark.parametrize("columns", [40, 60, 100])
def test_no_word_is_cut_at_other_widths(file: Path, columns: int) -> None:
    with started(file, rows=70, columns=columns) as session:
        first_five(session)
        the_rest(session)
        words = " ".join(" ".join(line.strip() for line in session.lines).split())
        assert "Retention calls the 500 most likely to leave" in words.replace(" named", "")
        assert "What does it cost a year to run, watch, retrain and support?" not in words
        assert "none known; use of the data: don't know yet" in words.replace(" 1 unknown", "")


def test_without_colours_every_mark_is_still_there(file: Path) -> None:
    with started(file, NO_COLOR="1") as session:
        first_five(session)
        assert "✓ Known outcomes" in session.text
        assert "[6 of at most 12] Money" in session.text
        assert "\x1b[0;32m" not in session.raw
    with started(file) as session:
        session.see("✓ Known outcomes")
        assert "\x1b[0;32m" in session.raw


def test_without_unicode_the_marks_are_ascii(file: Path) -> None:
    with started(file, PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONCOERCECLOCALE="0") as session:
        session.press(ENTER, ENTER).see("    > -- I don't know yet").see("Up, Down choose")
        assert session.text.isascii()


@pytest.mark.parametrize(
    "environ", [{"ACCESSIBLE": "1"}, {"TERM": "dumb"}, {}], ids=["a screen reader", "a dumb terminal", "--plain"]
)
def test_numbered_lines_never_move_the_cursor(file: Path, environ: dict[str, str]) -> None:
    with started(file, *([] if environ else ["--plain"]), rows=70, **environ) as session:
        session.see("Project name").press("Churn", ENTER).see("Who owns it?").press(ENTER)
        session.see("4 I don't know yet").press("1,2", ENTER).see("who does what?").press("<", ENTER)
        session.see("Back to: Decision").press(CTRL_C)
        assert session.ended() == 130
        assert "\x1b" not in session.raw


def test_the_terminal_asks_for_no_cursor_position(file: Path) -> None:
    with started(file) as session:
        session.press(ENTER, ENTER, ENTER, ENTER).see("[2 of at most 12]")
        assert "\x1b[6n" not in session.raw


@pytest.mark.parametrize("stdin", [subprocess.DEVNULL, subprocess.PIPE], ids=["no input", "a pipe"])
def test_nothing_is_asked_without_a_terminal(file: Path, stdin: int) -> None:
    run = subprocess.run(
        [sys.executable, str(DEMO), str(file)],
        stdin=stdin,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(DEMO.parents[2] / "src")},
        timeout=60,
    )
    assert (run.returncode, run.stdout, run.stderr) == (2, "", "not a terminal\n")
