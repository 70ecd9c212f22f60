"""Two versions of a rule set and some cases in; what changed in meaning out: cases that move, examples, the share.

Meaning, not text: two sets differ where the same answers lead to other verdicts. Answers that one of them does not know
(a question or choice that is new) count there as not given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, combinations, pairwise, product
from math import prod
from random import Random
from typing import Literal

from mlgate.analysis.coverage import random_answers, shortened
from mlgate.assessment import assess
from mlgate.assessment.assess import verdict_of_state
from mlgate.assessment.plan import plan_of
from mlgate.assessment.provisional import provisional_world
from mlgate.assessment.ranges import Range
from mlgate.loading.cases import Case
from mlgate.model import NUMERIC_TYPES, Answer, Interval, Question, RuleSet
from mlgate.values import value

SEED = 20_160_501
DRAWN = 2_000  # combinations of answers; a verdict that changes in one of 500 is then all but sure to be seen
NEAR = 600  # combinations near the cases that are looked at
Pair = tuple[str, str]
_SECTIONS = ("questions", "facts", "dimensions", "rules", "verdicts", "recipes", "sources")
_NO_MEANING = ("origin", "renamed_from")


@value
class ItemChange:
    """An item that is new, gone, or changed in some fields."""

    kind: Literal["added", "removed", "changed"]
    section: str
    id: str
    fields: tuple[str, ...] = ()


@value
class Move:
    """A case whose provisional verdict changes."""

    case: str
    before: str
    after: str


@value
class Example:
    """Two verdicts, in how many drawn combinations the one became the other, and answers that show it.

    The count is 0 where only the surroundings of the cases showed it. `fires` and `fires_no_more` are the rules that
    come out differently under these answers.
    """

    before: str
    after: str
    count: int
    answers: Mapping[str, Answer]
    fires: tuple[str, ...]
    fires_no_more: tuple[str, ...]


@value
class Comparison:
    """What changed from one rule set to another."""

    items: tuple[ItemChange, ...]
    moves: tuple[Move, ...]
    cases: int
    examples: tuple[Example, ...]
    drawn: int
    complete: bool = False  # whether these are all the combinations that the two sets can tell apart

    @property
    def moved(self) -> int:
        """Count the combinations looked at whose verdict changes."""
        return sum(example.count for example in self.examples)


def compare(
    old: RuleSet, new: RuleSet, cases: Iterable[Case] = (), *, drawn: int = DRAWN, seed: int = SEED
) -> Comparison:
    """Compare two versions of a rule set."""
    if old.digest == new.digest:
        return Comparison((), (), 0, (), 0)
    known = tuple(cases)
    random = Random(seed)
    every = all_combinations(old, new, drawn)
    looked_at = every if every is not None else list(_drawn(old, new, drawn, random))
    near = () if every is not None else _near(new, known, random)
    return Comparison(
        tuple(changed_items(old, new)),
        tuple(_moves(old, new, known)),
        len(known),
        tuple(_examples(old, new, looked_at, near)),
        len(looked_at),
        every is not None,
    )


# --- What is written differently --------------------------------------------------------------------------------------


def changed_items(old: RuleSet, new: RuleSet) -> Iterator[ItemChange]:
    """Walk the items that are not the same, section by section."""
    for section in _SECTIONS:
        before, after = _items(old, section), _items(new, section)
        for id, item in after.items():
            if id not in before:
                yield ItemChange("added", section, id)
            elif fields := tuple(_differing(before[id], item)):
                yield ItemChange("changed", section, id, fields)
        yield from (ItemChange("removed", section, id) for id in before if id not in after)
    if [rung.id for rung in old.verdicts] != [rung.id for rung in new.verdicts] and _same_ids(old, new):
        yield ItemChange("changed", "verdicts", "the ladder", ("order",))


def _items(ruleset: RuleSet, section: str) -> Mapping[str, object]:
    found = getattr(ruleset, section)
    return found if isinstance(found, Mapping) else {one.id: one for one in found}


def _differing(before: object, after: object) -> Iterator[str]:
    for name in type(before).__match_args__:  # type: ignore[attr-defined]
        if name not in _NO_MEANING and getattr(before, name) != getattr(after, name):
            yield name


def _same_ids(old: RuleSet, new: RuleSet) -> bool:
    return {rung.id for rung in old.verdicts} == {rung.id for rung in new.verdicts}


# --- What comes out differently ---------------------------------------------------------------------------------------


def verdict(ruleset: RuleSet, answers: Mapping[str, Answer]) -> str:
    """Give the provisional verdict under the answers that a rule set knows."""
    plan = plan_of(ruleset)
    _, state = provisional_world(plan, understood(ruleset, answers))
    return plan.rungs[verdict_of_state(plan, state)].id


def understood(ruleset: RuleSet, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Keep the answers that a rule set knows, under the ids that it has."""
    kept: dict[str, Answer] = {}
    for name, answer in answers.items():
        question = ruleset.questions.get(ruleset.renamed.get(name, name))
        if question is not None and _fits(question, answer):
            kept[question.id] = answer
    return kept


def _fits(question: Question, answer: Answer) -> bool:
    if answer.unknown or answer.not_applicable:
        return answer.unknown or question.optional
    if answer.interval is not None:
        low, high = answer.interval.low, answer.interval.high
        above = low is None or question.minimum <= low <= question.maximum
        return (
            question.type in NUMERIC_TYPES and above and (high is None or question.minimum <= high <= question.maximum)
        )
    if answer.choices is None or question.type in NUMERIC_TYPES:
        return False
    known = {choice.id for choice in question.choices}
    return set(answer.choices) <= known and bool(answer.choices or question.type == "choices")


def _moves(old: RuleSet, new: RuleSet, cases: Iterable[Case]) -> Iterator[Move]:
    for case in cases:
        before, after = verdict(old, case.answers), verdict(new, case.answers)
        if before != after:
            yield Move(case.id, before, after)


def _examples(
    old: RuleSet, new: RuleSet, looked_at: Iterable[Mapping[str, Answer]], near: Iterable[Mapping[str, Answer]]
) -> Iterator[Example]:
    """Count pairs of verdicts over combinations, look near the cases for rarer ones, and shorten one of each."""
    counts: dict[Pair, int] = {}
    firsts: dict[Pair, Mapping[str, Answer]] = {}
    for answers in looked_at:
        pair = verdict(old, answers), verdict(new, answers)
        if pair[0] != pair[1]:
            counts[pair] = counts.get(pair, 0) + 1
            firsts.setdefault(pair, answers)
    for answers in near:
        pair = verdict(old, answers), verdict(new, answers)
        if pair[0] != pair[1]:
            firsts.setdefault(pair, answers)
    for pair in sorted(firsts, key=lambda pair: (-counts.get(pair, 0), pair)):
        yield _example(old, new, pair, counts.get(pair, 0), firsts[pair])


def all_combinations(old: RuleSet, new: RuleSet, most: int) -> list[dict[str, Answer]] | None:
    """Lay out every combination of definite answers that one of the sets tells apart; None where they are too many."""
    ids = list(dict.fromkeys(id for one in (old, new) for id, q in one.questions.items() if q.type != "text"))
    answers = [_every_answer(old, new, id) for id in ids]
    if prod(map(len, answers)) > most:
        return None
    return [dict(zip(ids, chosen, strict=True)) for chosen in product(*answers)]


def _every_answer(old: RuleSet, new: RuleSet, id: str) -> list[Answer]:
    """Give a definite answer of each kind: every choice, every set of choices, a number in every stretch, n/a."""
    found: dict[Answer, None] = {}
    for question in (one.questions[id] for one in (old, new) if id in one.questions):
        ids = [choice.id for choice in question.choices]
        if question.type == "choices":
            sets = chain.from_iterable(combinations(ids, size) for size in range(len(ids) + 1))
            found.update({Answer(id, choices=some): None for some in sets})
        elif question.type not in NUMERIC_TYPES:
            found.update({Answer(id, choices=(choice,)): None for choice in ids})
        if question.optional:
            found[Answer(id, not_applicable=True)] = None
    found.update({Answer(id, interval=Interval(number, number)): None for number in _numbers(old, new, id)})
    return list(found)


def _numbers(old: RuleSet, new: RuleSet, id: str) -> list[Fraction]:
    """Give the ends of all cells that either set cuts a number into, and a number between each two of them."""
    plans = [plan_of(one) for one in (old, new) if id in one.questions and one.questions[id].type in NUMERIC_TYPES]
    cells = [cell for plan in plans for cell in plan.variables[plan.index[id]].cells if isinstance(cell, Range)]
    ends = sorted({Fraction(end) for cell in cells for end in (cell.low, cell.high)})
    numbers = {*ends, *((low + high) / 2 for low, high in pairwise(ends))}
    if any(plan.variables[plan.index[id]].whole for plan in plans):
        numbers = {Fraction(round(number)) for number in numbers}
    return sorted(numbers)


def _drawn(old: RuleSet, new: RuleSet, drawn: int, random: Random) -> Iterator[dict[str, Answer]]:
    """Draw combinations for both sets in turn, so that the thresholds of both are met."""
    plans = plan_of(new), plan_of(old)
    for number in range(drawn):
        yield {**random_answers(plans[1 - number % 2], random), **random_answers(plans[number % 2], random)}


def _near(new: RuleSet, cases: Sequence[Case], random: Random) -> Iterator[dict[str, Answer]]:
    """The cases themselves, then with a few answers changed: they reach verdicts that chance seldom reaches."""
    yield from (dict(case.answers) for case in cases)
    plan = plan_of(new)
    for number in range(NEAR if cases else 0):
        drawn = random_answers(plan, random)
        changed = random.sample(sorted(drawn), min(len(drawn), random.randint(1, 3)))
        yield {**cases[number % len(cases)].answers, **{id: drawn[id] for id in changed}}


def _example(old: RuleSet, new: RuleSet, pair: Pair, count: int, found: Mapping[str, Answer]) -> Example:
    answers = shortened(found, lambda fewer: (verdict(old, fewer), verdict(new, fewer)) == pair)
    before, after = _firing(old, answers), _firing(new, answers)
    fires = tuple(rule for rule in after if rule not in before)
    return Example(*pair, count, answers, fires, tuple(rule for rule in before if rule not in after))


def _firing(ruleset: RuleSet, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    found = assess(ruleset, understood(ruleset, answers)).findings
    return tuple(finding.rule for finding in found if finding.provisional)
