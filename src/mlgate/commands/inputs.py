"""A file of answers, `--set` and `--rules` in; the rule set and the sheet that they stand for out."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from mlgate.files import load_ruleset, read_ours, unreadable
from mlgate.loading.answers import (
    DEFAULT_RULES,
    NotAnAnswer,
    is_under_other_rules,
    parse_answer,
    peek_rules,
    read_sheet,
    rules_span,
)
from mlgate.loading.document import Document
from mlgate.model import Answer, Dimension, Fact, Question, RuleSet, Rung, Sheet
from mlgate.problem import NotFound, Problem, Unusable, did_you_mean, quote
from mlgate.values import replace, value

DEFAULT_FILE = "mlgate.yaml"


@value
class Given:
    """What a command works on: a rule set, a sheet read by it, and what should be said about the two."""

    ruleset: RuleSet
    sheet: Sheet
    remarks: tuple[str, ...] = ()


def read_given(file: str, rules: str | None = None, changes: Sequence[str] = ()) -> Given:
    """Read an answers file with the rule set that `rules` or the file itself names, and set single answers anew."""
    name, document = peek_rules(read_ours(file, "an answers file"), file)
    ruleset = ruleset_named(rules) if rules else own_rules(name, document, file)
    sheet = read_sheet(document, file, ruleset)
    if rules:
        sheet = replace(sheet, rules=name_from(rules, file))
    return Given(ruleset, with_changes(ruleset, sheet, changes), _remarks(sheet, ruleset))


def blank(rules: str | None = None, changes: Sequence[str] = (), file: str = DEFAULT_FILE) -> Given:
    """Give a sheet without answers but those that are set."""
    ruleset = ruleset_named(rules or DEFAULT_RULES)
    sheet = Sheet({}, rules=name_from(rules or DEFAULT_RULES, file), file=file)
    return Given(ruleset, with_changes(ruleset, sheet, changes))


def ruleset_named(name: str) -> RuleSet:
    """Load the rule set that the command line names."""
    try:
        return load_ruleset(name)
    except NotFound as error:
        raise unreadable(str(error), error.help) from None


def id_of(ruleset: RuleSet, said: str) -> str:
    """Give the id of what somebody names by its title, or in other letters: reports show titles, not ids.

    What no one thing answers to is given back as it is.
    """
    titled: list[Question | Fact | Dimension | Rung] = [*ruleset.questions.values(), *ruleset.facts.values()]
    titled += [*ruleset.dimensions.values(), *ruleset.verdicts]
    names = [(id, id) for id in (*ruleset.rules, *ruleset.sources, *(item.id for item in titled))]
    names += [(item.title, item.id) for item in titled] + [(rung.short, rung.id) for rung in ruleset.verdicts]
    found = {id for name, id in names if name.casefold().rstrip("?") == said.strip().casefold().rstrip("?")}
    return found.pop() if len(found) == 1 else said


def own_rules(name: str, document: Document, file: str) -> RuleSet:
    """Load the rule set that an answers file names; it may not leave the repository of that file."""
    try:
        return load_ruleset(name, file, confined=True)
    except NotFound as error:
        raise Unusable([document.problem(rules_span(document), str(error), error.help)]) from None
    except Unusable as error:
        first = error.problems[0]
        if first.file:
            raise
        raise Unusable([document.problem(rules_span(document), first.message, first.help)]) from None


def name_from(rules: str, file: str) -> str:
    """Write the name of a rule set as an answers file says it: a path relative to that file."""
    from mlgate.files.rulesets import is_path

    if not is_path(rules):
        return rules
    folder = os.path.dirname(os.path.realpath(file))
    try:
        relative = os.path.relpath(os.path.realpath(rules), folder).replace(os.sep, "/")
    except ValueError:  # another drive
        return rules
    return relative if is_path(relative) else f"./{relative}"


def _remarks(sheet: Sheet, ruleset: RuleSet) -> tuple[str, ...]:
    if not is_under_other_rules(sheet, ruleset):
        return ()
    before = sheet.rules_version or "another version"
    now = ruleset.version if ruleset.version != before else f"{ruleset.version}, changed since"
    return (f"{sheet.file}: answered under {ruleset.id} {before}; read by {now}",)


def with_changes(ruleset: RuleSet, sheet: Sheet, changes: Sequence[str]) -> Sheet:
    """Set answers as `--set ID=VALUE` names them. Raises Unusable with every mistake."""
    answers = dict(sheet.answers)
    problems: list[Problem] = []
    for change in changes:
        try:
            answer = read_change(ruleset, change)
        except NotAnAnswer as error:
            problems.append(Problem(f"--set {quote(change)}: {error}", help=error.hint))
        else:
            answers[answer.question] = answer
    if problems:
        raise Unusable(problems)
    return replace(sheet, answers=answers) if changes else sheet


def read_change(ruleset: RuleSet, change: str) -> Answer:
    """Read one `ID=VALUE`. Raises NotAnAnswer."""
    match = re.fullmatch(r"\s*([^=\s]+)\s*=(.*)", change, re.DOTALL)
    if match is None:
        raise NotAnAnswer("an answer is set as ID=VALUE", "for example --set labels=5k..20k")
    name = ruleset.renamed.get(match[1], match[1])
    question = ruleset.questions.get(name)
    if question is None:
        raise NotAnAnswer(f"unknown question {quote(match[1])}", did_you_mean(match[1], ruleset.questions, "questions"))
    return parse_answer(ruleset, question, match[2])
