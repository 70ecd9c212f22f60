"""Answers, values and conditions go in; the words that people use for them come out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from mlgate.expression.syntax import (
    And,
    ChoiceValue,
    Coalesce,
    Combine,
    Compare,
    Condition,
    Constant,
    Extreme,
    HasChoice,
    Holds,
    Member,
    Not,
    Number,
    Or,
    Order,
    Term,
    Test,
    Value,
)
from mlgate.model import NUMERIC_TYPES, Answer, Assessment, Choice, Fact, FactValue, Interval, Question, RuleSet
from mlgate.quantity import compact, rounded, written

DONT_KNOW = "don't know"
NOT_ASKED = "not asked"
NOT_APPLICABLE = "not applicable"

# The end of a range that is so large, and so much larger than the other one, comes from a number nobody has given.
ENDLESS = 10**9
ENDLESS_TIMES = 10**4
ENDLESS_IN = {"months": 1200, "years": 100}  # a hundred years are as good as for ever

Changed = str | Fraction | Interval | frozenset[str] | None


# --- Names ------------------------------------------------------------------------------------------------------------


def title_of(ruleset: RuleSet, name: str) -> str:
    """Name a question, fact or dimension as it stands in a table: its title, else its id as words."""
    item = ruleset.questions.get(name) or ruleset.facts.get(name) or ruleset.dimensions.get(name)
    return (item.title if item else "") or name.replace("_", " ").capitalize()


# Words that keep their capital inside a sentence: departments and names that rule sets begin sentences with.
_NAMES = re.compile(r"(Legal|Finance|Security|Marketing|Sales|Purchasing|English|Europe|Monday|January)\b")


def inside(text: str) -> str:
    """Write a title or label inside a sentence: first letter small, unless it begins an abbreviation or a name."""
    first = text.split(" ", 1)[0]
    if _NAMES.match(text):
        return text
    if first == "I" or any(letter.isupper() or letter.isdigit() for letter in first[1:]):
        return text
    return text[:1].lower() + text[1:]


def listing(items: list[str] | tuple[str, ...], word: str = "and") -> str:
    """Join as in a sentence: `a`, `a and b`, `a, b and c`."""
    return f" {word} ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def alternatives(labels: list[str]) -> str:
    """Join labels by "or"; where one of them has a comma or an "or" of its own, each is quoted."""
    if len(labels) > 1 and any("," in label or " or " in label for label in labels):
        labels = [f'"{label}"' for label in labels]
    return listing(labels, "or")


def choice_of(question: Question, choice: str) -> Choice:
    """Give the choice with this id; where there is none (yes and no need not be declared), one labelled by its id."""
    return next((known for known in question.choices if known.id == choice), Choice(choice, choice.replace("_", " ")))


def label_of(question: Question, choice: str) -> str:
    """Give the label of a choice as it stands in a sentence."""
    return inside(choice_of(question, choice).label)


def core_of(question: Question, choice: str) -> str:
    """Give the label of a choice as it stands in a sentence, without the explanation behind a colon or in brackets."""
    label = label_of(question, choice)
    return re.split(r":| \(", label, maxsplit=1)[0].rstrip(" .") or label


# --- Answers ----------------------------------------------------------------------------------------------------------


def answer_text(ruleset: RuleSet, question: Question, answer: Answer | None) -> str:
    """Say an answer as people do: `6,000 to 9,000`, `at least 5,000`, a choice's label, "don't know"."""
    if answer is None:
        return NOT_ASKED
    if answer.not_applicable:
        return NOT_APPLICABLE
    if answer.text is not None:
        return answer.text
    if answer.unknown:
        return DONT_KNOW
    if answer.choices is not None:
        return _choices_text(question, answer.choices)
    if answer.interval is not None:
        return number_text(ruleset, question, answer.interval)
    return DONT_KNOW


def _choices_text(question: Question, choices: tuple[str, ...]) -> str:
    labels = [label_of(question, choice) for choice in choices]
    if question.type == "choices":
        return listing(labels) or "none of these"
    return alternatives(labels)


def short_text(ruleset: RuleSet, question: Question, answer: Answer | None) -> str:
    """Say an answer in the words of the answers file, with `k` and `M`: `6k..9k`, `named`, `unknown`."""
    if answer is None or (answer.unknown and answer.text is None):
        return "unknown"
    if answer.not_applicable:
        return "n/a"
    if answer.text is not None:
        return answer.text
    if answer.choices is not None:
        return (", " if question.type == "choices" else " or ").join(answer.choices) or "none"
    if answer.interval is None:
        return "unknown"
    low, high = answer.interval.low, answer.interval.high
    if low is not None and low == high:
        return short_number(low, question.type)
    ends = ("" if end is None else short_number(end, question.type) for end in (low, high))
    return "..".join(ends)


def short_number(value: Fraction, kind: str) -> str:
    """Write a number as people type it: `6k`, `1.5M`, `80k`, `50 ms`, `5 %`."""
    if kind in ("number", "money") and abs(value) >= 1000:
        factor, letter = (10**6, "M") if abs(value) >= 10**6 else (10**3, "k")
        scaled = value / factor
        if (scaled * 10).denominator == 1:
            return rounded(scaled, 1) + letter
        return rounded(value)
    return compact(value, kind)


# --- Numbers ----------------------------------------------------------------------------------------------------------


def kind_of(ruleset: RuleSet, name: str) -> str:
    """Give the kind of a question's or fact's numbers: number, money, duration, size or percent."""
    if name in ruleset.questions:
        return ruleset.questions[name].type
    fact = ruleset.facts.get(name)
    if fact is None:
        return "number"
    formula_kind = fact.value.kind if fact.value else "number"
    return fact.unit if fact.unit in NUMERIC_TYPES else formula_kind


def unit_of(ruleset: RuleSet, name: str) -> str:
    """Give the words behind a number of this question or fact: `EUR`, `EUR a year`, `months`, or nothing."""
    item = ruleset.questions.get(name) or ruleset.facts.get(name)
    unit = item.unit if item and item.unit not in NUMERIC_TYPES else ""
    kind = kind_of(ruleset, name)
    if kind in ("duration", "size", "percent"):
        return ""
    if kind == "money" and ruleset.currency not in unit.split():
        return f"{ruleset.currency} {unit}".strip()
    return unit


def amount(ruleset: RuleSet, name: str, value: Fraction) -> str:
    """Write one number of a question or fact with its unit."""
    unit = unit_of(ruleset, name)
    if value == 1 and kind_of(ruleset, name) == "number" and unit.endswith("s"):
        unit = unit[:-1]
    return written(value, kind_of(ruleset, name), unit)


def between(ruleset: RuleSet, name: str, low: Fraction, high: Fraction, *, to: str = "to") -> str:
    """Write two numbers as a range, the unit once where it is the same: `5 to 10 %`, `2 h to 3 days`."""
    first, last = amount(ruleset, name, low), amount(ruleset, name, high)
    if low == high or first == last:
        return last
    bare, _, unit = first.partition(" ")
    end, _, end_unit = last.partition(" ")
    if unit and (unit == end_unit or (unit == end_unit[:-1] and end_unit.endswith("s"))):
        return f"{bare} {to} {end} {end_unit}"
    return f"{first} {to} {last}"


def number_text(ruleset: RuleSet, question: Question, interval: Interval) -> str:
    """Say an interval of a question's numbers: `6,000 to 9,000`, `5 to below 10 %`, `at least 5,000`."""
    low, high = interval.low, interval.high
    if low is not None and high is not None:
        text = between(ruleset, question.id, low, high, to="to below" if interval.high_open else "to")
        return f"above {text}" if interval.low_open else text
    if low is not None:
        return f"{'more than' if interval.low_open else 'at least'} {amount(ruleset, question.id, low)}"
    if high is not None:
        return f"{'below' if interval.high_open else 'at most'} {amount(ruleset, question.id, high)}"
    return DONT_KNOW


def value_text(ruleset: RuleSet, name: str, value: str | Fraction | bool | frozenset[str] | None) -> str:
    """Say one value of a question or fact; n/a is a fact's `otherwise` ("never") where it has one."""
    if value is None:
        fact = ruleset.facts.get(name)
        return (fact.otherwise if fact else "") or NOT_APPLICABLE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return amount(ruleset, name, value)
    question = ruleset.questions.get(name)
    if isinstance(value, str):
        return label_of(question, value) if question else value
    labels = [label_of(question, choice) if question else choice for choice in sorted(value)]
    return listing(labels) or "none of these"


def fact_text(ruleset: RuleSet, fact: Fact, value: FactValue) -> str:
    """Say what a fact comes to over everything still possible: `6.4 to 32 months`, `never`, `not known`."""
    if isinstance(value.low, bool) or isinstance(value.high, bool) or isinstance(value.value, bool):
        return "not known" if value.low != value.high else value_text(ruleset, fact.id, value.value)
    if value.is_na:
        return value_text(ruleset, fact.id, None)
    low, high = _ends(value, ENDLESS_IN.get(fact.unit))
    if high is None and (low is None or low <= 0):
        return "not known"
    question = Question(id=fact.id, type="number", ask="")
    text = number_text(ruleset, question, Interval(low, high))
    return f"{text}, or {value_text(ruleset, fact.id, None)}" if value.can_be_na and fact.otherwise else text


def _ends(value: FactValue, endless: int | None = None) -> tuple[Fraction | None, Fraction | None]:
    """Give the ends of what a fact can be, without those that only say how large an answer may be at most."""
    low, high = (None if end is None else Fraction(end) for end in (value.low, value.high))
    sizes = [Fraction(1) if end is None else max(Fraction(1), abs(end)) for end in (low, high)]
    if high is not None and high >= ENDLESS and high >= ENDLESS_TIMES * sizes[0]:
        high = None
    if high is not None and low is not None and endless and high > endless > low:
        high = None
    if low is not None and -low >= ENDLESS and -low >= ENDLESS_TIMES * sizes[1]:
        low = None
    return low, high


# --- Conditions -------------------------------------------------------------------------------------------------------

_WORDS: Mapping[Order, str] = {"<": "below", "<=": "at most", ">": "above", ">=": "at least", "==": "exactly"}
_OPPOSITE: Mapping[Order, Order] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
# Labels that read well behind "is"; any other is quoted, whatever part of speech it is.
_BEHIND_IS = re.compile(
    r"(not|close|far|measured|named|known|likely)\b|(?!(?:yes|no|some|few|many|partly|none|nobody|never)$)\w+$"
)
# Titles behind which no bare value can stand: "Predictable?", "Runs on", "Answer within".
_OPEN_ENDED = re.compile(r"(\?|\b(?:on|at|in|after|within|by|for|to|it))$")


def condition_text(ruleset: RuleSet, condition: Condition) -> str:
    """Say a condition in words: `known outcomes below 1,000`, `the simplest method is not tried yet`."""
    return _test_text(ruleset, condition.test, negated=False)


def test_text(ruleset: RuleSet, test: Test) -> str:
    """Say an open part of a condition; one about several things is said by their names, as nobody can follow it all."""
    titles = list(dict.fromkeys(_subject(ruleset, name) for name in _names(test)))
    compound = isinstance(test.part if isinstance(test, Not) else test, And | Or)
    return listing(titles) if compound and len(titles) > 1 else _test_text(ruleset, test, negated=False)


def _names(part: Test | Term) -> Iterator[str]:
    """Walk the questions and facts that a part of a condition is about, as they stand there."""
    match part:
        case And(parts) | Or(parts) | Extreme(_, parts) | Coalesce(parts):
            for inner in parts:
                yield from _names(inner)
        case Not(inner):
            yield from _names(inner)
        case Combine(_, left, right):
            yield from _names(left)
            yield from _names(right)
        case Compare():
            yield from _names(part.term)
        case Member(name) | HasChoice(name) | Holds(name) | Value(name) | ChoiceValue(name):
            yield name
        case Constant() | Number():
            return


def _test_text(ruleset: RuleSet, test: Test, *, negated: bool) -> str:
    match test:
        case And(parts) | Or(parts):
            together = isinstance(test, And) != negated
            return _joined([_part_text(ruleset, part, together, negated=negated) for part in parts], together)
        case Not(part):
            return _test_text(ruleset, part, negated=not negated)
        case Member(name, choices):
            return _member_text(ruleset, name, choices, negated=negated)
        case HasChoice(name, choice):
            question = ruleset.questions.get(name)
            label = label_of(question, choice) if question else choice
            return f"{inside(title_of(ruleset, name))} {'without' if negated else 'with'} {label}"
        case Holds(name):
            return _holds_text(ruleset, name, negated=negated)
        case Compare():
            return _compare_text(ruleset, test, negated=negated)
        case Constant(value):
            return "always" if value != negated else "never"


def _part_text(ruleset: RuleSet, part: Test, together: bool, *, negated: bool) -> str:
    """Word one part of `and` or `or`; an alternative inside an `and` is bracketed by "either"."""
    text = _test_text(ruleset, part, negated=negated)
    inner = part.part if isinstance(part, Not) else part
    return f"either {text}" if together and isinstance(inner, And | Or) and " or " in text else text


def _joined(parts: list[str], together: bool) -> str:
    word = "and" if together else "or"
    plain = all(len(part) < 40 and ", " not in part for part in parts)
    return listing(parts, word) if plain else f", {word} ".join(parts)


def _member_text(ruleset: RuleSet, name: str, choices: frozenset[str], *, negated: bool) -> str:
    question = ruleset.questions.get(name)
    if question is None:
        return f"{name} is {listing(sorted(choices), 'or')}"
    if question.type == "yes_no" and len(choices) == 1:
        yes = ("yes" in choices) != negated
        return f"{_subject(ruleset, name)}: {'yes' if yes else 'no'}"
    known = [choice.id for choice in question.choices]
    chosen = [choice for choice in known if choice in choices] or sorted(choices)
    others = [choice for choice in known if choice not in choices]
    if negated and others and len(others) <= len(chosen):
        chosen, negated = others, False
    labels = [core_of(question, choice) for choice in chosen]
    title = title_of(ruleset, name)
    if all(_BEHIND_IS.match(label) for label in labels) and not _OPEN_ENDED.search(title):
        return f"{inside(title)} is {'not ' if negated else ''}{listing(labels, 'or')}"
    quoted = listing([f'"{label}"' for label in labels], "or")
    return f"{_subject(ruleset, name)}{' other than' if negated else ':'} {quoted}"


def _subject(ruleset: RuleSet, name: str) -> str:
    return inside(title_of(ruleset, name)).rstrip("?")


def _holds_text(ruleset: RuleSet, name: str, *, negated: bool) -> str:
    title = _subject(ruleset, name)
    return f'not "{title}"' if negated else f'"{title}"'


def _compare_text(ruleset: RuleSet, test: Compare, *, negated: bool) -> str:
    op, bound = test.op, _bound_text(ruleset, test)
    subject = _term_text(ruleset, test.term)
    if isinstance(test.term, Combine) and test.term.op == "-" and test.bound == 0:
        subject, bound = _term_text(ruleset, test.term.left), _term_text(ruleset, test.term.right)
    words = _WORDS[op]
    if negated:
        words = "not exactly" if op == "==" else _WORDS[_OPPOSITE[op]]
    question = ruleset.questions.get(test.term.name) if isinstance(test.term, Value) else None
    if question and question.optional and (op, test.bound) == (">=", question.minimum):
        return f"{subject} is {'not ' if negated else ''}given"
    return f"{subject}{':' if _OPEN_ENDED.search(subject) else ''} {words} {bound}"


def _bound_text(ruleset: RuleSet, test: Compare) -> str:
    match test.term:
        case Value(name):
            return amount(ruleset, name, test.bound)
        case _:
            kind = "number" if test.kind == "money" else test.kind
            unit = ruleset.currency if test.kind == "money" else ""
            return written(test.bound, kind, unit)


_OPERATIONS = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}


def _term_text(ruleset: RuleSet, term: Term) -> str:
    match term:
        case Number(value):
            return rounded(value)
        case Value(name) | ChoiceValue(name):
            return inside(title_of(ruleset, name))
        case Combine(op, left, right):
            return f"{_term_text(ruleset, left)} {_OPERATIONS[op]} {_term_text(ruleset, right)}"
        case Extreme(op, parts):
            words = "the smaller of" if op == "min" else "the larger of"
            return f"{words} {listing([_term_text(ruleset, part) for part in parts])}"
        case Coalesce(parts):
            return _term_text(ruleset, parts[0])


def threshold_text(ruleset: RuleSet, question: Question, change: Changed) -> str:
    """Say what an answer would have to be: `yearly value of at least 70,000 EUR`, `simplest method is far`."""
    title = inside(title_of(ruleset, question.id))
    if change is None:
        return f"{title} does not apply"
    if isinstance(change, str):
        if question.stopper and question.stopper.value == change:
            return inside(question.stopper.text.rstrip("."))
        return _member_text(ruleset, question.id, frozenset({change}), negated=False)
    if isinstance(change, frozenset):
        return f"{title}: {value_text(ruleset, question.id, change)}"
    between_words = ":" if _OPEN_ENDED.search(title) else "" if question.type == "number" else " of"
    return f"{title}{between_words} {range_text(ruleset, question, change)}"


def range_text(ruleset: RuleSet, question: Question, change: Fraction | Interval) -> str:
    """Say a number or range that a question would need; an end at the question's own limit is not said."""
    if isinstance(change, Fraction):
        return amount(ruleset, question.id, change)
    low = None if change.low is None or change.low <= question.minimum else change.low
    high = None if change.high is None or change.high >= question.maximum else change.high
    if low is None and high is None:
        return "any size"
    return number_text(ruleset, question, Interval(low, high, change.low_open, change.high_open))


# --- Placeholders -----------------------------------------------------------------------------------------------------

PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
FILLED = {  # the texts of a rule set, by section, in which {id} prints an answer
    "rules": ("say", "why", "advice"),
    "verdicts": ("means", "next", "kill", "revisit"),
    "recipes": ("title", "text", "measure", "sql", "code"),
}
_TAKES_NO_ARTICLE = re.compile(r"(?i)\b(each|every|per|the|one|an?|this|which)\s$")
_OWN_ARTICLE = re.compile(r"(?i)^(an?|the|one)\s+")
_ARTICLE = re.compile(r"(an?|the|one|what|how|who|which|our|my|their)\b")


def fill(text: str, ruleset: RuleSet, answers: Mapping[str, Answer], assessment: Assessment) -> str:
    """Replace each `{id}` by the answer as people write it, or by plain words where there is none."""
    return "".join(piece for piece, _ in pieces(text, ruleset, answers, assessment))


def pieces(
    text: str, ruleset: RuleSet, answers: Mapping[str, Answer], assessment: Assessment
) -> tuple[tuple[str, bool], ...]:
    """Cut a text at its `{id}` placeholders and fill them; the flag marks words that the person answering typed."""
    found: list[tuple[str, bool]] = []
    end = 0
    for match in PLACEHOLDER.finditer(text):
        word = _filled(match[1], ruleset, answers, assessment)
        if word is None:
            continue
        before = text[end : match.start()]
        if _TAKES_NO_ARTICLE.search(before):
            word = _OWN_ARTICLE.sub("", word[0]), word[1]
        found += [(before, False), word]
        end = match.end()
    return tuple(piece for piece in (*found, (text[end:], False)) if piece[0])


def _filled(
    name: str, ruleset: RuleSet, answers: Mapping[str, Answer], assessment: Assessment
) -> tuple[str, bool] | None:
    """Give the words for one placeholder, and whether a person typed them; None where the id is not known."""
    if name in ruleset.facts and name in assessment.facts:
        return fact_text(ruleset, ruleset.facts[name], assessment.facts[name]), False
    question = ruleset.questions.get(name)
    if question is None:
        return None
    answer = answers.get(name)
    if answer is None or answer.unknown or answer.not_applicable or answer.text == "":
        return fallback(ruleset, question), False
    return answer_text(ruleset, question, answer), answer.text is not None


def fallback(ruleset: RuleSet, question: Question) -> str:
    """Give words that stand for an answer that is not there: "one case", "the metric", "an unknown number of"."""
    if question.type != "text":
        return "an unknown number of" if question.type == "number" else "an unknown amount"
    title = inside(title_of(ruleset, question.id))
    return title if _ARTICLE.match(title) else f"the {title}"
