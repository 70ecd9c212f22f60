"""Records of rules and of choices that carry effects in, the Rules of a rule set out."""

from __future__ import annotations

from collections.abc import Iterable

from mlgate.expression.syntax import Condition, HasChoice, Member
from mlgate.loading import document as nodes
from mlgate.loading.extension import Draft
from mlgate.loading.format import EFFECTS
from mlgate.loading.items.scope import NEVER, Scope
from mlgate.loading.reading import Item, Record
from mlgate.model import Effect, Origin, Rule
from mlgate.problem import quote


def read_all(scope: Scope) -> Iterable[tuple[str, Rule]]:
    """The rules that choices are, in the order of the questions, and then the rules of the file."""
    for draft in scope.questions.values():
        for id, item in draft.record.get("choices", {}).items():
            if isinstance(item.value, Record):
                rule = _rule_of_choice(scope, draft, id, item)
                if rule is not None and rule.id not in scope.merged.disabled:
                    yield rule.id, rule
    for draft in scope.kept("rules"):
        question, _, choice = draft.id.partition(".")
        if question in scope.questions and choice in scope.questions[question].record.get("choices", {}):
            help = f"give the choice its effects, or call the rule otherwise; {draft.id} is the choice's own rule"
            scope.problems.add(draft.document, draft.span, f"{quote(draft.id)} is the id of a choice", help)
        yield draft.id, _rule(scope, draft)


def _rule_of_choice(scope: Scope, draft: Draft, choice: str, item: Item) -> Rule | None:
    record: Record = item.value
    effect = _effect(scope, record)
    words = {"say", "why", "advice", "sources"} & set(record.values)
    id = f"{draft.id}.{choice}"
    if not effect:
        if words and _says_nothing(record) and not record.unknown and id not in scope.merged.disabled:
            key = record.keys.get(sorted(words)[0], item.span)
            message = f"choice {quote(choice)} has no effect that this could explain"
            scope.problems.add(record.document, key, message, "add points, enough, at_most or rules_out, or use help")
        return None
    if "why" not in record.values and "why" not in record.keys:
        help = "add why: with the reason"
        scope.problems.add(item.document, item.span, f"choice {quote(choice)} has effects but no 'why'", help)
    title = draft.record.get("title", "") or draft.id
    say = record.get("say") or f"{title}: {_lower(record.get('label', choice))}."
    member = Member(draft.id, frozenset({choice}))
    condition = Condition(f"{draft.id} == {choice}", member, frozenset({draft.id}))
    if draft.record.get("type") == "choices":
        condition = Condition(f"{draft.id} has {choice}", HasChoice(draft.id, choice), frozenset({draft.id}))
    span = item.span
    return Rule(
        id=id,
        when=condition,
        effect=effect,
        say=say,
        why=record.get("why", ""),
        advice=record.get("advice", ""),
        sources=scope.source_ids(record),
        choice_of=draft.id,
        origin=Origin(item.document.file, span.line, span.column, draft.record.changed_by),
    )


def _rule(scope: Scope, draft: Draft) -> Rule:
    record = draft.record
    effect = _effect(scope, record)
    if not effect and not record.unknown and _says_nothing(record):
        message = f"rule {quote(draft.id)} has no effect"
        scope.problems.add(draft.document, draft.span, message, "add points, enough, at_most or rules_out")
    return Rule(
        id=draft.id,
        when=scope.condition(record) or NEVER,
        effect=effect,
        say=record.get("say", ""),
        why=record.get("why", ""),
        advice=record.get("advice", ""),
        sources=scope.source_ids(record),
        renamed_from=scope.texts(record, "renamed_from"),
        origin=scope.origin(draft),
    )


def _says_nothing(record: Record) -> bool:
    """Tell whether a record names no effect, or only points of 0 and empty lists; what is disabled is an effect."""
    given = set(record.keys) & set(EFFECTS)
    if not given <= {"points", "rules_out"} & set(record.values):
        return False
    points, closed = record.values.get("points"), record.values.get("rules_out")
    written = getattr(points.node, "entries", {}) if points else {}
    unread = points is not None and len(written) > len(points.value)
    none = points is None or not any(number.value for number in points.value.values())
    return none and not unread and (closed is None or closed.node == nodes.Sequence((), closed.span))


def _effect(scope: Scope, record: Record) -> Effect:
    """Read points, enough, at_most and rules_out; what names something disabled loses its effect."""
    ladder = scope.merged.ladder
    points = scope.dimension_numbers(record, "points")
    enough = scope.named_verdict(record, "enough")
    at_most = scope.named_verdict(record, "at_most")
    while at_most is not None and at_most in scope.merged.disabled and ladder.index(at_most) > 0:
        at_most = ladder[ladder.index(at_most) - 1]
    closed = (scope.verdict(item) for item in record.get("rules_out", []))
    return Effect(
        points=points,
        enough=enough if enough in scope.ladder else None,
        at_most=at_most if at_most in scope.ladder else None,
        rules_out=tuple(id for id in closed if id is not None and id in scope.ladder),
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
