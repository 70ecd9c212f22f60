"""A rule set and a sheet in, everything that is concluded from them out, and the report of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mlgate import __version__
from mlgate.assessment import assess
from mlgate.loading.writing import write_sheet
from mlgate.model import Assessment, Outlook, RuleSet, Sheet
from mlgate.report.layout import Report


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
