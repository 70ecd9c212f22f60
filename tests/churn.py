"""Projects as values: the one of the examples, and sheets of any answers, with everything concluded from them."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from mlgate.analysis.outlook import outlook
from mlgate.assessment import assess
from mlgate.loading.answers import read_sheet
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
    Waiver,
)
from mlgate.report import Report, build
from mlgate.values import replace

DEFAULT = Path(__file__).parents[1] / "rules" / "default"


@dataclass(frozen=True)
class Project:
    rules: RuleSet
    sheet: Sheet
    assessment: Assessment
    outlook: Outlook
    report: Report


@cache
def default_rules() -> RuleSet:
    def nothing(name: str, named_by: str) -> tuple[bytes, str]:
        raise AssertionError(f"{named_by} extends {name}")

    rules = read_ruleset((DEFAULT / "ruleset.yaml").read_bytes(), "rules/default/ruleset.yaml", nothing)
    return replace(rules, digest="sha256:" + "0" * 64)  # so that a rule which no report shows changes no golden file


@cache
def churn() -> Project:
    """The project of the examples."""
    text = (DEFAULT / "examples" / "churn.yaml").read_text(encoding="utf-8")
    sheet = read_sheet(text, "churn.yaml", default_rules())
    seen = outlook(default_rules(), sheet.answers, assess(default_rules(), sheet.answers))
    # The ways to another verdict are written by hand: the search finds more than fifty, and another few with each rule.
    seen = replace(seen, flips=THREE_OPEN.flips)
    return project(sheet, text, seen)


def project(sheet: Sheet, answers_text: str = "mlgate: 1\nanswers: {}\n", seen: Outlook | None = None) -> Project:
    rules = default_rules()
    assessment = assess(rules, sheet.answers)
    seen = seen or THREE_OPEN
    report = build(rules, sheet, assessment, seen, program_version="0.1.0", answers_text=answers_text)
    return Project(rules, sheet, assessment, seen, report)


@cache
def worded(words: str, answers_text: str = "mlgate: 1\nanswers: {}\n") -> Project:
    """A project in which a person typed the same words wherever words can be typed."""
    rules = default_rules()
    texts = [Answer(id, text=words) for id, question in rules.questions.items() if question.type == "text"]
    notes = [
        Answer("baseline", choices=("far",), note=words, source=words, basis="measured"),
        Answer("task", choices=("predict",), note=words[:40]),
        Answer("error_cost", choices=("trivial", "moderate"), note=words),
    ]
    waiver = Waiver("invest", by=words, because=words, until=date(2027, 3, 1))
    answers = {answer.question: answer for answer in (*texts, *notes)}
    sheet = Sheet(answers, project=words, owner=words, date=date(2026, 11, 23), waiver=waiver)
    return project(sheet, answers_text)


RULES = ("stop", "rules")
EITHER = ("stop", "rules", "prototype")
BELOW = Interval(Fraction(60_000), Fraction(70_000), high_open=True)
ABOVE = Interval(Fraction(70_000), Fraction(180_000))
THREE_OPEN = Outlook(
    possible=Possible(("stop", "rules", "prototype"), "enumerated", frozenset({"stop", "rules", "prototype"})),
    conditions=(UnconfirmedCondition("data_rights", "Legal allows this use of the data", ("stop",)),),
    assumptions=(
        Assumption("baseline", "untried", carries=True),
        Assumption("data_rights", "allowed", carries=True, condition="Legal allows this use of the data"),
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
        FindOut("baseline", "2 days", (("meets", RULES), ("close", EITHER), ("far", EITHER), ("untried", RULES))),
        FindOut("annual_value", "1 day", ((BELOW, RULES), (ABOVE, EITHER))),
        FindOut("data_rights", "1 day", (("allowed", EITHER), ("limited", EITHER), ("forbidden", ("stop",)))),
    ),
)
