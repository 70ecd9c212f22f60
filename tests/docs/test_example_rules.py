"""The rule sets beside the default one, and the example for teams: their cases hold, and all of it is tested."""

import json
from pathlib import Path

import pytest

import mlgate
from mlgate import cli

ROOT = Path(__file__).parents[2]
SETS = ["rules/llm", "docs/examples/regulated"]


@pytest.mark.parametrize("folder", SETS)
def test_every_case_holds_and_everything_is_covered(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rules", "test", str(ROOT / folder), "--min-coverage", "100"]) == 0
    assert " 0 failed" in capsys.readouterr().out


@pytest.mark.parametrize("folder", SETS)
def test_every_rule_of_its_own_cites_a_source(folder: str) -> None:
    rules = mlgate.load(ROOT / folder)
    own = [rule for rule in rules.rules.values() if folder in rule.origin.file]
    assert own
    assert [rule.id for rule in own if not rule.sources] == []


def test_points_of_the_language_rules_are_tens_and_minimums_fives() -> None:
    rules = mlgate.load("llm")
    own = [rule for rule in rules.rules.values() if "llm" in rule.origin.file]
    assert {points % 10 for rule in own for _, points in rule.effect.points} == {0}
    assert {least % 10 for rung in rules.verdicts for _, least in rung.minimums} == {5}


EXAMPLES = [*sorted((ROOT / "rules" / "llm" / "examples").glob("*.yaml")), ROOT / SETS[1] / "device.yaml"]


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_examples_can_be_assessed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["assess", str(file), "--no-input", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"]["id"]
