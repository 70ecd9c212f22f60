"""The project that the examples tell of, as values: its rule set, answers and outlook; and reports of other outlines."""

from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from mlgate.assessment import assess
from mlgate.loading.rulesets import read_ruleset
from mlgate.model import (
    Answer,
    Assessment,
    Assumption,
    FindOut,
    Flip,
    Interval,
    Outlook,
    Possible,
    RuleSet,
    Sheet,
    UnconfirmedCondition,
)
from mlgate.report import Report, build

DEFAULT = Path(__file__).parents[1] / "rules" / "default" / "ruleset.yaml"


@cache
def default_rules() -> RuleSet:
    def nothing(name: str, origin: str) -> tuple[str, str]:
        raise AssertionError(f"{name} is not to be fetched")

    return read_ruleset(DEFAULT.read_bytes(), "rules/default/ruleset.yaml", nothing)  # type: ignore[arg-type]


def chosen(question: str, *choices: str, note: str = "", basis: str = "estimate") -> Answer:
    return Answer(question, choices=choices, note=note, basis=basis)  # type: ignore[arg-type]


def number(question: str, low: int | None, high: int | None = None, note: str = "") -> Answer:
    ends = (None if end is None else Fraction(end) for end in (low, low if high is None else high))
    return Answer(question, interval=Interval(*ends), note=note)


def text(question: str, words: str) -> Answer:
    return Answer(question, text=words)


ANSWERS = (
    chosen("action", "named"),
    text("action_what", "Retention calls the 500 customers most likely to leave, every month"),
    text("one_case", "a customer"),
    chosen("metric", "measured", note="dashboard R-12", basis="measured"),
    text("metric_name", "monthly churn"),
    text("metric_today", "3.1 %"),
    text("metric_target", "2.6 %"),
    chosen("task", "predict"),
    chosen("rules_known", "partly"),
    chosen("signal", "people_can"),
    Answer("baseline", unknown=True, note="the analyst may have one, back on Monday"),
    chosen("history", "plenty"),
    number("labels", 6000, 9000, note="two years of contracts"),
    chosen("label_fit", "direct"),
    Answer("data_rights", unknown=True),
    chosen("error_cost", "trivial", note="a wasted call"),
    number("annual_value", 60_000, 180_000),
    number("build_cost", 80_000),
    number("run_cost", 30_000),
    chosen("ops", "part_time"),
    chosen("prohibited", "allowed"),
    chosen("wanted", "wanted"),
    chosen("person_effect", "none"),
)

ANSWERS_TEXT = """\
mlgate: 1
rules: default
project: Churn early warning
owner: Retention lead
date: 2026-11-23
answers:
  action: named
  baseline:
    value: unknown
    note: the analyst may have one, back on Monday
  labels: 6000..9000
"""


def sheet_of(*answers: Answer, project: str = "Churn early warning", owner: str = "Retention lead") -> Sheet:
    given = {answer.question: answer for answer in answers}
    return Sheet(answers=given, project=project, owner=owner, date=date(2026, 11, 23))


def outlook_of(assessment: Assessment) -> Outlook:
    return Outlook(
        possible=Possible(("stop", "rules", "prototype"), "enumerated", frozenset({"stop", "rules", "prototype"})),
        conditions=(UnconfirmedCondition("data_rights", "Legal allows this use of the data", ("stop",)),),
        assumptions=(
            Assumption("baseline", "untried", carries=True),
            Assumption("data_rights", "allowed", carries=True, condition="Legal allows this use of the data"),
            Assumption("inputs_live", "all", carries=False, condition="The inputs are there at the moment of the decision"),
            Assumption("drift", "months", carries=True),
        ),
        flips=(
            Flip(
                (("baseline", "far"), ("annual_value", Interval(Fraction(70_000), Fraction(10**15)))),
                "prototype",
                Fraction(3),
                "3 days",
                "find_out",
            ),
            Flip((("data_rights", "forbidden"),), "stop", Fraction(1), "1 day", "falls_back"),
        ),
        open_questions=("baseline", "annual_value", "data_rights"),
        find_out=(
            FindOut("baseline", "2 days", (("far", ("rules", "prototype")), ("anything else", ("rules",)))),
            FindOut(
                "annual_value", "1 day", (("below 70,000 EUR", ("rules",)), ("from 70,000 EUR", ("rules", "prototype")))
            ),
            FindOut("data_rights", "1 day", (("it may not", ("stop",)),)),
        ),
    )


@cache
def churn() -> tuple[RuleSet, Sheet, Assessment, Outlook, Report]:
    rules, sheet = default_rules(), sheet_of(*ANSWERS)
    assessment = assess(rules, sheet.answers)
    outlook = outlook_of(assessment)
    report = build(rules, sheet, assessment, outlook, program_version="0.1.0", answers_text=ANSWERS_TEXT)
    return rules, sheet, assessment, outlook, report
