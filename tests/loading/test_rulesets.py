"""Reading rule sets: what authors get wrong and what they are told, and what extending, digests and limits come to."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from mlgate.loading.rulesets import read_ruleset
from mlgate.model import RuleSet
from mlgate.problem import NotFound, Unusable

HERE = Path(__file__).parent
TEAM = HERE.joinpath("team.yaml").read_text("utf-8")
MISTAKES: list[dict[str, Any]] = yaml.safe_load(HERE.joinpath("mistakes.yaml").read_text("utf-8"))
EXTENSIONS: list[dict[str, Any]] = yaml.safe_load(HERE.joinpath("extensions.yaml").read_text("utf-8"))


def head(id: str, *extends: str) -> str:
    return f"mlgate: 1\nid: {id}\nversion: 1.0.0\ntitle: The {id} edition\nextends: [{', '.join(extends)}]\n"


LAW = "override: {STOP-01: {why: Our lawyers say so.}}\n"
FILES = {
    "team.yaml": TEAM,
    "loop.yaml": head("loop", "loop.yaml"),
    "back.yaml": head("back", "acme.yaml"),
    "answers.yaml": "mlgate: 1\nrules: team\nanswers: {task: lookup}\n",
    "broken.yaml": TEAM.replace("type: duration", "type: durations"),
    "one.yaml": head("one", "team.yaml") + LAW,
    "two.yaml": head("two", "team.yaml") + LAW.replace("lawyers", "bosses"),
    "same.yaml": head("same", "team.yaml"),
    "ladder.yaml": head("ladder", "team.yaml") + "verdicts: [{id: buy, title: Buy, above: rules}]\n",
}


def read(text: str, files: dict[str, str] | None = None, file: str = "acme.yaml") -> RuleSet:
    known = {**FILES, **(files or {}), file: text}

    def fetch(name: str, named_by: str) -> tuple[str, str]:
        if name not in known:
            raise NotFound(f"there is no rule set '{name}'", "did you mean 'team.yaml'?")
        return known[name], name

    return read_ruleset(text, file, fetch)


def told(text: str, file: str) -> str:
    with pytest.raises(Unusable) as caught:
        read(text, file=file)
    assert len(caught.value.problems) == 1, str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("case", MISTAKES, ids=lambda case: case["name"])
def test_one_mistake_in_a_rule_set_is_told_once_in_place(case: dict[str, Any]) -> None:
    assert TEAM.count(case["was"]) >= 1
    assert told(TEAM.replace(case["was"], case["now"], 1), "team.yaml") == case["error"].strip()


@pytest.mark.parametrize("case", EXTENSIONS, ids=lambda case: case["name"])
def test_one_mistake_about_what_is_inherited_is_told_once_in_place(case: dict[str, Any]) -> None:
    parents = case.get("extends", "team.yaml")
    text = head("acme", *([parents] if isinstance(parents, str) else parents)) + case["acme"]
    assert told(text, "acme.yaml") == case["error"].strip()


def test_the_number_of_mistakes_is_kept_down() -> None:
    text = TEAM.replace("id: task", "id: tasc").replace("type: duration", "type: durations").replace("max_age", "age")
    with pytest.raises(Unusable) as caught:
        read(text, file="team.yaml")
    assert [problem.line for problem in caught.value.problems] == [5, 6, 27]


# --- Extending --------------------------------------------------------------------------------------------------------


def acme(text: str, parent: str = "team.yaml") -> RuleSet:
    return read(head("acme", parent) + text)


def test_everything_is_inherited() -> None:
    parent, child = read(TEAM, file="team.yaml"), acme("")
    assert child.questions == parent.questions
    assert (child.facts, child.dimensions, child.rules) == (parent.facts, parent.dimensions, parent.rules)
    assert (child.verdicts, child.recipes, child.sources) == (parent.verdicts, parent.recipes, parent.sources)
    assert (child.ask, child.gate, child.groups, child.currency) == (
        parent.ask, parent.gate, parent.groups, parent.currency
    )  # fmt: skip
    assert (child.id, child.title, child.extends, child.amendments) == ("acme", "The acme edition", ("team",), ())


def test_single_fields_are_set_anew() -> None:
    child = acme("ask: [speed]\ncurrency: USD\nstop_after_ask: true\n")
    assert (child.ask, child.currency, child.stop_after_ask) == (("speed",), "USD", True)


@pytest.mark.parametrize(
    ("gate", "allow", "max_age"),
    [("{allow: invest}", ("invest",), 90), ("{max_age: 30 days}", ("rules",), 30), ("{}", ("rules",), 90)],
)
def test_of_the_gate_only_what_is_named_is_set_anew(gate: str, allow: tuple[str, ...], max_age: int) -> None:
    child = acme(f"gate: {gate}\n")
    assert (child.gate.allow, child.gate.max_age) == (allow, max_age)


def test_an_override_changes_the_named_fields_only() -> None:
    child = acme("override:\n  DATA-01: {when: labels < 5, why: Ours.}\n  ROML: {year: 2017}\n  need: {base: 90}\n")
    rule, before = child.rules["DATA-01"], read(TEAM, file="team.yaml").rules["DATA-01"]
    assert (rule.when.text, rule.why) == ("labels < 5", "Ours.")
    assert (rule.effect, rule.say, rule.sources) == (before.effect, before.say, before.sources)
    assert (child.sources["ROML"].year, child.sources["ROML"].author) == ("2017", "Zinkevich")
    assert child.dimensions["need"].base == 90
    assert (rule.origin.file, rule.origin.line, rule.origin.changed_by) == ("team.yaml", 33, ("acme.yaml",))
    assert [(a.kind, a.id, a.why, a.fields, a.file, a.line) for a in child.amendments] == [
        ("override", "DATA-01", "Ours.", ("when", "why"), "acme.yaml", 7),
        ("override", "ROML", "", ("year",), "acme.yaml", 8),
        ("override", "need", "", ("base",), "acme.yaml", 9),
    ]


def test_an_override_of_a_choice() -> None:
    child = acme(
        "override: {task.predict: {points: {need: 5}, why: Less.}, task.forecast: {points: {need: 1}, why: x}}"
    )
    assert child.rules["task.predict"].effect.points == (("need", 5),)
    assert child.rules["task.predict"].why == "Less."
    assert child.rules["task.predict"].sources == ("ROML",)
    assert child.rules["task.forecast"].effect.points == (("need", 1),)
    assert [choice.label for choice in child.questions["task"].choices] == [
        "Look it up",
        "Forecast a number",
        "Predict",
    ]


DISABLED = [
    pytest.param("STOP-01", lambda rules: "STOP-01" not in rules.rules, id="a rule"),
    pytest.param("task.predict", lambda rules: "task.predict" not in rules.rules, id="the effect of a choice"),
    pytest.param("need", lambda rules: rules.verdicts[2].minimums == () and not rules.dimensions, id="a dimension"),
    pytest.param("rules", lambda rules: rules.rules["DATA-01"].effect.at_most == "stop", id="a verdict that is a cap"),
    pytest.param("ROML", lambda rules: rules.rules["DATA-01"].sources == (), id="a source"),
    pytest.param("recipe-1", lambda rules: rules.recipes == (), id="a recipe"),
]


@pytest.mark.parametrize(("id", "holds"), DISABLED)
def test_what_is_disabled_counts_nowhere(id: str, holds: Any) -> None:
    child = acme(f"disable: {{{id}: Not here.}}\n")
    assert holds(child)
    assert [(a.kind, a.id, a.why) for a in child.amendments] == [("disable", id, "Not here.")]


@pytest.mark.parametrize("id", ["labels", "plenty", "twice", "task", "prohibited"])
def test_a_disabled_question_or_fact_is_not_applicable_everywhere(id: str) -> None:
    from mlgate.assessment import assess
    from mlgate.model import Answer

    child = acme(f"disable: {{{id}: Not looked at.}}\n")
    given = {"task": Answer("task", choices=("predict",)), "prohibited": Answer("prohibited", choices=("yes",))}
    result = assess(child, given)
    assert id not in child.ask
    assert id not in result.open
    assert result.world.get(id) is None
    if id == "labels":  # `not plenty`, and `plenty` is false where labels is not applicable
        assert {one.rule: one.outcome for one in result.findings}["DATA-01"] == "fires"


def test_new_rungs_stand_above_the_one_that_they_name_in_the_order_of_the_file() -> None:
    places = {"a": "rules", "b": "rules", "c": "a"}
    new = "".join(f"  - {{id: {id}, title: T, above: {below}}}\n" for id, below in places.items())
    assert [rung.id for rung in acme("verdicts:\n" + new).verdicts] == ["stop", "rules", "a", "c", "b", "invest"]


def test_several_parents_make_one_ladder_and_share_what_both_inherit() -> None:
    child = read(head("acme", "same.yaml", "ladder.yaml"))
    assert [rung.id for rung in child.verdicts] == ["stop", "rules", "buy", "invest"]
    assert child.extends == ("same", "ladder")
    twice = read(head("acme", "ladder.yaml", "one.yaml").replace("one.yaml", "same.yaml"))
    assert [rung.id for rung in twice.verdicts] == ["stop", "rules", "buy", "invest"]


def test_former_ids_keep_working() -> None:
    renamed = TEAM.replace("- id: labels", "- id: cases\n    renamed_from: labels").replace("labels", "cases")
    renamed = renamed.replace("renamed_from: cases", "renamed_from: labels")
    renamed = renamed.replace("{id: STOP-01,", "{id: STOP-02, renamed_from: [STOP-01, STOP-00],")
    parent = {"team.yaml": renamed}
    text = head("acme", "team.yaml") + "ask: [labels]\noverride: {STOP-00: {why: Ours.}}\ndisable: {labels: No.}\n"
    child = read(text, parent)
    assert child.rules["STOP-02"].why == "Ours."
    assert child.renamed == {"labels": "cases", "STOP-01": "STOP-02", "STOP-00": "STOP-02"}
    assert [a.id for a in child.amendments] == ["cases", "STOP-02"]


# --- The digest -------------------------------------------------------------------------------------------------------

SAME = [
    pytest.param("id: team\n", "# a comment\nid:    team   # and another\n", id="comments and blanks"),
    pytest.param("id: team\nversion: 1.0.0\n", "version: 1.0.0\nid: team\n", id="the order of keys"),
    pytest.param("min: {need: 40}", "min: {need: 4e1}", id="the spelling of numbers"),
    pytest.param("sources: [ROML]", "sources: ROML", id="one or a list of one"),
    pytest.param("why: The law.", "why: 'The law.'", id="quotes"),
    pytest.param("task == predict and\n      not plenty", "task ==  predict\n      and not plenty", id="line breaks"),
    pytest.param("max_age: 90 days", '"max_age": "90 days"', id="quoted keys"),
    pytest.param("\n", "\r\n", id="line ends"),
]
OTHER = [
    pytest.param("version: 1.0.0", "version: 1.0.1", id="the version"),
    pytest.param("points: {need: 30}", "points: {need: 31}", id="points"),
    pytest.param("lookup: Look it up", "lookup: Look it up!", id="a label"),
    pytest.param("allow: [rules]", "allow: [invest]", id="the gate"),
    pytest.param("ask: [task, labels]", "ask: [labels, task]", id="the order of questions"),
    pytest.param("forecast: Forecast a number\n", "aforecast: Forecast a number\n", id="a choice"),
    pytest.param("not plenty", "plenty", id="a condition"),
]


@pytest.mark.parametrize(("was", "now"), SAME)
def test_the_digest_ignores(was: str, now: str) -> None:
    assert was in TEAM
    assert read(TEAM.replace(was, now), file="team.yaml").digest == read(TEAM, file="team.yaml").digest


@pytest.mark.parametrize(("was", "now"), OTHER)
def test_the_digest_sees(was: str, now: str) -> None:
    assert was in TEAM
    assert read(TEAM.replace(was, now), file="team.yaml").digest != read(TEAM, file="team.yaml").digest


def test_the_digest_sees_the_order_of_choices_and_rules() -> None:
    first, second = "      lookup: Look it up\n", "      forecast: Forecast a number\n"
    swapped = TEAM.replace(first + second, second + first)
    assert read(swapped, file="team.yaml").digest != read(TEAM, file="team.yaml").digest


def test_the_digest_sees_what_is_inherited_and_disabled() -> None:
    digests = {acme("").digest, acme("disable: {STOP-01: x}\n").digest, acme("override: {need: {base: 21}}\n").digest}
    assert len(digests) == 3
    assert acme("").digest == read(head("acme", "same.yaml").replace("same.yaml", "team.yaml")).digest


# --- Limits -----------------------------------------------------------------------------------------------------------


def test_a_long_chain_of_extends_is_refused() -> None:
    files = {f"f{n}.yaml": head(f"f{n}", f"f{n + 1}.yaml") for n in range(60)}
    with pytest.raises(Unusable) as caught:
        read(head("acme", "f0.yaml"), files)
    assert "extend each other" in caught.value.problems[0].message


def test_a_long_chain_of_facts_is_refused() -> None:
    chain = (
        "".join(f"  - {{id: f{n}, value: f{n + 1} + 1}}\n" for n in range(3000)) + "  - {id: f3000, value: labels}\n"
    )
    with pytest.raises(Unusable) as caught:
        read(TEAM.replace("facts:\n", "facts:\n" + chain), file="team.yaml")
    (problem,) = caught.value.problems
    assert problem.message == "'f0' builds on more than 100 facts and questions, one upon the other"


def test_many_rules_are_read_in_time() -> None:
    import time

    rules = "".join(f"  - {{id: R{n}, when: labels > {n}, points: {{need: 1}}, say: s, why: w}}\n" for n in range(2000))
    begin = time.process_time()
    assert len(read(TEAM.replace("rules:\n  - id", f"rules:\n{rules}  - id", 1), file="team.yaml").rules) == 2003
    assert time.process_time() - begin < 5


def test_what_both_parents_only_inherit_is_no_word_of_the_second() -> None:
    files = {
        "one.yaml": head("one", "team.yaml") + "gate: {allow: [invest]}\nask: [speed]\n",
        "two.yaml": head("two", "team.yaml") + "currency: USD\n",
    }
    both = read(head("both", "one.yaml", "two.yaml"), files)
    assert (both.gate.allow, both.ask, both.currency) == (("invest",), ("speed",), "USD")
