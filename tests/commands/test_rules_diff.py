"""`rules diff`: the words, the exit codes, and the version that was not raised."""

import json
from pathlib import Path

import pytest

from mlgate.commands import rules_diff

OLD = """mlgate: 1
id: small
version: 1.0.0
title: Small
questions: [{id: a, type: yes_no, ask: Q, assume: no}]
rules: [{id: A, when: a, at_most: low, say: s, why: w}]
verdicts: [{id: low, title: L}, {id: high, title: H}]
"""
CASES = """- {id: capped, answers: {a: yes}, expect: {verdict: low}}
- {id: free, answers: {a: no}, expect: {verdict: high}}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "cases.yaml").write_text(CASES)
    (tmp_path / "old" / "ruleset.yaml").write_text(OLD)
    return tmp_path


def write_new(here: Path, text: str) -> None:
    (here / "new" / "ruleset.yaml").write_text(text)


def test_a_change_that_moves_verdicts(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_new(here, OLD.replace("when: a", "when: not a").replace("1.0.0", "2.0.0"))
    assert rules_diff.run("./old", "./new") == 0
    said = capsys.readouterr().out
    share = said[said.index("The verdict") :].split("\n")[0]
    assert share == "The verdict changes in 2 of the 2 combinations of answers that there are (100 %)."
    assert said.startswith("""small 1.0.0 -> small 2.0.0

Items that changed: 1
  ~ rules: A (when)

Cases that move: 2 of 2
  capped: low -> high
  free: high -> low

The verdict changes""")
    assert "low -> high, " in said
    assert "  answers: {a: yes}\n  fires no more: A" in said
    assert "  answers: {}  (nothing answered)\n  fires now: A" in said


def test_changed_content_needs_a_new_version(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_new(here, OLD.replace("say: s", "say: t"))
    assert rules_diff.run("./old", "./new") == 1
    captured = capsys.readouterr()
    assert captured.err == "error: the content of small changed and its version is still 1.0.0: raise the version\n"
    assert "In none of the 2 combinations of answers that there are does the verdict change." in captured.out


@pytest.mark.parametrize("now", ["version: 1.0.0 # the same", "version: '1.0.0'"])
def test_the_same_content(here: Path, now: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_new(here, OLD.replace("version: 1.0.0", now))
    assert rules_diff.run("./old", "./new") == 0
    assert capsys.readouterr().out == "small 1.0.0 -> small 1.0.0\nThe same content: no verdict changes.\n"


def test_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_new(here, OLD.replace("when: a", "when: not a"))
    assert rules_diff.run("./old", "./new", json=True) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["version_raised"] is False
    assert found["cases"]["moves"][0] == {"case": "capped", "before": "low", "after": "high"}
    assert found["combinations"] == {"drawn": 2, "moved": 2, "all": True}
    assert {(one["before"], one["after"]) for one in found["examples"]} == {("low", "high"), ("high", "low")}
