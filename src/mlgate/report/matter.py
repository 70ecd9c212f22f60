"""What a report is about, in one value, and the names and lines that all of its parts use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from mlgate.model import Assessment, Outlook, Question, RuleSet, Rung, Sheet
from mlgate.report.layout import Line, Link, Plain, Ref, Span, Typed
from mlgate.values import field, record, value
from mlgate.wording import inside, pieces

_MONTHS = "January February March April May June July August September October November December"
MONTHS = tuple(_MONTHS.split(" "))


@value
class Matter:
    """One rule set, one sheet of answers, and everything concluded from them."""

    ruleset: RuleSet
    sheet: Sheet
    assessment: Assessment
    outlook: Outlook


@record
class Citations:
    """Sources get their numbers in the order in which they are first used."""

    known: frozenset[str]
    used: list[str] = field(default_factory=list)

    def refs(self, sources: Iterable[str]) -> Line:
        """Give the numbers of these sources, behind a space, numbering those that are new."""
        found: list[Span] = []
        for source in sources:
            if source not in self.known:
                continue
            if source not in self.used:
                self.used.append(source)
            found.append(Ref(self.used.index(source) + 1))
        return (Plain(" "), *found) if found else ()


# --- Verdicts ---------------------------------------------------------------------------------------------------------


def rung_of(matter: Matter, verdict: str) -> Rung:
    """Give the rung with this id."""
    return next(rung for rung in matter.ruleset.verdicts if rung.id == verdict)


def rank(matter: Matter, verdict: str) -> int:
    """Give a verdict's place on the ladder, the plainest 0."""
    return next(place for place, rung in enumerate(matter.ruleset.verdicts) if rung.id == verdict)


def short(matter: Matter, verdict: str) -> str:
    """Give a verdict's name in running prose."""
    rung = rung_of(matter, verdict)
    return rung.short or inside(rung.title)


def headline(matter: Matter) -> str:
    """Give the verdict as a headline, without a full stop."""
    return rung_of(matter, matter.assessment.verdict).title.rstrip(".")


def ahead(matter: Matter) -> Rung | None:
    """Give the next verdict up: the plainest possible one above the verdict, else the next rung, None at the top."""
    here = rank(matter, matter.assessment.verdict)
    higher = matter.ruleset.verdicts[here + 1 :]
    possible = [rung for rung in higher if rung.id in matter.outlook.possible.verdicts]
    return next(iter((*possible, *higher)), None)


def only_if_failing(matter: Matter) -> dict[str, tuple[str, ...]]:
    """Map each plainer verdict that is possible only because a condition is unconfirmed to the conditions it takes.

    A heavier verdict is no warning and reads oddly behind "unless": it is named among those that are possible anyway.
    """
    here = rank(matter, matter.assessment.verdict)
    found: dict[str, tuple[str, ...]] = {}
    for condition in matter.outlook.conditions:
        for verdict in condition.otherwise:
            if rank(matter, verdict) > here:
                continue
            found[verdict] = (*found.get(verdict, ()), condition.condition)
    return found


def others_possible(matter: Matter) -> list[str]:
    """List the verdicts still possible beside the present one, whatever the unconfirmed conditions turn out to be."""
    failing = only_if_failing(matter)
    here = matter.assessment.verdict
    return [verdict for verdict in matter.outlook.possible.verdicts if verdict != here and verdict not in failing]


# --- Lines ------------------------------------------------------------------------------------------------------------


def line(*parts: str | Span | Line) -> Line:
    """Join texts, spans and lines to one line."""
    spans: list[Span] = []
    for part in parts:
        if isinstance(part, str):
            spans += [Plain(part)] if part else []
        elif isinstance(part, tuple):
            spans += part
        else:
            spans.append(part)
    return tuple(spans)


def joined(lines: Iterable[Line], between: str) -> Line:
    """Join lines to one, with words between them."""
    found: list[Span] = []
    for number, part in enumerate(lines):
        found += (*([Plain(between)] if number else []), *part)
    return tuple(found)


def filled(matter: Matter, text: str) -> Line:
    """Fill a text of the rule set with the answers; the words that a person typed stay apart."""
    found = pieces(text, matter.ruleset, matter.sheet.answers, matter.assessment)
    return tuple(Typed(piece) if typed else Plain(piece) for piece, typed in found)


def text_of(content: Line) -> str:
    """Give the bare words of a line."""
    return "".join(_word(span) for span in content)


def _word(span: Span) -> str:
    match span:
        case Ref(number):
            return f"[{number}]"
        case Link(url):
            return url
        case _:
            return span.text


def ended(content: Line) -> Line:
    """End a line with a full stop unless it ends like a sentence already."""
    return content if not content or re.search(r"[.!?…:]\s*$", text_of(content)) else line(content, ".")


def first_sentence(text: str) -> str:
    """Give the first sentence of a text."""
    return re.split(r"(?<=[.!?])\s+(?=[A-Z{])", text.strip(), maxsplit=1)[0]


def day(when: date) -> str:
    """Write a date as in a letter: 23 November 2026."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: 1 answer, 3 answers."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def asks(question: Question) -> str:
    """Give the question as one thing to find out, without what it says about scoring."""
    return re.sub(r"\s*\([^()]*scored[^()]*\)\s*$", "", question.ask)
