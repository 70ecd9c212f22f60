"""An id in; its text, reason, sources and where it is used out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlgate.commands.inputs import id_of, ruleset_named
from mlgate.commands.output import emit
from mlgate.files import unreadable
from mlgate.model import Dimension, Effect, Fact, Origin, Question, Recipe, Rule, RuleSet, Rung, Source
from mlgate.problem import Unusable, did_you_mean, quote, visible
from mlgate.quantity import written
from mlgate.values import value

if TYPE_CHECKING:
    from mlgate.rendering.json import Json

LABEL = 12
WIDTH = 80


@value
class Explanation:
    """What there is to say about one id: a headline, and labelled lines below it."""

    kind: str
    id: str
    title: str
    fields: tuple[tuple[str, tuple[str, ...]], ...]


def run(id: str, *, rules: str | None = None, json: bool = False) -> int:
    """Explain a question, fact, rule, dimension, verdict, recipe, source or diagnostic code."""
    code = _diagnostic(id)
    if code is not None:
        emit(code if code.endswith("\n") else f"{code}\n")
        return 0
    ruleset = ruleset_named(rules or "default")
    explained = explanation(ruleset, id) or explanation(ruleset, id_of(ruleset, id))
    if explained is None:
        raise _unknown(ruleset, id)
    if json:
        from mlgate.rendering.json import written as json_written

        emit(json_written(_as_object(explained)) + "\n")
    else:
        emit("\n".join(_lines(explained)) + "\n")
    return 0


def _unknown(ruleset: RuleSet, id: str) -> Unusable:
    """Say that an id stands for nothing here: because it is disabled, or in this rule set."""
    for one in ruleset.amendments:
        if one.kind == "disable" and one.id == id:
            reason = f"{quote(id)} is disabled in {ruleset.id}: {one.why}"
            return unreadable(reason, f"see {one.file}:{one.line}; --rules {ruleset.extends[0]} explains it")
    help = f"{did_you_mean(id, _ids(ruleset), 'ids')}; --rules NAME looks in another rule set"
    return unreadable(f"nothing is called {quote(id)} in the rule set {ruleset.id}", help)


def _diagnostic(id: str) -> str | None:
    """Give the manual page of a diagnostic code such as MG201; None for everything else."""
    if not (id[:2].upper() == "MG" and id[2:].isdigit()):
        return None
    page = _manual_page(id.upper())
    if page is None:
        raise unreadable(f"there is no diagnostic {quote(id)}", "mlgate rules lint prints the codes of what it finds")
    return page


def _manual_page(code: str) -> str | None:
    """Fetch the page from the check itself."""
    from mlgate.analysis.lint.registry import page

    return page(code)


def _ids(ruleset: RuleSet) -> list[str]:
    named = [*ruleset.questions, *ruleset.facts, *ruleset.rules, *ruleset.dimensions]
    return [*named, *(rung.id for rung in ruleset.verdicts), *(one.id for one in ruleset.recipes), *ruleset.sources]


Item = Question | Fact | Rule | Dimension | Rung | Recipe | Source


def explanation(ruleset: RuleSet, id: str) -> Explanation | None:
    """Find what an id stands for and say everything about it; None where it stands for nothing."""
    id = ruleset.renamed.get(id, id)
    for found in (ruleset.questions.get(id), ruleset.facts.get(id), ruleset.rules.get(id), ruleset.dimensions.get(id)):
        if found is not None:
            return _explain(ruleset, found)
    others: list[Item] = [*ruleset.verdicts, *ruleset.recipes, *ruleset.sources.values()]
    item = next((one for one in others if one.id == id), None)
    return _explain(ruleset, item) if item is not None else _choice(ruleset, id)


def _explain(ruleset: RuleSet, item: Item) -> Explanation:
    match item:
        case Question():
            kind, title, fields = "question", item.ask, _question(ruleset, item)
        case Fact():
            kind, title, fields = "fact", item.title, _fact(ruleset, item)
        case Rule():
            kind, title, fields = "rule", item.say, _rule(ruleset, item)
        case Dimension():
            kind, title, fields = "dimension", item.title, _dimension(ruleset, item)
        case Rung():
            kind, title, fields = "verdict", item.title, _rung(ruleset, item)
        case Recipe():
            kind, title, fields = "recipe", item.title, _recipe(ruleset, item)
        case Source():
            kind, title, fields = "source", item.title, _source(ruleset, item)
    kept = tuple((label, lines) for label, lines in fields if lines)
    return Explanation(kind, item.id, title, (*kept, *_origin(item.origin)))


Fields = list[tuple[str, tuple[str, ...]]]


def _some(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _origin(origin: Origin) -> Iterator[tuple[str, tuple[str, ...]]]:
    if origin.file:
        changed = tuple(f"changed in {file}" for file in origin.changed_by)
        yield "From", (f"{origin.file}:{origin.line}", *changed)


def _question(ruleset: RuleSet, question: Question) -> Fields:
    choices = tuple(f"{one.id}: {one.label}" for one in question.choices if question.type != "yes_no")
    money = ruleset.currency if question.type == "money" else ""
    change = question.changeable
    return [
        ("Why asked", _some(question.help)),
        ("More", _some(question.more)),
        ("Type", (question.type + (", optional: n/a is an answer" if question.optional else ""),)),
        ("Choices", choices),
        ("Asked when", _some(question.when.text if question.when else "")),
        ("Assumed", tuple(_assumed(question, money))),
        ("Holds only if", _some(question.condition)),
        ("Find out", _some(f"{change.how} ({change.effort})" if change else "")),
        ("Needs a note", _some(", ".join(question.needs_note))),
        ("Sources", _sources(ruleset, question.sources)),
        ("Used in", tuple(_users(ruleset, question.id))),
    ]


def _assumed(question: Question, money: str) -> Iterator[str]:
    for entry in question.assume:
        value = entry.value
        if value is None:
            said = "n/a"
        elif isinstance(value, frozenset):
            said = f"[{', '.join(sorted(value))}]"
        else:
            said = value if isinstance(value, str) else written(value, question.type, money)
        yield f"{said} where {entry.when.text}" if entry.when else said


def _fact(ruleset: RuleSet, fact: Fact) -> Fields:
    formula = fact.value or fact.holds
    return [
        ("Value", _some(formula.text if formula else "")),
        ("Applies when", _some(fact.when.text if fact.when else "")),
        ("Otherwise", _some(fact.otherwise)),
        ("Why", _some(fact.why)),
        ("Sources", _sources(ruleset, fact.sources)),
        ("Used in", tuple(_users(ruleset, fact.id))),
    ]


def _rule(ruleset: RuleSet, rule: Rule) -> Fields:
    return [
        ("When", _some(rule.when.text)),
        ("Then", tuple(effects(rule.effect))),
        ("Why", _some(rule.why)),
        ("Advice", _some(rule.advice)),
        ("Sources", _sources(ruleset, rule.sources)),
        ("Changed", tuple(f"{one.kind}: {one.why}" for one in ruleset.amendments if one.id == rule.id)),
    ]


def effects(effect: Effect) -> Iterator[str]:
    """Say what a rule does where it fires."""
    if effect.points:
        yield ", ".join(f"{dimension} {points:+d}" for dimension, points in effect.points)
    if effect.enough:
        yield f"{effect.enough} is enough"
    if effect.at_most:
        yield f"at most {effect.at_most}"
    if effect.rules_out:
        yield f"rules out {', '.join(effect.rules_out)}"


def _dimension(ruleset: RuleSet, dimension: Dimension) -> Fields:
    needs = [
        f"{rung.id} asks for {dict(rung.minimums)[dimension.id]}"
        for rung in ruleset.verdicts
        if dimension.id in dict(rung.minimums)
    ]
    points = {
        rule.id: dict(rule.effect.points)[dimension.id]
        for rule in ruleset.rules.values()
        if dimension.id in dict(rule.effect.points)
    }
    return [
        ("What", _some(dimension.help)),
        ("Base", (str(dimension.base),)),
        ("Asked for", tuple(needs)),
        ("Fed by", tuple(f"{id} {number:+d}" for id, number in points.items())),
    ]


def _rung(ruleset: RuleSet, rung: Rung) -> Fields:
    minimums = ", ".join(f"{dimension} {least}" for dimension, least in rung.minimums)
    return [
        ("Means", _some(rung.means)),
        ("Next", rung.next),
        ("Stop if", rung.kill),
        ("Ask again", _some(rung.revisit)),
        ("Asks for", _some(minimums)),
        ("Only when", _some(rung.when.text if rung.when else "")),
        ("Enough by", tuple(rule.id for rule in ruleset.rules.values() if rule.effect.enough == rung.id)),
        ("Cap by", tuple(rule.id for rule in ruleset.rules.values() if rule.effect.at_most == rung.id)),
        ("Closed by", tuple(rule.id for rule in ruleset.rules.values() if rung.id in rule.effect.rules_out)),
    ]


def _recipe(ruleset: RuleSet, recipe: Recipe) -> Fields:
    return [
        ("When", _some(recipe.when.text if recipe.when else "")),
        ("What", _some(recipe.text)),
        ("Measure", _some(recipe.measure)),
        ("SQL", tuple(recipe.sql.rstrip().split("\n")) if recipe.sql else ()),
        ("Code", tuple(recipe.code.rstrip().split("\n")) if recipe.code else ()),
        ("Sources", _sources(ruleset, recipe.sources)),
    ]


def _source(ruleset: RuleSet, source: Source) -> Fields:
    items: tuple[Rule | Question | Fact | Recipe, ...] = (
        *ruleset.rules.values(),
        *ruleset.questions.values(),
        *ruleset.facts.values(),
        *ruleset.recipes,
    )
    citing = [item.id for item in items if source.id in item.sources]
    return [
        ("Author", _some(source.author)),
        ("Year", _some(source.year)),
        ("Address", _some(source.url)),
        ("Read", _some(source.basis)),
        ("Cited by", tuple(citing)),
    ]


def _sources(ruleset: RuleSet, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Cite sources: author, title, year and address."""
    cited = (ruleset.sources[id] for id in ids)
    return tuple(
        f"{one.id}: {', '.join(filter(None, (one.author, one.title, one.year)))}{f' <{one.url}>' if one.url else ''}"
        for one in cited
    )


def _choice(ruleset: RuleSet, id: str) -> Explanation | None:
    """Explain a choice without effects, which is no rule: `question.choice`."""
    name, _, wanted = id.partition(".")
    question = ruleset.questions.get(ruleset.renamed.get(name, name))
    choice = next((one for one in question.choices if one.id == wanted), None) if question else None
    if question is None or choice is None:
        return None
    fields = (("Question", (question.ask,)), *((("More", (choice.help,)),) if choice.help else ()))
    return Explanation("choice", id, choice.label, fields)


def _users(ruleset: RuleSet, name: str) -> Iterator[str]:
    """List what reads a question or fact: rules, facts, guards, assumptions, verdicts, recipes."""
    for rule in ruleset.rules.values():
        if name in rule.when.names:
            yield f"rule {rule.id}"
    for fact in ruleset.facts.values():
        if any(one and name in one.names for one in (fact.value, fact.holds, fact.when)):
            yield f"fact {fact.id}"
    for question in ruleset.questions.values():
        if question.when and name in question.when.names:
            yield f"question {question.id}, whether it is asked"
        elif any(entry.when and name in entry.when.names for entry in question.assume):
            yield f"question {question.id}, what is assumed"
    for rung in ruleset.verdicts:
        if rung.when and name in rung.when.names:
            yield f"verdict {rung.id}"
    for recipe in ruleset.recipes:
        if recipe.when and name in recipe.when.names:
            yield f"recipe {recipe.id}"


# --- Writing ----------------------------------------------------------------------------------------------------------


def _lines(explained: Explanation) -> Iterator[str]:
    import textwrap

    yield f"{explained.kind} {explained.id}"
    yield from (f"  {line}" for line in textwrap.wrap(visible(explained.title), WIDTH - 2))
    for label, parts in explained.fields:
        yield ""
        first = f"{label:<{LABEL}}  "
        for part in parts:
            keeps = label in ("SQL", "Code")
            wrapped = [visible(part)] if keeps else textwrap.wrap(visible(part), WIDTH - LABEL - 4) or [""]
            for line in wrapped:
                yield f"  {first}{line}".rstrip()
                first = " " * (LABEL + 2)


def _as_object(explained: Explanation) -> dict[str, Json]:
    fields: dict[str, Json] = {label.lower().replace(" ", "_"): parts for label, parts in explained.fields}
    return {"kind": explained.kind, "id": explained.id, "title": explained.title, **fields}
