"""A seed and a size in, a rule set out that is drawn at random: as many questions and rules as are wanted."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from mlgate.loading.rulesets import read_ruleset
from mlgate.model import RuleSet

LADDER = ("nothing", "rules", "query", "statistics", "trees", "network")
DIMENSIONS = ("need", "proof", "means")
THRESHOLDS = (10, 100, 1000)


def drawn(seed: int, questions: int, rules: int, facts: int = 0) -> RuleSet:
    """Draw a rule set; the same arguments give the same."""
    return read_ruleset(json.dumps(_Drawing(seed).ruleset(questions, rules, facts)), "drawn.yaml", _no_other)


def _no_other(name: str, file: str) -> tuple[str, str]:
    raise AssertionError(f"{file} extends {name}")


class _Drawing:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.questions: list[dict[str, Any]] = []

    def ruleset(self, questions: int, rules: int, facts: int) -> dict[str, Any]:
        for number in range(questions):
            self.questions.append(self.question(number))
        numbers = [one["id"] for one in self.questions if one["type"] == "number"]
        return {
            "mlgate": 1,
            "id": "drawn",
            "version": "1.0.0",
            "title": "Drawn",
            "dimensions": [{"id": id, "title": id.title(), "base": 30} for id in DIMENSIONS],
            "questions": self.questions,
            "facts": [self.fact(number, numbers) for number in range(facts)],
            "rules": [self.rule(number, facts) for number in range(rules)],
            "verdicts": [self.rung(place, id) for place, id in enumerate(LADDER)],
        }

    def question(self, number: int) -> dict[str, Any]:
        id = f"q{number}"
        kind = self.random.choice(("choice", "choice", "choice", "yes_no", "number"))
        drawn: dict[str, Any] = {"id": id, "ask": "?", "type": kind, "changeable": {"effort": "2 days"}}
        if kind == "choice":
            ids = ["a", "b", "c", "d"][: self.random.randint(2, 4)]
            drawn |= {"choices": {one: one.upper() for one in ids}, "assume": ids[0]}
        else:
            drawn["assume"] = "no" if kind == "yes_no" else 1
        if number > 3 and self.random.random() < 0.2:
            drawn["when"] = self.atom()
        return drawn

    def fact(self, number: int, numbers: list[str]) -> dict[str, Any]:
        first, second = self.random.sample(numbers, 2)
        return {"id": f"f{number}", "value": self.random.choice((f"{first} + {second}", f"{first} - 2 * {second}"))}

    def atom(self) -> str:
        question = self.random.choice(self.questions)
        if question["type"] == "yes_no":
            return self.random.choice((question["id"], f"not {question['id']}"))
        if question["type"] == "choice":
            return (
                f"{question['id']} {self.random.choice(('==', '!='))} {self.random.choice(list(question['choices']))}"
            )
        return f"{question['id']} {self.random.choice(('<', '>='))} {self.random.choice(THRESHOLDS)}"

    def condition(self) -> str:
        parts = [self.atom() for _ in range(self.random.randint(1, 3))]
        if len(parts) == 3 and self.random.random() < 0.5:
            return f"{parts[0]} and ({parts[1]} or {parts[2]})"
        return self.random.choice((" and ", " or ")).join(parts)

    def rule(self, number: int, facts: int) -> dict[str, Any]:
        condition = self.condition()
        if number < facts:
            condition = f"f{number} >= {self.random.choice(THRESHOLDS)} and ({condition})"
        drawn: dict[str, Any] = {"id": f"R-{number:03}", "when": condition, "say": "so", "why": "it is"}
        effect = self.random.choices(("points", "enough", "at_most", "rules_out"), (8, 1, 1, 1))[0]
        if effect == "points":
            some = self.random.sample(DIMENSIONS, self.random.randint(1, 2))
            return drawn | {"points": {id: 10 * self.random.choice((-2, -1, 1, 2)) for id in some}}
        rung = self.random.choice(LADDER[1:])
        return drawn | {effect: [rung] if effect == "rules_out" else rung}

    def rung(self, place: int, id: str) -> dict[str, Any]:
        drawn: dict[str, Any] = {"id": id, "title": id.title()}
        if place:
            drawn["min"] = dict.fromkeys(self.random.sample(DIMENSIONS, 2), 10 + 10 * place)
        return drawn
