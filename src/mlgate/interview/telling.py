"""A rule set, answers and their assessment go in; the words in which the interview asks and repeats them come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mlgate.interview.reading import EXAMPLES, Refused, as_typed, read_written
from mlgate.interview.screens import (
    DONT_KNOW_YET,
    LINE_HELP,
    LINE_HELP_AGAIN,
    NONE_OF_THESE,
    NOT_APPLICABLE,
    UNKNOWN,
    Done,
    Option,
    Pick,
    Row,
    Screen,
    Write,
)
from mlgate.model import NUMERIC_TYPES, Answer, Assessment, Question, RuleSet
from mlgate.wording import (
    DONT_KNOW,
    alternatives,
    answer_text,
    core_of,
    inside,
    listing,
    short_text,
    title_of,
    unit_of,
    value_text,
)

SECONDS_A_QUESTION = 15
Answers = Mapping[str, Answer]


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: `1 question`, `12 questions`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def minutes(questions: int) -> str:
    """Say how long this many questions take."""
    return counted(max(1, round(questions * SECONDS_A_QUESTION / 60)), "minute")


def introduction(ruleset: RuleSet, number: int, again: str) -> tuple[str, ...]:
    """Say what is to come, how long it takes and that nothing is lost."""
    after = "" if ruleset.stop_after_ask else " After that, only questions that could still change it."
    return (
        f"{counted(number, 'short question')}, about {minutes(number)}, then a verdict.{after}",
        '"I don\'t know" is a fine answer: the report says what to find out first.',
        _saved(again),
    )


def taken_up(project: str, answers: int, number: int, again: str) -> tuple[str, ...]:
    """Say which interview goes on, and how much is left of it."""
    left = (
        f"{counted(number, 'question')} to go, about {minutes(number)}."
        if number
        else "All first questions are answered."
    )
    return (f"Taking up {project or 'the project'}: {counted(answers, 'answer')} so far. {left}", _saved(again))


def _saved(again: str) -> str:
    return f"Saved after every answer. Ctrl-C stops; `{again}` takes it up again."


def fewer(ruleset: RuleSet, gone: Sequence[str]) -> str:
    """Say which questions an answer made needless, or nothing."""
    if not gone:
        return ""
    titles = listing([inside(title_of(ruleset, key)) for key in gone])
    return f"({counted(len(gone), 'question')} fewer: {titles} {'does' if len(gone) == 1 else 'do'} not apply here.)"


def no_longer_counts(ruleset: RuleSet, gone: Sequence[str], answers: Answers) -> str:
    """Say which answers a change has taken out of the count."""
    texts = [f"{title_of(ruleset, key)} ({_words(ruleset, ruleset.questions[key], answers[key])})" for key in gone]
    return f"No longer counts after this change, but stays in the file: {listing(texts)}."


# --- Screens ----------------------------------------------------------------------------------------------------------


def heading(ruleset: RuleSet, question: Question) -> str:
    """Give the words in the rule above a question: its group's title, else its own."""
    return dict(ruleset.groups).get(question.group) or title_of(ruleset, question.id)


def screen(
    ruleset: RuleSet, question: Question, *, counter: str, remark: str, before: Answer | None, assessment: Assessment
) -> Screen:
    """Give the screen of one question, with what was answered before in place."""
    more = help_of(ruleset, question, assessment)
    note = before.note if before else ""
    if question.type in NUMERIC_TYPES or question.type == "text":
        typed = as_typed(question, before)
        line_help = "" if question.type != "text" else LINE_HELP_AGAIN if typed else LINE_HELP
        return Write(
            question.ask,
            title="" if question.after else heading(ruleset, question),
            counter=counter,
            why=_why_typed(ruleset, question),
            more=(question.more if question.after else more) or line_help,
            remark=remark,
            text=typed,
            note=note,
            check=lambda text: refusal(ruleset, question, text),
            asides="?<+" if not question.after else "?<",
        )
    at, marked = _chosen(question, before)
    return Pick(
        question.ask,
        options_of(question),
        title=heading(ruleset, question),
        counter=counter,
        why=question.help,
        more=more,
        remark=remark,
        several="all" if question.type == "choices" else "" if question.type == "yes_no" else "any",
        at=at,
        marked=marked,
        note=note,
    )


def refusal(ruleset: RuleSet, question: Question, text: str) -> str:
    """Say in one sentence what is wrong with a typed answer, or nothing."""
    try:
        read_written(question, text, ruleset.currency)
    except Refused as refused:
        return str(refused)
    return ""


def options_of(question: Question) -> tuple[Option, ...]:
    """List the options of a question as they are shown, without "I don't know yet"."""
    options = [Option(choice.id, choice.label) for choice in question.choices]
    if question.type == "yes_no" and not options:
        options = [Option("yes", "Yes"), Option("no", "No")]
    if question.type == "choices":
        options.append(Option(NONE_OF_THESE, "None of these"))
    if question.optional:
        options.append(Option(NOT_APPLICABLE, "Does not apply here"))
    return tuple(options)


def _chosen(question: Question, before: Answer | None) -> tuple[str, tuple[str, ...]]:
    """Give pointer and marks for what was answered before: one choice is pointed at, several are marked."""
    if before is None or before.unknown:
        return UNKNOWN, ()
    if before.not_applicable:
        return NOT_APPLICABLE, ()
    choices = before.choices or ()
    if not choices:
        return NONE_OF_THESE, ()
    return choices[0], choices if len(choices) > 1 or question.type == "choices" else ()


def _why_typed(ruleset: RuleSet, question: Question) -> str:
    """Give the grey lines of a typed question: its help, then what can be typed and what Enter alone means."""
    if question.type == "text":
        return question.help
    unit = unit_of(ruleset, question.id)
    single, _, span = EXAMPLES[question.type].partition(" or ")
    typing = [
        f"In {unit}." if unit and unit not in question.ask + question.help else "",
        f"With its unit: {single}." if question.type in ("duration", "size") else "",
        f"A range is fine: {span}." if ".." not in question.help else "",
        "n/a: does not apply." if question.optional and "n/a" not in question.help else "",
        "Enter alone: I don't know yet.",
    ]
    return f"{question.help}\n{' '.join(part for part in typing if part)}".strip()


def help_of(ruleset: RuleSet, question: Question, assessment: Assessment) -> str:
    """Give the text behind `?`: more about the question and its choices, how to find out, what counts until then."""
    lines = [question.more]
    lines += [f"{choice.label}: {choice.help}" for choice in question.choices if choice.help]
    if question.changeable and question.changeable.how:
        lines.append(f"To find out: {inside(question.changeable.how)} ({question.changeable.effort}).")
    if until := _until_known(ruleset, question, assessment):
        lines.append(f"I don't know: {until}")
    return "\n".join(line for line in lines if line)


# --- What was understood ----------------------------------------------------------------------------------------------


def _until_known(ruleset: RuleSet, question: Question, assessment: Assessment) -> str:
    """Say what an open answer counts as; nothing where the question may not apply at all."""
    if question.condition:
        return f"the verdict then holds only if {inside(question.condition)}."
    value = assessment.world.get(question.id)
    if value is None:
        return "left out until you know." if question.optional else ""
    counted_as = core_of(question, value) if isinstance(value, str) else value_text(ruleset, question.id, value)
    return f'counted as "{counted_as}" until you know.'


def understood(ruleset: RuleSet, question: Question, answers: Answers, details: str, assessment: Assessment) -> Done:
    """Say an answered question on one line, the typed details behind it in quotes."""
    answer = answers.get(question.id)
    title = title_of(ruleset, question.id)
    if question.type == "text":
        return Done(title, (answer and answer.text) or "nothing yet")
    if answer is None or answer.unknown:
        until = _until_known(ruleset, question, assessment)
        return Done(title, f"{DONT_KNOW} yet. {until[:1].upper()}{until[1:]}" if until else f"{DONT_KNOW} yet")
    text = _words(ruleset, question, answer)
    return Done(title, f'{text} ("{details}")' if details else text)


def _words(ruleset: RuleSet, question: Question, answer: Answer) -> str:
    """Say an answer; where any of several choices is meant, each without its explanation."""
    if question.type == "choice" and answer.choices and len(answer.choices) > 1:
        return alternatives([core_of(question, choice) for choice in answer.choices])
    return answer_text(ruleset, question, answer)


_FROM_THREE = ("three", "four", "five", "six", "seven", "eight", "nine")
_ALL = ("", "", " for both", *(f" for all {word}" for word in _FROM_THREE))


def enter_at_stoppers(number: int) -> str:
    """Say what Enter alone means on the screen of this many stoppers."""
    return f"Enter alone: {DONT_KNOW_YET}{_ALL[number] if number < len(_ALL) else f' for all {number}'}."


def stoppers_understood(ruleset: RuleSet, questions: Sequence[Question], answers: Answers) -> str:
    """Say the answers to the stoppers: which are true, and which are unsure."""
    true = [q.stopper.text for q in questions if q.stopper and _stops(q, answers)]
    unsure = [q for q in questions if q.id not in answers or answers[q.id].unknown]
    if len(unsure) == len(questions):
        return f"{DONT_KNOW} yet"
    known = listing([inside(text) for text in true]) if true else "none known" if unsure else "none"
    titles = [inside(title_of(ruleset, question.id)) for question in unsure]
    return f"{known}; {listing(titles)}: {DONT_KNOW} yet" if unsure else known


def _stops(question: Question, answers: Answers) -> bool:
    answer = answers.get(question.id)
    return bool(answer and question.stopper and answer.choices == (question.stopper.value,))


# --- The review -------------------------------------------------------------------------------------------------------


def row(ruleset: RuleSet, question: Question, answers: Answers, details: str) -> Row:
    """Give the line of one question in the review: the answer in words, what was typed, and a number in short."""
    answer = answers.get(question.id)
    title = title_of(ruleset, question.id)
    if question.type == "text":
        return Row(title, (answer and answer.text) or "nothing yet", "")
    if answer is None or answer.unknown:
        note = f" ({answer.note})" if answer and answer.note else ""
        return Row(title, f"{DONT_KNOW} yet{note}", "")
    text = _words(ruleset, question, answer)
    short = short_text(ruleset, question, answer) if answer.interval is not None else ""
    return Row(title, f'{text} ("{details}")' if details else text, short)


def stoppers_row(ruleset: RuleSet, questions: Sequence[Question], answers: Answers) -> Row:
    """Give the line of all stoppers in the review."""
    return Row("Stoppers", stoppers_understood(ruleset, questions, answers), "")
