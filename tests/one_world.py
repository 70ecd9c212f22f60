"""One world in, the state in which the program reads it and its verdict out."""

from collections.abc import Mapping
from typing import Any

from mlgate.assessment.assess import verdict_of_state
from mlgate.assessment.plan import Plan
from mlgate.assessment.state import State, apply_guards, cell_in_world


def state_of_world(plan: Plan, world: Mapping[str, Any]) -> State:
    """Give the state of one world, in which everything is decided."""
    cells = [cell_in_world(one, world.get(one.question)) if one.question else (0, ()) for one in plan.variables]
    given = [mask for mask, _ in cells]
    state = State(given, [pieces for _, pieces in cells], list(given), [None] * len(given))
    apply_guards(plan, state)
    return state


def verdict_in_world(plan: Plan, world: Mapping[str, Any]) -> str:
    """Give the verdict in one world."""
    return plan.rungs[verdict_of_state(plan, state_of_world(plan, world))].id
