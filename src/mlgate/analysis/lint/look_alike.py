"""Two names that are easily taken for one another.

Avoid:
    - {id: label_count, ...}
    - {id: labelcount, ...}

Prefer:
    - {id: labels, ...}
    - {id: label_fit, ...}

Why: A rule that reads the wrong one of two such names is valid and wrong, and no reader will notice. Compared are the
names of questions and facts with one another, of rules with one another, and the choices of one question, without
case, dashes and underscores, and with letters and digits that look the same taken as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlgate.analysis.lint.diagnostic import Diagnostic
from mlgate.analysis.lint.study import Study
from mlgate.model import Choice, Fact, Origin, Question, Rule

CODE = "MG251"
_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "-": None, "_": None, ".": None})


def find(study: Study) -> Iterator[Diagnostic]:
    """Find names that differ in nothing that a reader sees."""
    ruleset = study.ruleset
    yield from _pairs([*ruleset.questions.values(), *ruleset.facts.values()], None)
    yield from _pairs([rule for rule in ruleset.rules.values() if not rule.choice_of], None)
    for question in ruleset.questions.values():
        yield from _pairs(question.choices, question)


def _pairs(items: Sequence[Question | Fact | Rule | Choice], owner: Question | None) -> Iterator[Diagnostic]:
    seen: dict[str, str] = {}
    for item in items:
        first = seen.setdefault(item.id.lower().translate(_ALIKE), item.id)
        if first != item.id:
            origin = item.origin if not isinstance(item, Choice) else owner.origin if owner else Origin()
            name = owner.id if owner else item.id
            yield Diagnostic(
                CODE,
                "warning",
                name,
                origin,
                f"'{item.id}' and '{first}' are easily taken for one another",
                reason="they differ only in case, in a dash, or in a letter that looks like another",
                help="rename one of them; renamed_from keeps old answers loading",
                mark=item.id,
            )
