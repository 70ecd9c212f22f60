"""A seed in, a random rule set with all types of question and effect, and a random partial sheet for it, out."""

import random
from dataclasses import dataclass
from typing import Any

import yaml

from mlgate.model import Answer, RuleSet
from rulesets import answers as read_answers
from rulesets import ruleset as read_ruleset

LADDER = ("nil", "low", "mid", "high", "top")
# Numbers that enter formulas are whole and small, so that brute force can try every one of them.
MOST_COUNTED = 9
THRESHOLDS = {
    "number": ("2.5", "10", "100", "1k"),
    "money": ("50", "1k", "20k"),
    "duration": ("20 ms", "1 h", "14 days", "3 months"),
    "size": ("1 kB", "1 MB", "2 GiB"),
    "percent": ("1 %", "5 %", "20 %"),
}


@dataclass(frozen=True)
class Generated:
    """A random rule set with a random partial sheet."""

    ruleset: RuleSet
    answers: dict[str, Answer]
    text: str


class Generator:
    """Draws one rule set; every choice comes from one seeded source."""

    def __init__(self, seed: int, questions: tuple[int, int] = (3, 8), facts: bool = True) -> None:
        self.random = random.Random(seed)
        self.count = self.random.randint(*questions)
        self.with_facts = facts and self.random.random() < 0.5
        self.questions: list[dict[str, Any]] = []
        self.facts: list[dict[str, Any]] = []
        self.names: list[tuple[str, str, tuple[str, ...]]] = []  # id, kind, choices or thresholds

    def draw(self) -> dict[str, Any]:
        for number in range(self.count):
            self.question(f"q{number}")
        if self.with_facts:
            self.add_facts()
        dimensions = [{"id": f"d{n}", "title": f"D{n}", "base": 10 * self.random.randint(0, 5)} for n in range(2)]
        ladder = LADDER[: self.random.randint(3, 5)]
        return {
            "mlgate": 1,
            "id": "drawn",
            "version": "1.0.0",
            "title": "Drawn",
            "dimensions": dimensions,
            "questions": self.questions,
            "facts": self.facts,
            "rules": [self.rule(f"R-{n}", ladder) for n in range(self.random.randint(4, 9))],
            "verdicts": [self.verdict(place, id) for place, id in enumerate(ladder)],
        }

    def maybe(self, share: float) -> bool:
        return self.random.random() < share

    # --- questions ---

    def question(self, id: str) -> None:
        kind = self.random.choice(("choice", "choice", "choice", "yes_no", "choices", "number", "counted", "measured"))
        if kind == "counted" and sum(name[1] == "counted" for name in self.names) >= 2:
            kind = "choice"
        drawn = getattr(self, f"a_{kind}")(id)
        if self.names and self.maybe(0.3):
            drawn["when"] = self.condition(1)
        if self.maybe(0.2):
            drawn["optional"] = True
            if self.maybe(0.5):
                drawn["assume"] = "n/a"
        if self.names and self.maybe(0.2) and drawn["assume"] != "n/a":
            drawn["assume"] = [
                {"when": self.condition(1), "value": self.other_value(drawn)},
                {"value": drawn["assume"]},
            ]
        if self.maybe(0.7):
            drawn["changeable"] = {"effort": f"{self.random.randint(1, 5)} days"}
        self.questions.append(drawn)
        self.names.append((id, kind if kind == "counted" else drawn["type"], self.told_apart(drawn)))

    def a_choice(self, id: str) -> dict[str, Any]:
        ids = ["a", "b", "c", "d"][: self.random.randint(2, 4)]
        choices = {one: {"label": one.upper(), "value": self.random.randint(0, 5)} for one in ids}
        for one in ids:
            if self.maybe(0.15):
                choices[one] |= {"points": {"d0": self.points()}, "why": "it does"}
        return {"id": id, "type": "choice", "ask": "?", "choices": choices, "assume": self.random.choice(ids)}

    def a_yes_no(self, id: str) -> dict[str, Any]:
        return {"id": id, "type": "yes_no", "ask": "?", "assume": self.random.choice(("yes", "no"))}

    def a_choices(self, id: str) -> dict[str, Any]:
        ids = ["x", "y", "z"][: self.random.randint(2, 3)]
        assumed = [one for one in ids if self.maybe(0.4)]
        return {"id": id, "type": "choices", "ask": "?", "choices": dict.fromkeys(ids, "label"), "assume": assumed}

    def a_number(self, id: str) -> dict[str, Any]:
        drawn = {"id": id, "type": "number", "ask": "?", "assume": self.random.choice((0, 10, 500))}
        return drawn | ({"whole": True} if self.maybe(0.3) else {})

    def a_counted(self, id: str) -> dict[str, Any]:
        assumed = self.random.randint(0, MOST_COUNTED)
        drawn = {"id": id, "type": "number", "ask": "?", "whole": True, "max": MOST_COUNTED, "assume": assumed}
        return drawn | ({"worse": "high"} if self.maybe(0.5) else {})

    def a_measured(self, id: str) -> dict[str, Any]:
        type_ = self.random.choice(("money", "duration", "size", "percent"))
        return {"id": id, "type": type_, "ask": "?", "assume": self.random.choice(THRESHOLDS[type_])}

    def other_value(self, drawn: dict[str, Any]) -> Any:
        if drawn["type"] == "choice":
            return self.random.choice(list(drawn["choices"]))
        if drawn["type"] == "choices":
            return [one for one in drawn["choices"] if self.maybe(0.5)]
        if drawn["type"] == "yes_no":
            return self.random.choice(("yes", "no"))
        return (
            self.random.randint(0, MOST_COUNTED)
            if drawn.get("whole")
            else self.random.choice(THRESHOLDS[drawn["type"]])
        )

    def told_apart(self, drawn: dict[str, Any]) -> tuple[str, ...]:
        if drawn["type"] in ("choice", "choices"):
            return tuple(drawn["choices"])
        if drawn.get("max") == MOST_COUNTED:
            return ("2", "3", "5", "7")
        return THRESHOLDS.get(drawn["type"], ("yes", "no"))

    # --- facts ---

    def add_facts(self) -> None:
        counted = [name for name, kind, _ in self.names if kind == "counted"]
        carried = [name for name, kind, _ in self.names if kind == "choice"]
        if not counted:
            return
        first = counted[0]
        other = counted[-1] if len(counted) > 1 else (f"value({carried[0]})" if carried else "3")
        formula = self.random.choice(
            (f"{first} + {other}", f"2 * {first} - {other}", f"{first} * {other}", f"max({first}, {other})")
        )
        self.facts.append({"id": "f0", "value": formula})
        self.names.append(("f0", "fact", ("3", "6", "8")))
        if self.maybe(0.5):
            self.facts.append({"id": "f1", "value": f"12 / f0 + coalesce({first}, 1)", "when": "f0 > 2"})
            self.names.append(("f1", "fact", ("4", "6")))
        if self.maybe(0.5):
            self.facts.append({"id": "f2", "value": f"{first} < {other} or {self.atom()}"})
            self.names.append(("f2", "truth", ()))

    # --- conditions ---

    def condition(self, depth: int = 2) -> str:
        if depth == 0 or self.maybe(0.35):
            return self.atom()
        if self.maybe(0.2):
            return f"not ({self.condition(depth - 1)})"
        word = self.random.choice((" and ", " or "))
        return "(" + word.join(self.condition(depth - 1) for _ in range(self.random.randint(2, 3))) + ")"

    def atom(self) -> str:
        id, kind, values = self.random.choice(self.names)
        if kind == "choice":
            if self.maybe(0.3) and len(values) > 2:
                return f"{id} {self.random.choice(('in', 'not in'))} ({', '.join(self.random.sample(values, 2))})"
            return f"{id} {self.random.choice(('==', '!='))} {self.random.choice(values)}"
        if kind == "choices":
            return f"{id} has {self.random.choice(values)}"
        if kind == "yes_no":
            return self.random.choice((id, f"{id} == no", f"not {id}"))
        if kind == "truth":
            return id
        operator = self.random.choice(("<", "<=", ">", ">=", "<", ">=", "==", "!="))
        bounds = sorted(self.random.sample(range(len(values)), 2)) if self.maybe(0.2) else []
        if bounds:
            return f"{values[0]} <= {id} < {values[-1]}"
        return f"{id} {operator} {self.random.choice(values)}"

    # --- rules and verdicts ---

    def points(self) -> int:
        return 10 * self.random.choice((-4, -3, -2, -1, 1, 2, 3, 4))

    def rule(self, id: str, ladder: tuple[str, ...]) -> dict[str, Any]:
        drawn: dict[str, Any] = {"id": id, "when": self.condition(), "say": "so", "why": "it is"}
        effect = self.random.choice(("points", "points", "points", "at_most", "enough", "rules_out"))
        if effect == "points":
            drawn["points"] = {f"d{self.random.randint(0, 1)}": self.points()}
        elif effect == "rules_out":
            drawn["rules_out"] = [self.random.choice(ladder[1:])]
        else:
            drawn[effect] = self.random.choice(ladder)
        return drawn

    def verdict(self, place: int, id: str) -> dict[str, Any]:
        drawn: dict[str, Any] = {"id": id, "title": id.title()}
        if place and self.maybe(0.6):
            drawn["min"] = {f"d{n}": 5 + 10 * self.random.randint(0, 6) for n in range(2) if self.maybe(0.6)}
        if place and self.maybe(0.3):
            drawn["when"] = self.condition()
        return drawn

    # --- sheets ---

    def sheet(self) -> dict[str, Any]:
        share = self.random.random()
        return {one["id"]: self.answer(one) for one in self.questions if self.maybe(share)}

    def answer(self, question: dict[str, Any]) -> Any:
        if self.maybe(0.15):
            return "unknown"
        if question.get("optional") and self.maybe(0.2):
            return "n/a"
        type_ = question["type"]
        if type_ == "choice":
            ids = list(question["choices"])
            return self.random.sample(ids, self.random.randint(1, max(1, len(ids) - 1)))
        if type_ == "choices":
            return [one for one in question["choices"] if self.maybe(0.5)]
        if type_ == "yes_no":
            return [self.random.choice(("yes", "no"))]
        if question.get("max") == MOST_COUNTED:
            low = self.random.randint(0, MOST_COUNTED)
            return f"{low}..{self.random.randint(low, MOST_COUNTED)}" if self.maybe(0.5) else str(low)
        if question.get("whole"):
            return self.random.choice(("0..50", "10", "11..", "..1000"))
        values = THRESHOLDS[type_]
        low = self.random.randrange(len(values))
        return (
            f"{values[0]}..{values[low]}"
            if low and self.maybe(0.5)
            else f"{values[low]}.."
            if self.maybe(0.5)
            else values[low]
        )


def generated(seed: int, questions: tuple[int, int] = (3, 8), facts: bool = True) -> Generated:
    """Draw a rule set and a sheet; the same seed gives the same."""
    generator = Generator(seed, questions, facts)
    text = yaml.safe_dump(generator.draw(), sort_keys=False)
    rules = read_ruleset(text)
    return Generated(rules, read_answers(rules, generator.sheet()), text)
