"""A sheet or a conclusion and the name of its answers file in; answers and report on the disk, side by side."""

from __future__ import annotations

import os
from datetime import date

from mlgate.commands.conclude import Conclusion, report_of, stamped
from mlgate.files import read_content, unreadable, write_text
from mlgate.loading.writing import write_sheet
from mlgate.model import RuleSet, Sheet
from mlgate.problem import Unusable, quote
from mlgate.values import replace


def save_sheet(ruleset: RuleSet, sheet: Sheet, file: str) -> Sheet:
    """Write the answers with today's date and the rule set that they were given under; give the sheet as written."""
    saved = stamped(replace(sheet, date=date.today(), file=file), ruleset)
    write_text(file, write_sheet(saved, ruleset))
    return saved


def save_report(conclusion: Conclusion, file: str) -> str:
    """Write the Markdown report beside the answers and give its name."""
    from mlgate.rendering import markdown

    target = report_file(file)
    write_text(target, markdown.render(report_of(conclusion)))
    return target


def report_file(file: str) -> str:
    """Name the report of an answers file; somebody else's document is never overwritten."""
    stem, ending = os.path.splitext(file)
    stem = stem if ending in (".yaml", ".yml") else file
    for name in (f"{stem}.md", f"{stem}.report.md"):
        if not os.path.lexists(name) or _is_report(name):
            return name
    raise unreadable(f"{quote(stem + '.report.md')} is not a report of mlgate and is not overwritten", "rename it")


def _is_report(name: str) -> bool:
    from mlgate.report.recompute import extract_answers

    try:
        content = read_content(name, 10_000_000)
    except Unusable:
        return False
    return not content.strip() or extract_answers(content.decode("utf-8", "replace")) is not None
