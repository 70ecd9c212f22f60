"""The texts of all items in, a problem for every brace in them that does not print an answer out."""

from __future__ import annotations

import re

from mlgate.loading import document as nodes
from mlgate.loading.items.scope import Scope
from mlgate.loading.reading import Item, Record
from mlgate.problem import did_you_mean, quote
from mlgate.wording import FILLED, PLACEHOLDER

LISTINGS = ("sql", "code")  # there braces are the listing's own
_STRAY = re.compile(r"\{\s*[A-Za-z_{}]")  # what looks like a placeholder and is none


def check(scope: Scope) -> None:
    """What stands in braces in a text that is filled in must be the id of a question or fact."""
    if scope.merged.lost & {"questions", "facts"}:
        return
    for draft in scope.merged.items.values():
        records = [(draft.record, FILLED.get(draft.section, ()))]
        choices = draft.record.get("choices", {}) if draft.section == "questions" else {}
        records += [(one.value, FILLED["rules"]) for one in choices.values() if isinstance(one.value, Record)]
        for record, keys in records:
            for item in (record.values[key] for key in keys if key in record.values and key not in LISTINGS):
                for one in item.value if isinstance(item.value, list) else [item]:
                    _check_text(scope, one)


def _check_text(scope: Scope, item: Item) -> None:
    node = item.node
    if not isinstance(node, nodes.Scalar):
        return
    for match in PLACEHOLDER.finditer(item.value):
        if match[1] not in scope.named:
            span = node.position(match.start(1), len(match[1]))
            help = did_you_mean(match[1], tuple(scope.named), "there are")
            message = f"unknown question or fact {quote(match[1])}"
            scope.problems.add(item.document, span, message, help, same=f"name {match[1]}")
    stray = _STRAY.search(PLACEHOLDER.sub(lambda match: " " * len(match[0]), item.value))
    if stray:
        help = "in braces stands the id of a question or fact and nothing else, as in {labels}"
        scope.problems.add(item.document, node.position(stray.start()), "this brace prints no answer", help)
