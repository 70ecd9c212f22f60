"""A threshold that lies outside what a question accepts.

Avoid:
    - {id: share, type: percent, max: 100%, ...}
    when: share > 250 %

Prefer:
    when: share > 25 %

Why: Such a comparison is the same for every answer, so a part of the condition is dead: mostly a wrong unit or a digit
too many. `cost >= 0`, which only asks whether a cost was given at all, is not reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlgate.analysis.lint.diagnostic import Diagnostic
from mlgate.analysis.lint.study import Study
from mlgate.expression.syntax import Compare, Value
from mlgate.expression.walking import leaves
from mlgate.loading.writing import number
from mlgate.model import NUMERIC_TYPES, Question

CODE = "MG203"


def find(study: Study) -> Iterator[Diagnostic]:
    """Find comparisons of a question with a number outside its range."""
    for one in study.conditions:
        for leaf in leaves(one.condition.test):
            if isinstance(leaf, Compare) and isinstance(leaf.term, Value):
                question = study.ruleset.questions.get(leaf.term.name)
                if question is not None and question.type in NUMERIC_TYPES and _is_outside(question, leaf):
                    yield Diagnostic(
                        CODE,
                        "error",
                        one.item,
                        one.origin,
                        f"{number(leaf.bound, question.type)} is outside what '{question.id}' accepts",
                        reason=f"answers lie between {number(question.minimum, question.type)} and "
                        f"{number(question.maximum, question.type)}, so the comparison is the same for all of them",
                        help="correct the number or its unit, or widen min and max of the question",
                        mark=one.condition.text[leaf.at.offset : leaf.at.offset + leaf.at.length],
                    )


def _is_outside(question: Question, leaf: Compare) -> bool:
    """At the very end only `<` below and `>` above can never hold."""
    if not question.minimum <= leaf.bound <= question.maximum:
        return True
    return (leaf.op == "<" and leaf.bound == question.minimum) or (leaf.op == ">" and leaf.bound == question.maximum)
