"""Rule sets in, how many combinations a second the bit reader reads out, against other ways to read the same ones."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from importlib.util import find_spec
from random import Random

from benchmarks import rivals
from benchmarks.drawn import drawn
from benchmarks.measuring import Action, Figure, Table, at_least, medians, rounded
from benchmarks.sheets import Answers, complete_sheet, default_rules
from mlgate.analysis.space import AT_ONCE, Space, blocks, pool, space_of
from mlgate.analysis.worlds import Block
from mlgate.assessment.plan import Plan, plan_of
from mlgate.assessment.state import state_of
from mlgate.model import RuleSet

SAMPLED = 5_000  # combinations that a function reads one by one
BY_ENGINES = 200
TIMES_COMPILED = 50


def measure(rounds: int = 7, chunks: int = 24) -> Table:
    """Read enumerated combinations of a drawn rule set and of the default one in several ways."""
    figures: list[Figure] = []
    for name, space in spaces().items():
        enumerated = Reading(space, list(itertools.islice(blocks(space), chunks)))
        figures += figures_of(f"{name}, enumerated", enumerated, rounds)
        figures += figures_of(f"{name}, at random", Reading(space, [pool(space, AT_ONCE)]), rounds)
    how = (
        f"Combinations a second with all of them decided, in blocks of at most {AT_ONCE:,}. Enumerated blocks change "
        "some questions and keep the others; at random everything changes. "
        f"The compiled function is plain Python made once from the same plan and called {SAMPLED:,} times; "
        "NumPy gets its boolean arrays ready-made; the engines are called once for each combination. One thread."
    )
    return Table("Reading many combinations", how, figures)


def spaces() -> dict[str, Space]:
    """Give the worlds that are read: everything open, or for the default rules all that no formula needs."""
    rules = drawn(7, 25, 40)
    return {
        "25 questions, 40 rules": space_of(rules, {}),
        "default rules": space_of(default_rules(), opened(default_rules(), complete_sheet())),
    }


def opened(ruleset: RuleSet, answers: Answers) -> Answers:
    """Take answers out of a complete sheet as long as every fact stays decided."""
    plan = plan_of(ruleset)
    kept = dict(answers)
    for id in answers:
        fewer = {other: answer for other, answer in kept.items() if other != id}
        if facts_decided(plan, fewer):
            kept = fewer
    return kept


def facts_decided(plan: Plan, answers: Answers) -> bool:
    """Tell whether every fact has one value."""
    state = state_of(plan, answers)
    facts = [number for number, variable in enumerate(plan.variables) if variable.term is not None]
    return all(state.masks[number].bit_count() == 1 for number in facts)


class Reading:
    """The same combinations of one space, made ready for every way to read them."""

    def __init__(self, space: Space, blocks: list[Block]) -> None:
        self.plan, self.blocks = space.plan, blocks
        self.block = blocks[0]
        generator = Random(1)
        self.places = [generator.randrange(self.block.size) for _ in range(SAMPLED)]
        self.worlds = list(rivals.worlds_in(self.block, self.places))
        self.compiled = rivals.compiled(self.plan)

    def by_bits(self) -> int:
        """Read the blocks anew, and count their combinations."""
        return sum(one.size for one in self.blocks if Block(one.plan, one.size, one.given).verdicts())

    def by_function(self) -> int:
        """Call the compiled function for every sampled combination."""
        for world in self.worlds:
            self.compiled(*world)
        return len(self.worlds)

    def engines(self) -> dict[str, Callable[[rivals.World], int]]:
        """Give the engines that are installed."""
        found: dict[str, Callable[[rivals.World], int]] = {}
        if find_spec("zen"):
            found["zen-engine"] = rivals.by_zen(self.plan)
        if find_spec("rule_engine"):
            found["rule-engine"] = rivals.by_rule_engine(self.plan)
        return found


def figures_of(name: str, reading: Reading, rounds: int) -> list[Figure]:
    """Time every way in turn."""
    actions: dict[str, Action] = {"bits": reading.by_bits, "function": reading.by_function}
    counts = {"bits": reading.by_bits(), "function": len(reading.worlds)}
    if find_spec("numpy"):
        rows = rivals.Rows(reading.block)
        actions["numpy"], counts["numpy"] = rows.verdicts, rows.size
    engines = reading.engines()
    for engine, call in engines.items():
        actions[engine], counts[engine] = _calls(call, reading.worlds[:BY_ENGINES]), BY_ENGINES
    rates = {way: counts[way] / time for way, time in medians(actions, rounds).items()}
    bits = rates["bits"]
    figures = [Figure(f"{name}: bit reader", f"{bits / 1e6:,.0f} M/s")]
    figures.append(at_least(f"{name}: against a compiled function", bits / rates["function"], TIMES_COMPILED, " x"))
    if "numpy" in rates:
        figures.append(at_least(f"{name}: against NumPy", bits / rates["numpy"], 1, " x"))
    for engine in ("zen-engine", "rule-engine"):
        told = f"{rounded(bits / rates[engine])} x" if engine in rates else "not installed, skipped"
        figures.append(Figure(f"{name}: against {engine}", told))
    return figures


def _calls(call: Callable[[rivals.World], int], worlds: list[rivals.World]) -> Action:
    return lambda: [call(world) for world in worlds]
