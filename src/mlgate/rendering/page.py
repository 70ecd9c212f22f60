"""A rule set in; one Markdown page about it out: verdicts, questions, rules as cards, facts, recipes and sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mlgate.expression.syntax import Condition, Constant
from mlgate.model import (
    Amendment,
    Assume,
    Choice,
    Effect,
    Fact,
    Question,
    Recipe,
    Rule,
    RuleSet,
    Rung,
    Source,
)
from mlgate.rendering.markdown_text import at_line_start, code_span, fence, in_heading, inline
from mlgate.wording import PLACEHOLDER, amount, condition_text, title_of

_TYPES = {
    "choice": "one of its choices",
    "choices": "any of its choices",
    "number": "a number",
    "money": "an amount of money",
    "duration": "a duration",
    "size": "a size",
    "percent": "a percentage",
    "yes_no": "yes or no",
    "text": "a text; it never counts",
}


def page(ruleset: RuleSet) -> str:
    """Write the page: everything that a rule set says, for people who would not open the YAML."""
    parts = [
        _head(ruleset),
        _changes(ruleset.amendments),
        _ladder(ruleset),
        _dimensions(ruleset),
        _questions(ruleset),
        _rules(ruleset),
        _facts(ruleset),
        _recipes(ruleset),
        _sources(ruleset),
    ]
    return "\n\n".join(block for part in parts for block in part) + "\n"


def _head(ruleset: RuleSet) -> Iterator[str]:
    yield f"# {in_heading(inline(ruleset.title))}"
    asked = (
        f"asks {len(ruleset.ask)} questions first" if len(ruleset.ask) < len(ruleset.questions) else "asks everything"
    )
    extends = f", extends {', '.join(map(code_span, ruleset.extends))}" if ruleset.extends else ""
    named = f"{code_span(ruleset.id)} {inline(ruleset.version)}{extends}"
    yield f"Rule set {named}; {asked}. Digest {code_span(ruleset.digest)}."
    yield (
        "A project gets the plainest verdict that a rule calls enough, else the heaviest one that is open: its"
        " condition holds, its minimums are met, and no rule caps the ladder below it or rules it out. Every dimension"
        " counts on its own; nothing makes up for one that is below its minimum."
    )


def _changes(amendments: Sequence[Amendment]) -> Iterator[str]:
    if not amendments:
        return
    yield "## Changed from what it extends"
    yield "\n".join(f"- {_change(one)}" for one in amendments)


def _change(one: Amendment) -> str:
    said = "disabled" if one.kind == "disable" else f"changed in {', '.join(one.fields) or 'nothing'}"
    return f"{code_span(one.id)} {inline(said)}{f': {inline(one.why)}' if one.why else ''}"


# --- Verdicts and dimensions ------------------------------------------------------------------------------------------


def _ladder(ruleset: RuleSet) -> Iterator[str]:
    yield "## Verdicts, plainest first"
    rows = [(inline(rung.title), _code(rung.id), _asks_for(ruleset, rung)) for rung in ruleset.verdicts]
    yield _table(("Verdict", "Id", "Asks for"), rows)
    for rung in ruleset.verdicts:
        if rung.means or rung.next or rung.kill:
            yield f"### {in_heading(inline(rung.title))}"
            yield from ([_paragraph(_named(ruleset, rung.means))] if rung.means else [])
            yield from _listed("Next", [_named(ruleset, text) for text in rung.next])
            yield from _listed("Stop", [_named(ruleset, text) for text in rung.kill])
            yield from ([f"**Ask again:** {inline(rung.revisit)}"] if rung.revisit else [])


def _asks_for(ruleset: RuleSet, rung: Rung) -> str:
    asked = [f"{inline(ruleset.dimensions[id].title)} {least}" for id, least in rung.minimums]
    if rung.when is not None:
        asked.append(f"only where {inline(condition_text(ruleset, rung.when))}")
    return "; ".join(asked) or "nothing"


def _dimensions(ruleset: RuleSet) -> Iterator[str]:
    if ruleset.dimensions:
        yield "## Dimensions"
        rows = [(inline(d.title), _code(d.id), str(d.base), inline(d.help)) for d in ruleset.dimensions.values()]
        yield _table(("Dimension", "Id", "Starts at", "Measures"), rows)


# --- Questions --------------------------------------------------------------------------------------------------------


def _questions(ruleset: RuleSet) -> Iterator[str]:
    yield "## Questions"
    titles = dict(ruleset.groups)
    groups = dict.fromkeys(["", *titles, *(one.group for one in ruleset.questions.values())])
    for group in groups:
        questions = [one for one in ruleset.questions.values() if one.group == group and not _is_disabled(one.when)]
        if questions and group:
            yield f"### {in_heading(inline(titles.get(group, group)))}"
        for question in questions:
            yield from _question(ruleset, question)


def _is_disabled(when: Condition | None) -> bool:
    return when is not None and when.test == Constant(False)


def _question(ruleset: RuleSet, question: Question) -> Iterator[str]:
    yield f"#### {in_heading(inline(question.ask))}"
    facts = [f"{_code(question.id)}: {_TYPES[question.type]}"]
    facts += ["may be n/a"] if question.optional else []
    facts += [f"asked where {inline(condition_text(ruleset, question.when))}"] if question.when else []
    facts += [_assumed(ruleset, question)] if question.assume else []
    facts += [f"holds only if: {inline(question.condition)}"] if question.condition else []
    yield "; ".join(facts) + "."
    yield from ([_paragraph(question.help)] if question.help else [])
    if question.choices and question.type != "yes_no":
        rows = [_choice_row(ruleset, question, choice) for choice in question.choices]
        yield _table(("Choice", "Id", "What follows", "Why"), rows)


def _choice_row(ruleset: RuleSet, question: Question, choice: Choice) -> tuple[str, ...]:
    rule = ruleset.rules.get(f"{question.id}.{choice.id}")
    effect = inline(_effect_text(ruleset, rule.effect)) if rule else ""
    why = f"{inline(rule.why)}{_cited(rule.sources)}" if rule else ""
    return inline(choice.label), _code(choice.id), effect, why


def _assumed(ruleset: RuleSet, question: Question) -> str:
    values = [_assumption(ruleset, question, one) for one in question.assume]
    return f"while nobody knows, counted as {', else '.join(values)}"


def _assumption(ruleset: RuleSet, question: Question, one: Assume) -> str:
    match one.value:
        case None:
            said = "n/a"
        case str():
            said = _code(one.value)
        case frozenset():
            said = _code(f"[{', '.join(sorted(one.value))}]")
        case number:
            said = inline(amount(ruleset, question.id, number))
    return f"{said} where {inline(condition_text(ruleset, one.when))}" if one.when else said


# --- Rules ------------------------------------------------------------------------------------------------------------


def _rules(ruleset: RuleSet) -> Iterator[str]:
    rules = [rule for rule in ruleset.rules.values() if not rule.choice_of]
    if not rules:
        return
    yield "## Rules"
    for rule in rules:
        yield from _rule(ruleset, rule)


def _rule(ruleset: RuleSet, rule: Rule) -> Iterator[str]:
    """One rule as a card: what it says, when, what follows, why, and what to do."""
    yield f"### {in_heading(inline(rule.id))}"
    yield f"**{inline(_named(ruleset, rule.say))}**"
    lines = [
        f"Where {inline(condition_text(ruleset, rule.when))}: {_code(' '.join(rule.when.text.split()))}",
        f"Then {inline(_effect_text(ruleset, rule.effect))}",
        f"Because {inline(_named(ruleset, rule.why))}{_cited(rule.sources)}",
    ]
    lines += [f"Advice: {inline(_named(ruleset, rule.advice))}"] if rule.advice else []
    lines += [f"Changed by {', '.join(map(_code, rule.origin.changed_by))}"] if rule.origin.changed_by else []
    yield "\n".join(f"- {line}" for line in lines)


def _effect_text(ruleset: RuleSet, effect: Effect) -> str:
    """Say what follows where a rule fires."""
    titles = {rung.id: rung.title for rung in ruleset.verdicts}
    said = [f"{ruleset.dimensions[id].title} {points:+d}" for id, points in effect.points]
    said += [f"{titles[effect.enough]} is enough"] if effect.enough else []
    said += [f"at most {titles[effect.at_most]}"] if effect.at_most else []
    said += [f"not {titles[id]}" for id in effect.rules_out]
    return "; ".join(said) or "nothing any more"


# --- Facts, recipes, sources ------------------------------------------------------------------------------------------


def _facts(ruleset: RuleSet) -> Iterator[str]:
    facts = [fact for fact in ruleset.facts.values() if not _is_disabled(fact.when)]
    if facts:
        yield "## Facts, computed from answers"
        yield _table(("Fact", "Id", "Computed as", "Applies where"), [_fact_row(ruleset, fact) for fact in facts])


def _fact_row(ruleset: RuleSet, fact: Fact) -> tuple[str, ...]:
    formula = fact.value or fact.holds
    text = _code(" ".join(formula.text.split())) if formula else ""
    where = inline(condition_text(ruleset, fact.when)) if fact.when else "always"
    otherwise = f", else {inline(fact.otherwise)}" if fact.when and fact.otherwise else ""
    return inline(fact.title), _code(fact.id), text, f"{where}{otherwise}"


def _recipes(ruleset: RuleSet) -> Iterator[str]:
    if ruleset.recipes:
        yield "## Recipes: baselines to run first"
    for recipe in ruleset.recipes:
        yield from _recipe(ruleset, recipe)


def _recipe(ruleset: RuleSet, recipe: Recipe) -> Iterator[str]:
    yield f"### {in_heading(inline(recipe.title))}"
    if recipe.when is not None:
        yield f"Where {inline(condition_text(ruleset, recipe.when))}."
    for text in (recipe.text, recipe.measure):
        yield from ([_paragraph(_named(ruleset, text))] if text else [])
    for language, listing in (("sql", recipe.sql), ("python", recipe.code)):
        if listing:
            marks = fence(listing)
            yield f"{marks}{language}\n{listing.rstrip()}\n{marks}"


def _sources(ruleset: RuleSet) -> Iterator[str]:
    if ruleset.sources:
        yield "## Sources"
        yield "\n".join(f"- {_source(one)}" for one in ruleset.sources.values())


def _source(one: Source) -> str:
    by = ", ".join(part for part in (one.author, one.title, one.year) if part)
    link = f" <{one.url}>" if one.url and not set(one.url) & set("<> ") else ""
    return f"**{inline(one.id)}** {inline(by)}.{link}"


def _named(ruleset: RuleSet, text: str) -> str:
    """Put the title of a question where the report prints its answer: there is none here."""
    known = {*ruleset.questions, *ruleset.facts}
    return PLACEHOLDER.sub(lambda m: f"[{title_of(ruleset, m[1])}]" if m[1] in known else m[0], text)


# --- Markdown ---------------------------------------------------------------------------------------------------------


def _code(text: str) -> str:
    return code_span(text, in_table=True) if "|" in text else code_span(text)


def _paragraph(text: str) -> str:
    return at_line_start(inline(text))


def _cited(sources: Iterable[str]) -> str:
    named = ", ".join(inline(one) for one in sources)
    return f" ({named})" if named else ""


def _listed(title: str, texts: Sequence[str]) -> Iterator[str]:
    if texts:
        yield f"**{title}**"
        yield "\n".join(f"- {at_line_start(inline(text))}" for text in texts)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"|{'|'.join(f' {cell} ' if cell else ' ' for cell in cells)}|" for cells in lines)
