"""An assessment goes in; what fits on one screen comes out: verdict, why, what else is possible, what it depends on."""

from __future__ import annotations

from mlgate.model import FindOut
from mlgate.report.finding_out import in_short
from mlgate.report.layout import Depends, Line, Mark, Summary
from mlgate.report.matter import (
    Matter,
    ended,
    filled,
    first_sentence,
    headline,
    line,
    only_if_failing,
    others_possible,
    rank,
    rung_of,
    short,
)
from mlgate.report.reasons import Reason, reasons_against, reasons_for, rule_name
from mlgate.report.recipes import recipe_for
from mlgate.wording import inside, listing

MOST = 3  # reasons each way, and things to find out


def summary(matter: Matter) -> Summary:
    """Give the content of the one screen."""
    rung = rung_of(matter, matter.assessment.verdict)
    steps = [ended(filled(matter, text)) for text in rung.next]
    recipe = recipe_for(matter)
    lead = ended(filled(matter, first_sentence(rung.means)))
    following = steps[0] if steps else ()
    if recipe and steps:
        lead, following = steps[0], ended(filled(matter, recipe.title))
    return Summary(
        project=matter.sheet.project or "Untitled project",
        headline=headline(matter),
        standing="settled" if matter.outlook.possible.settled else "provisional",
        lead=lead,
        against=tuple(_mark(matter, reason) for reason in reasons_against(matter)[:MOST]),
        favour=tuple(_mark(matter, reason) for reason in reasons_for(matter)[:MOST]),
        could_become=_could_become(matter),
        depends=tuple(_depends(matter, found) for found in matter.outlook.find_out[:MOST]),
        next=following,
    )


def _mark(matter: Matter, reason: Reason) -> Mark:
    counted_as = f"; counted as {reason.taken}" if reason.taken else ""
    return Mark(reason.sign, line(reason.statement, counted_as), rule_name(matter, reason.rule))


def _could_become(matter: Matter) -> Line:
    """Name first what is possible anyway, then apart what only an unconfirmed condition could cause."""
    plain = sorted(others_possible(matter), key=lambda verdict: -rank(matter, verdict))
    failing = only_if_failing(matter)
    parts = [listing([short(matter, verdict) for verdict in plain], "or")] if plain else []
    if failing:
        names = listing([short(matter, verdict) for verdict in failing], "or")
        conditions = {condition for several in failing.values() for condition in several}
        unless = f"unless {inside(next(iter(conditions)).rstrip('.'))}" if len(conditions) == 1 else ""
        because = unless or f"if one of {len(conditions)} conditions fails (listed in the report)"
        parts.append(f"{'or ' if plain else ''}{names}, {because}")
    return ended(line("; ".join(parts))) if parts else ()


def _depends(matter: Matter, found: FindOut) -> Depends:
    words = in_short(matter, found)
    return Depends(line(words), f"about {found.effort}" if found.effort else "")
