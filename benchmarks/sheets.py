"""The shipped rule set with its finished sheets, as the measurements use them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from mlgate.assessment import assess
from mlgate.files import load_ruleset
from mlgate.loading.answers import read_sheet
from mlgate.loading.cases import read_cases
from mlgate.model import Answer, RuleSet

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "rules" / "default"
COMPLETE = RULES / "examples" / "stripe-radar.yaml"
Answers = dict[str, Answer]


@cache
def default_rules() -> RuleSet:
    """Read the default rule set."""
    return load_ruleset(str(RULES))


def answers_in(file: Path) -> Answers:
    """Read the answers of a finished sheet."""
    return dict(read_sheet(file.read_bytes(), str(file), default_rules()).answers)


def complete_sheet() -> Answers:
    """Give a sheet on which nothing is open."""
    return answers_in(COMPLETE)


def all_sheets() -> Iterator[Answers]:
    """Walk the answers of every example and of every case."""
    for file in sorted((RULES / "examples").glob("*.yaml")):
        yield answers_in(file)
    cases = RULES / "cases.yaml"
    for case in read_cases(cases.read_bytes(), str(cases), default_rules()).cases:
        yield dict(case.answers)


def asked_for(ruleset: RuleSet, answers: Answers) -> list[str]:
    """Give the questions that apply under answers, text left out: the author's `ask` first."""
    hidden = assess(ruleset, answers).hidden
    order = dict.fromkeys([*ruleset.ask, *ruleset.questions])
    return [id for id in order if ruleset.questions[id].type != "text" and id not in hidden]
