"""The provisional world goes in; the recipe that fits it comes out."""

from __future__ import annotations

from mlgate.assessment.plan import plan_of
from mlgate.assessment.provisional import provisional_world
from mlgate.model import Recipe
from mlgate.report.matter import Matter, rank


def recipe_for(matter: Matter) -> Recipe | None:
    """Give the first recipe whose condition holds, for a verdict under which the simplest method is still to be run.

    The two plainest verdicts say that nothing is to be built yet; the heaviest has left the simplest method behind.
    """
    top = len(matter.ruleset.verdicts) - 1
    if not min(2, top - 1) <= rank(matter, matter.assessment.verdict) < top:
        return None
    plan = plan_of(matter.ruleset)
    _, provisional = provisional_world(plan, matter.sheet.answers)
    for recipe, condition in zip(matter.ruleset.recipes, plan.recipes, strict=True):
        # A recipe for work that nobody has named would be a guess.
        if recipe.when is not None and recipe.when.names & set(matter.assessment.open):
            continue
        if condition is None or condition.read(provisional.masks):
            return recipe
    return None
