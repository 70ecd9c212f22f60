"""Small random rule sets for property tests: text of a rule file, and answers to it."""

from random import Random
from typing import Any

NUMBERS = 4  # numbers are whole, 0 to this, so that every world can be looked at


class Draw:
    """One random rule set; `text` is the file, `sections` its parts."""

    def __init__(self, seed: int, *, arithmetic: bool = True) -> None:
        self.random = Random(seed)
        self.arithmetic = arithmetic
        self.questions: list[tuple[str, str, list[str]]] = []  # id, type, choices
        self.facts: list[tuple[str, str]] = []  # id, truth or number
        self.lines: dict[str, list[str]] = {"questions": [], "facts": [], "rules": [], "verdicts": []}
        for number in range(self.random.randint(2, 4)):
            self.add_question(f"q{number}")
        for number in range(self.random.randint(0, 2)):
            self.add_fact(f"f{number}")
        for number in range(self.random.randint(3, 7)):
            self.add_rule(f"R{number}")
        self.add_ladder()

    @property
    def text(self) -> str:
        """The file."""
        head = "dimensions: [{id: d0, title: D0, base: 40}, {id: d1, title: D1, base: 20}]\n"
        return head + "".join(f"{name}:\n" + "".join(lines) for name, lines in self.lines.items() if lines)

    def shuffled(self, seed: int) -> str:
        """The same with questions, facts and rules in another order."""
        random = Random(seed)
        for name in ("questions", "facts", "rules"):
            random.shuffle(self.lines[name])
        return self.text

    def add_question(self, id: str) -> None:
        random = self.random
        type_ = random.choice(["choice", "choice", "yes_no", "number", "number", "choices"])
        choices = {
            "choice": ["a", "b", "c"][: random.randint(2, 3)],
            "yes_no": ["yes", "no"],
            "choices": ["x", "y"],
        }.get(type_, [])
        fields = [f"id: {id}", f"type: {type_}", "ask: Q?"]
        optional = type_ in ("number", "choice") and random.random() < 0.3
        if type_ == "number":
            fields += ["whole: true", f"max: {NUMBERS}", f"worse: {random.choice(['low', 'high'])}"]
        if type_ in ("choice", "choices"):
            carried = {
                choice: f", value: {random.randint(0, 9)}" if random.random() < 0.7 else "" for choice in choices
            }
            fields.append("choices: {" + ", ".join(f"{c}: {{label: L{carried[c]}}}" for c in choices) + "}")
        fields += ["optional: true"] if optional else []
        if self.questions and random.random() < 0.4:
            fields.append(f"when: '{self.condition(2)}'")
        values = {"number": [str(n) for n in range(NUMBERS + 1)], "choices": ["[]", "[x]", "[x, y]"]}.get(
            type_, choices
        )
        last = random.choice([*values, "n/a"] if optional else values)
        if self.questions and random.random() < 0.3:
            entry = f"{{when: '{self.condition(1)}', value: {random.choice(values)}}}"
            fields.append(f"assume: [{entry}, {{value: {last}}}]")
        else:
            fields.append(f"assume: {last}")
        self.lines["questions"].append(f"  - {{{', '.join(fields)}}}\n")
        self.questions.append((id, type_, choices))

    def add_fact(self, id: str) -> None:
        random = self.random
        truth = not self.arithmetic or random.random() < 0.5
        value = self.condition(2) if truth else self.formula()
        if truth and " " not in value.strip("()"):
            value = f"not {value}"
        guard = f", when: '{self.condition(1)}'" if random.random() < 0.4 else ""
        self.lines["facts"].append(f"  - {{id: {id}, value: '{value}'{guard}}}\n")
        self.facts.append((id, "truth" if truth else "number"))

    def formula(self) -> str:
        random = self.random
        numbers = [id for id, type_, _ in self.questions if type_ == "number"]
        numbers += [id for id, kind in self.facts if kind == "number"]
        parts = [*numbers, "2", "3"]
        first, second = random.choice(numbers) if numbers else "1", random.choice(parts)
        return random.choice(
            [f"{first} {random.choice('+-*/')} {second}", f"max({first}, {second})", f"coalesce({first}, {second})"]
        )

    def atom(self) -> str:
        random = self.random
        if self.facts and random.random() < 0.35:
            id, kind = random.choice(self.facts)
            return (
                id if kind == "truth" else f"{id} {random.choice(['<', '<=', '>', '==', '!='])} {random.randint(0, 6)}"
            )
        id, type_, choices = random.choice(self.questions)
        if type_ == "number":
            return f"{id} {random.choice(['<', '<=', '>', '>=', '==', '!='])} {random.randint(0, NUMBERS)}"
        if type_ == "yes_no":
            return id
        if type_ == "choices":
            return f"{id} has {random.choice(choices)}"
        if random.random() < 0.3:
            return f"{id} {random.choice(['in', 'not in'])} ({', '.join(random.sample(choices, 2))})"
        return f"{id} {random.choice(['==', '!='])} {random.choice(choices)}"

    def condition(self, depth: int) -> str:
        random = self.random
        if depth == 0 or random.random() < 0.35:
            return self.atom() if random.random() < 0.8 else f"not ({self.atom()})"
        word = random.choice([" and ", " or "])
        return "(" + word.join(self.condition(depth - 1) for _ in range(random.randint(2, 3))) + ")"

    def effect(self) -> str:
        random = self.random
        kinds = {
            "points": f"points: {{d{random.randint(0, 1)}: {random.choice([-40, -20, -10, 10, 20, 40])}}}",
            "enough": f"enough: v{random.randint(0, 3)}",
            "at_most": f"at_most: v{random.randint(0, 3)}",
            "rules_out": f"rules_out: [v{random.randint(1, 3)}]",
        }
        chosen = random.sample(sorted(kinds), random.choice([1, 1, 1, 2]))
        return ", ".join(kinds[kind] for kind in chosen)

    def add_rule(self, id: str) -> None:
        self.lines["rules"].append(f"  - {{id: {id}, when: '{self.condition(2)}', {self.effect()}, say: s, why: w}}\n")

    def add_ladder(self) -> None:
        self.lines["verdicts"] = [f"  - {{id: v{n}, title: V{n}{self.demands() if n else ''}}}\n" for n in range(4)]

    def demands(self) -> str:
        random = self.random
        least = (
            f", min: {{d{random.randint(0, 1)}: {random.choice([15, 35, 55, 75])}}}" if random.random() < 0.6 else ""
        )
        return least + (f", when: '{self.condition(1)}'" if random.random() < 0.3 else "")

    def answers(self, share: float = 0.6) -> dict[str, Any]:
        """Some answers: definite ones, several choices, ranges, unknown."""
        given: dict[str, Any] = {}
        for id, type_, choices in self.questions:
            if self.random.random() > share:
                continue
            if self.random.random() < 0.1:
                given[id] = "unknown"
            elif type_ == "number":
                low, high = sorted(self.random.randint(0, NUMBERS) for _ in range(2))
                given[id] = f"{low}..{high}"
            elif type_ == "choices":
                given[id] = self.random.sample(choices, self.random.randint(0, 2))
            else:
                given[id] = sorted(self.random.sample(choices, self.random.randint(1, len(choices))))
        return given
