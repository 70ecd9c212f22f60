"""A question that can never change the verdict, though rules read it.

Avoid:
    - {id: banned, type: yes_no, ...}
    - {id: colour, when: banned, ...}                       # asked only where the verdict is settled already
    - {id: STOP, when: banned, at_most: stop, ...}
    - {id: COLOUR, when: colour == red, points: {data: -10}, ...}

Prefer:
    - {id: colour, when: not banned, ...}

Why: It is asked, answered and read, and every project gets the verdict that it would get without it. A warning is
proved for all answers; a note says that no two worlds were found that differ only in this answer and in the verdict.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlgate.analysis.lint.diagnostic import Diagnostic
from mlgate.analysis.lint.proofs import closers
from mlgate.analysis.lint.reading import Minimum, elements_of
from mlgate.analysis.lint.study import Study
from mlgate.model import Question

CODE = "MG221"


def find(study: Study) -> Iterator[Diagnostic]:
    """Find questions that no world at hand shows to matter, and try to prove it for all."""
    shown = {study.plan.variables[number].question for number in study.worlds.mattering}
    read = _read_by_rules(study)
    for question in study.ruleset.questions.values():
        if question.id in read and question.id not in shown:
            proved, reason = _proof(study, question)
            if proved is None:
                continue
            yield Diagnostic(
                CODE,
                "warning" if proved and study.is_own(question.origin) else "note",
                question.id,
                question.origin,
                f"the question '{question.id}' {'can never change' if proved else 'may never change'} the verdict",
                reason=reason,
                help="take it away, or let it decide something",
                proved=proved,
            )


def _read_by_rules(study: Study) -> frozenset[str]:
    """Give the questions that something with an effect depends on."""
    plan = study.plan
    conditions = [plan.rules[number].condition for number, _ in study.rules()]
    conditions += [rung.condition for rung in plan.rungs if rung.condition is not None]
    return frozenset(plan.variables[number].question for one in conditions for number in one.depends)


def _proof(study: Study, question: Question) -> tuple[bool | None, str]:
    """Prove that a question cannot matter; None where all combinations show that it does."""
    own = frozenset(study.plan.of_question(question.id))
    by = _closed_by(study, own)
    if by is not None:
        return True, f"wherever it could count, {' or '.join(by[:3])} has closed what it could change" if by else (
            "no rule that reads it changes anything"
        )
    if study.worlds.enumerable and study.worlds.exact:
        matters = bool(own & study.worlds.decisive)
        return (None, "") if matters else (True, "no two combinations that differ only in it have different verdicts")
    if own <= study.worlds.proved_variables:
        return True, "no two combinations that differ only in it have different verdicts (a search has excluded all)"
    return False, f"no example in {study.worlds.count:,} worlds, which is no proof"


def _closed_by(study: Study, own: frozenset[int]) -> tuple[str, ...] | None:
    """Name the rules, none of which depends on a question, that close all that its rules could change."""
    plan = study.plan
    if any(rung.condition is not None and own & set(rung.condition.depends) for rung in plan.rungs):
        return None
    found: dict[str, None] = {}
    for element in elements_of(plan):
        if isinstance(element, Minimum) or not own & set(plan.rules[element.rule].condition.depends):
            continue
        by = closers(study, element, own)
        if by is None:
            return None
        found.update(dict.fromkeys(by))
    return tuple(found)
