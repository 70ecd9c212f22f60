"""A rule set and a sheet in, everything that is concluded from them out, and the report of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from mlgate import __version__
from mlgate.assessment import assess
from mlgate.loading.writing import write_sheet
from mlgate.model import Answer, Assessment, Flip, Outlook, RuleSet, Sheet
from mlgate.report.layout import Report

Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Conclusion:
    """What one set of answers comes to."""

    ruleset: RuleSet
    sheet: Sheet
    assessment: Assessment
    outlook: Outlook


def conclude(ruleset: RuleSet, sheet: Sheet) -> Conclusion:
    """Assess a sheet and look beyond it."""
    assessment = assess(ruleset, sheet.answers)
    return Conclusion(ruleset, sheet, assessment, _outlook(ruleset, sheet, assessment))


def _outlook(ruleset: RuleSet, sheet: Sheet, assessment: Assessment) -> Outlook:
    try:
        from mlgate.analysis.outlook import outlook
    except ImportError:
        return _rough_outlook(assessment)
    return outlook(ruleset, sheet.answers, assessment)  # type: ignore[no-any-return]


def _rough_outlook(assessment: Assessment) -> Outlook:
    from mlgate.model import Possible

    left = tuple(
        rung.verdict for rung in assessment.rungs if rung.open is not False or rung.verdict == assessment.verdict
    )
    left = left if assessment.open else (assessment.verdict,)
    possible = Possible(left, "not ruled out" if len(left) > 1 else "bounds", frozenset({assessment.verdict}))
    return Outlook(possible, (), (), (), assessment.open if len(left) > 1 else (), ())


def next_question(ruleset: RuleSet, answers: Answers, asked: Collection[str], order: str) -> str | None:
    """Give the question to ask next: one that can still change the verdict and was not asked yet."""
    try:
        from mlgate.analysis.questions import next_question as chosen
    except ImportError:
        return next((one for one in assess(ruleset, answers).open if one not in asked), None)
    return chosen(ruleset, answers, asked, order)  # type: ignore[no-any-return]


def questions_that_matter(ruleset: RuleSet, answers: Answers) -> tuple[str, ...]:
    """Give all questions that can still change the verdict."""
    try:
        from mlgate.analysis.questions import open_questions
    except ImportError:
        return assess(ruleset, answers).open
    return open_questions(ruleset, answers)  # type: ignore[no-any-return]


def further_flips(conclusion: Conclusion, most: int) -> tuple[Flip, ...]:
    """Look for changes of more than the two answers that the outlook tries."""
    try:
        from mlgate.analysis.flips import flips
    except ImportError:
        return conclusion.outlook.flips
    return tuple(flips(conclusion.ruleset, conclusion.sheet.answers, most=most))


def stamped(sheet: Sheet, ruleset: RuleSet) -> Sheet:
    """Write into a sheet which content of the rule set it is read by."""
    return replace(sheet, rules_version=ruleset.version, rules_digest=ruleset.digest)


def report_of(conclusion: Conclusion, program_version: str = __version__) -> Report:
    """Build the report, with the answers file that it carries."""
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
