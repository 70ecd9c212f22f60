"""Questions and facts in, a problem where one depends on itself or builds on too many others out."""

from __future__ import annotations

from collections.abc import Mapping

from mlgate.loading import document as nodes
from mlgate.loading.items.scope import Scope
from mlgate.model import Fact, Question
from mlgate.problem import Span, quote

DEEPEST_CHAIN = 100


def check(scope: Scope, questions: Mapping[str, Question], facts: Mapping[str, Fact]) -> None:
    """A question must not depend on itself, be it through guards, facts or assumptions."""
    needs: dict[str, list[str]] = {}
    for id, question in questions.items():
        conditions = [question.when, *(entry.when for entry in question.assume)]
        needs[id] = sorted({name for one in conditions if one for name in one.names})
    for id, fact in facts.items():
        expressions = (fact.value, fact.holds, fact.when)
        needs[id] = sorted({name for one in expressions if one for name in one.names})
    if path := find_cycle(needs):
        report_cycle(scope, path)
    else:
        _check_depth(scope, needs)


def _check_depth(scope: Scope, needs: Mapping[str, list[str]]) -> None:
    """What builds on something that builds on something ... is read one inside the other, so this has a limit."""
    depths: dict[str, int] = {}
    for id in in_order(needs):
        depths[id] = 1 + max((depths[name] for name in needs[id] if name in depths), default=0)
    deepest = max(depths, key=depths.__getitem__, default="")
    if deepest and depths[deepest] > DEEPEST_CHAIN:
        draft = scope.merged.items[deepest]
        message = f"{quote(deepest)} builds on more than {DEEPEST_CHAIN} facts and questions, one upon the other"
        scope.problems.add(draft.document, draft.span, message, "compute it in fewer steps")


def report_cycle(scope: Scope, path: list[str]) -> None:
    shown = path if len(path) <= 12 else [*path[:6], "...", *path[-5:]]
    message = f"{quote(path[0])} depends on itself: {' -> '.join(shown)}"
    scope.problems.add(*_place_of_cycle(scope, path), message, "break the circle in one of these conditions")


def _place_of_cycle(scope: Scope, path: list[str]) -> tuple[nodes.Document, Span]:
    """Give where a circle of inherited items was closed by an override, else where its first item is defined."""
    own = scope.merged.own.document
    for draft in (scope.merged.items[id] for id in path):
        for item in (draft.record.values.get(key) for key in ("when", "value", "assume")):
            if item is not None and item.document is own is not draft.document:
                return own, item.span
    return scope.merged.items[path[0]].document, scope.merged.items[path[0]].span


def in_order(needs: Mapping[str, list[str]]) -> list[str]:
    """Give all ids, each after those that it needs; those in a cycle in some order."""
    order: dict[str, None] = {}
    entered: set[str] = set()
    for start in needs:
        stack = [start]
        while stack:
            id = stack[-1]
            waiting = [] if id in entered else [name for name in needs[id] if name in needs and name not in entered]
            entered.add(id)
            if waiting:
                stack.extend(waiting)
            else:
                order.setdefault(stack.pop())
    return list(order)


def find_cycle(needs: Mapping[str, list[str]]) -> list[str]:
    """Find a path that comes back to its start, or give an empty list; iterative, so that chains may be long."""
    done: set[str] = set()
    for start in needs:
        path: list[str] = []
        stack = [(start, iter(needs[start]))] if start not in done else []
        path = [start] if stack else []
        on_path = set(path)
        while stack:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                path.pop()
                on_path.discard(name)
                done.add(name)
            elif following in on_path:
                return [*path[path.index(following) :], following]
            elif following not in done and following in needs:
                stack.append((following, iter(needs[following])))
                path.append(following)
                on_path.add(following)
    return []
