"""How answers, values and conditions are said: each line is what a person reads."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from mlgate import wording
from mlgate.assessment import assess
from mlgate.expression.syntax import Condition
from mlgate.model import Answer, FactValue, Interval
from mlgate.wording import (
    answer_text,
    condition_text,
    fact_text,
    fill,
    inside,
    pieces,
    short_text,
    threshold_text,
    title_of,
    value_text,
)
from rulesets import ruleset

SOURCE = """
mlgate: 1
id: test
version: 1.0.0
title: Test
currency: EUR
questions:
  - {id: labels, title: Known outcomes, type: number, whole: true, unit: cases, ask: How many?, assume: 0}
  - {id: worth, title: Yearly value, type: money, optional: true, ask: How much?, assume: n/a}
  - {id: run, title: Cost to run, type: money, unit: EUR a year, ask: How much?, assume: 0}
  - {id: wait, title: Answer within, type: duration, ask: How fast?, assume: 1 s}
  - {id: size, title: Size limit, type: size, ask: How large?, assume: 1 MB}
  - {id: lift, title: Expected gain, type: percent, ask: How much?, assume: 0 %}
  - {id: plan, title: Change plan, type: yes_no, ask: Is there one?, assume: no}
  - id: regions
    title: Regions
    type: choices
    ask: Where?
    choices: {eu: {label: EU}, us: {label: The US}}
    assume: []
  - {id: one_case, title: One case, type: text, ask: What is one case?}
  - {id: metric_name, title: Metric, type: text, ask: What is it called?}
  - id: baseline
    title: Simplest method
    type: choice
    ask: How close does it get?
    choices:
      meets: {label: It already meets the target}
      close: {label: 'Close: most of the gain'}
      far: {label: 'Far: measured, and clearly not enough'}
      untried: {label: Not tried yet}
    assume: untried
  - id: rights
    title: Use of the data
    type: choice
    ask: May it be used?
    choices: {allowed: {label: It may}, forbidden: {label: It may not}}
    assume: allowed
    condition: Legal allows it
    stopper: {value: forbidden, text: The data may not be used for this}
facts:
  - {id: payback, title: Payback, value: 12 * run / worth, when: worth > 0, unit: months, otherwise: never}
  - {id: ready, title: Data there, value: labels >= 1000}
verdicts: [{id: low, title: Low}, {id: high, title: High}]
"""
RULES = ruleset(SOURCE)


def number(question: str, low: object, high: object, **ends: bool) -> Answer:
    low, high = (None if end is None else Fraction(str(end)) for end in (low, high))
    return Answer(question, interval=Interval(low, high, **ends))


@pytest.mark.parametrize(
    ("answer", "said", "short"),
    [
        (number("labels", 6000, 9000), "6,000 to 9,000 cases", "6k..9k"),
        (number("labels", 1, 1), "1 case", "1"),
        (number("labels", 5000, None), "at least 5,000 cases", "5k.."),
        (number("labels", None, 9000, high_open=True), "below 9,000 cases", "..9k"),
        (number("worth", 60_000, 180_000), "60,000 to 180,000 EUR", "60k..180k"),
        (number("worth", 1_500_000, 1_500_000), "1,500,000 EUR", "1.5M"),
        (number("run", 30_000, 30_000), "30,000 EUR a year", "30k"),
        (number("wait", 7, 21), "1 to 3 weeks", "1 week..3 weeks"),
        (number("lift", "0.05", "0.1"), "5 to 10 %", "5 %..10 %"),
        (Answer("baseline", choices=("untried",)), "not tried yet", "untried"),
        (
            Answer("baseline", choices=("close", "untried")),
            "close: most of the gain or not tried yet",
            "close or untried",
        ),
        (
            Answer("baseline", choices=("far", "untried")),
            '"far: measured, and clearly not enough" or "not tried yet"',
            "far or untried",
        ),
        (Answer("baseline", choices=("far",)), "far: measured, and clearly not enough", "far"),
        (Answer("regions", choices=()), "none of these", "none"),
        (Answer("regions", choices=("eu", "us")), "EU and the US", "eu, us"),
        (Answer("plan", choices=("yes",)), "yes", "yes"),
        (Answer("one_case", text="a customer"), "a customer", "a customer"),
        (Answer("worth", not_applicable=True), "not applicable", "n/a"),
        (Answer("labels", unknown=True), "don't know", "unknown"),
    ],
)
def test_answers_are_said_as_people_write_them(answer: Answer, said: str, short: str) -> None:
    question = RULES.questions[answer.question]
    assert (answer_text(RULES, question, answer), short_text(RULES, question, answer)) == (said, short)


def test_a_question_nobody_asked() -> None:
    assert answer_text(RULES, RULES.questions["labels"], None) == "not asked"
    assert short_text(RULES, RULES.questions["labels"], None) == "unknown"


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("labels < 1000", "known outcomes below 1,000 cases"),
        ("not labels < 1000", "known outcomes at least 1,000 cases"),
        ("labels >= 1000 and worth > 5k", "known outcomes at least 1,000 cases and yearly value above 5,000 EUR"),
        ("1000 <= labels < 5000", "known outcomes at least 1,000 cases and known outcomes below 5,000 cases"),
        ("worth >= 0", "yearly value is given"),
        ("wait < 20 ms", "answer within: below 20 ms"),
        ("payback > 24", "payback above 24 months"),
        ("ready", '"Data there"'),
        ("not ready", 'not "Data there"'),
        ("baseline == untried", "simplest method is not tried yet"),
        ("baseline in (close, far)", "simplest method is close or far"),
        ("baseline == meets", 'simplest method: "it already meets the target"'),
        ("baseline != meets", 'simplest method other than "it already meets the target"'),
        ("rights == forbidden", 'use of the data: "it may not"'),
        ("plan == yes", "change plan: yes"),
        ("plan != yes", "change plan: no"),
        ("regions has eu", "regions with EU"),
        ("not regions has us", "regions without the US"),
        ("worth > run", "yearly value above cost to run"),
        (
            "plan == yes and (baseline == far or ready)",
            'change plan: yes, and either simplest method is far or "Data there"',
        ),
    ],
)
def test_conditions_are_said_in_words(condition: str, said: str) -> None:
    assert condition_text(RULES, read(condition)).lower() == said.lower()


def read(text: str) -> Condition:
    """Read a condition in the scope of the rule set above."""
    rules = ruleset(SOURCE + f"rules: [{{id: R, when: '{text}', at_most: low, say: S., why: W.}}]\n")
    return rules.rules["R"].when


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("labels < 1000", "known outcomes below 1,000 cases"),
        ("not baseline in (close, far)", 'simplest method: "it already meets the target" or "not tried yet"'),
        (
            "labels >= 1000 and labels < 5000",
            "known outcomes at least 1,000 cases and known outcomes below 5,000 cases",
        ),
        ("baseline == far and regions has eu and not lift < 20 %", "simplest method, regions and expected gain"),
        ("not (ready or worth - run > 0)", "data there, yearly value and cost to run"),
    ],
)
def test_what_is_open_is_named_where_there_is_more_than_one_thing(condition: str, said: str) -> None:
    assert wording.test_text(RULES, read(condition).test) == said


@pytest.mark.parametrize(
    ("question", "change", "said"),
    [
        ("worth", Interval(Fraction(70_000), None), "yearly value of at least 70,000 EUR"),
        ("worth", Interval(Fraction(70_000), Fraction(10**15)), "yearly value of at least 70,000 EUR"),
        ("worth", Interval(Fraction(0), Fraction(70_000), high_open=True), "yearly value of below 70,000 EUR"),
        ("labels", Fraction(1000), "known outcomes 1,000 cases"),
        ("wait", Interval(Fraction(7), None), "answer within: at least 1 week"),
        ("baseline", "far", "simplest method is far"),
        ("rights", "forbidden", "the data may not be used for this"),
        ("worth", None, "yearly value does not apply"),
    ],
)
def test_thresholds_are_said_as_what_would_have_to_be(question: str, change: object, said: str) -> None:
    assert threshold_text(RULES, RULES.questions[question], change) == said  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("payback", Fraction(32, 5), "6.4 months"),
        ("payback", Fraction(1), "1 month"),
        ("payback", None, "never"),
        ("worth", None, "not applicable"),
        ("ready", True, "yes"),
        ("baseline", "untried", "not tried yet"),
        ("regions", frozenset({"us", "eu"}), "EU and the US"),
        ("size", Fraction(20_000_000), "20 MB"),
    ],
)
def test_values_are_said_with_their_unit(name: str, value: object, said: str) -> None:
    assert value_text(RULES, name, value) == said  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (FactValue(Fraction(32), Fraction(6), Fraction(32)), "6 to 32 months"),
        (FactValue(Fraction(6), Fraction(6), None), "at least 6 months"),
        (FactValue(Fraction(6), Fraction(6), Fraction(9), can_be_na=True), "6 to 9 months, or never"),
        (FactValue(None, None, None, can_be_na=True, is_na=True), "never"),
        (FactValue(None, None, None, can_be_na=True), "not known"),
        (FactValue(None, Fraction(0), Fraction(150_000_000_000), can_be_na=True), "not known"),
        (FactValue(Fraction(6), Fraction(6), Fraction(10**12)), "at least 6 months"),
        (FactValue(Fraction(24), Fraction(24), Fraction(1_440_000)), "at least 24 months"),
        (FactValue(Fraction(738), Fraction(738), Fraction(738)), "738 months"),
        (FactValue(Fraction(6), Fraction(-(10**15)), Fraction(12)), "at most 12 months"),
        (FactValue(Fraction(6), None, None, can_be_na=True), "not known"),
    ],
)
def test_facts_are_said_over_all_that_is_possible(value: FactValue, said: str) -> None:
    assert fact_text(RULES, RULES.facts["payback"], value) == said


# --- Placeholders -----------------------------------------------------------------------------------------------------

GIVEN = {
    "one_case": Answer("one_case", text="a customer"),
    "labels": number("labels", 6000, 9000),
    "metric_name": Answer("metric_name", unknown=True),
}


def filled(text: str, answers: Mapping[str, Answer] = GIVEN) -> str:
    return fill(text, RULES, answers, assess(RULES, answers))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{labels} are there", "6,000 to 9,000 cases are there"),
        ("give each {one_case} a slot", "give each customer a slot"),
        ("what {one_case} costs", "what a customer costs"),
        ("move {metric_name}", "move the metric"),
        ("{nothing_known} and {0} and {}", "{nothing_known} and {0} and {}"),
        ("worth {worth}", "worth an unknown amount"),
    ],
)
def test_placeholders_become_what_people_answered(text: str, said: str) -> None:
    assert filled(text) == said


def test_placeholders_without_any_answer() -> None:
    assert filled("{labels}: {one_case}", {}) == "an unknown number of: one case"


def test_what_a_person_typed_is_told_apart_and_not_filled_again() -> None:
    answers = {"one_case": Answer("one_case", text="{labels}")}
    found = pieces("a {one_case} b", RULES, answers, assess(RULES, answers))
    assert found == (("a ", False), ("{labels}", True), (" b", False))


# --- Names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"), [("Not tried", "not tried"), ("EU law", "EU law"), ("Legal agrees", "Legal agrees"), ("", "")]
)
def test_titles_stand_small_inside_a_sentence(text: str, said: str) -> None:
    assert inside(text) == said


def test_an_id_stands_in_for_a_missing_title() -> None:
    assert title_of(RULES, "something_else") == "Something else"
