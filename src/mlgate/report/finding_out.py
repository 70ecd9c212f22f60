"""An open question goes in; which answers to it lead to which verdicts, in words, comes out."""

from __future__ import annotations

from mlgate.model import NUMERIC_TYPES, FindOut, Interval, Question
from mlgate.report.matter import Matter, asks, only_if_failing, rank, short
from mlgate.values import replace
from mlgate.wording import NOT_APPLICABLE, core_of, inside, listing, number_text, title_of

LONGEST_QUESTION = 80  # characters; of a longer one the title is shown on the one screen

TOGETHER = "counts together with the other open answers"

Value = str | frozenset[str] | Interval
Group = tuple[list[Value], tuple[str, ...]]


def decides(matter: Matter, found: FindOut) -> str:
    """Say which answers lead to which verdicts: `"far" or "close": rules or ML prototype; otherwise: rules`."""
    question = matter.ruleset.questions[found.question]
    groups = _groups(matter, found)
    if not groups:
        return TOGETHER
    if len(groups) == 1:
        return f"with the other open answers: {_verdicts(matter, groups[0][1])}"
    told = [group for group in groups if not _is_otherwise(matter, question, group)]
    rest = [group for group in groups if _is_otherwise(matter, question, group)]
    said = [f"{_values(matter, question, values)}: {_verdicts(matter, verdicts)}" for values, verdicts in told]
    said += [f"otherwise: {_verdicts(matter, verdicts)}" for _, verdicts in rest]
    return "; ".join(said)


def in_short(matter: Matter, found: FindOut) -> str:
    """Ask a question on the one screen: a number by the threshold that decides, anything else in its own words."""
    question = matter.ruleset.questions[found.question]
    title = inside(title_of(matter.ruleset, question.id)).rstrip("?")
    groups = _groups(matter, found)
    if question.type in NUMERIC_TYPES and len(groups) > 1:
        best = max(groups, key=lambda group: max(rank(matter, verdict) for verdict in group[1]))
        return f"{title}: {_values(matter, question, best[0])}?"
    return inside(asks(question)) if len(asks(question)) <= LONGEST_QUESTION else f"{title}?"


def _groups(matter: Matter, found: FindOut) -> list[Group]:
    """Put values together that leave the same verdicts possible, stretches of numbers only where they touch."""
    groups: list[Group] = []
    failing = set(only_if_failing(matter))
    for value, verdicts in found.decides:
        kept = tuple(verdict for verdict in verdicts if verdict not in failing) or tuple(verdicts)
        if isinstance(value, Interval):
            if groups and groups[-1][1] == kept and isinstance(last := groups[-1][0][-1], Interval):
                groups[-1][0][-1] = replace(last, high=value.high, high_open=value.high_open)
            else:
                groups.append(([value], kept))
            continue
        alike = (values for values, known in reversed(groups) if known == kept)
        same = next((values for values in alike if value == "n/a" or not isinstance(values[0], Interval)), None)
        if same is None:
            groups.append(([value], kept))
        else:
            same.append(value)
    return _with_open_ends(groups)


def _with_open_ends(groups: list[Group]) -> list[Group]:
    """Say the first and the last stretch by the one end that decides."""
    stretches = [group for group in groups if isinstance(group[0][0], Interval)]
    if len(stretches) > 1:
        first, last = stretches[0][0], stretches[-1][0]
        if isinstance(first[0], Interval) and isinstance(last[0], Interval):
            first[0], last[0] = replace(first[0], low=None), replace(last[0], high=None)
    return groups


def _is_otherwise(matter: Matter, question: Question, group: Group) -> bool:
    """Tell whether a group holds the value taken for now among several, and so goes without saying."""
    values, _ = group
    return len(values) > 1 and matter.assessment.world.get(question.id) in values


def _values(matter: Matter, question: Question, values: list[Value]) -> str:
    """Join values; that none of several choices is taken comes last, or the rest would seem not to be taken either."""
    words = [_value(matter, question, value) for value in sorted(values, key=lambda value: value == frozenset())]
    return listing(words, "or")


def _value(matter: Matter, question: Question, value: Value) -> str:
    if isinstance(value, Interval):
        return number_text(matter.ruleset, question, value)
    if isinstance(value, frozenset):
        chosen = [f'"{core_of(question, choice.id)}"' for choice in question.choices if choice.id in value]
        return listing(chosen) or "none of these"
    return NOT_APPLICABLE if value == "n/a" else f'"{core_of(question, value)}"'


def _verdicts(matter: Matter, verdicts: tuple[str, ...]) -> str:
    return listing([short(matter, verdict) for verdict in verdicts], "or")
