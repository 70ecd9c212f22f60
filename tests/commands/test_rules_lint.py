"""`mlgate rules lint`: what is printed in each form, where it points, and the exit codes."""

import json
from pathlib import Path

import pytest

from mlgate.cli import main

SOUND = """\
mlgate: 1
id: team
version: 1.0.0
title: Team
questions:
  - {id: ready, type: yes_no, ask: '?', assume: yes, condition: it is ready}
  - id: labels
    type: number
    whole: true
    ask: '?'
    assume: 5k
    condition: there are thousands
rules:
  - {id: A, when: not ready, at_most: low, say: s, why: w}
  - id: B
    when: labels < 100
    at_most: low
    say: s
    why: w
verdicts: [{id: low, title: Low}, {id: high, title: High}]
"""
BROKEN = SOUND.replace("when: labels < 100\n", "when: labels < 100 and labels > 1000  # 50 %, a::b\n")


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "team.yaml"


def test_a_sound_set_is_silent_but_for_the_sum(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    team.write_text(SOUND)
    assert main(["rules", "lint", "team.yaml"]) == 0
    assert capsys.readouterr().out == "team.yaml: nothing found by 21 checks\n"
    assert main(["rules", "lint", "team.yaml", "--quiet"]) == 0
    assert capsys.readouterr().out == ""


def test_a_finding_points_at_the_condition_and_says_why(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    team.write_text(BROKEN)
    assert main(["rules", "lint", "team.yaml", "--quiet"]) == 1
    shown = capsys.readouterr().out
    assert "error[MG201]: the condition of B is never true\n --> team.yaml:16:11\n" in shown
    assert "16 |     when: labels < 100 and labels > 1000" in shown
    assert "because: false for all answers to labels" in shown


def test_for_scripts(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    team.write_text(BROKEN)
    assert main(["rules", "lint", "team.yaml", "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["rule_sets"]
    assert not found["clean"]
    first = next(one for one in found["findings"] if one["code"] == "MG201")
    assert (first["level"], first["item"], first["file"], first["line"], first["column"]) == (
        "error",
        "B",
        "team.yaml",
        16,
        11,
    )


def test_for_github(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    team.write_text(BROKEN)
    assert main(["rules", "lint", "team.yaml", "--format", "github"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(
        line.startswith("::error file=team.yaml,line=16,col=11,title=MG201::the condition of B is never true%0A")
        for line in lines
    )
    assert all(line.startswith("::") for line in lines)


CHILD = """\
mlgate: 1
id: child
version: 1.0.0
title: Child
extends: ../team.yaml
"""


@pytest.mark.parametrize(
    ("repository", "name", "place"),
    [
        pytest.param(".", "child/child.yaml", "file=team.yaml,line=16,col=11", id="in the repository, at its place"),
        pytest.param("child", "child.yaml", "file=child.yaml,line=5", id="outside of it, where it is extended"),
    ],
)
def test_what_is_inherited_is_shown_where_github_can(
    repository: str,
    name: str,
    place: str,
    team: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    team.write_text(BROKEN)
    Path("child").mkdir()
    Path("child/child.yaml").write_text(CHILD)
    monkeypatch.chdir(repository)
    Path(".git").mkdir()
    assert main(["rules", "lint", name, "--format", "github"]) == 1
    (found,) = [line for line in capsys.readouterr().out.splitlines() if "title=MG201" in line]
    assert found.startswith(f"::error {place},title=MG201::")
    assert (f"%0Ainherited from {team}:16" in found) is (repository == "child")


def test_a_set_that_cannot_be_used_does_not_hide_the_others(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    team.write_text(SOUND)
    Path("bad.yaml").write_text(SOUND.replace("at_most: low", "at_most: lowe"))
    assert main(["rules", "lint", "bad.yaml", "team.yaml", "no-such-set"]) == 2
    out, err = capsys.readouterr()
    assert out == "team.yaml: nothing found by 21 checks\n"
    assert "unknown verdict 'lowe'" in err
    assert "there is no rule set 'no-such-set'" in err
    assert main(["rules", "lint", "bad.yaml", "team.yaml", "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert found["error"]["problems"][0]["line"] == 14
    assert [one["name"] for one in found["rule_sets"]] == ["team.yaml"]


def test_github_shows_what_cannot_be_used(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    team.write_text(SOUND.replace("at_most: low", "at_most: lowe"))
    assert main(["rules", "lint", "team.yaml", "no-such-set", "--format", "github"]) == 2
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(
        "::error file=team.yaml,line=14,col=39,title=mlgate ERROR::unknown verdict 'lowe'%0Adid you"
    )
    assert second.startswith("::error title=mlgate ERROR::there is no rule set 'no-such-set'%0Arule sets: ")


def test_several_sets_and_notes_that_never_count(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "lint", "default", "quick"]) == 0
    last = [line for line in capsys.readouterr().out.splitlines() if " by 21 checks" in line]
    assert [line.partition(":")[0] for line in last] == ["default", "quick"]


@pytest.mark.parametrize("arguments", [["no-such-set"], ["default", "--format", "xml"]])
def test_what_cannot_be_linted(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "lint", *arguments]) == 2
    assert capsys.readouterr().err


def test_a_code_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "mg210"]) == 0
    assert capsys.readouterr().out.startswith("MG210: A verdict that no answers lead to.\n\nAvoid:\n")
    assert main(["explain", "MG999"]) == 2
