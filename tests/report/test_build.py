"""The report: a memo that never grows too long, words open rules from their conditions and says no internal word."""

import re
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from churn import THREE_OPEN, Project, churn, default_rules, project, worded
from mlgate.analysis.outlook import outlook
from mlgate.assessment import assess
from mlgate.model import Amendment, Answer, Assumption, Flip, Interval, Possible, Sheet
from mlgate.rendering import markdown, terminal
from mlgate.report import build
from mlgate.report.layout import Report, Section, Table, Typed
from mlgate.report.matter import Matter, text_of
from mlgate.report.measure import block_texts, cut, first_part_words, words_in
from mlgate.report.openness import open_statement
from mlgate.values import replace
from nasty import everything

SETTLED = replace(THREE_OPEN, possible=Possible(("define",), "bounds", frozenset({"define"})), open_questions=())
SETTLED = replace(SETTLED, conditions=(), find_out=(), flips=(), assumptions=())

MONEY = ("annual_value", "value_per_decision", "volume", "build_cost", "run_cost")


def first_part(report: Report) -> str:
    texts = [text_of(part) for part in (report.title, report.byline, report.recommendation, report.decision)]
    texts += [text for section in report.sections for block in section.blocks for text in block_texts(block)]
    return "\n".join([*texts, *(section.title for section in report.sections)])


def section(report: Report, title: str) -> Section:
    return next(part for part in (*report.sections, *report.appendices) if part.title.startswith(title))


# --- How long ---------------------------------------------------------------------------------------------------------


@everything
def test_the_first_part_has_at_most_600_words(words: str) -> None:
    report = worded(words).report
    assert first_part_words(report) <= 600
    printed = markdown.render(report).split("\n---\n")[0]
    assert len([word for word in printed.split() if re.search(r"\w", word)]) <= 640  # marks of escaping may split words


def test_the_project_of_the_examples_keeps_its_listing_on_the_first_pages() -> None:
    assert first_part_words(churn().report) <= 600
    assert "SELECT" in first_part(churn().report)


@settings(max_examples=60)
@given(st.text(max_size=400), st.integers(min_value=40, max_value=130))
def test_any_words_keep_the_laws_of_length(words: str, width: int) -> None:
    report = worded.__wrapped__(words).report
    assert first_part_words(report) <= 600
    assert terminal.screen(report, width).count("\n") <= terminal.TALLEST


# --- What it says -----------------------------------------------------------------------------------------------------


def test_title_names_project_and_verdict() -> None:
    assert text_of(churn().report.title) == "Churn early warning: rules or SQL first, not ML yet"


def test_an_open_rule_is_worded_from_its_condition() -> None:
    page = first_part(churn().report)
    assert "Payback is 6.4 to 32 months; the limit is 24 months" in page
    assert "Not known: how close does the simplest method get to what you need?" in page
    assert default_rules().rules["ECON-02"].say not in page


def test_no_internal_word_is_in_the_first_part() -> None:
    page = first_part(churn().report)
    questions = churn().rules.questions
    ids = {*questions, *(choice.id for question in questions.values() for choice in question.choices)}
    assert [word for word in sorted(ids) if "_" in word and re.search(rf"\b{word}\b", page)] == []
    assert not re.search(r"\brung|\bcells?\b|\bflips?\b|enumerated|witness|provisional world", page)


def test_a_score_that_is_out_of_reach_is_told_from_what_is_asked_for() -> None:
    assert "production ML (data reaches at most 70, needs 75)" in first_part(churn().report)


def test_the_days_asked_for_say_what_stays_open() -> None:
    assert "4 person-days now, to find out 3 things." in text_of(churn().report.decision)
    more = replace(THREE_OPEN, open_questions=(*THREE_OPEN.open_questions, "ops", "volume"))
    asked = text_of(project(churn().sheet, seen=more).report.decision)
    assert "4 person-days now, for the three answers that matter most; 2 more stay open." in asked
    one = replace(more, find_out=THREE_OPEN.find_out[:1], open_questions=("baseline", "ops"))
    asked = text_of(project(churn().sheet, seen=one).report.decision)
    assert "2 person-days now, for the answer that matters most; 1 more stays open." in asked


def test_what_is_settled_on_assumed_answers_is_not_said_to_be_known() -> None:
    told = churn()
    closed = replace(told.assessment, open=())
    for basis, said in (
        ("assumed", "Settled: rules, as every answer is given; 2 of them are assumed."),
        ("measured", "Settled: rules, as every answer is known."),
    ):
        answers = {id: replace(answer, basis="measured") for id, answer in told.sheet.answers.items()}
        answers |= {id: replace(answers[id], basis=basis) for id in ("volume", "task")}
        sheet = replace(told.sheet, answers=answers)
        report = build(told.rules, sheet, closed, SETTLED, program_version="1", answers_text="mlgate: 1")
        assert said in first_part(report)


def test_the_recommendation_does_not_say_a_list_twice() -> None:
    told = churn()
    at = replace(told.assessment, verdict="classic")
    report = build(told.rules, told.sheet, at, told.outlook, program_version="1", answers_text="mlgate: 1")
    said = text_of(report.recommendation)
    assert said.count("solver") == 1
    assert "if-statements" in text_of(told.report.recommendation).lower()


def test_what_only_an_unconfirmed_condition_could_cause_is_named_apart() -> None:
    page = first_part(churn().report)
    assert "don't build (unless Legal allows this use of the data)" in page
    assert text_of(churn().report.summary.could_become) == (
        "ML prototype; or don't build, unless Legal allows this use of the data."
    )


def test_what_was_answered_with_several_choices_is_not_said_to_be_assumed_without_asking() -> None:
    several = Answer("task", choices=("forecast", "predict"))
    sheet = replace(churn().sheet, answers={**churn().sheet.answers, "task": several})
    taken = (Assumption("task", "forecast", carries=True), Assumption("feedback", "days", carries=True))
    answers = {name: answer for name, answer in sheet.answers.items() if name != "feedback"}
    page = first_part(project(replace(sheet, answers=answers), seen=replace(THREE_OPEN, assumptions=taken)).report)
    assert "Of several answers given the verdict uses kind of work: forecast" in page
    assert "Assumed without asking, please object: truth known after: within days or weeks." in page


def test_the_date_to_ask_again_comes_from_the_answers() -> None:
    assert "Ask again on 21 February 2027." in first_part(churn().report)
    undated = project(replace(churn().sheet, date=None))
    assert "Ask again 90 days after these answers were given." in first_part(undated.report)


def test_a_section_without_content_is_not_printed() -> None:
    blank = project(Sheet({}, project="Nothing yet"), seen=SETTLED)
    titles = [part.title for part in blank.report.sections]
    assert "Money" not in titles
    assert "What would change the verdict" not in titles
    assert [part.number for part in blank.report.sections] == [str(number) for number in range(1, len(titles) + 1)]
    assert all(part.blocks for part in (*blank.report.sections, *blank.report.appendices))


def test_typed_words_stay_apart_from_ours() -> None:
    report = worded("my very own words").report
    assert Typed("my very own words") in report.title
    assert Typed("my very own words") in report.byline
    answers = section(report, "All answers").blocks[0]
    assert isinstance(answers, Table)
    assert any(Typed("my very own words") in row[1] for row in answers.rows)


def test_amendments_are_counted_first_and_listed_last() -> None:
    changes = (Amendment("override", "ECON-02", "twelve months", ("when",)), Amendment("disable", "OPS-03", "platform"))
    told = churn()
    rules = replace(told.rules, id="acme", amendments=changes)
    report = build(rules, told.sheet, told.assessment, told.outlook, program_version="1", answers_text="")
    assert "The rule set acme amends what it inherits: 1 changed and 1 switched off (appendix D)." in first_part(report)
    texts = [text for block in section(report, "Recompute").blocks for text in block_texts(block)]
    assert "ECON-02 changed (when): twelve months." in texts
    assert "OPS-03 switched off: platform." in texts


def test_an_answer_that_needs_a_note_counts_as_assumed_without_one() -> None:
    sheet = Sheet({"baseline": Answer("baseline", choices=("far",), basis="measured")}, date=date(2026, 1, 1))
    rows = section(project(sheet).report, "All answers").blocks[0]
    assert isinstance(rows, Table)
    assert text_of(rows.rows[0][2]) == "assumed: no note says how"


def test_sources_are_numbered_in_order_of_use() -> None:
    report = churn().report
    numbers = [int(found) for found in re.findall(r"\[(\d+)\]", first_part(report))]
    firsts = list(dict.fromkeys(numbers))
    assert firsts == list(range(1, len(firsts) + 1))
    explained, sources = section(report, "Sources").blocks
    assert "how much of a source" in block_texts(explained)[0]
    assert len(block_texts(sources)) >= len(firsts)


def test_a_rule_that_may_come_in_is_listed_with_what_is_open_and_nothing_else() -> None:
    tables = [block for block in section(churn().report, "Dimensions").blocks if isinstance(block, Table)]
    assert [table.head for table in tables] == [("Rule", "What it says", "Effect", "Why"), ("Rule", "What is open")]
    assert ["STOP-02", "Use of the data is not known."] in [[text_of(cell) for cell in row] for row in tables[1].rows]


def test_every_default_verdict_has_a_report() -> None:
    for rung in default_rules().verdicts:
        told = churn()
        other = Project(told.rules, told.sheet, replace(told.assessment, verdict=rung.id), told.outlook, told.report)
        report = build(
            other.rules, other.sheet, other.assessment, other.outlook, program_version="1", answers_text="mlgate: 1"
        )
        assert first_part_words(report) <= 600
        assert terminal.screen(report).count("\n") <= terminal.TALLEST


# --- Money ------------------------------------------------------------------------------------------------------------


def with_money(flips: tuple[Flip, ...] = (), **answers: Answer) -> Report:
    kept = {name: answer for name, answer in churn().sheet.answers.items() if name not in MONEY}
    sheet = replace(churn().sheet, answers={**kept, **answers})
    return project(sheet, seen=replace(THREE_OPEN, flips=flips)).report


def given_number(name: str, low: int, high: int | None = None) -> dict[str, Answer]:
    return {name: Answer(name, interval=Interval(Fraction(low), Fraction(low if high is None else high)))}


def test_a_volume_that_the_yearly_value_does_not_rest_on_is_no_break_even() -> None:
    volume = Flip((("volume", Interval(Fraction(10**6), Fraction(10**15))),), "invest", Fraction(1), "1 day", "do")
    value = Flip((("annual_value", Interval(Fraction(70_000), Fraction(10**15))),), "prototype", Fraction(1), "", "do")
    costs = {**given_number("build_cost", 80_000), **given_number("run_cost", 30_000)}
    yearly = given_number("annual_value", 50_000)
    assert "Break-even:" not in first_part(with_money((volume,), **costs, **yearly))
    both = first_part(with_money((volume, value), **costs, **yearly))
    assert "Break-even: yearly value of at least 70,000 EUR." in both
    each = {**given_number("value_per_decision", 1), **given_number("volume", 6000)}
    none = {"annual_value": Answer("annual_value", not_applicable=True)}
    assert "Break-even: volume" in first_part(with_money((volume,), **costs, **each, **none))


def test_the_value_that_nobody_has_given_is_worked_out_for_the_highest_costs() -> None:
    costs = {**given_number("build_cost", 40_000, 120_000), **given_number("run_cost", 10_000, 30_000)}
    assert "Break-even at the highest costs given: yearly value of at least 90,000 EUR." in first_part(
        with_money(**costs)
    )
    assert "Break-even" not in first_part(with_money(**given_number("build_cost", 40_000)))


def test_a_cost_that_nobody_knows_is_named_as_such() -> None:
    report = with_money(**given_number("annual_value", 50_000), **given_number("build_cost", 80_000))
    page = first_part(report)
    assert "Cost to run\nnot known\nnot known" in page
    assert "Payback\ncannot be said without the cost to run" in page
    assert "cannot be said without" not in first_part(churn().report)
    assert "Money" not in [part.title for part in with_money().sections]


# --- Measuring --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "number"), [("a b  c", 3), ("- | · 4 %", 1), ("", 0), ("x" * 130, 3)])
def test_words_are_counted(text: str, number: int) -> None:
    assert words_in(text) == number


@pytest.mark.parametrize(
    ("words", "most", "left"), [("a b c", 3, "a b c"), ("a b c", 2, "a b…"), ("x" * 200, 1, "x" * 29 + "…")]
)
def test_a_line_is_cut_to_so_many_words(words: str, most: int, left: str) -> None:
    assert text_of(cut((Typed(words),), most)) == left


# --- Words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("baseline", "Baseline is not known"),
        ("signal", "Predictable: not known"),
        ("rare_count", "Rare events are not known"),
        ("labels", "Known outcomes: 500 to 2,000 cases; the limit is 1,000 cases"),
    ],
)
def test_what_is_open_is_said_in_english(question: str, said: str) -> None:
    rules, given = default_rules(), {"task": Answer("task", choices=("predict",))}
    answers = {**given, **given_number("labels", 500, 2000)} if question == "labels" else given
    assessment = assess(rules, answers)
    matter = Matter(rules, Sheet(answers), assessment, outlook(rules, answers, assessment))
    findings = (one for one in matter.assessment.findings if one.outcome == "open" and one.missing == (question,))
    assert said in [text_of(open_statement(matter, one)) for one in findings]
