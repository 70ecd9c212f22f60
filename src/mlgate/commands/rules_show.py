"""A rule set in; what it is, or every item of it with the file and line it came from, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from mlgate.commands.explain import effects
from mlgate.commands.inputs import ruleset_named
from mlgate.commands.output import emit
from mlgate.model import Dimension, Fact, Origin, Question, Recipe, Rule, RuleSet, Rung, Source
from mlgate.problem import visible

if TYPE_CHECKING:
    from mlgate.rendering.json import Json

Item = Question | Fact | Dimension | Rule | Rung | Recipe | Source


def run(name: str = "default", *, resolved: bool = False, json: bool = False, output: str | None = None) -> int:
    """Show a rule set: its head and ladder, or with `resolved` all items and their origins."""
    ruleset = ruleset_named(name)
    if json:
        from mlgate.rendering.json import written

        emit(written(_as_object(ruleset)) + "\n", output)
    else:
        lines = [*_head(ruleset), *(_items(ruleset) if resolved else _overview(ruleset))]
        emit("\n".join(visible(line).rstrip() for line in lines) + "\n", output)
    return 0


def sections(ruleset: RuleSet) -> dict[str, Mapping[str, Item]]:
    """Give all items of a rule set by section and id."""
    return {
        "questions": ruleset.questions,
        "facts": ruleset.facts,
        "dimensions": ruleset.dimensions,
        "rules": ruleset.rules,
        "verdicts": {rung.id: rung for rung in ruleset.verdicts},
        "recipes": {recipe.id: recipe for recipe in ruleset.recipes},
        "sources": ruleset.sources,
    }


def _head(ruleset: RuleSet) -> Iterator[str]:
    yield f"{ruleset.id} {ruleset.version}  {ruleset.title}"
    yield f"  file     {ruleset.file}"
    yield f"  digest   {ruleset.digest}"
    if ruleset.extends:
        yield f"  extends  {', '.join(ruleset.extends)}"
    if ruleset.gate.allow is not None:
        oldest = f"; answers at most {int(ruleset.gate.max_age)} days old" if ruleset.gate.max_age else ""
        yield f"  gate     {', '.join(ruleset.gate.allow)}{oldest}"
    counts = (f"{len(items)} {section}" for section, items in sections(ruleset).items() if items)
    yield f"  holds    {', '.join(counts)}"
    for change in ruleset.amendments:
        fields = f" ({', '.join(change.fields)})" if change.fields else ""
        reason = f": {change.why}" if change.why else ""
        yield f"  {change.kind} {change.id}{fields}{reason}  {change.file}:{change.line}"


def _overview(ruleset: RuleSet) -> Iterator[str]:
    yield ""
    yield "Verdicts, plainest first"
    width = max(len(rung.id) for rung in ruleset.verdicts)
    for rung in ruleset.verdicts:
        minimums = ", ".join(f"{dimension} {least}" for dimension, least in rung.minimums)
        yield f"  {rung.id:{width}}  {rung.title}{f'  ({minimums})' if minimums else ''}"
    yield ""
    yield "Asked first"
    for id in ruleset.ask:
        yield f"  {id}: {ruleset.questions[id].ask}"


def _items(ruleset: RuleSet) -> Iterator[str]:
    for section, items in sections(ruleset).items():
        if items:
            yield ""
            yield section
        width = max((len(id) for id in items), default=0)
        for id, item in items.items():
            yield f"  {id:{width}}  {_said(item)}  {_place(item.origin)}"


def _said(item: Item) -> str:
    match item:
        case Question():
            return f"{item.type}: {item.ask}"
        case Fact():
            formula = item.value or item.holds
            return formula.text if formula else ""
        case Rule():
            return f"when {item.when.text}: {'; '.join(effects(item.effect))}"
        case _:
            return item.title


def _place(origin: Origin) -> str:
    changed = "".join(f", changed in {file}" for file in origin.changed_by)
    return f"[{origin.file}:{origin.line}{changed}]" if origin.file else ""


def _as_object(ruleset: RuleSet) -> dict[str, Json]:
    return {
        "id": ruleset.id,
        "version": ruleset.version,
        "title": ruleset.title,
        "digest": ruleset.digest,
        "file": ruleset.file,
        "extends": ruleset.extends,
        "gate": {"allow": ruleset.gate.allow, "max_age_days": ruleset.gate.max_age},
        "amendments": [
            {"kind": one.kind, "id": one.id, "why": one.why, "file": one.file, "line": one.line}
            for one in ruleset.amendments
        ],
        **{
            section: [
                {"id": id, "says": _said(item), "file": item.origin.file, "line": item.origin.line}
                for id, item in items.items()
            ]
            for section, items in sections(ruleset).items()
        },
    }
