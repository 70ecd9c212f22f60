"""Puts a report together: the first budget that keeps its first part short enough is used; the appendices follow."""

from __future__ import annotations

from mlgate.model import Assessment, Outlook, RuleSet, Sheet
from mlgate.report.appendices import appendices
from mlgate.report.budget import BUDGETS, LONGEST_FIRST_PART, Budget
from mlgate.report.head import byline, decision, recommendation, title
from mlgate.report.layout import Listing, Report, Section, Summary
from mlgate.report.matter import Citations, Matter, filled, line, rung_of, text_of
from mlgate.report.measure import words_of
from mlgate.report.page import recipe_listings, sections
from mlgate.report.summary import summary
from mlgate.values import replace


def build(
    ruleset: RuleSet,
    sheet: Sheet,
    assessment: Assessment,
    outlook: Outlook,
    *,
    program_version: str,
    answers_text: str,
) -> Report:
    """Build the report; `answers_text` is the complete answers file that it carries, so that it can be recomputed."""
    matter = Matter(ruleset, sheet, assessment, outlook)
    answers_text = answers_text if answers_text.endswith("\n") else answers_text + "\n"
    rung = rung_of(matter, assessment.verdict)
    fitting = next((budget for budget in BUDGETS[:-1] if _words(matter, budget) <= LONGEST_FIRST_PART), BUDGETS[-1])
    citations = Citations(frozenset(ruleset.sources))
    first_part = sections(matter, fitting, citations)
    moved = () if fitting.listing else recipe_listings(matter)
    return Report(
        title=title(matter, fitting),
        byline=byline(matter, fitting),
        recommendation=recommendation(matter, fitting),
        decision=decision(matter, fitting),
        sections=first_part,
        appendices=appendices(matter, citations, program_version, answers_text, moved),
        summary=_pointing_at(summary(matter), first_part),
        next=tuple(text_of(filled(matter, text)) for text in rung.next),
        answers_text=answers_text,
        program_version=program_version,
    )


def _words(matter: Matter, budget: Budget) -> int:
    """Count the words that the first part would have with this budget."""
    above = (title(matter, budget), byline(matter, budget), recommendation(matter, budget), decision(matter, budget))
    return words_of(*above, sections(matter, budget, Citations(frozenset(matter.ruleset.sources))))


def _pointing_at(shown: Summary, first_part: tuple[Section, ...]) -> Summary:
    """Say on the one screen where in the report the query stands, where there is one."""
    for section in first_part:
        if any(isinstance(block, Listing) for block in section.blocks):
            return replace(shown, next=line(shown.next, f" To copy: the report, section {section.number}."))
    return shown
