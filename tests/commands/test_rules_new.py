"""`rules new` and `rules schema`: what is written works as written."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from mlgate.commands import rules_lint, rules_new, rules_schema, rules_test
from mlgate.files import builtin_rules_folder, load_ruleset
from mlgate.problem import Unusable


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


NAMES = sorted(path.parent.name for path in Path(builtin_rules_folder()).glob("*/ruleset.yaml"))


@pytest.mark.parametrize("parent", NAMES)
def test_a_new_rule_set_loads_and_passes_its_own_cases(here: Path, parent: str) -> None:
    assert rules_new.run("acme", extends=parent) == 0
    assert sorted(path.name for path in (here / "acme").iterdir()) == [
        "cases.schema.json", "cases.yaml", "ruleset.schema.json", "ruleset.yaml",
    ]  # fmt: skip
    found = load_ruleset("./acme")
    assert (found.id, found.extends, found.rules["ACME-01"].effect.at_most) == ("acme", (parent,), "rules")
    assert rules_test.run("./acme", min_coverage=100) == 0


def test_the_files_fit_the_schemas_beside_them(here: Path) -> None:
    rules_new.run("acme")
    for name in ("ruleset", "cases"):
        text = (here / "acme" / f"{name}.yaml").read_text()
        assert text.startswith(f"# yaml-language-server: $schema={name}.schema.json\n")
        jsonschema.validate(yaml.safe_load(text), json.loads((here / "acme" / f"{name}.schema.json").read_text()))


def test_what_is_commented_out_works_too(here: Path) -> None:
    rules_new.run("acme")
    file = here / "acme" / "ruleset.yaml"
    text = file.read_text()
    for key in ("override", "questions", "verdicts"):
        block = text[text.index(f"# {key}:") :].split("\n\n")[0]
        text = text.replace(block, "\n".join(line.removeprefix("# ") for line in block.split("\n")))
    file.write_text(text.replace("when: ..., ", ""))
    found = load_ruleset("./acme")
    assert "works_council" in found.questions
    assert [rung.id for rung in found.verdicts][3] == "buy"
    assert [one.kind for one in found.amendments] == ["override"]
    assert rules_lint.run(["./acme"]) == 0


def test_a_set_may_extend_a_file(here: Path) -> None:
    small = "mlgate: 1\nid: small\nversion: 1.0.0\ntitle: 'Small: a set'\n"
    small += "questions: [{id: a, type: yes_no, ask: Q, assume: no}]\n"
    small += "verdicts: [{id: low, title: L}, {id: high, title: H}]\n"
    (here / "small.yaml").write_text(small)
    rules_new.run("x.y", folder="deep/down", extends="small.yaml")
    assert load_ruleset("deep/down").title == "Small: a set (x.y)"
    assert load_ruleset("deep/down").rules["X-Y-01"].when.text == "a == yes"
    assert rules_test.run("deep/down", min_coverage=100) == 0


def test_nothing_is_overwritten(here: Path) -> None:
    (here / "acme").mkdir()
    (here / "acme" / "cases.yaml").write_text("mine")
    with pytest.raises(Unusable, match="is there already"):
        rules_new.run("acme")
    assert [path.name for path in (here / "acme").iterdir()] == ["cases.yaml"]


@pytest.mark.parametrize("id", ["", "a b", "../x", "1st", "x" * 61, "a\x1b"])
def test_an_id_that_cannot_be(here: Path, id: str) -> None:
    with pytest.raises(Unusable, match="cannot be the id"):
        rules_new.run(id)
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("rules", [None, "default"])
@pytest.mark.parametrize("kind", ["ruleset", "answers", "cases"])
def test_schemas_are_draft_07(rules: str | None, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert rules_schema.run(rules, kind=kind) == 0  # type: ignore[arg-type]
    schema = json.loads(capsys.readouterr().out)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(schema)
