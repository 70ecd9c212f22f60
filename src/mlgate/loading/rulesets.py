"""The text of a rule file in, a resolved RuleSet out, or every mistake with its place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from mlgate.loading.extension import Fetch, Merged, merge, plain
from mlgate.loading.items import cycles, dimension, fact, placeholders, question, recipe, rule, rung, source
from mlgate.loading.items.scope import Scope
from mlgate.loading.reading import Problems, Record
from mlgate.model import Amendment, Gate, RuleSet, Suppression, Texts
from mlgate.problem import Unusable
from mlgate.values import replace


def read_ruleset(text: bytes | str, file: str, fetch: Fetch) -> RuleSet:
    """Read a rule set and everything it extends. Raises Unusable with all problems found."""
    problems = Problems()
    merged = merge(text, file, fetch, problems)
    ruleset = _build(Scope(merged, problems), file)
    if problems.found or ruleset is None:
        raise Unusable(sorted(problems.found, key=lambda one: (one.file != file, one.file, one.line, one.column)))
    return ruleset


def digest_of(merged: Merged) -> str:
    """Give `sha256:` over the resolved rule set as canonical JSON: sorted keys, exact numbers, items in order."""
    content = {
        "mlgate": 1,
        "id": merged.own.get("id", ""),
        "version": merged.own.get("version", ""),
        "fields": {name: plain(item) for name, item in merged.fields.items()},
        "groups": {name: plain(item) for name, item in merged.groups.items()},
        "ladder": merged.ladder,
        "disabled": sorted(merged.disabled),
        "items": [[draft.section, id, plain(draft.record)] for id, draft in merged.items.items()],
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def _build(scope: Scope, file: str) -> RuleSet | None:
    merged, own = scope.merged, scope.merged.own
    if not merged.ladder:
        if not merged.lost & {"verdicts", "extends"} and "verdicts" not in own.keys:
            scope.problems.add(
                own.document, own.node.span, "the rule set has no verdicts", "add verdicts:, or extends:"
            )
        return None
    question.declare(scope)
    fact.declare(scope)
    questions = {id: question.read(scope, draft) for id, draft in scope.questions.items()}
    facts = {id: fact.read(scope, draft) for id, draft in scope.facts.items()}
    rules = dict(rule.read_all(scope))
    placeholders.check(scope)
    verdicts = tuple(rung.read(scope, merged.items[id]) for id in scope.ladder)
    rung.check_plainest(scope)
    recipes = tuple(recipe.read(scope, draft) for draft in scope.kept("recipes"))
    sources = {draft.id: source.read(scope, draft) for draft in scope.kept("sources")}
    gate, ask = _gate(scope), _ask(scope)
    if scope.problems.found:
        return None
    cycles.check(scope, questions, facts)
    return RuleSet(
        id=own.get("id", ""),
        version=own.get("version", ""),
        title=merged.fields["title"].value,
        digest=digest_of(merged),
        file=file,
        currency=scope.field("currency", "EUR"),
        ask=ask,
        stop_after_ask=bool(scope.field("stop_after_ask", False)),
        gate=gate,
        groups=tuple((id, item.value) for id, item in merged.groups.items()),
        questions=questions,
        facts=facts,
        dimensions={draft.id: dimension.read(scope, draft) for draft in scope.kept("dimensions")},
        rules=rules,
        verdicts=verdicts,
        recipes=recipes,
        sources=sources,
        amendments=tuple(_with_effects(scope, one) for one in merged.amendments),
        extends=tuple(merged.parents),
        renamed=dict(merged.renamed),
        suppressions=tuple(_suppressions(scope)),
    )


def _with_effects(scope: Scope, one: Amendment) -> Amendment:
    """Note which rules speak of a verdict that is disabled."""
    if one.kind != "disable" or one.id not in scope.merged.ladder:
        return one
    named = (
        (id, [record.get("at_most"), record.get("enough"), *(item.value for item in record.get("rules_out", []))])
        for id, record in scope.effects()
    )
    return replace(one, affects=tuple(id for id, verdicts in named if one.id in verdicts))


def _ask(scope: Scope) -> Texts:
    item = scope.merged.fields.get("ask")
    if item is None:
        return tuple(id for id in scope.questions if id not in scope.merged.disabled)
    ids = (scope.reference(one, scope.questions, "question") for one in item.value)
    return tuple(id for id in ids if id is not None and id not in scope.merged.disabled)


def _gate(scope: Scope) -> Gate:
    item = scope.merged.fields.get("gate")
    if item is None:
        return Gate()
    record: Record = item.value
    allow = None
    if "allow" in record.values:
        named = (scope.verdict(one) for one in record.get("allow"))
        allow = tuple(id for id in named if id is not None and id in scope.ladder)
    max_age = record.get("max_age")
    return Gate(allow, max_age[0] if max_age else None)


def _suppressions(scope: Scope) -> Iterable[Suppression]:
    yield from (Suppression("", code, reason) for code, reason in scope.merged.allowed.items())
    for draft in scope.merged.items.values():
        for code, reason in draft.record.get("allow", {}).items():
            yield Suppression(draft.id, code, reason.value)
