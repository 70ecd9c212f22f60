"""Each check finds its defect, says so at the right item, and finds nothing in sound rule sets."""

import random
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlgate.analysis.lint.diagnostic import Report
from mlgate.analysis.lint.engine import lint
from mlgate.analysis.lint.registry import CHECKS, page
from mlgate.analysis.possible import possible
from mlgate.files import load_ruleset, rulesets
from mlgate.loading.rulesets import read_ruleset
from rulesets import ruleset

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text("utf-8"))
FRAME = """
dimensions:
  - {id: data, title: Data, base: 30}
  - {id: need, title: Need, base: 30}
%(dimensions)s
questions:
  - {id: labels, type: number, whole: true, ask: '?', assume: 0}
  - {id: signal, type: choice, ask: '?', choices: {none: N, weak: W, strong: S}, assume: none}
  - {id: demand, type: yes_no, ask: '?', assume: no}
%(questions)s
facts:
%(facts)s
rules:
  - {id: SIGNAL, when: signal == strong, points: {data: 30}, say: s, why: w}
  - {id: DEMAND, when: demand, points: {need: 30}, say: s, why: w}
  - {id: LABELS, when: labels < 10, points: {need: -10}, say: s, why: w}
%(rules)s
verdicts:
  - {id: low, title: Low}
  - {id: mid, title: Mid, min: {data: 40}}
  - {id: high, title: High, min: {data: 55, need: 55}}
%(verdicts)s
recipes:
%(recipes)s
sources:
%(sources)s
"""
SECTIONS = ("dimensions", "questions", "facts", "rules", "verdicts", "recipes", "sources")


def linted(case: dict[str, Any]) -> Report:
    """Lint the frame with what a case adds to it."""
    text = FRAME % {section: textwrap.indent(case.get(section, ""), "  ") for section in SECTIONS}
    kept = [part for part in text.split("\n") if part.strip()]
    filled = [line for place, line in enumerate(kept) if not _is_empty_section(line, kept[place + 1 : place + 2])]
    return lint(ruleset("\n".join(filled)), CHECKS)


def _is_empty_section(line: str, following: list[str]) -> bool:
    return not line.startswith(" ") and not (following and following[0].startswith(" "))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_defect_is_found(case: dict[str, Any]) -> None:
    report = linted(case)
    found = [(one.code, one.item, one.message, one.reason) for one in report.diagnostics]
    for code, item, message in case["find"]:
        assert any(one[:2] == (code, item) and message in one[2] for one in found), found
    if "reason" in case:
        assert any(case["reason"] in one[3] for one in found), found
    wanted = {(code, item) for code, item, _ in case["find"]}
    others = [one for one in report.diagnostics if one.level != "note" and (one.code, one.item) not in wanted]
    assert [one for one in others if one.code not in case.get("also", ())] == []


def test_the_frame_itself_is_sound() -> None:
    assert linted({}).clean


def test_every_check_has_a_case_and_a_page() -> None:
    tested = {code for case in CASES for code, *_ in case["find"]} | {"MG230", "MG212"}
    assert {check.code for check in CHECKS} == tested
    for check in CHECKS:
        text = page(check.code) or ""
        assert text.startswith(f"{check.code}: ")
        assert all(f"\n\n{part}:" in text for part in ("Avoid", "Prefer", "Why")), check.code
    assert page("MG000") is None


def test_a_question_may_have_hundreds_of_choices() -> None:
    """Each has a rule of its own, so that there is a world for each of them."""
    choices = ", ".join(f"c{n}: Country {n}" for n in range(300))
    points = "".join(
        f"  - {{id: R{n}, when: country == c{n}, points: {{d: 5}}, say: s, why: w}}\n" for n in range(1, 300)
    )
    rules = ruleset(
        f"dimensions: [{{id: d, title: D}}]\n"
        f"questions: [{{id: country, type: choice, ask: '?', assume: c0, choices: {{{choices}}}}}]\nrules:\n{points}"
        "verdicts: [{id: low, title: Low}, {id: high, title: High, min: {d: 5}}]\n"
    )
    assert [one.code for one in lint(rules, CHECKS).diagnostics] == []


def test_codes_are_unique() -> None:
    codes = [check.code for check in CHECKS]
    assert len(codes) == len(set(codes))


def test_sources_are_asked_for_only_when_strict() -> None:
    rules = ruleset(
        """
questions: [{id: a, type: yes_no, ask: '?', assume: yes}]
rules: [{id: A, when: a, at_most: low, say: s, why: w}]
verdicts: [{id: low, title: Low}, {id: mid, title: Mid}]
"""
    )
    assert [one.code for one in lint(rules, CHECKS).diagnostics] == []
    assert [one.code for one in lint(rules, CHECKS, strict=True).diagnostics] == ["MG230"]


@pytest.mark.parametrize("name", ["default", "quick", "llm"])
def test_shipped_rule_sets_are_clean_without_suppressions(name: str) -> None:
    rules = load_ruleset(name)
    report = lint(rules, CHECKS, strict=True)
    assert [one for one in report.diagnostics if one.level != "note"] == []
    assert rules.suppressions == ()


def test_what_is_inherited_may_be_idle_here() -> None:
    parent = (
        "mlgate: 1\nid: parent\nversion: '1'\ntitle: P\n"
        "questions: [{id: a, type: number, ask: '?', assume: 500}]\n"
        "rules: [{id: A, when: a > 100, at_most: mid, say: s, why: w}]\n"
        "verdicts: [{id: low, title: L}, {id: mid, title: M}, {id: high, title: H}]\n"
    )
    child = (
        "mlgate: 1\nid: child\nversion: '1'\ntitle: C\nextends: parent\n"
        "rules: [{id: B, when: a > 50, at_most: low, say: s, why: w}]\n"
    )
    rules = read_ruleset(child, "child.yaml", lambda name, file: (parent.encode(), "parent.yaml"))
    assert [one.code for one in lint(rules, CHECKS).diagnostics if one.level != "note"] == ["MG210"]


# --- No false alarms --------------------------------------------------------------------------------------------------


def sound(seed: int) -> str:
    """Write a rule set in which everything matters: each answer adds points, each minimum lies within reach."""
    source = random.Random(seed)
    questions, rules = [], []
    for number in range(source.randint(4, 9)):
        id = f"q{'abcdefghj'[number]}"
        kind = source.choice(("yes_no", "choice", "number"))
        question: dict[str, Any] = {
            "id": id,
            "type": kind,
            "ask": "?",
            "assume": {"yes_no": "no", "choice": "bad"}.get(kind, 0),
        }
        if kind == "choice":
            question["choices"] = {"bad": "B", "fair": "F", "good": "G"}
        questions.append(question)
        conditions = {"yes_no": [id], "choice": [f"{id} == fair", f"{id} == good"], "number": [f"{id} >= 100"]}[kind]
        for step, condition in enumerate(conditions, 1):
            rules.append(
                {
                    "id": f"R-{id}-{'xy'[step - 1]}",
                    "when": condition,
                    "points": {"data": 10 * step},
                    "say": "s",
                    "why": "w",
                }
            )
    verdicts: list[dict[str, Any]] = [{"id": "low", "title": "Low"}]
    verdicts += [{"id": f"rung{n}", "title": "R", "min": {"data": least}} for n, least in enumerate((5, 15, 25, 35))]
    data = {
        "dimensions": [{"id": "data", "title": "Data"}],
        "questions": questions,
        "rules": rules,
        "verdicts": verdicts,
    }
    return yaml.safe_dump(data, sort_keys=False)


@pytest.mark.parametrize("seed", range(20))
def test_sound_rule_sets_give_no_alarm(seed: int) -> None:
    report = lint(ruleset(sound(seed)), CHECKS)
    assert [one for one in report.diagnostics if one.code != "MG213"] == []
    assert report.skipped == ()


def test_a_verdict_is_called_unreachable_only_where_it_is() -> None:
    from mlgate.analysis.lint.study import Study

    for seed in range(5):
        rules = ruleset(sound(seed))
        witnessed = possible(rules, {}).witnessed
        assert all(rules.verdicts[place].id not in witnessed for place in Study(rules).unreachable)


# --- What a rule set takes away from the one it extends ---------------------------------------------------------------


def child(text: str) -> Report:
    """Lint a rule set that extends the default one."""
    head = "mlgate: 1\nid: acme\nversion: 1\ntitle: Acme\nextends: default\n"
    return lint(read_ruleset(head + text, "acme.yaml", rulesets.fetch), CHECKS)


@pytest.mark.parametrize("id", ["wanted", "footprint", "series", "perfect_pays"])
def test_what_follows_from_a_disabled_item_is_no_mistake(id: str) -> None:
    assert [one for one in child(f"disable: {{{id}: No.}}").diagnostics if one.level != "note"] == []


def test_a_rule_of_ones_own_about_a_disabled_question_is_one() -> None:
    own = "rules: [{id: OWN-01, when: wanted == mixed, at_most: rules, say: s, why: w}]"
    found = [
        (one.code, one.item) for one in child(f"disable: {{wanted: No.}}\n{own}").diagnostics if one.level != "note"
    ]
    assert found == [("MG201", "OWN-01")]


def test_rules_about_a_disabled_verdict_are_named_where_it_is_disabled() -> None:
    (found,) = (one for one in child("disable: {rules: We call them a query.}").diagnostics if one.code == "MG212")
    assert (found.origin.file, found.origin.line, found.level) == ("acme.yaml", 6, "warning")
    assert "BASE-01" in found.reason
