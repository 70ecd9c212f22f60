"""The schema for editors: it and the loader agree on what is wrong, and it knows the names of a rule set."""

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mlgate.loading.cases import read_cases
from mlgate.loading.document import Mapping, Node, Scalar, read_document
from mlgate.loading.format import RULESET
from mlgate.loading.reading import Problems, Reader
from mlgate.loading.rulesets import read_ruleset
from mlgate.loading.schema import File, schema_of
from mlgate.model import RuleSet
from mlgate.problem import Unusable

HERE = Path(__file__).parent
ROOT = HERE.parents[1] / "rules"
TEAM = HERE.joinpath("team.yaml").read_text("utf-8")
MISTAKES: list[dict[str, Any]] = yaml.safe_load(HERE.joinpath("mistakes.yaml").read_text("utf-8"))
EXTENSIONS: list[dict[str, Any]] = yaml.safe_load(HERE.joinpath("extensions.yaml").read_text("utf-8"))


def builtin(name: str, named_by: str = "") -> tuple[str, str]:
    file = ROOT / name / "ruleset.yaml"
    return file.read_text("utf-8"), str(file)


def team() -> RuleSet:
    return read_ruleset(TEAM, "team.yaml", builtin)


def plain(node: Node) -> Any:
    """A document as editors see it."""
    if isinstance(node, Mapping):
        return {key: plain(entry.value) for key, entry in node.entries.items()}
    if isinstance(node, Scalar):
        value = node.value
        if value is None or isinstance(value, str | bool):
            return value
        return int(value) if value.denominator == 1 else float(value)
    return [plain(item) for item in node.items]


def validator(file: File, ruleset: RuleSet | None = None) -> jsonschema.Draft7Validator:
    schema = schema_of(file, ruleset)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


open_validator = cache(validator)  # checking the schema itself takes longer than everything that is checked by it


def errors(file: File, text: str, ruleset: RuleSet | None = None) -> list[str]:
    checked = validator(file, ruleset) if ruleset else open_validator(file)
    data = plain(read_document(text, "x", wanted="any").root)
    return [error.message for error in checked.iter_errors(data)]


def refused(text: str) -> bool:
    try:
        read_ruleset(text, "team.yaml", builtin)
    except Unusable:
        return True
    return False


# --- Valid files ------------------------------------------------------------------------------------------------------

SETS = sorted(path.parent.name for path in ROOT.glob("*/ruleset.yaml"))


@pytest.mark.parametrize("name", SETS)
def test_the_built_in_rule_sets_are_valid(name: str) -> None:
    text, file = builtin(name)
    ruleset = read_ruleset(text, file, builtin)
    for known in (None, ruleset):
        assert errors("ruleset", text, known) == []
    cases = ROOT / name / "cases.yaml"
    if cases.exists():
        for known in (None, ruleset):
            assert errors("cases", cases.read_text("utf-8"), known) == []
    for example in sorted((ROOT / name / "examples").glob("*.yaml")):
        for known in (None, ruleset):
            assert errors("answers", example.read_text("utf-8"), known) == []


# --- Broken files -----------------------------------------------------------------------------------------------------

# What only the loader can know: which names there are, what a condition means, how values and items go together.
BEYOND = (
    "in a condition", "in a folded condition", "of a folded condition", "that many use", "misspelt dimension",
    "misspelt verdict", "misspelt source", "none declared", "misspelt question to ask", "misspelt group",
    "a misspelt function", "misspelt choice that is assumed", "misspelt stopper", "placeholder",
    "wrong unit in a formula", "no unit", "the wrong kind of unit", "single assignment", "words of another",
    "operator too many", "never closed", "about knowledge", "a number for a condition", "in arithmetic",
    "an order of choices", "duplicate id", "same id", "id of a choice", "choices of a number",
    "reason and no effect", "may end without", "n/a assumed", "out of range", "minimum above the maximum",
    "depends on itself", "circle", "plainest verdict", "address", "true where a condition", "truth compared",
    "override without", "a place in the ladder", "former id", "points of", "in a condition", "no rungs ruled out",
    "read in two ways", "without its dash",
)  # fmt: skip


def unparsable(text: str) -> bool:
    try:
        read_document(text, "x")
    except Unusable:
        return True
    return False


@pytest.mark.parametrize("case", MISTAKES, ids=lambda case: case["name"])
def test_loader_and_schema_agree_on_mistakes(case: dict[str, Any]) -> None:
    text = TEAM.replace(case["was"], case["now"], 1)
    if unparsable(text):
        return
    beyond = any(words in case["name"] for words in BEYOND)
    assert bool(errors("ruleset", text)) is not beyond
    assert bool(errors("ruleset", text, team())) or beyond


@pytest.mark.parametrize("case", [c for c in EXTENSIONS if "extends" not in c], ids=lambda case: case["name"])
def test_the_schema_of_the_parent_knows_what_can_be_changed(case: dict[str, Any]) -> None:
    head = "mlgate: 1\nid: acme\nversion: 1.0.0\ntitle: T\nextends: team\n"
    known = (
        "misspelt field",
        "is a text",
        "of the id",
        "out of bounds",
        "as a list",
        "without a reason",
        "nothing",
        "choice that is none",
        "one's own",
    )
    wanted = any(words in case["name"] for words in known) and "verdict above" not in case["name"]
    assert bool(errors("ruleset", head + case["acme"], team())) is wanted


ODD: list[Any] = [5, -3, 0.5, True, None, "text", "90 days", [], {}, ["text"], {"a": 1}, [{"id": "x"}], "", 1000]


def mutated(seed: int) -> str:
    """A valid rule set with one value, key or item changed at random."""
    random = Random(seed)
    data = plain(read_document(TEAM, "x").root)
    places: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:
        for key in node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
            places.append((node, key))
            walk(node[key])

    walk(data)
    node, key = random.choice(places)
    match random.choice(["replace", "replace", "remove", "rename"]):
        case "replace":
            node[key] = random.choice(ODD)
        case "rename" if isinstance(node, dict):
            node[f"{key}x"] = node.pop(key)
        case _:
            del node[key]
    return yaml.safe_dump(data, sort_keys=False, width=10_000)


@given(st.integers(0, 10**9))
@settings(max_examples=100)
def test_loader_and_schema_agree_on_random_changes(seed: int) -> None:
    text = mutated(seed)
    document = read_document(text, "team.yaml")
    problems = Problems()
    Reader(document, problems).table(document.mapping, RULESET, "the rule set")
    found = errors("ruleset", text)
    if problems.found:
        assert found, str(Unusable(problems.found))
    if found:
        assert refused(text), (found, text)


# --- Names ------------------------------------------------------------------------------------------------------------

ANSWERS: list[Any] = [
    pytest.param("task: predict", True, id="a choice"),
    pytest.param("task: [predict, lookup]", True, id="several choices"),
    pytest.param("task: unknown", True, id="unknown"),
    pytest.param("task:", True, id="not asked"),
    pytest.param("task: n/a", False, id="n/a where it is no answer"),
    pytest.param("task: predikt", False, id="a misspelt choice"),
    pytest.param("task: []", False, id="no choice at all"),
    pytest.param("tsak: predict", False, id="a misspelt question"),
    pytest.param("labels: 5", True, id="a number"),
    pytest.param("labels: 5k..20k", True, id="a range"),
    pytest.param("labels: 5.5", False, id="no whole number"),
    pytest.param("labels: -5", False, id="a number below the minimum"),
    pytest.param("labels: many", False, id="a word for a number"),
    pytest.param("labels: [5]", False, id="a list for a number"),
    pytest.param("speed: 20 ms", True, id="a duration"),
    pytest.param("speed: 20", False, id="a duration without a unit"),
    pytest.param("prohibited: yes", True, id="yes"),
    pytest.param("prohibited: true", True, id="true"),
    pytest.param("prohibited: maybe", False, id="maybe"),
    pytest.param("task: {value: predict, note: said Ann, basis: measured}", True, id="the long form"),
    pytest.param("task: {value: predict, notes: said Ann}", False, id="a misspelt key of the long form"),
    pytest.param("task: {note: said Ann}", False, id="the long form without a value"),
    pytest.param("task: {value: predikt}", False, id="a misspelt choice in the long form"),
]


@pytest.mark.parametrize(("answer", "valid"), ANSWERS)
def test_answers_and_cases(answer: str, valid: bool) -> None:
    from mlgate.loading.answers import read_sheet

    sheet = f"mlgate: 1\nanswers:\n  {answer}\n"
    cases = f"- id: a\n  answers:\n    {answer}\n  expect: {{verdict: stop}}\n"
    rules = team()
    assert (errors("answers", sheet, rules) == []) is valid
    assert (errors("cases", cases, rules) == []) is valid
    for read in (lambda: read_sheet(sheet, "a.yaml", rules), lambda: read_cases(cases, "c.yaml", rules)):
        if valid:
            read()
        else:
            with pytest.raises(Unusable):
                read()


EXPECTATIONS: list[Any] = [
    pytest.param("{verdict: rules, fires: DATA-01, not: [STOP-01], next: none}", True, id="what there is"),
    pytest.param("{dimensions: {need: '>= 40'}, facts: {twice: 10}, settled: true}", True, id="comparisons"),
    pytest.param("{verdict: ruels}", False, id="a misspelt verdict"),
    pytest.param("{fires: [DATA-1]}", False, id="a misspelt rule"),
    pytest.param("{dimensions: {needs: 40}}", False, id="a misspelt dimension"),
    pytest.param("{next: tsak}", False, id="a misspelt question"),
    pytest.param("{verdicts: rules}", False, id="a misspelt key"),
    pytest.param("{settled: maybe}", False, id="no truth value"),
]


@pytest.mark.parametrize(("expect", "valid"), EXPECTATIONS)
def test_expectations(expect: str, valid: bool) -> None:
    text = f"- id: a\n  expect: {expect}\n"
    assert (errors("cases", text, team()) == []) is valid
    if valid:
        read_cases(text, "c.yaml", team())
    else:
        with pytest.raises(Unusable):
            read_cases(text, "c.yaml", team())


def test_every_key_says_what_it_is_for() -> None:
    schema: Any = schema_of("ruleset", team())
    tables = [schema, *schema["definitions"].values()]
    assert all(one["description"] for table in tables for one in table.get("properties", {}).values())
    assert schema["properties"]["override"]["properties"]["DATA-01"]["description"] == "There are only {labels} cases."
    assert "task.forecast" in schema["properties"]["override"]["properties"]


def test_choices_and_questions_carry_their_words() -> None:
    schema: Any = schema_of("answers", team())
    task = schema["properties"]["answers"]["properties"]["task"]
    assert task["description"] == "What kind of work is it?"
    assert task["else"]["else"]["enum"] == ["lookup", "forecast", "predict", "unknown", None]
    assert task["else"]["else"]["enumDescriptions"][:3] == ["Look it up", "Forecast a number", "Predict"]
