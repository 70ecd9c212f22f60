"""A recipe that is never printed, because an earlier one always fits.

Avoid:
    recipes: [{title: A list, when: task != plan}, {title: A ranked list, when: task == rank}]

Prefer:
    recipes: [{title: A ranked list, when: task == rank}, {title: A list, when: task != plan}]

Why: The first recipe that fits is printed. What stands behind a wider one is never read.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlgate.analysis.lint.diagnostic import Diagnostic, Skipped
from mlgate.analysis.lint.study import Study
from mlgate.assessment.plan import Compiled
from mlgate.model import Recipe

CODE = "MG242"


def find(study: Study) -> Iterator[Diagnostic | Skipped]:
    """Find recipes whose condition implies that an earlier one fits."""
    places = {one.item: one.number for one in study.conditions if one.what == "the 'when' of"}
    earlier: list[tuple[Recipe, Compiled]] = []
    always: Recipe | None = None
    for recipe in study.ruleset.recipes:
        if always is not None:
            yield _diagnostic(recipe, f"'{always.title}' above it fits always")
        elif recipe.when is None:
            always = recipe
        else:
            compiled = study.plan.rules[places[recipe.id]].condition
            yield from _shadowed(study, recipe, compiled, earlier)
            earlier.append((recipe, compiled))


def _shadowed(
    study: Study, recipe: Recipe, compiled: Compiled, earlier: list[tuple[Recipe, Compiled]]
) -> Iterator[Diagnostic | Skipped]:
    pool = study.worlds.pool
    rest = pool.block.can(compiled.node)
    if not rest:
        return  # never true, or rarely: another finding
    for _, one in earlier:
        rest &= ~pool.block.can(one.node)
    if rest:
        return
    table = study.table(compiled, *(one for _, one in earlier))
    if table is None:
        yield Skipped(CODE, recipe.id, "too many combinations to compare it with the recipes above it")
        return
    rest = table.can(compiled)
    for _, one in earlier:
        rest &= ~table.must(one)
    if not rest:
        yield _diagnostic(recipe, "wherever it fits, a recipe above it fits as well, and the first one is printed")


def _diagnostic(recipe: Recipe, reason: str) -> Diagnostic:
    message = f"the recipe '{recipe.title}' is never printed"
    return Diagnostic(
        CODE, "warning", recipe.id, recipe.origin, message, reason=reason, help="move it up, or take it away"
    )
