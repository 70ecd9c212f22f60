"""A rule set and a sheet in, everything that is concluded from them out, and the report of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Literal

from mlgate import __version__
from mlgate.assessment import assess
from mlgate.model import Answer, Assessment, Flip, Outlook, RuleSet, Sheet
from mlgate.values import replace, value

if TYPE_CHECKING:
    from mlgate.report.layout import Report

Answers = Mapping[str, Answer]
Order = Literal["author", "fewest"]


@value
class Conclusion:
    """What one set of answers comes to."""

    ruleset: RuleSet
    sheet: Sheet
    assessment: Assessment
    outlook: Outlook


def conclude(ruleset: RuleSet, sheet: Sheet) -> Conclusion:
    """Assess a sheet and look beyond it."""
    from mlgate.analysis.outlook import outlook

    assessment = assess(ruleset, sheet.answers)
    return Conclusion(ruleset, sheet, assessment, outlook(ruleset, sheet.answers, assessment))


def next_question(ruleset: RuleSet, answers: Answers, asked: Collection[str], order: Order) -> str | None:
    """Give the question to ask next: one that can still change the verdict and was not asked yet."""
    from mlgate.analysis.questions import next_question as chosen

    return chosen(ruleset, answers, asked, order)


def questions_that_matter(ruleset: RuleSet, answers: Answers) -> tuple[str, ...]:
    """Give all questions that can still change the verdict."""
    from mlgate.analysis.questions import open_questions

    return open_questions(ruleset, answers).questions


def further_flips(conclusion: Conclusion, most: int) -> tuple[Flip, ...]:
    """Look for changes of other than the two answers that the outlook tries."""
    from mlgate.analysis.flips import flips

    return flips(conclusion.ruleset, conclusion.sheet.answers, most)


def stamped(sheet: Sheet, ruleset: RuleSet) -> Sheet:
    """Write into a sheet which content of the rule set it is read by."""
    return replace(sheet, rules_version=ruleset.version, rules_digest=ruleset.digest)


def report_of(conclusion: Conclusion, program_version: str = __version__) -> Report:
    """Build the report, with the answers file that it carries."""
    from mlgate.loading.writing import write_sheet
    from mlgate.report.build import build

    ruleset, sheet = conclusion.ruleset, conclusion.sheet
    return build(
        ruleset,
        sheet,
        conclusion.assessment,
        conclusion.outlook,
        program_version=program_version,
        answers_text=write_sheet(stamped(sheet, ruleset), ruleset),
    )


def as_json(conclusion: Conclusion, program_version: str = __version__) -> str:
    """Write the one JSON object that scripts read; it needs no report."""
    from mlgate.rendering.json import render

    return render(conclusion.ruleset, conclusion.sheet, conclusion.assessment, conclusion.outlook, program_version)
