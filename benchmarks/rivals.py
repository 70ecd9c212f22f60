"""The plan of a rule set in, the same verdicts by other means out: compiled Python, NumPy, and two rule engines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from mlgate.analysis.worlds import Block
from mlgate.assessment.plan import Fixed, Inverse, Junction, Leaf, Node, Plan, Variable

# One combination: the mask of the one cell of every variable, questions before their guards.
World = tuple[int, ...]
Place = int
LeafText = Callable[[int, int], str]


def worlds_in(block: Block, places: Iterable[int]) -> Iterator[World]:
    """Walk some combinations of a decided block, as the others take them."""
    parts = [
        block.raw(number) if variable.term is None else block.part(number)
        for number, variable in enumerate(block.plan.variables)
    ]
    for place in places:
        yield tuple(next(part.mask for part in some if part.bits >> place & 1) for some in parts)


def guarded(plan: Plan) -> Iterator[tuple[int, Variable]]:
    """Walk the questions that are hidden at times; facts are given as they come out."""
    for number, variable in enumerate(plan.variables):
        if variable.guard is not None and variable.term is None:
            yield number, variable


# --- Compiled Python --------------------------------------------------------------------------------------------------


def text_of(node: Node, leaf: LeafText) -> str:
    """Write a condition in the words that Python and both engines share."""
    match node:
        case Leaf(variable, mask):
            return leaf(variable, mask)
        case Inverse(part):
            return f"not ({text_of(part, leaf)})"
        case Fixed(value):
            return "1 == 1" if value else "1 == 2"
        case Junction(conjunction, parts):
            joined = (" and " if conjunction else " or ").join(f"({text_of(part, leaf)})" for part in parts)
            return joined or ("1 == 1" if conjunction else "1 == 2")


def compiled(plan: Plan) -> Callable[..., Place]:
    """Compile a rule set into one Python function of its variables' masks."""
    scope: dict[str, Any] = {}
    exec("\n".join(_lines(plan)), scope)
    return scope["verdict"]


def _lines(plan: Plan) -> Iterator[str]:
    def text(node: Node) -> str:
        return text_of(node, lambda number, mask: f"v{number} & {mask}")

    yield f"def verdict({', '.join(f'v{number}' for number in range(len(plan.variables)))}):"
    yield f"  cap = {len(plan.rungs) - 1}"
    yield f"  heaviest = {' = '.join(f'c{p} = e{p}' for p in range(len(plan.rungs)))} = 0"
    yield from (f"  s{place} = {base}" for place, base in enumerate(plan.bases))
    for number, variable in guarded(plan):
        assert variable.guard is not None
        yield f"  if not ({text(variable.guard.node)}): v{number} = {variable.na}"
    for rule in plan.rules:
        effects = [f"s{dimension} += {points}" for dimension, points in rule.points]
        effects += [f"c{place} = 1" for place in rule.rules_out]
        effects += [] if rule.enough is None else [f"e{rule.enough} = 1"]
        effects += [] if rule.at_most is None else [f"cap = min(cap, {rule.at_most})"]
        yield f"  if {text(rule.condition.node)}: {'; '.join(effects or ['pass'])}"
    for place, rung in enumerate(plan.rungs):
        demands = [f"cap >= {place}", f"not c{place}"]
        demands += [] if rung.condition is None else [f"({text(rung.condition.node)})"]
        demands += [f"s{dimension} >= {least}" for dimension, least in rung.minimums]
        yield f"  if {' and '.join(demands)}:"
        yield f"    if e{place}: return {place}"
        yield f"    heaviest = {place}"
    yield "  return heaviest"


# --- NumPy ------------------------------------------------------------------------------------------------------------


class Rows:
    """The combinations of a block as boolean arrays, one for each cell of each variable; read by NumPy."""

    def __init__(self, block: Block) -> None:
        self.plan, self.size = block.plan, block.size
        self.given = [self._cells(block, number) for number in range(len(self.plan.variables))]

    def _cells(self, block: Block, number: int) -> dict[int, Any]:
        import numpy as np

        parts = block.raw(number) if self.plan.variables[number].term is None else block.part(number)
        cells: dict[int, Any] = {}
        for part in parts:
            raw = np.frombuffer(part.bits.to_bytes(self.size // 8 + 1, "little"), np.uint8)
            row = np.unpackbits(raw, bitorder="little")[: self.size].astype(bool)
            cells[part.mask] = cells[part.mask] | row if part.mask in cells else row
        return cells

    def verdicts(self) -> list[Any]:
        """Give, rung by rung, the array of the combinations whose verdict it is."""
        import numpy as np

        self.cells = list(self.given)
        self.known: dict[int, Any] = {}
        for number, variable in guarded(self.plan):
            assert variable.guard is not None
            asked = self.read(variable.guard.node)
            self.cells[number] = {mask: row & asked for mask, row in self.given[number].items()} | {
                variable.na: ~asked | self.given[number].get(variable.na, False)
            }
        rungs = len(self.plan.rungs)
        closed, enough = [np.zeros((rungs, self.size), bool) for _ in range(2)]
        scores = [np.full(self.size, base, np.int16) for base in self.plan.bases]
        for rule in self.plan.rules:
            fires = self.read(rule.condition.node)
            for dimension, points in rule.points:
                scores[dimension] += fires * np.int16(points)
            for place in rule.rules_out:
                closed[place] |= fires
            if rule.at_most is not None:
                closed[rule.at_most + 1 :] |= fires
            if rule.enough is not None:
                enough[rule.enough] |= fires
        opened = [self._open(place, closed[place], scores) for place in range(rungs)]
        return self._chosen(opened, enough)

    def _open(self, place: int, closed: Any, scores: list[Any]) -> Any:
        rung = self.plan.rungs[place]
        rows = ~closed
        if rung.condition is not None:
            rows &= self.read(rung.condition.node)
        for dimension, least in rung.minimums:
            rows &= scores[dimension] >= least
        return rows

    def _chosen(self, opened: list[Any], enough: Any) -> list[Any]:
        import numpy as np

        verdicts, left = [], np.ones(self.size, bool)
        for place, rows in enumerate(opened):
            verdicts.append(rows & enough[place] & left)
            left &= ~verdicts[place]
        for place in reversed(range(len(opened))):
            heaviest = opened[place] & left
            verdicts[place] |= heaviest
            left &= ~heaviest
        return verdicts

    def read(self, node: Node) -> Any:
        """Read a condition in all rows; what occurs twice is read once."""
        if id(node) not in self.known:
            self.known[id(node)] = self._read(node)
        return self.known[id(node)]

    def _read(self, node: Node) -> Any:
        import numpy as np

        match node:
            case Leaf(variable, mask):
                rows = np.zeros(self.size, bool)
                for cell, row in self.cells[variable].items():
                    if cell & mask:
                        rows |= row
                return rows
            case Inverse(part):
                return ~self.read(part)
            case Fixed(value):
                return np.full(self.size, value)
            case Junction(conjunction, parts):
                rows = self.read(parts[0]).copy()
                for part in parts[1:]:
                    rows = np.logical_and(rows, self.read(part)) if conjunction else rows | self.read(part)
                return rows


# --- Rule engines, as their users call them ---------------------------------------------------------------------------


def cells_of(plan: Plan, mask: int) -> str:
    """List the cells of a mask, as the engines compare them."""
    return ", ".join(str(1 << place) for place in range(mask.bit_length()) if mask >> place & 1)


def by_rule_engine(plan: Plan) -> Callable[[World], Place]:
    """Make a `rule_engine.Rule` of every condition, and ask each whether it matches."""
    import rule_engine

    def rule(node: Node) -> Any:
        text = text_of(node, lambda number, mask: f"v{number} in [{cells_of(plan, mask)}]")
        return rule_engine.Rule(text)

    guards = [(number, one.na, rule(one.guard.node)) for number, one in guarded(plan) if one.guard is not None]
    rules = [rule(one.condition.node) for one in plan.rules]
    rungs = [None if rung.condition is None else rule(rung.condition.node) for rung in plan.rungs]

    def verdict(world: World) -> Place:
        answers = {f"v{number}": mask for number, mask in enumerate(world)}
        for number, na, guard in guards:
            if not guard.matches(answers):
                answers[f"v{number}"] = na
        holds = [rung is None or rung.matches(answers) for rung in rungs]
        return place_of(plan, [one.matches(answers) for one in rules], holds)

    return verdict


def place_of(plan: Plan, fires: list[bool], holds: list[bool]) -> Place:
    """Conclude the verdict from the rules that fire and the rungs whose condition holds."""
    fired = [rule for rule, one in zip(plan.rules, fires, strict=True) if one]
    scores = list(plan.bases)
    for rule in fired:
        for dimension, points in rule.points:
            scores[dimension] += points
    cap = min((rule.at_most for rule in fired if rule.at_most is not None), default=len(plan.rungs))
    closed = {place for rule in fired for place in rule.rules_out}
    opened = [
        place
        for place, rung in enumerate(plan.rungs)
        if place <= cap and place not in closed and holds[place] and all(scores[d] >= m for d, m in rung.minimums)
    ]
    enough = [place for place in opened if any(rule.enough == place for rule in fired)]
    return min(enough, default=max(opened))


def by_zen(plan: Plan) -> Callable[[World], Place]:
    """Make one decision of the whole rule set for the ZEN engine, and evaluate it."""
    import zen

    decision = zen.ZenEngine().create_decision(json.dumps(_decision(list(_expressions(plan)))))

    def verdict(world: World) -> Place:
        found = decision.evaluate({f"v{number}": mask for number, mask in enumerate(world)})
        return int(found["result"]["verdict"])

    return verdict


def _expressions(plan: Plan) -> Iterator[tuple[str, str]]:
    def text(node: Node) -> str:
        return text_of(node, lambda number, mask: f"$.w{number} in [{cells_of(plan, mask)}]")

    for number, variable in enumerate(plan.variables):
        asked = variable.guard is not None and variable.term is None
        guard = text(variable.guard.node) if asked and variable.guard is not None else ""
        yield f"w{number}", f"({guard}) ? v{number} : {variable.na}" if guard else f"v{number}"
    for number, rule in enumerate(plan.rules):
        yield f"r{number}", f"({text(rule.condition.node)}) ? 1 : 0"
    for dimension, base in enumerate(plan.bases):
        terms = [
            f"{points} * $.r{n}" for n, rule in enumerate(plan.rules) for d, points in rule.points if d == dimension
        ]
        yield f"s{dimension}", " + ".join([str(base), *terms])
    for place, rung in enumerate(plan.rungs):
        demands = [
            f"$.r{number} == 0"
            for number, rule in enumerate(plan.rules)
            if place in rule.rules_out or (rule.at_most is not None and rule.at_most < place)
        ]
        demands += [] if rung.condition is None else [f"({text(rung.condition.node)})"]
        demands += [f"$.s{dimension} >= {least}" for dimension, least in rung.minimums]
        yield f"o{place}", " and ".join(demands or ["1 == 1"])
    yield "verdict", _chosen(plan)


def _chosen(plan: Plan) -> str:
    """Write the choice of the verdict as a chain of `? :`."""
    text = "0"
    for place in range(1, len(plan.rungs)):
        text = f"$.o{place} ? {place} : ({text})"
    for place in reversed(range(len(plan.rungs))):
        callers = [f"$.r{number} == 1" for number, rule in enumerate(plan.rules) if rule.enough == place]
        if callers:
            text = f"($.o{place} and ({' or '.join(callers)})) ? {place} : ({text})"
    return text


def _decision(expressions: list[tuple[str, str]]) -> Mapping[str, Any]:
    content = {"expressions": [{"id": key, "key": key, "value": value} for key, value in expressions]}
    return {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode"},
            {"id": "rules", "name": "rules", "type": "expressionNode", "content": content},
            {"id": "out", "name": "out", "type": "outputNode"},
        ],
        "edges": [
            {"id": "first", "sourceId": "in", "targetId": "rules", "type": "edge"},
            {"id": "second", "sourceId": "rules", "targetId": "out", "type": "edge"},
        ],
    }
