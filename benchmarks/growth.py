"""Rule sets of growing size in, the time of the possible verdicts by number of open questions out, and the memory."""

from __future__ import annotations

import json
from collections.abc import Iterator

from benchmarks.drawn import drawn
from benchmarks.measuring import Figure, Table, at_most, medians, rounded
from benchmarks.processes import run
from benchmarks.sheets import Answers, asked_for, complete_sheet, default_rules
from mlgate.analysis.possible import possible
from mlgate.assessment.plan import plan_of
from mlgate.assessment.provisional import provisional_world
from mlgate.model import Answer, Interval, RuleSet

SIZES = (25, 50, 100, 200)
OPEN = (1, 2, 4, 8, 16, 32, 64, 128, 256)
RULES_A_QUESTION = 1.6
MEGABYTES, SECONDS = 500, 2


def measure(rounds: int = 3, sizes: tuple[int, ...] = SIZES) -> Table:
    """Take answers away, one and more at a time; then work through the largest set in a process of its own."""
    figures = [figure_of("default rules", default_rules(), complete_sheet(), rounds)]
    for size in sizes:
        rules = sized(size)
        figures.append(figure_of(f"{size} questions, drawn", rules, decided(rules), rounds))
    figures += large_figures(sizes[-1])
    how = (
        "Milliseconds for the possible verdicts with so many open questions, the last ones of the author's order; "
        f"{RULES_A_QUESTION} rules and 0.04 facts a question. The largest set is also assessed blank, flipped, and "
        "asked through question by question in a process of its own."
    )
    return Table("Growth", how, figures)


def sized(questions: int) -> RuleSet:
    """Draw the rule set of a size."""
    return drawn(questions, questions, int(questions * RULES_A_QUESTION), questions // 25)


def decided(ruleset: RuleSet) -> Answers:
    """Answer everything as the provisional world has it."""
    world, _ = provisional_world(plan_of(ruleset), {})
    found: Answers = {}
    for id, value in world.items():
        if isinstance(value, str):
            found[id] = Answer(id, choices=(value,))
        elif value is not None and not isinstance(value, frozenset):
            found[id] = Answer(id, interval=Interval(value, value))
    return found


def figure_of(name: str, ruleset: RuleSet, answers: Answers, rounds: int) -> Figure:
    """Time the possible verdicts with more and more answers taken away."""
    series = [f"{count} open: {rounded(1000 * time)}" for count, time in times_of(ruleset, answers, rounds)]
    return Figure(f"{name}: possible verdicts", ", ".join(series) + " ms")


def times_of(ruleset: RuleSet, answers: Answers, rounds: int) -> Iterator[tuple[int, float]]:
    """Walk numbers of open questions with the time that the possible verdicts take."""
    asked = [id for id in asked_for(ruleset, answers) if id in answers]
    counts = [count for count in OPEN if count < len(asked)] + [len(asked)]
    for count in counts:
        taken = set(asked[-count:])
        left = {id: answer for id, answer in answers.items() if id not in taken}
        yield count, medians({"possible": lambda left=left: possible(ruleset, left)}, rounds)["possible"]  # type: ignore[misc]


def large_figures(questions: int) -> list[Figure]:
    """Work through a large set in a process of its own, and hold memory and the slowest step against the targets."""
    found = json.loads(run("-m", "benchmarks.large", str(questions)))
    name = f"{questions} questions, drawn"
    return [
        at_most(f"{name}: most memory", found["megabytes"], MEGABYTES, " MB"),
        at_most(f"{name}: assessed", found["assess"], SECONDS, " s"),
        at_most(f"{name}: possible verdicts", found["possible"], SECONDS, " s"),
        at_most(f"{name}: flipped", found["flips"], SECONDS, " s"),
        at_most(f"{name}: slowest next question of {found['asked']}", found["next"], SECONDS, " s"),
    ]
