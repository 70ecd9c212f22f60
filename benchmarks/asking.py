"""Finished sheets in, the mean number of questions until nothing can change the verdict out, by order of asking."""

from __future__ import annotations

from random import Random
from statistics import mean

from benchmarks.measuring import Figure, Table
from benchmarks.sheets import Answers, all_sheets, asked_for, default_rules
from mlgate.analysis.questions import Order, next_question
from mlgate.model import NUMERIC_TYPES, Answer, Interval, Question, RuleSet

SEED = 41


def measure(sheets: int = 24) -> Table:
    """Ask sheets through in both orders, and count."""
    rules = default_rules()
    completions = drawn_completions(rules, sheets)
    everything = mean(len(asked_for(rules, one)) for one in completions)
    author, fewest = (mean(asked(rules, one, order) for one in completions) for order in ("author", "fewest"))
    figures = [
        Figure("everything that applies", f"{everything:.1f} questions"),
        Figure("author's order, what cannot matter left out", f"{author:.1f} questions", "fewer", author < everything),
        Figure("`--order fewest`", f"{fewest:.1f} questions", "fewer", fewest < everything),
    ]
    how = (
        f"Mean over {len(completions)} sheets of the default rule set, its examples and cases in turn from the seed "
        f"{SEED}; what a sheet leaves blank is answered at random."
    )
    return Table("Questions until the verdict is settled", how, figures)


def drawn_completions(ruleset: RuleSet, count: int) -> list[Answers]:
    """Draw sheets, and answer at random what they leave blank."""
    generator = Random(SEED)
    sheets = list(all_sheets())
    return [completion(ruleset, sheet, generator) for sheet in generator.sample(sheets, min(count, len(sheets)))]


def completion(ruleset: RuleSet, sheet: Answers, generator: Random) -> Answers:
    """Answer every question of a sheet with one value, keeping what it says."""
    found: Answers = {}
    for question in ruleset.questions.values():
        given = sheet.get(question.id)
        if given is not None and is_single(question, given):
            found[question.id] = given
        elif question.type != "text":
            found[question.id] = drawn_answer(question, generator)
    return found


def is_single(question: Question, answer: Answer) -> bool:
    """Tell whether an answer is one value."""
    if answer.interval is not None:
        return answer.interval.low is not None and answer.interval.low == answer.interval.high
    several = question.type != "choices" and len(answer.choices or ()) > 1
    return not answer.unknown and not several


def drawn_answer(question: Question, generator: Random) -> Answer:
    """Draw one value: a choice, a set of choices, or a number around what is assumed."""
    if question.optional and generator.random() < 0.5:
        return Answer(question.id, not_applicable=True)
    if question.type in NUMERIC_TYPES:
        value = min(max(question.minimum, 10 ** generator.randint(0, 5)), question.maximum)
        return Answer(question.id, interval=Interval(value, value))
    ids = [choice.id for choice in question.choices]
    if question.type == "choices":
        return Answer(question.id, choices=tuple(id for id in ids if generator.random() < 0.5))
    return Answer(question.id, choices=(generator.choice(ids),))


def asked(ruleset: RuleSet, completed: Answers, order: Order) -> int:
    """Count the questions that are asked until none matters."""
    answers: Answers = {}
    while (question := next_question(ruleset, answers, answers, order)) is not None:
        answers[question] = completed[question]
    return len(answers)
