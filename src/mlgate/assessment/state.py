"""A plan and answers in, what they leave possible out: a mask of cells for every variable, a range for every number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from mlgate.assessment.cells import inside, whole_ends
from mlgate.assessment.plan import Compiled, Plan, Truth, Variable
from mlgate.assessment.ranges import ONLY_NA, Bound, Outcome, Range, bounds_of, hull, meet, overlap, point, range_of
from mlgate.model import Answer
from mlgate.values import record

WorldValue = str | Fraction | frozenset[str] | None
# How many combinations of a condition's own questions are read before it counts as open.
MOST_COMBINATIONS = 20_000


@record
class State:
    """What is possible: `given` and `pieces` before guards, `masks` and `ranges` after them.

    `pieces` are a number's cells clipped to its answer. States are worked on in place and never leave this floor.
    """

    given: list[int]
    pieces: list[tuple[Range | None, ...]]
    masks: list[int]
    ranges: list[Range | None]


def state_of(plan: Plan, answers: Mapping[str, Answer]) -> State:
    """Give what answers leave possible, guards applied."""
    given: list[int] = []
    pieces: list[tuple[Range | None, ...]] = []
    for variable in plan.variables:
        mask, clipped = possible_cells(plan, variable, answers.get(variable.question))
        given.append(mask)
        pieces.append(clipped)
    state = State(given, pieces, list(given), [None] * len(given))
    apply_guards(plan, state)
    return state


def possible_cells(plan: Plan, variable: Variable, answer: Answer | None) -> tuple[int, tuple[Range | None, ...]]:
    """Give the cells that an answer meets, before guards, and a number's cells clipped to the answer."""
    if not variable.question:
        return 0, ()
    question = plan.ruleset.questions[variable.question]
    whole = variable.pieces
    if answer is None or answer.unknown or _says_nothing(answer):
        return variable.all | (variable.na if question.optional else 0), whole
    if answer.not_applicable:
        return variable.na, whole
    if answer.interval is not None:
        wanted = range_of(answer.interval, question.minimum, question.maximum)
        return _clip(variable, wanted)
    chosen = answer.choices or ()
    if variable.choice:
        return (0b10 if variable.choice in chosen else 0b01), whole
    return sum(1 << place for place, cell in enumerate(variable.cells) if cell in chosen), whole


def _says_nothing(answer: Answer) -> bool:
    return answer.choices is None and answer.interval is None and not answer.not_applicable


def _clip(variable: Variable, wanted: Range) -> tuple[int, tuple[Range | None, ...]]:
    if wanted.is_point and not (variable.whole and wanted.low % 1):
        return _at(variable, wanted)
    clipped = tuple(overlap(cell, wanted) if isinstance(cell, Range) else None for cell in variable.cells)
    if variable.whole:
        has_whole = (piece is not None and inside(piece, whole=True) is not None for piece in clipped)
        clipped = tuple(whole_ends(p) if p and kept else None for p, kept in zip(clipped, has_whole, strict=True))
    mask = sum(1 << place for place, piece in enumerate(clipped) if piece is not None)
    return mask, clipped


def cell_in_world(variable: Variable, value: WorldValue) -> tuple[int, tuple[Range | None, ...]]:
    """Give the one cell of a value."""
    if value is None:
        return variable.na, ()
    if isinstance(value, frozenset):
        return (0b10 if variable.choice in value else 0b01), ()
    if isinstance(value, str):
        return 1 << variable.cells.index(value), ()
    return _at(variable, point(value))


def _at(variable: Variable, exact: Range) -> tuple[int, tuple[Range | None, ...]]:
    mask = cell_around(variable, exact.low)
    return mask, tuple(exact if mask >> place & 1 else None for place in range(len(variable.cells)))


def apply_guards(plan: Plan, state: State, numbers: Iterable[int] | None = None) -> None:
    """Work out masks and ranges in dependency order: hidden questions become n/a, facts are computed."""
    for number in range(len(plan.variables)) if numbers is None else numbers:
        state.masks[number] = effective_mask(plan, state, number)


def effective_mask(plan: Plan, state: State, number: int) -> int:
    """Give the cells of one variable that are possible, those before it being worked out; sets its range."""
    variable = plan.variables[number]
    guard = True if variable.guard is None else variable.guard.read(state.masks)
    if guard is False:
        state.ranges[number] = None
        return variable.na
    if variable.term is None:
        mask = state.given[number]
        pieces = state.pieces[number]
        if pieces:
            state.ranges[number] = hull_of(pieces, mask & variable.all)
        return mask if guard else mask | variable.na
    outcome = compute(plan, state, variable, refine=guard is None)
    state.ranges[number] = outcome.range
    mask = cells_met(variable, outcome.range)
    return mask | variable.na if outcome.na or guard is None else mask


def cells_met(variable: Variable, wanted: Range | None) -> int:
    """Give the cells that a range meets."""
    if wanted is None:
        return 0
    if wanted.low is wanted.high:
        return cell_around(variable, wanted.low)
    return sum(
        1 << place for place, cell in enumerate(variable.cells) if isinstance(cell, Range) and meet(cell, wanted)
    )


def cell_around(variable: Variable, value: Bound) -> int:
    """Give the cell that a single number is in: the first that reaches up to it, as they are in order."""
    for place, cell in enumerate(variable.cells):
        if isinstance(cell, Range) and (value < cell.high or (value == cell.high and not cell.high_open)):
            return 1 << place if value > cell.low or (value == cell.low and not cell.low_open) else 0
    return 0


def hull_of(pieces: tuple[Range | None, ...], mask: int) -> Range | None:
    """Give the smallest range around the pieces of a mask; they are in order."""
    if not mask:
        return None
    first = pieces[(mask & -mask).bit_length() - 1]
    last = pieces[mask.bit_length() - 1] if mask.bit_length() <= len(pieces) else None
    return hull(first, last)


def compute(plan: Plan, state: State, variable: Variable, *, refine: bool) -> Outcome:
    """Bound a numeric fact; `refine` uses what its open guard demands of its inputs."""
    demanded = dict(variable.refinements) if refine else {}

    def value(name: str) -> Outcome:
        number = plan.index[name]
        found, mask = state.ranges[number], state.masks[number]
        inner = plan.variables[number]
        if number in demanded:
            mask &= demanded[number]
            cells = tuple(cell if isinstance(cell, Range) else None for cell in inner.cells)
            allowed = hull_of(cells, mask & inner.all)
            found = None if found is None or allowed is None else overlap(found, allowed)
        na = bool(mask & inner.na)
        return Outcome(found, na) if found is not None else ONLY_NA

    def choice_value(name: str) -> Outcome:
        return carried(plan.variables[plan.index[name]], state.masks[plan.index[name]])

    assert variable.term is not None
    return bounds_of(variable.term, value, choice_value)


def carried(variable: Variable, mask: int) -> Outcome:
    """Bound the number that the possible choices of a question carry."""
    found: Range | None = None
    na = bool(mask & variable.na)
    for place, number in enumerate(variable.numbers):
        if mask >> place & 1:
            na = na or number is None
            found = found if number is None else hull(found, point(number))
    return Outcome(found, na) if found is not None else ONLY_NA


# --- Truth ------------------------------------------------------------------------------------------------------------


def truth_of(plan: Plan, condition: Compiled, state: State) -> Truth:
    """Give the truth of a condition in every world that is possible, or None where worlds differ.

    Kleene's logic is enough where nothing occurs twice; otherwise the combinations of the condition's own questions
    decide (Libkin, SQL's three-valued logic and certain answers, 2016, shows why the former is not enough).
    """
    truth = condition.read(state.masks)
    if truth is not None or condition.read_once:
        return truth
    return _by_combinations(plan, condition, state)


def _by_combinations(plan: Plan, condition: Compiled, state: State) -> Truth:
    seen: set[Truth] = set()
    for count, truth in enumerate(_truths(plan, condition, state)):
        seen.add(truth)
        if len(seen) > 1 or truth is None or count >= MOST_COMBINATIONS:
            return None
    return seen.pop() if seen else None


def _truths(plan: Plan, condition: Compiled, state: State) -> Iterator[Truth]:
    """Read a condition in every combination of what is read more than once; the rest may stay open, it is read once."""
    masks, ranges, depends = state.masks, state.ranges, condition.depends
    saved = [(number, masks[number], ranges[number]) for number in depends]

    def explore(depth: int) -> Iterator[Truth]:
        if depth == len(depends):
            yield condition.read(masks)
            return
        number = depends[depth]
        possible = effective_mask(plan, state, number)
        found = ranges[number]
        for group in condition.branches.get(number, (-1,)):
            if possible & group:
                masks[number] = possible & group
                ranges[number] = _within(plan, state, number, found) if group != -1 else found
                yield from explore(depth + 1)

    try:
        yield from explore(0)
    finally:
        for number, mask, found in saved:
            masks[number], ranges[number] = mask, found


def _within(plan: Plan, state: State, number: int, found: Range | None) -> Range | None:
    """Give the range of a variable whose mask has become smaller."""
    variable, mask = plan.variables[number], state.masks[number]
    if variable.term is None:
        return hull_of(state.pieces[number], mask & variable.all) if state.pieces[number] else None
    cells = tuple(cell if isinstance(cell, Range) else None for cell in variable.cells)
    allowed = hull_of(cells, mask & variable.all)
    return None if found is None or allowed is None else overlap(found, allowed)
