"""What an open answer decides is said by the answers that lead elsewhere, and numbers by the one end that decides."""

from fractions import Fraction

import pytest

from churn import ABOVE, BELOW, EITHER, RULES, THREE_OPEN, churn
from mlgate.analysis.outlook import outlook
from mlgate.assessment import assess
from mlgate.model import FindOut, Interval, Sheet
from mlgate.report.finding_out import decides, in_short
from mlgate.report.matter import Matter
from mlgate.values import replace
from rulesets import ruleset

Decision = tuple[str | Interval, tuple[str, ...]]
BETWEEN = Interval(Fraction(5), Fraction(70_000), low_open=True, high_open=True)
MIDDLE = Interval(Fraction(180_000), Fraction(200_000), low_open=True)


def matter() -> Matter:
    told = churn()
    return Matter(told.rules, told.sheet, told.assessment, replace(told.outlook, conditions=THREE_OPEN.conditions))


@pytest.mark.parametrize(
    ("question", "values", "said"),
    [
        pytest.param(
            "baseline",
            (("meets", RULES), ("close", EITHER), ("far", EITHER), ("untried", RULES)),
            '"close" or "far": rules or ML prototype; otherwise: rules',
            id="the rest goes without saying",
        ),
        pytest.param(
            "data_rights",
            (("allowed", EITHER), ("limited", EITHER), ("forbidden", ("stop",))),
            '"it may not": don\'t build; otherwise: rules or ML prototype',
            id="what a failed condition brings is said where it is asked",
        ),
        pytest.param(
            "annual_value",
            ((BELOW, RULES), (ABOVE, EITHER)),
            "below 70,000 EUR: rules; at least 70,000 EUR: rules or ML prototype",
            id="a threshold",
        ),
        pytest.param(
            "annual_value",
            ((BELOW, RULES), (ABOVE, EITHER), (MIDDLE, EITHER), ("n/a", ("define",))),
            "below 70,000 EUR: rules; at least 70,000 EUR: rules or ML prototype; not applicable: define it first",
            id="stretches that lead to the same are one",
        ),
        pytest.param(
            "annual_value",
            ((Interval(None, Fraction(5)), RULES), (BETWEEN, ("define",)), (ABOVE, EITHER)),
            "at most 5 EUR: rules; above 5 to below 70,000 EUR: define it first; "
            "at least 70,000 EUR: rules or ML prototype",
            id="neighbours share no number",
        ),
        pytest.param(
            "baseline",
            (("close", EITHER), ("far", EITHER)),
            "with the other open answers: rules or ML prototype",
            id="nothing by itself",
        ),
        pytest.param("baseline", (), "counts together with the other open answers", id="not worked out"),
    ],
)
def test_what_an_answer_decides(question: str, values: tuple[Decision, ...], said: str) -> None:
    assert decides(matter(), FindOut(question, "1 day", values)) == said


def test_a_set_of_choices_is_said_by_its_labels_and_none_of_them_as_that() -> None:
    rules = ruleset(
        "questions: [{id: checks, type: choices, ask: Which?, choices: {a: Tests, b: Reviews}, assume: [a]}]\n"
        "rules: [{id: R, when: not checks has a, at_most: low, say: s, why: w}]\n"
        "verdicts: [{id: low, title: Low}, {id: high, title: High}]\n"
    )
    assessment = assess(rules, {})
    found = outlook(rules, {}, assessment)
    told = decides(Matter(rules, Sheet({}), assessment, found), found.find_out[0])
    assert told == '"reviews" or none of these: Low; otherwise: High'


def test_on_the_screen_a_number_is_asked_by_its_threshold() -> None:
    found = FindOut("annual_value", "1 day", ((BELOW, RULES), (ABOVE, EITHER)))
    assert in_short(matter(), found) == "yearly value: at least 70,000 EUR?"
    assert in_short(matter(), FindOut("annual_value", "1 day")) == "yearly value?"
    assert in_short(matter(), FindOut("data_rights", "1 day")) == "may the data be used for this?"
