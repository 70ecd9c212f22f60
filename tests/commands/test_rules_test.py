"""`rules test`: the report, the exit codes, and that suggested cases pass."""

import json
from pathlib import Path

import pytest

from mlgate.commands import rules_test
from mlgate.problem import Unusable

RULES = """mlgate: 1
id: small
version: 1.0.0
title: Small
questions: [{id: a, type: yes_no, ask: Q, assume: no}]
rules: [{id: A, when: a, at_most: low, say: s, why: w}]
verdicts: [{id: low, title: L}, {id: high, title: H}]
"""
PASSES = "- {id: capped, answers: {a: yes}, expect: {verdict: low, fires: A}}\n"
FAILS = "- {id: wrong, answers: {a: no}, expect: {verdict: low}}\n"
TODO = "- {id: later, todo: think, answers: {a: no}, expect: {verdict: low}}\n"


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "ruleset.yaml").write_text(RULES)
    return folder


CODES = [
    pytest.param(PASSES, None, 0, id="all hold"),
    pytest.param(PASSES + FAILS, None, 1, id="one fails"),
    pytest.param(PASSES + TODO, None, 0, id="what is still to do may fail"),
    pytest.param("", None, 1, id="an empty file"),
    pytest.param("[]", None, 1, id="no cases"),
    pytest.param(None, None, 1, id="no file"),
    pytest.param(PASSES, 67, 1, id="too little is covered"),
    pytest.param(PASSES, 50, 0, id="enough is covered"),
    pytest.param(PASSES, "67 %", 1, id="too little, with a unit"),
    pytest.param(PASSES, "50%", 0, id="enough, with a unit"),
]


@pytest.mark.parametrize(("cases", "least", "code"), CODES)
def test_exit_code(rules: Path, cases: str | None, least: int | str | None, code: int) -> None:
    if cases is not None:
        (rules / "cases.yaml").write_text(cases)
    assert rules_test.run("./small", min_coverage=least) == code


def test_what_is_not_covered_enough_is_said(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (rules / "cases.yaml").write_text(PASSES)
    assert rules_test.run("./small", min_coverage="67") == 1
    assert capsys.readouterr().err == "error: the coverage of 50 % is less than 67 %\n"


@pytest.mark.parametrize("least", ["-1", "101", "many", "%", "6.5", "", "٩٠"])
def test_no_percentage(rules: Path, least: str) -> None:
    with pytest.raises(Unusable, match="--min-coverage is a percentage from 0 to 100, not "):
        rules_test.run("./small", min_coverage=least)


def test_the_report(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (rules / "cases.yaml").write_text(PASSES + FAILS + TODO)
    rules_test.run("./small")
    assert (
        capsys.readouterr().out
        == """FAIL wrong
  expected  verdict low    small/cases.yaml:2:51
  found     high
            high is the heaviest open verdict; no rule calls an open one enough
            low is open, but nothing calls it enough

TODO later: think
3 cases: 1 passed, 1 failed, 1 todo
Coverage: 6 of 6
"""
    )


def test_nothing_found(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules_test.run("./small")
    out = capsys.readouterr().out
    assert out.startswith("no cases found in small/cases.yaml; mlgate rules test --suggest prints a first set\n")
    assert "Coverage: 0 of 6\n  not covered  A fires\n" in out


def test_suggested_cases_pass_and_cover_everything(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rules_test.run("./small", suggest=True) == 1
    (rules / "cases.yaml").write_text(capsys.readouterr().out)
    assert rules_test.run("./small", min_coverage=100) == 0


def test_suggested_cases_in_json(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rules_test.run("./small", suggest=True, json=True) == 1
    found = json.loads(capsys.readouterr().out)
    (rules / "cases.yaml").write_text(found["suggested"])
    assert rules_test.run("./small", json=True, min_coverage=100) == 0
    assert "suggested" not in json.loads(capsys.readouterr().out)


def test_json(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (rules / "cases.yaml").write_text(PASSES + FAILS)
    rules_test.run("./small", json=True)
    found = json.loads(capsys.readouterr().out)
    assert [one["status"] for one in found["cases"]] == ["passed", "failed"]
    assert found["cases"][1]["failures"][0]["found"] == "high"
    assert found["coverage"]["missing"] == []


def test_the_cases_of_a_single_file_stand_beside_it(rules: Path) -> None:
    (rules / "team.yaml").write_text(RULES)
    (rules / "team.cases.yaml").write_text(PASSES)
    (rules / "cases.yaml").write_text(FAILS)
    assert rules_test.run("small/team.yaml") == 0
    assert rules_test.run("small/team.yaml", cases="small/cases.yaml") == 1


def test_other_files_are_not_quoted(rules: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("password = 1\n")
    with pytest.raises(Unusable) as caught:
        rules_test.run("./small", cases="secret")
    assert "password" not in str(caught.value)


@pytest.mark.parametrize("name", ["default", "quick"])
def test_the_cases_of_the_built_in_sets_hold(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert rules_test.run(name) == 0, capsys.readouterr().out
