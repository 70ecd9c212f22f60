"""A rule set and a place on its ladder in, whether any answers lead there out."""

from __future__ import annotations

from mlgate.analysis.possible import possible
from mlgate.model import RuleSet


def reachable(ruleset: RuleSet, place: int) -> bool | None:
    """Tell whether a verdict is possible from a blank sheet; None where it is neither found nor excluded."""
    found = possible(ruleset, {})
    id = ruleset.verdicts[place].id
    return id in found.witnessed or (None if id in found.verdicts else False)
