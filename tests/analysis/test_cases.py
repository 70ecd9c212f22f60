"""Running cases: what holds, and what is said where an expectation fails."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from mlgate.analysis.cases import Mismatch, run_case
from mlgate.loading.cases import read_cases
from rulesets import ruleset

RULES = ruleset("""
dimensions: [{id: data, title: Data, base: 50}]
questions:
  - {id: task, type: choice, ask: Q, choices: {plan: P, predict: P, rank: R}, assume: plan}
  - {id: labels, type: number, ask: Q, whole: true, when: task != plan, assume: 0}
  - {id: banned, type: yes_no, ask: Q, when: task == predict and labels < 6, assume: no, condition: It is allowed}
facts:
  - {id: plenty, value: labels >= 100}
  - {id: twice, value: labels * 2, when: labels > 0}
  - {id: third, value: labels / 3}
rules:
  - {id: FEW, when: labels < 10, points: {data: -30}, say: s, why: w}
  - {id: MANY, when: 'plenty and task in (predict, rank)', points: {data: 10}, say: s, why: w}
  - {id: STOP, when: banned, at_most: stop, say: s, why: w}
  - {id: EXACT, when: labels == 77, enough: rules, say: s, why: w}
  - id: LONG
    when: >-
      labels > 1000 and labels < 1001
      or labels > 2000 and labels < 2001
      or labels > 3000 or labels > 4000 and labels < 4001
    points: {data: 1}
    say: s
    why: w
verdicts:
  - {id: stop, title: S}
  - {id: rules, title: R, when: task != rank}
  - {id: ml, title: M, min: {data: 40}}
""")
CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text("utf-8"))


def words(mismatch: Mismatch) -> str:
    wanted = mismatch.expectation
    lines = [f"{wanted.kind} {wanted.text}: {mismatch.found}", *mismatch.because]
    for ladder in mismatch.ladders:
        lines += [f"[{ladder.title}]", *ladder.lines]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_said_about_a_case(case: dict[str, Any]) -> None:
    (only,) = read_cases(yaml.safe_dump([case["case"]], sort_keys=False), "cases.yaml", RULES).cases
    assert [words(one) for one in run_case(RULES, only).mismatches] == case["fails"]
