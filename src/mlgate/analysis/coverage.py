"""A rule set and the results of its cases in; what they touched of it, and cases that touch the rest, out.

Counted are the items that the rule set writes or changes itself; what it only inherits is tested where it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Literal

from mlgate.assessment import assess
from mlgate.assessment.assess import total_scores, verdict_place
from mlgate.assessment.cells import inside
from mlgate.assessment.plan import Plan, Variable, plan_of
from mlgate.assessment.ranges import Range
from mlgate.assessment.state import state_of, truth_of
from mlgate.expression.syntax import Constant
from mlgate.model import NUMERIC_TYPES, Answer, Assessment, Interval, Origin, Question, RuleSet
from mlgate.values import value

Kind = Literal["fires", "does not fire", "choice", "verdict", "minimum met", "minimum missed"]
SEED = 20_160_501
SAMPLED = 800
TRIED = 4
CLIMBS, STEPS = 4, 500  # how often and how long answers are changed to reach a verdict
HINDRANCE = 30  # what one rule in the way weighs against missing points


@value
class Goal:
    """Something that a case can touch: a rule that fires or does not, a choice, a verdict, one side of a minimum."""

    kind: Kind
    id: str

    def __str__(self) -> str:
        """Say it in words."""
        match self.kind:
            case "fires" | "does not fire":
                return f"{self.id} {self.kind}"
            case "choice":
                return f"answer {self.id}"
            case "verdict":
                return f"verdict {self.id}"
            case _:
                return f"{self.kind}: {self.id}"


@value
class Coverage:
    """The goals of a rule set in order, and those that some case touches."""

    goals: tuple[Goal, ...]
    touched: frozenset[Goal]

    @property
    def missing(self) -> tuple[Goal, ...]:
        """Give the goals that no case touches."""
        return tuple(goal for goal in self.goals if goal not in self.touched)

    def reaches(self, percent: int) -> bool:
        """Tell whether at least so many percent are touched; whole numbers, so that 1 of 12,000 is not rounded away."""
        return 100 * len(self.touched) >= percent * len(self.goals)


@value
class Suggestion:
    """Answers that touch goals nothing touched so far."""

    answers: Mapping[str, Answer]
    assessment: Assessment
    goals: tuple[Goal, ...]


def coverage(
    ruleset: RuleSet, seen: Iterable[tuple[Mapping[str, Answer], Assessment]], *, all: bool = False
) -> Coverage:
    """Count what cases touch; with `all` inherited items count as well."""
    goals = tuple(goals_of(ruleset, all=all))
    wanted, touched = set(goals), set[Goal]()
    for answers, assessment in seen:
        touched |= wanted & set(touched_by(ruleset, answers, assessment))
    return Coverage(goals, frozenset(touched))


def goals_of(ruleset: RuleSet, *, all: bool = False) -> Iterator[Goal]:
    """Walk everything that cases should touch."""

    def counts(origin: Origin) -> bool:
        return all or origin.file == ruleset.file or ruleset.file in origin.changed_by

    for rule in ruleset.rules.values():
        if counts(rule.origin) and not isinstance(rule.when.test, Constant):
            yield Goal("fires", rule.id)
            yield Goal("does not fire", rule.id)
    for question in ruleset.questions.values():
        if counts(question.origin) and not (question.when and isinstance(question.when.test, Constant)):
            yield from (Goal("choice", f"{question.id}.{choice.id}") for choice in question.choices)
    for place, rung in enumerate(ruleset.verdicts):
        if counts(rung.origin):
            yield Goal("verdict", rung.id)
            for dimension, least in rung.minimums if place else ():
                yield from (Goal(side, f"{rung.id}.{dimension} {least}") for side in ("minimum met", "minimum missed"))


def touched_by(ruleset: RuleSet, answers: Mapping[str, Answer], assessment: Assessment) -> Iterator[Goal]:
    """Walk what one case touches: rules that are decided, definite answers, the verdict, both sides of minimums."""
    for finding in assessment.findings:
        if finding.outcome != "open":
            yield Goal("fires" if finding.outcome == "fires" else "does not fire", finding.rule)
    for id, answer in answers.items():
        if answer.choices and id not in assessment.hidden:
            several = ruleset.questions[id].type == "choices"
            yield from (Goal("choice", f"{id}.{one}") for one in answer.choices if several or len(answer.choices) == 1)
    yield Goal("verdict", assessment.verdict)
    for rung in ruleset.verdicts:
        for dimension, least in rung.minimums:
            met = assessment.scores[dimension].value >= least
            yield Goal("minimum met" if met else "minimum missed", f"{rung.id}.{dimension} {least}")


# --- Suggesting cases -------------------------------------------------------------------------------------------------


def suggestions(ruleset: RuleSet, missing: Sequence[Goal], seed: int = SEED) -> tuple[Suggestion, ...]:
    """Find few sets of answers that touch the missing goals: sampled worlds, cut to what counts."""
    left = set(missing)
    samples = _samples(ruleset, left, seed)
    found: list[Suggestion] = []
    while left:
        best = max(samples, key=lambda one: len(one.goals & left), default=None)
        if best is None or not best.goals & left:
            break
        wanted = best.goals & left
        answers = shortened(best.answers, lambda fewer: wanted <= _touched(ruleset, fewer))  # noqa: B023
        assessment = assess(ruleset, answers)
        touched = set(touched_by(ruleset, answers, assessment)) & left
        found.append(Suggestion(answers, assessment, tuple(goal for goal in missing if goal in touched)))
        left -= touched
    return tuple(found)


def _touched(ruleset: RuleSet, answers: Mapping[str, Answer]) -> set[Goal]:
    return set(touched_by(ruleset, answers, assess(ruleset, answers)))


@value
class _Sample:
    answers: Mapping[str, Answer]
    goals: frozenset[Goal]


def _samples(ruleset: RuleSet, wanted: set[Goal], seed: int) -> list[_Sample]:
    """Draw worlds, some of them bent towards a rule that should fire or not, and keep those that touch something."""
    plan, random = plan_of(ruleset), Random(seed)
    kept: list[_Sample] = []
    seen: set[Goal] = set()
    tried: dict[Goal, int] = {}
    for number in range(SAMPLED):
        answers = random_answers(plan, random)
        if number % 2 and (goal := _rare(wanted - seen, tried)) is not None:
            tried[goal] = tried.get(goal, 0) + 1
            answers = _bent(plan, random, answers, goal)
        goals = frozenset(touched_by(ruleset, answers, assess(ruleset, answers))) & wanted
        if goals - seen or len(goals) > 3:
            kept.append(_Sample(answers, goals))
        seen |= goals
        if seen == wanted and number > SAMPLED // 4:
            break
    for goal in sorted(wanted - seen, key=str):
        if goal.kind == "verdict" and (found := _climb(plan, random, goal.id)) is not None:
            goals = frozenset(touched_by(ruleset, found, assess(ruleset, found))) & wanted
            kept.append(_Sample(found, goals))
    return kept


def _climb(plan: Plan, random: Random, verdict: str) -> dict[str, Answer] | None:
    """Look for answers with a verdict that no sample has: change one at a time, and never for the worse."""
    target = next(place for place, rung in enumerate(plan.rungs) if rung.id == verdict)
    questions = [one for one in plan.ruleset.questions.values() if one.type != "text"]
    for _ in range(CLIMBS):
        answers = random_answers(plan, random)
        distance = _distance(plan, answers, target)
        for _ in range(STEPS):
            if distance == 0:
                return answers
            question = random.choice(questions)
            changed = {**answers, question.id: _random_answer(plan, question, random)}
            farther = _distance(plan, changed, target)
            if farther <= distance:
                answers, distance = changed, farther
    return None


def _distance(plan: Plan, answers: Mapping[str, Answer], target: int) -> int:
    """Measure how far answers are from a verdict: the points that are missing, and whatever else closes or beats it."""
    state = state_of(plan, answers)
    firing = [bool(rule.condition.read(state.masks)) for rule in plan.rules]
    scores = total_scores(plan, firing)
    place = verdict_place(plan, state, firing, scores)
    if place == target:
        return 0
    rung = plan.rungs[target]
    fired = [rule for rule, fires in zip(plan.rules, firing, strict=True) if fires]
    closing = [r for r in fired if target in r.rules_out or (r.at_most is not None and r.at_most < target)]
    beating = [r for r in fired if r.enough is not None and r.enough < target]
    missing = sum(max(0, least - scores[dimension]) for dimension, least in rung.minimums)
    closed = rung.condition is not None and not rung.condition.read(state.masks)
    return 1 + missing + HINDRANCE * (len(closing) + len(beating) + closed) + (HINDRANCE if place > target else 0)


def _rare(goals: set[Goal], tried: Mapping[Goal, int]) -> Goal | None:
    """Choose a rule that was tried least often; after a few times it seems to be out of reach."""
    rules = [goal for goal in goals if goal.kind in ("fires", "does not fire") and tried.get(goal, 0) < TRIED]
    return min(rules, key=lambda goal: (tried.get(goal, 0), str(goal)), default=None)


def random_answers(plan: Plan, random: Random) -> dict[str, Answer]:
    """Draw a definite answer for every question, each cell of a number as likely as the others."""
    answers: dict[str, Answer] = {}
    for question in plan.ruleset.questions.values():
        if question.type != "text":
            answers[question.id] = _random_answer(plan, question, random)
    return answers


def _random_answer(plan: Plan, question: Question, random: Random) -> Answer:
    variables = [plan.variables[number] for number in plan.of_question(question.id)]
    if question.optional and random.random() < 1 / (1 + len(variables[0].cells)):
        return Answer(question.id, not_applicable=True)
    if question.type == "choices":
        return Answer(question.id, choices=tuple(v.choice for v in variables if random.random() < 0.5))
    if question.type in NUMERIC_TYPES:
        number = _number(variables[0], random)
        return Answer(question.id, interval=Interval(number, number))
    return Answer(question.id, choices=(random.choice(question.choices).id,))


def _number(variable: Variable, random: Random) -> Fraction:
    """Draw a number: a cell, then a plain number in it, small where the cell is wide."""
    cell = random.choice(variable.cells)
    assert isinstance(cell, Range)
    first = inside(cell, whole=variable.whole)
    assert first is not None  # cells without a number are dropped when a plan is made
    rounder = [Fraction(n) * 10**power for power in range(9) for n in (1, 2, 5)]
    plain = [number for number in rounder if cell.has(number)]
    return random.choice(plain) if plain and random.random() < 0.7 else first


def _bent(plan: Plan, random: Random, answers: dict[str, Answer], goal: Goal, tries: int = 60) -> dict[str, Answer]:
    """Draw the answers that a rule depends on again until it comes out as wanted."""
    rule = next(one for one in plan.rules if one.id == goal.id)
    names = {plan.variables[number].question for number in rule.condition.depends} - {""}
    questions = [plan.ruleset.questions[name] for name in sorted(names)]
    wanted = "fires" if goal.kind == "fires" else "no"
    for _ in range(tries):
        drawn = {**answers, **{one.id: _random_answer(plan, one, random) for one in questions}}
        if _comes_out(plan, drawn, goal.id) == wanted:
            return drawn
    return answers


def _comes_out(plan: Plan, answers: Mapping[str, Answer], rule: str) -> str:
    condition = next(one.condition for one in plan.rules if one.id == rule)
    return {True: "fires", False: "no", None: "open"}[truth_of(plan, condition, state_of(plan, answers))]


def shortened(answers: Mapping[str, Answer], keeps: Callable[[Mapping[str, Answer]], bool]) -> dict[str, Answer]:
    """Leave out answers as long as `keeps` holds without them: half of them at a time, then one by one."""
    kept = dict(answers)
    size = max(1, len(kept) // 2)
    while True:
        for start in range(0, len(answers), size):
            dropped = list(answers)[start : start + size]
            fewer = {id: answer for id, answer in kept.items() if id not in dropped}
            if len(fewer) < len(kept) and keeps(fewer):
                kept = fewer
        if size == 1:
            return kept
        size //= 2
