"""A verdict that is disabled while rules speak of it.

Avoid:
    disable: {rules: We have no use for it.}      # but three rules say at_most: rules

Prefer:
    disable: {rules: We have no use for it., ECON-02: Finance decides that elsewhere.}

Why: A cap falls to the next plainer verdict, and what was called enough is so no more. So projects end up elsewhere
than the rules say when they are read, with no word of it in any of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlgate.analysis.lint.diagnostic import Diagnostic
from mlgate.analysis.lint.study import Study
from mlgate.model import Amendment, Origin

CODE = "MG212"
MOST = 4


def find(study: Study) -> Iterator[Diagnostic]:
    """Find disabled verdicts that rules cap at, call enough or close."""
    for one in study.ruleset.amendments:
        if one.affects and one.file == study.ruleset.file:
            yield Diagnostic(
                CODE,
                "warning",
                one.id,
                Origin(one.file, one.line, 1),
                f"without the verdict '{one.id}' rules do something else than they say",
                reason=f"{_listed(one)}: their cap falls to the next plainer verdict, and they call nothing enough",
                help="override or disable these rules too, or accept it with allow: {MG212: ...} and the reason",
                mark=one.id,
            )


def _listed(one: Amendment) -> str:
    more = f" and {len(one.affects) - MOST} more" if len(one.affects) > MOST else ""
    return ", ".join(one.affects[:MOST]) + more
