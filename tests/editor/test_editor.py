"""In an editor: the YAML language server takes the schemas, marks what the loader marks, completes and explains names.

It needs node and yaml-language-server in a folder that MLGATE_EDITOR names:
npm install --prefix FOLDER --no-save yaml-language-server@1
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlgate.files import builtin_rules_folder, load_ruleset
from mlgate.loading.rulesets import read_ruleset
from mlgate.loading.schema import schema_of

FOLDER = os.environ.get("MLGATE_EDITOR", "")
pytestmark = pytest.mark.skipif(not FOLDER or not shutil.which("node"), reason="MLGATE_EDITOR or node is missing")

HERE = Path(__file__).parent
LOADING = HERE.parent / "loading"
TEAM = LOADING.joinpath("team.yaml").read_text("utf-8")
MISTAKES: list[dict[str, Any]] = yaml.safe_load(LOADING.joinpath("mistakes.yaml").read_text("utf-8"))
HEAD = "mlgate: 1\nid: acme\nversion: 1.0.0\ntitle: T\nextends: team\n"


def diagnosed(schema: object, *files: tuple[str, tuple[int, int] | None]) -> list[dict[str, Any]]:
    """What the language server says about texts; with a place (line, column) also what it completes and shows there."""
    asked = [
        {"text": text, "schema": "it", **({"at": {"line": at[0] - 1, "character": at[1] - 1}} if at else {})}
        for text, at in files
    ]
    given = json.dumps({"schemas": {"it": schema}, "files": asked})
    command = ["node", str(HERE / "diagnose.cjs"), FOLDER]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True, encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_what_ships_is_valid() -> None:
    folder = Path(builtin_rules_folder()) / "default"
    rules = load_ruleset("default")
    for kind, files in (("ruleset", ["ruleset.yaml"]), ("cases", ["cases.yaml"]), ("answers", ["examples/churn.yaml"])):
        for file in files:
            text = (folder / file).read_text("utf-8")
            (found,) = diagnosed(schema_of(kind, rules), (text, None))  # type: ignore[arg-type]
            assert found["problems"] == []


def test_mistakes_are_marked_where_the_loader_marks_them() -> None:
    texts = [TEAM.replace(case["was"], case["now"], 1) for case in MISTAKES]
    marked = 0
    for case, found in zip(MISTAKES, diagnosed(schema_of("ruleset"), *((text, None) for text in texts)), strict=True):
        if not found["problems"] or "indentation" in case["name"]:
            continue  # only the loader knows what conditions and names mean; the two recover differently from bad YAML
        line, column = (int(part) for part in case["error"].split(" --> team.yaml:")[1].split("\n")[0].split(":"))
        places = [(one["line"], one["column"]) for one in found["problems"]]
        missing = any(one["message"].startswith("Missing") for one in found["problems"])
        lines = {one for one, _ in places}
        assert (line, column) in places or (missing and line in lines) or "colon" in case["name"], case["name"]
        marked += 1
    assert marked >= 35


def at(text: str) -> tuple[str, tuple[int, int]]:
    """A text with a mark in it: the text without the mark, and the place."""
    before, after = text.split("^")
    return before + after, (before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)


COMPLETED = [
    pytest.param("rules:\n  - id: A\n    at_most: ^\n", ["stop", "rules", "invest"], id="verdicts"),
    pytest.param("override:\n  ^\n", ["DATA-01", "task.predict", "need"], id="what can be overridden"),
    pytest.param("override:\n  DATA-01:\n    ^\n", ["when", "why", "at_most"], id="fields of what is overridden"),
    pytest.param("disable:\n  ^\n", ["STOP-01", "labels"], id="what can be disabled"),
    pytest.param("ask: [^]\n", ["task", "labels"], id="questions"),
    pytest.param("rules:\n  - id: A\n    points:\n      ^\n", ["need"], id="dimensions"),
]


@pytest.mark.parametrize(("text", "expected"), COMPLETED)
def test_names_are_completed_in_a_team_file(text: str, expected: list[str]) -> None:
    rules = read_ruleset(TEAM, "team.yaml", lambda name, file: ("", ""))
    (found,) = diagnosed(schema_of("ruleset", rules), at(HEAD + text))
    assert set(expected) <= set(found["completions"])


def test_answers_are_completed_and_explained() -> None:
    rules = read_ruleset(TEAM, "team.yaml", lambda name, file: ("", ""))
    questions, choices, hovered = diagnosed(
        schema_of("answers", rules),
        at("mlgate: 1\nanswers:\n  ^\n"),
        at("mlgate: 1\nanswers:\n  task: ^\n"),
        at("mlgate: 1\nanswers:\n  ta^sk: predict\n"),
    )
    assert {"task", "labels", "speed", "prohibited"} <= set(questions["completions"])
    assert {"lookup", "forecast", "predict", "unknown"} <= set(choices["completions"])
    assert "What kind of work is it?" in hovered["hover"]
