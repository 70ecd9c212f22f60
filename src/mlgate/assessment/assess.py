"""A rule set and answers in, an Assessment out: findings, scores, rungs and the provisional verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from mlgate.assessment.plan import (
    Compiled,
    Fixed,
    Inverse,
    Junction,
    Leaf,
    Node,
    Plan,
    RulePlan,
    RungPlan,
    Truth,
    leaves_of,
    plan_of,
)
from mlgate.assessment.provisional import provisional_world
from mlgate.assessment.ranges import Bound, Range
from mlgate.assessment.state import State, state_of, truth_of
from mlgate.expression.walking import names_in
from mlgate.model import Answer, Assessment, FactValue, Finding, Limit, Outcome, RuleSet, RungState, Score, Texts

_OUTCOMES: dict[Truth, Outcome] = {True: "fires", False: "no", None: "open"}


def assess(ruleset: RuleSet, answers: Mapping[str, Answer]) -> Assessment:
    """Read the rules with everything that the answers leave possible, and in the provisional world."""
    plan = plan_of(ruleset)
    state = state_of(plan, answers)
    world, provisional = provisional_world(plan, answers)
    truths = [truth_of(plan, rule.condition, state) for rule in plan.rules]
    firing = [bool(rule.condition.read(provisional.masks)) for rule in plan.rules]
    scores = _scores(plan, truths, firing)
    rungs = _rungs(plan, state, provisional, truths, firing, scores)
    place = verdict_place(plan, provisional, firing, [score.value for score in scores])
    behind: dict[int, dict[str, bool]] = {}
    findings = tuple(
        _finding(plan, state, rule, truth, fires, behind)
        for rule, truth, fires in zip(plan.rules, truths, firing, strict=True)
    )
    return Assessment(
        verdict=plan.rungs[place].id,
        findings=findings,
        scores=dict(zip(plan.dimensions, scores, strict=True)),
        rungs=rungs,
        facts=_facts(plan, state, provisional),
        cap=_cap(plan, truths),
        enough=_enough(plan, place, firing),
        provisional_cap=_cap(plan, firing),
        hidden=frozenset(_hidden(plan, state)),
        world=world,
        open=open_questions(plan, state),
    )


def verdict_of_state(plan: Plan, state: State) -> int:
    """Give the place of the verdict in a state in which everything is decided."""
    firing = [bool(rule.condition.read(state.masks)) for rule in plan.rules]
    return verdict_place(plan, state, firing, total_scores(plan, firing))


def total_scores(plan: Plan, firing: Iterable[bool]) -> list[int]:
    """Add the points of the rules that fire to the bases, and clamp."""
    totals = list(plan.bases)
    for rule, fires in zip(plan.rules, firing, strict=True):
        if fires:
            for dimension, points in rule.points:
                totals[dimension] += points
    return _clamped(totals)


def score_bounds(plan: Plan, truths: Iterable[Truth]) -> tuple[list[int], list[int]]:
    """Give the lowest and the highest score of every dimension that rules of which some are open leave possible."""
    lows, highs = list(plan.bases), list(plan.bases)
    for rule, truth in zip(plan.rules, truths, strict=True):
        if truth is not False:
            for dimension, points in rule.points:
                lows[dimension] += points if truth or points < 0 else 0
                highs[dimension] += points if truth or points > 0 else 0
    return _clamped(lows), _clamped(highs)


def _clamped(totals: Iterable[int]) -> list[int]:
    return [min(100, max(0, total)) for total in totals]


def verdict_place(plan: Plan, state: State, firing: list[bool], scores: list[int]) -> int:
    """Give the plainest open rung that is enough; if there is none, the heaviest open rung."""
    enough = {rule.enough for rule, fires in zip(plan.rules, firing, strict=True) if fires}
    opened = open_places(plan, state, firing, scores)
    return next((place for place in opened if place in enough), opened[-1])


def open_places(plan: Plan, state: State, firing: list[bool], scores: list[int]) -> list[int]:
    """Give the places of the rungs that are open in a decided state, plainest first; the plainest always is."""
    return [
        place
        for place, rung in enumerate(plan.rungs)
        if not any(firing[number] for number in rung.closed_by)
        and (rung.condition is None or rung.condition.read(state.masks))
        and all(scores[dimension] >= least for dimension, least in rung.minimums)
    ]


# --- Parts of the assessment ------------------------------------------------------------------------------------------


def _scores(plan: Plan, truths: list[Truth], firing: list[bool]) -> list[Score]:
    return list(map(Score, total_scores(plan, firing), *score_bounds(plan, truths)))


def _cap(plan: Plan, truths: Iterable[Truth]) -> Limit | None:
    caps = [(rule.at_most, rule.id) for rule, truth in zip(plan.rules, truths, strict=True) if truth]
    places = [place for place, _ in caps if place is not None]
    if not places:
        return None
    lowest = min(places)
    return Limit(plan.rungs[lowest].id, tuple(id for place, id in caps if place == lowest))


def _enough(plan: Plan, place: int, firing: list[bool]) -> Limit | None:
    by = tuple(rule.id for rule, fires in zip(plan.rules, firing, strict=True) if fires and rule.enough == place)
    return Limit(plan.rungs[place].id, by) if by else None


def _rungs(
    plan: Plan, state: State, provisional: State, truths: list[Truth], firing: list[bool], scores: list[Score]
) -> tuple[RungState, ...]:
    return tuple(_rung(plan, rung, state, provisional, truths, firing, scores) for rung in plan.rungs)


def _rung(
    plan: Plan,
    rung: RungPlan,
    state: State,
    provisional: State,
    truths: list[Truth],
    firing: list[bool],
    scores: list[Score],
) -> RungState:
    condition = True if rung.condition is None else truth_of(plan, rung.condition, state)
    in_world = rung.condition is None or bool(rung.condition.read(provisional.masks))
    demands: list[Truth] = [condition]
    for dimension, least in rung.minimums:
        score = scores[dimension]
        demands.append(True if score.low >= least else False if score.high < least else None)
    demands.extend(None if truths[number] is None else not truths[number] for number in rung.closed_by)
    missing = tuple(
        (plan.dimensions[dimension], scores[dimension], least)
        for dimension, least in rung.minimums
        if scores[dimension].value < least
    )
    closed_by = tuple(plan.rules[number].id for number in rung.closed_by if firing[number])
    return RungState(
        verdict=rung.id,
        open=False if False in demands else None if None in demands else True,
        missing=missing,
        closed_by=closed_by,
        condition_holds=condition,
        provisional_open=in_world and not missing and not closed_by,
    )


def _facts(plan: Plan, state: State, provisional: State) -> dict[str, FactValue]:
    values: dict[str, FactValue] = {}
    for fact in plan.ruleset.facts.values():
        if fact.id in plan.truths:
            values[fact.id] = _truth_value(plan, fact.id, state, provisional)
        elif fact.id in plan.index:
            values[fact.id] = _number_value(plan, plan.index[fact.id], state, provisional)
    return values


def _truth_value(plan: Plan, id: str, state: State, provisional: State) -> FactValue:
    compiled = plan.truths[id]
    truth = truth_of(plan, compiled, state)
    low, high = (truth, truth) if truth is not None else (False, True)
    value = bool(compiled.read(provisional.masks))
    when = plan.ruleset.facts[id].when
    if when is None or not isinstance(compiled.node, Junction):
        return FactValue(value, low, high)
    guard = plan_condition(plan, compiled.node.parts[0])
    applies = truth_of(plan, guard, state)
    known = value if guard.read(provisional.masks) else None
    return FactValue(known, low, high, can_be_na=applies is not True)


def plan_condition(plan: Plan, node: Node) -> Compiled:
    """Make a condition of a part of one, read by Kleene's logic."""
    variables = tuple(sorted(set(_variables(node))))

    def read(masks: list[int]) -> Truth:
        return explain(node, masks)[0]

    return Compiled(node, read, variables, {})


def _variables(node: Node) -> Iterable[int]:
    return (leaf.variable for leaf in leaves_of(node))


def _number_value(plan: Plan, number: int, state: State, provisional: State) -> FactValue:
    found: Range | None = provisional.ranges[number]
    value = None if found is None else Fraction(found.low)
    possible = state.ranges[number]
    na = bool(state.masks[number] & plan.variables[number].na)
    if possible is None:
        return FactValue(value, None, None, na, is_na=True)
    return FactValue(value, _end(possible.low), _end(possible.high), na)


def _end(bound: Bound) -> Fraction | None:
    return bound if isinstance(bound, Fraction | int) else None


def _hidden(plan: Plan, state: State) -> Iterable[str]:
    for variable in plan.variables:
        if variable.question and variable.guard is not None and variable.guard.read(state.masks) is False:
            yield variable.question


def open_questions(plan: Plan, state: State) -> Texts:
    """Give the questions of which more than one value is possible, in the order of the file."""
    found: dict[str, None] = {}
    for number, variable in enumerate(plan.variables):
        if variable.question and is_open(plan, state, number):
            found.setdefault(variable.question)
    return tuple(question for question in plan.ruleset.questions if question in found)


def is_open(plan: Plan, state: State, number: int) -> bool:
    """Tell whether a question's variable can still have more than one value and is not hidden for sure."""
    variable = plan.variables[number]
    if state.masks[number] == variable.na:
        return False
    given = state.given[number]
    if given & (given - 1):
        return True
    found = state.ranges[number]
    return found is not None and not found.is_point


# --- Why --------------------------------------------------------------------------------------------------------------


def _finding(
    plan: Plan, state: State, rule: RulePlan, truth: Truth, fires: bool, behind: dict[int, dict[str, bool]]
) -> Finding:
    """Say what one rule comes to; `behind` remembers the questions of each variable from one rule to the next."""
    questions: dict[str, bool] = {}
    for number in explain(rule.condition.node, state.masks)[1]:
        if number not in behind:
            behind[number] = _questions(plan, state, number)
        for id, is_missing in behind[number].items():
            questions[id] = questions.get(id, False) or is_missing
    if truth is None:
        return Finding(rule.id, "open", fires, (), tuple(id for id, is_missing in questions.items() if is_missing))
    return Finding(rule.id, _OUTCOMES[truth], fires, tuple(questions), ())


def explain(node: Node, masks: list[int]) -> tuple[Truth, tuple[int, ...]]:
    """Read a condition and give the variables that make it so: those of a decisive part, or all that leave it open."""
    if isinstance(node, Leaf):  # nine of ten; to match a class takes three times as long
        possible = masks[node.variable]
        met = possible & node.mask
        return (None if met and met != possible else met != 0), (node.variable,)
    match node:
        case Fixed(value):
            return value, ()
        case Inverse(part):
            truth, variables = explain(part, masks)
            return (None if truth is None else not truth), variables
        case Junction(conjunction, parts):
            return _explain_parts(conjunction, [explain(part, masks) for part in parts])


def _explain_parts(conjunction: bool, parts: list[tuple[Truth, tuple[int, ...]]]) -> tuple[Truth, tuple[int, ...]]:
    decisive = [variables for truth, variables in parts if truth is (not conjunction)]
    if decisive:
        return not conjunction, min(decisive, key=len)
    open_parts = [variables for truth, variables in parts if truth is None]
    together = dict.fromkeys(one for variables in open_parts or [v for _, v in parts] for one in variables)
    return (None if open_parts else conjunction), tuple(together)


def _questions(plan: Plan, state: State, first: int) -> dict[str, bool]:
    """Give the questions behind a variable, each with whether it is open; of a hidden one, those of its guard."""
    found: dict[str, bool] = {}
    stack = [first]
    seen: set[int] = set()
    while stack:
        number = stack.pop()
        if number in seen:
            continue
        seen.add(number)
        variable = plan.variables[number]
        guarded = variable.guard is not None and variable.guard.read(state.masks) is not True
        if variable.question and not (guarded and state.masks[number] == variable.na):
            found[variable.question] = found.get(variable.question, False) or is_open(plan, state, number)
        if guarded and variable.guard is not None:
            stack.extend(reversed(list(_variables(variable.guard.node))))
        if variable.term is not None:
            stack.extend(reversed([plan.index[name] for name in names_in(variable.term)]))
    return found
