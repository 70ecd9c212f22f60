"""The id of a new rule set in; a folder with a commented rule file, its cases and the schema for editors out."""

from __future__ import annotations

import json
import os
import re

from mlgate.commands.inputs import ruleset_named
from mlgate.commands.output import say
from mlgate.commands.rules_schema import SCHEMA_FILE
from mlgate.files import unreadable, write_text
from mlgate.files.rulesets import CASES_FILE, RULESET_FILE, available_builtin, is_path
from mlgate.loading.schema import schema_of
from mlgate.loading.writing import text as yaml_text
from mlgate.model import Question, RuleSet
from mlgate.problem import quote, visible

CASES_SCHEMA_FILE = "cases.schema.json"
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,59}")
# The example of the documentation, where the rule set that is extended has these questions.
_EXAMPLE = ("person_effect != none and review != always", {"person_effect": "decides_alone", "review": "none"})
_COUNTER = {"person_effect": "decides_alone", "review": "always"}


def run(id: str, *, folder: str | None = None, extends: str = "default", quiet: bool = False) -> int:
    """Write a new rule set that extends another, into `folder` (default: one with its id, here)."""
    if not _ID.fullmatch(id):
        raise unreadable(f"{quote(id)} cannot be the id of a rule set", "letters, digits, _, - and ., at most 60")
    if id in {location.name for location in available_builtin()}:
        raise unreadable(
            f"{quote(id)} is built in, and a rule set of the same name would hide it",
            f"choose an id of your own; to start from it: mlgate rules new ID --extends {id}",
        )
    target = folder or id
    parent = ruleset_named(extends)
    files = contents(id, parent, _said_from(extends, target))
    for name in files:
        if os.path.lexists(os.path.join(target, name)):
            raise unreadable(f"{quote(os.path.join(target, name), 150)} is there already", "choose another --folder")
    try:
        os.makedirs(target, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise unreadable(f"the folder {quote(target, 150)} cannot be made: {reason}") from None
    for name, text in files.items():
        write_text(os.path.join(target, name), text)
    shown = visible(target if is_path(target) else f"./{target}")
    say([f"Written  {shown}/{name}" for name in files], quiet=quiet)
    say([f"Next     mlgate rules lint {shown} && mlgate rules test {shown}"], quiet=quiet)
    return 0


def _said_from(extends: str, target: str) -> str:
    """Write the path of the parent relative to the new file; a name stays as it is."""
    if not is_path(extends):
        return extends
    relative = os.path.relpath(os.path.realpath(extends), os.path.realpath(target)).replace(os.sep, "/")
    return relative if is_path(relative) else f"./{relative}"


def contents(id: str, parent: RuleSet, extends: str) -> dict[str, str]:
    """Give the new files by name."""
    rule = f"{re.sub('[^A-Za-z0-9]+', '-', id).strip('-').upper()}-01"
    return {
        RULESET_FILE: _rules(id, rule, parent, extends),
        CASES_FILE: _cases(rule, parent),
        SCHEMA_FILE: _schema("ruleset", parent),
        CASES_SCHEMA_FILE: _schema("cases", parent),
    }


def _schema(kind: str, parent: RuleSet) -> str:
    written = schema_of("cases" if kind == "cases" else "ruleset", parent, open=True)
    return json.dumps(written, indent=1, ensure_ascii=False) + "\n"


def _rules(id: str, rule: str, parent: RuleSet, extends: str) -> str:
    when, _, _ = _example(parent)
    inherited = next((one for one in parent.rules.values() if not one.choice_of and not one.effect.rules_out), None)
    some = inherited.id if inherited else "SOME-01"
    allowed = ", ".join(parent.gate.allow or [rung.id for rung in parent.verdicts][1:])
    return f"""\
# yaml-language-server: $schema={SCHEMA_FILE}
#
# The rules of {id}: everything that {parent.id} says, and what is changed here. After a change:
#   mlgate rules lint . && mlgate rules test .        is it sound, and does it do what cases.yaml says?
#   mlgate rules show . --resolved                    every rule, with the file and line it comes from
#   mlgate rules diff OLD .                           which verdicts change

mlgate: 1
id: {id}
version: 0.1.0  # raise it with every change that can move a verdict
title: {yaml_text(f"{parent.title} ({id})")}
extends: {yaml_text(extends)}

# What `mlgate check` lets pass in CI. Take the line away to keep that of {parent.id}.
gate: {{allow: [{allowed}], max_age: 90 days}}

# Change single fields of what is inherited. Rules and facts take a `why`, which every report prints beside the change.
# override:
#   {some}: {{when: ..., why: Our own reason.}}

# Take something away, with the reason, which every report prints too. A question that is disabled is not looked at
# anywhere.
# disable:
#   {some}: Our platform team takes care of that.

rules:
  # A rule says when it fires, what follows, and why. What can follow:
  #   points: {{DIMENSION: -20}}   at_most: VERDICT   enough: VERDICT   rules_out: [VERDICT]
  - id: {rule}
    when: {when}
    at_most: {_cap(parent)}
    say: {yaml_text(_statement(parent))}
    why: An example. Write here which agreement, law or experience stands behind it.

# A question of your own needs a value that is assumed while nobody has answered it:
# questions:
#   - id: works_council
#     type: choice
#     ask: Has the works council agreed?
#     choices:
#       agreed: It has, or need not
#       refused: {{label: It has not, at_most: {_cap(parent)}, why: 'Which agreement says so?'}}
#     assume: agreed
#     condition: The works council agrees

# A rung of your own says which one it stands above. What else there is, key by key: docs/rule-file.md of mlgate.
# verdicts:
#   - {{id: buy, title: Buy a product, above: {_cap(parent)}}}
"""


def _statement(parent: RuleSet) -> str:
    _, sheet, _ = _example(parent)
    if set(sheet) == set(_EXAMPLE[1]):
        return "It affects people and nobody looks before it takes effect."
    return "What the report should say."


def _cap(parent: RuleSet) -> str:
    """Choose the rung of the example: `rules`, else the one in the middle of the ladder."""
    ladder = [rung.id for rung in parent.verdicts]
    return "rules" if "rules" in ladder else ladder[len(ladder) // 2]


def _example(parent: RuleSet) -> tuple[str, dict[str, str], dict[str, str]]:
    """Give a condition, answers under which it holds, and answers under which it does not."""
    if set(_EXAMPLE[1]) <= set(parent.questions):
        return _EXAMPLE[0], _EXAMPLE[1], _COUNTER
    question = _choosable(parent)
    if question is None:
        return "1 < 2", {}, {}
    first, second = question.choices[0].id, question.choices[1].id
    return f"{question.id} == {first}", {question.id: first}, {question.id: second}


def _choosable(parent: RuleSet) -> Question | None:
    for question in parent.questions.values():
        if question.type in ("choice", "yes_no") and question.when is None and len(question.choices) > 1:
            return question
    return None


def _cases(rule: str, parent: RuleSet) -> str:
    _, sheet, counter = _example(parent)
    text = f"""\
# yaml-language-server: $schema={CASES_SCHEMA_FILE}
#
# What must come out. Each rule fires in one case and does not in another; `mlgate rules test . --suggest` prints more.

- id: example-rule-fires
  answers: {_flow(sheet)}
  expect: {{at_most: {_cap(parent)}, fires: {rule}}}
"""
    if counter:
        text += f"""\
- id: example-rule-does-not-fire
  answers: {_flow(counter)}
  expect: {{not: {rule}}}
"""
    return text


def _flow(answers: dict[str, str]) -> str:
    return "{" + ", ".join(f"{id}: {value}" for id, value in answers.items()) + "}"
