"""The checks, each once; a code in, its page out."""

from __future__ import annotations

import inspect

from mlgate.analysis.lint import (
    always_true,
    displaced,
    double_counting,
    favourable,
    idle_effect,
    idle_minimum,
    idle_question,
    idle_suppression,
    long_jump,
    look_alike,
    never_true,
    outside_range,
    same_condition,
    shadowed_recipe,
    unasked_dimension,
    unreachable,
    unused_fact,
    unused_question,
    unused_source,
    without_source,
    yes_no_choices,
)
from mlgate.analysis.lint.engine import Check

CHECKS: tuple[Check, ...] = (
    Check(never_true.CODE, never_true.__doc__ or "", never_true.find),
    Check(always_true.CODE, always_true.__doc__ or "", always_true.find),
    Check(outside_range.CODE, outside_range.__doc__ or "", outside_range.find),
    Check(same_condition.CODE, same_condition.__doc__ or "", same_condition.find),
    Check(double_counting.CODE, double_counting.__doc__ or "", double_counting.find),
    Check(idle_effect.CODE, idle_effect.__doc__ or "", idle_effect.find),
    Check(unasked_dimension.CODE, unasked_dimension.__doc__ or "", unasked_dimension.find),
    Check(unreachable.CODE, unreachable.__doc__ or "", unreachable.find),
    Check(idle_minimum.CODE, idle_minimum.__doc__ or "", idle_minimum.find),
    Check(displaced.CODE, displaced.__doc__ or "", displaced.find),
    Check(long_jump.CODE, long_jump.__doc__ or "", long_jump.find),
    Check(unused_question.CODE, unused_question.__doc__ or "", unused_question.find),
    Check(idle_question.CODE, idle_question.__doc__ or "", idle_question.find),
    Check(favourable.CODE, favourable.__doc__ or "", favourable.find),
    Check(without_source.CODE, without_source.__doc__ or "", without_source.find),
    Check(unused_fact.CODE, unused_fact.__doc__ or "", unused_fact.find),
    Check(unused_source.CODE, unused_source.__doc__ or "", unused_source.find),
    Check(shadowed_recipe.CODE, shadowed_recipe.__doc__ or "", shadowed_recipe.find),
    Check(yes_no_choices.CODE, yes_no_choices.__doc__ or "", yes_no_choices.find),
    Check(look_alike.CODE, look_alike.__doc__ or "", look_alike.find),
    Check(idle_suppression.CODE, idle_suppression.__doc__ or "", review=idle_suppression.review),
)


def page(code: str) -> str | None:
    """Give the page of a check, its code first; None where no check has it."""
    for check in CHECKS:
        if check.code == code.upper():
            return f"{check.code}: {inspect.cleandoc(check.page)}\n"
    return None
