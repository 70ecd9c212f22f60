"""A question with the choices yes and no that is not of type yes_no.

Avoid:
    - {id: logged, type: choice, choices: {yes: Yes, no: No}, ...}      when: logged == yes

Prefer:
    - {id: logged, type: yes_no, ...}                                  when: logged

Why: `yes` and `no` are words that YAML and people read in more than one way. A yes_no question takes y, true and 1 as
well, and stands in a condition by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlgate.analysis.lint.diagnostic import Diagnostic
from mlgate.analysis.lint.study import Study

CODE = "MG250"
WORDS = ({"yes", "no"}, {"true", "false"}, {"y", "n"}, {"on", "off"})


def find(study: Study) -> Iterator[Diagnostic]:
    """Find choice questions that are yes_no questions in disguise."""
    for question in study.ruleset.questions.values():
        ids = {choice.id.lower() for choice in question.choices}
        if question.type in ("choice", "choices") and ids in WORDS:
            yield Diagnostic(
                CODE,
                "warning",
                question.id,
                question.origin,
                f"'{question.id}' is a yes-or-no question of type {question.type}",
                reason=f"its choices are {' and '.join(choice.id for choice in question.choices)}",
                help=f"write type: yes_no without choices, and {question.id} or not {question.id} in conditions",
            )
