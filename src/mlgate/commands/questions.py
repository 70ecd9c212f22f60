"""A rule set in; its questionnaire as blank answers, Markdown or JSON out, to be filled in elsewhere."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from mlgate.commands.formats import one_format
from mlgate.commands.inputs import DEFAULT_FILE, name_from, ruleset_named
from mlgate.commands.output import emit
from mlgate.loading.writing import comment, text
from mlgate.model import Choice, Question, RuleSet
from mlgate.quantity import compact

if TYPE_CHECKING:
    from mlgate.rendering.json import Json

TYPED = {
    "number": "a number or a range: 12k, 5k..20k",
    "money": "an amount or a range: 80k, 50k..200k",
    "duration": "a duration or a range: 50 ms, 6 months, 1..7 days",
    "size": "a size or a range: 20 MB",
    "percent": "a percentage or a range: 5 %, 2 %..8 %",
    "yes_no": "yes or no",
    "text": "a text",
    "choice": "one of these, or several in [ ] where any of them may be true",
    "choices": "exactly those that are true, in [ ]; [] where none is",
}
Format = Literal["yaml", "markdown", "json"]


def run(
    *,
    rules: str | None = None,
    format: Format | None = None,
    json: bool = False,
    first: bool = False,
    output: str | None = None,
    quiet: bool = False,
) -> int:
    """Write the questionnaire; `first` keeps to the questions that an interview asks first."""
    chosen = one_format(format, json) or "yaml"
    ruleset = ruleset_named(rules or "default")
    asked = [one for one in ruleset.questions.values() if not first or _is_first(ruleset, one)]
    if chosen == "json":
        from mlgate.rendering.json import written

        content = written(_as_object(ruleset, asked)) + "\n"
    elif chosen == "markdown":
        content = "\n".join(_markdown(ruleset, asked)) + "\n"
    else:
        content = "\n".join(_yaml(ruleset, asked, name_from(rules or "default", output or DEFAULT_FILE))) + "\n"
    emit(content, output, quiet=quiet, exact=True)
    return 0


def _is_first(ruleset: RuleSet, question: Question) -> bool:
    return question.id in ruleset.ask or question.after in ruleset.ask


def _grouped(ruleset: RuleSet, asked: list[Question]) -> Iterator[tuple[str, list[Question]]]:
    """Give the questions group by group, in the order in which the groups first occur."""
    groups: dict[str, list[Question]] = {}
    for question in asked:
        groups.setdefault(question.group, []).append(question)
    titles = dict(ruleset.groups)
    for id, questions in groups.items():
        yield titles.get(id, id.replace("_", " ").capitalize()), questions


def _answered_by(question: Question) -> str:
    return TYPED[question.type] + ("; n/a where it does not apply" if question.optional else "")


# --- As blank answers -------------------------------------------------------------------------------------------------


def _yaml(ruleset: RuleSet, asked: list[Question], rules: str) -> Iterator[str]:
    """Write answers that are all blank, with the questions as comments; a blank one counts as not asked."""
    yield from comment([ruleset.title, f"Blank answers for the rule set {ruleset.id} {ruleset.version}."])
    yield from comment(["Fill in what you know and write unknown where you asked and nobody knows. Then:"])
    yield from ["# mlgate assess FILE", "", "mlgate: 1", f"rules: {text(rules)}", "project:", "owner:"]
    yield from ["date:    # of the answers, for example 2026-11-23", "answers:"]
    for title, questions in _grouped(ruleset, asked):
        yield from ["", *(f"  {line}" for line in comment([f"--- {title}" if title else "---"]))]
        for question in questions:
            yield from ["", *(f"  {line}" for line in comment(_explained(question))), f"  {question.id}:"]


def _explained(question: Question) -> Iterator[str]:
    yield from textwrap.wrap(" ".join([question.ask, question.help]).strip(), 90)
    yield f"({_answered_by(question)})"
    if question.type in ("choice", "choices"):
        width = max(len(choice.id) for choice in question.choices)
        for choice in question.choices:
            yield f"  {choice.id:{width}}  {choice.label}"


# --- As Markdown ------------------------------------------------------------------------------------------------------


def _markdown(ruleset: RuleSet, asked: list[Question]) -> Iterator[str]:
    from mlgate.rendering.markdown_text import in_heading, inline

    yield f"# {in_heading(inline(ruleset.title))}"
    yield ""
    yield f'Rule set {inline(ruleset.id)} {inline(ruleset.version)}. "I don\'t know" is an answer to every question.'
    for title, questions in _grouped(ruleset, asked):
        yield from ["", f"## {in_heading(inline(title or 'Questions'))}"]
        for question in questions:
            yield from ["", f"### {in_heading(inline(question.ask))}", ""]
            if question.help:
                yield from [inline(question.help), ""]
            yield f"`{question.id}`: {inline(_answered_by(question))}"
            yield from ([""] if question.choices and question.type != "yes_no" else [])
            for choice in question.choices if question.type != "yes_no" else ():
                yield f"- [ ] `{choice.id}` {inline(choice.label)}"


# --- As JSON ----------------------------------------------------------------------------------------------------------


def _as_object(ruleset: RuleSet, asked: list[Question]) -> dict[str, Json]:
    return {
        "rules": {"id": ruleset.id, "version": ruleset.version, "digest": ruleset.digest},
        "title": ruleset.title,
        "currency": ruleset.currency,
        "ask": ruleset.ask,
        "groups": dict(ruleset.groups),
        "questions": [_question_object(question) for question in asked],
    }


def _question_object(question: Question) -> dict[str, Json]:
    return {
        "id": question.id,
        "type": question.type,
        "title": question.title,
        "ask": question.ask,
        "help": question.help,
        "group": question.group,
        "unit": question.unit,
        "choices": [_choice_object(choice) for choice in question.choices],
        "optional": question.optional,
        "whole": question.whole,
        "min": compact(question.minimum, question.type) if question.type not in _WITHOUT_ENDS else None,
        "max": compact(question.maximum, question.type) if question.type not in _WITHOUT_ENDS else None,
        "when": question.when.text if question.when else None,
        "after": question.after or None,
    }


_WITHOUT_ENDS = ("choice", "choices", "yes_no", "text")


def _choice_object(choice: Choice) -> dict[str, Json]:
    return {"id": choice.id, "label": choice.label, "help": choice.help}
