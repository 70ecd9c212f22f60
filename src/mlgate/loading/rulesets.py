"""The text of a rule file in, a resolved RuleSet out, or every mistake with its place."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from mlgate.expression.errors import ExpressionError, Untold
from mlgate.expression.grammar import parse
from mlgate.expression.resolution import Named, NameKind, looks_like_condition, read_condition, read_formula
from mlgate.expression.syntax import Condition, Constant, Formula, HasChoice, Member, Word
from mlgate.expression.tokens import tokenize
from mlgate.loading import document as nodes
from mlgate.loading.extension import Draft, Fetch, Merged, merge, plain
from mlgate.loading.format import EFFECTS
from mlgate.loading.reading import Item, Problems, Record
from mlgate.model import (
    LARGEST,
    NUMERIC_TYPES,
    Assume,
    Change,
    Choice,
    Dimension,
    Effect,
    Fact,
    Gate,
    Origin,
    Question,
    Recipe,
    Rule,
    RuleSet,
    Rung,
    Source,
    Stopper,
    Suppression,
    Texts,
)
from mlgate.problem import Span, Unusable, did_you_mean, quote
from mlgate.quantity import NotAQuantity, read_quantity, written

PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
FILLED = {  # the texts in which {id} prints an answer
    "rules": ("say", "why", "advice"),
    "verdicts": ("means", "next", "kill", "revisit"),
    "recipes": ("title", "text", "measure"),  # in a listing braces are the listing's own
}
DEEPEST_CHAIN = 100
NEVER = Condition("not looked at", Constant(False))


def read_ruleset(text: bytes | str, file: str, fetch: Fetch) -> RuleSet:
    """Read a rule set and everything it extends. Raises Unusable with all problems found."""
    problems = Problems()
    merged = merge(text, file, fetch, problems)
    builder = _Builder(merged, problems)
    ruleset = builder.build(file)
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


class _Builder:
    """Turns merged records into frozen values; whatever does not fit becomes a problem."""

    def __init__(self, merged: Merged, problems: Problems) -> None:
        self.merged = merged
        self.problems = problems
        self.scope: dict[str, Named] = {}
        self.questions = {draft.id: draft for draft in merged.section("questions")}
        self.facts = {draft.id: draft for draft in merged.section("facts")}
        self.written_dimensions = [draft.id for draft in merged.section("dimensions")]
        self.dimensions = [id for id in self.written_dimensions if id not in merged.disabled]
        self.ladder = [id for id in merged.ladder if id not in merged.disabled]
        self.written_sources = [draft.id for draft in merged.section("sources")]
        self.sources = [id for id in self.written_sources if id not in merged.disabled]

    def build(self, file: str) -> RuleSet | None:
        merged, own = self.merged, self.merged.own
        if not merged.ladder:
            if not merged.lost & {"verdicts", "extends"} and "verdicts" not in own.keys:
                self.problems.add(
                    own.document, own.node.span, "the rule set has no verdicts", "add verdicts:, or extends:"
                )
            return None
        self.declare_questions()
        self.declare_facts()
        questions = {id: self.question(draft) for id, draft in self.questions.items()}
        facts = {id: self.fact(draft) for id, draft in self.facts.items()}
        rules = dict(self.all_rules())
        self.check_placeholders()
        verdicts = tuple(self.rung(merged.items[id]) for id in self.ladder)
        self.check_ladder()
        recipes = tuple(self.recipe(draft) for draft in self.kept("recipes"))
        sources = {draft.id: self.source(draft) for draft in self.kept("sources")}
        gate, ask = self.gate(), self.ask()
        if self.problems.found:
            return None
        self.check_cycles(questions, facts)
        return RuleSet(
            id=own.get("id", ""),
            version=own.get("version", ""),
            title=merged.fields["title"].value,
            digest=digest_of(merged),
            file=file,
            currency=self.field("currency", "EUR"),
            ask=ask,
            stop_after_ask=bool(self.field("stop_after_ask", False)),
            gate=gate,
            groups=tuple((id, item.value) for id, item in merged.groups.items()),
            questions=questions,
            facts=facts,
            dimensions={draft.id: self.dimension(draft) for draft in self.kept("dimensions")},
            rules=rules,
            verdicts=verdicts,
            recipes=recipes,
            sources=sources,
            amendments=tuple(merged.amendments),
            extends=tuple(merged.parents),
            renamed=dict(merged.renamed),
            suppressions=tuple(self.suppressions()),
        )

    # --- single fields ---

    def field(self, name: str, default: Any) -> Any:
        item = self.merged.fields.get(name)
        return default if item is None else item.value

    def kept(self, section: str) -> list[Draft]:
        return [draft for draft in self.merged.section(section) if draft.id not in self.merged.disabled]

    def ask(self) -> Texts:
        item = self.merged.fields.get("ask")
        if item is None:
            return tuple(id for id in self.questions if id not in self.merged.disabled)
        ids = (self.reference(one, self.questions, "question") for one in item.value)
        return tuple(id for id in ids if id is not None and id not in self.merged.disabled)

    def gate(self) -> Gate:
        item = self.merged.fields.get("gate")
        if item is None:
            return Gate()
        record: Record = item.value
        allow = None
        if "allow" in record.values:
            named = (self.verdict(one) for one in record.get("allow"))
            allow = tuple(id for id in named if id is not None and id in self.ladder)
        max_age = record.get("max_age")
        return Gate(allow, max_age[0] if max_age else None)

    def suppressions(self) -> Iterable[Suppression]:
        yield from (Suppression("", code, reason) for code, reason in self.merged.allowed.items())
        for draft in self.merged.items.values():
            for code, reason in draft.record.get("allow", {}).items():
                yield Suppression(draft.id, code, reason.value)

    # --- references ---

    def reference(self, item: Item, known: Iterable[str], noun: str, owner: str = "") -> str | None:
        """Check an id; `owner` is the question of a choice. What may be one of the unreadable items is not reported."""
        names = tuple(known)
        name = self.merged.renamed.get(item.value, item.value)
        if name in names:
            return str(name)
        if f"{noun}s" in self.merged.lost or (owner and self.scope[owner].kind == "broken") or self.partial(owner):
            return None
        help = did_you_mean(item.value, names, f"{noun}s")
        # Where nothing of the kind is declared, all that refer to it are one mistake.
        same = f"{noun} {owner} {item.value if names else ''}"
        same = f"name {item.value}" if noun == "question" else same
        message = f"unknown {noun} {quote(item.value)}" + (f" for question {quote(owner)}" if owner else "")
        self.problems.add(item.document, item.span, message, help, same=same)
        return None

    def partial(self, question: str) -> bool:
        return bool(question) and self.scope[question].partial

    def verdict(self, item: Item) -> str | None:
        return self.reference(item, self.merged.ladder, "verdict")

    def key_reference(self, mapping: Item, name: str, known: Iterable[str], noun: str) -> str | None:
        """Check an id that is a key of a mapping."""
        node = mapping.node
        assert isinstance(node, nodes.Mapping)
        key = node.entries[name].key
        return self.reference(Item(name, key, mapping.document), known, noun)

    def source_ids(self, record: Record) -> Texts:
        named = (self.reference(item, self.written_sources, "source") for item in record.get("sources", []))
        return tuple(id for id in named if id is not None and id in self.sources)

    def texts(self, record: Record, key: str) -> Texts:
        return tuple(item.value for item in record.get(key, []))

    def origin(self, draft: Draft) -> Origin:
        span = draft.span
        return Origin(draft.document.file, span.line, span.column, draft.record.changed_by)

    # --- expressions ---

    def condition(self, record: Record, key: str = "when") -> Condition | None:
        item = record.values.get(key)
        return None if item is None else self.expression(item, read_condition)

    def expression(self, item: Item, read: Callable[[str, Mapping[str, Named]], Any]) -> Any:
        """Read an expression; a mistake is reported at its place inside the scalar. Gives None then."""
        try:
            return read(item.value, self.scope)
        except Untold:
            return None
        except ExpressionError as error:
            if error.unknown and "." not in error.unknown and self.merged.lost & {"questions", "facts"}:
                return None
            node = item.node
            assert isinstance(node, nodes.Scalar)
            span = node.position(error.at.offset, error.at.length)
            same = f"name {error.unknown}" if error.unknown else ""
            self.problems.add(item.document, span, error.message, error.help, same=same)
            return None

    # --- questions ---

    def declare_questions(self) -> None:
        for id, draft in self.questions.items():
            type_: NameKind = draft.record.get("type", "broken")
            choices = ("yes", "no") if type_ == "yes_no" else tuple(draft.record.get("choices", {}))
            partial = type_ in ("choice", "choices") and not self.choices_complete(draft)
            self.scope[id] = Named(type_, choices, self.value_kind(draft), partial)

    def choices_complete(self, draft: Draft) -> bool:
        """Tell whether every choice of a question could be read."""
        item = draft.record.values.get("choices")
        if item is None or not isinstance(item.node, nodes.Mapping):
            return False
        return all(id in item.value for id in item.node.entries)

    def value_kind(self, draft: Draft) -> str:
        """Give the kind of numbers that a question's choices carry: all of one kind."""
        kinds: dict[str, Item] = {}
        for item in draft.record.get("choices", {}).values():
            if isinstance(item.value, Record) and "value" in item.value.values:
                value = item.value.values["value"]
                kinds.setdefault(value.value[1], value)
        if len(kinds) > 1:
            first, second, *_ = kinds
            message = f"the choices of {quote(draft.id)} carry numbers of different kinds: {first} and {second}"
            self.problems.add(kinds[second].document, kinds[second].span, message, "give all of them the same unit")
        return next(iter(kinds), "")

    def question(self, draft: Draft) -> Question:
        record, id = draft.record, draft.id
        type_ = record.get("type", "broken")
        choices = self.choices(draft, type_)
        minimum, maximum = self.bounds(record, type_)
        when = NEVER if id in self.merged.disabled else self.condition(record)
        return Question(
            id=id,
            type=type_,
            ask=record.get("ask", ""),
            title=record.get("title", "") or id.replace("_", " ").capitalize(),
            group=self.group(record),
            help=record.get("help", ""),
            more=record.get("more", ""),
            unit=record.get("unit", ""),
            choices=choices,
            optional=record.get("optional", False),
            whole=record.get("whole", False),
            worse=record.get("worse", "low"),
            minimum=minimum,
            maximum=maximum,
            when=when,
            assume=self.assume(draft, type_, choices, minimum, maximum),
            condition=record.get("condition", ""),
            changeable=self.change(record),
            stopper=self.stopper(draft, choices),
            needs_note=self.choice_ids(draft, "needs_note", choices),
            after=self.after(record),
            sources=self.source_ids(record),
            renamed_from=self.texts(record, "renamed_from"),
            origin=self.origin(draft),
        )

    def group(self, record: Record) -> str:
        item = record.values.get("group")
        if item is None:
            return ""
        if self.merged.groups and item.value not in self.merged.groups:
            self.reference(item, self.merged.groups, "group")
        return str(item.value)

    def choices(self, draft: Draft, type_: str) -> tuple[Choice, ...]:
        record = draft.record
        given = record.values.get("choices")
        if type_ == "yes_no":
            return Choice("yes", "Yes"), Choice("no", "No")
        if type_ in ("choice", "choices"):
            if given is None and "choices" not in record.keys:
                self.problems.add(
                    draft.document,
                    draft.span,
                    f"question {quote(draft.id)} has no choices",
                    "add choices: {id: label, id: label}",
                )
            return tuple(self.choice(id, item) for id, item in (given.value if given else {}).items())
        if given is not None and type_ != "broken":
            message = f"a question of type {type_} takes no choices"
            self.problems.add(given.document, record.keys["choices"], message, "make it type: choice")
        return ()

    def choice(self, id: str, item: Item) -> Choice:
        if not isinstance(item.value, Record):
            return Choice(id, str(item.value))
        value = item.value.get("value")
        return Choice(id, item.value.get("label", ""), item.value.get("help", ""), value[0] if value else None)

    def bounds(self, record: Record, type_: str) -> tuple[Fraction, Fraction]:
        bounds = []
        for key, default in (("min", Fraction(0)), ("max", LARGEST)):
            item = record.values.get(key)
            if item is None:
                bounds.append(default)
                continue
            if type_ not in NUMERIC_TYPES and type_ != "broken":
                self.problems.add(
                    item.document, record.keys[key], f"a question of type {type_} has no {key}", "leave it out"
                )
            value = self.quantity(item, type_) if type_ in NUMERIC_TYPES else None
            bounds.append(default if value is None else value)
        if bounds[0] > bounds[1]:
            item = record.values.get("min") or record.values["max"]
            self.problems.add(item.document, item.span, "min is above max", "swap them")
            return Fraction(0), LARGEST
        return bounds[0], bounds[1]

    def quantity(self, item: Item, type_: str) -> Fraction | None:
        node = item.node
        try:
            if not isinstance(node, nodes.Scalar):
                raise NotAQuantity("a number is wanted here")
            return read_quantity(node.text, type_, self.field("currency", "EUR"))
        except NotAQuantity as error:
            self.problems.add(item.document, item.span, str(error), error.hint)
            return None

    def change(self, record: Record) -> Change | None:
        item = record.values.get("changeable")
        if item is None or "effort" not in item.value.values:
            return None
        days, text = item.value.get("effort")
        return Change(text, days, item.value.get("how", ""))

    def stopper(self, draft: Draft, choices: tuple[Choice, ...]) -> Stopper | None:
        item = draft.record.values.get("stopper")
        if item is None or not {"value", "text"} <= set(item.value.values):
            return None
        value = item.value.values["value"]
        self.reference(value, (choice.id for choice in choices), "choice", draft.id)
        return Stopper(value.value, item.value.get("text"))

    def choice_ids(self, draft: Draft, key: str, choices: tuple[Choice, ...]) -> Texts:
        known = [choice.id for choice in choices]
        named = (self.reference(item, known, "choice", draft.id) for item in draft.record.get(key, []))
        return tuple(id for id in named if id is not None)

    def after(self, record: Record) -> str:
        item = record.values.get("after")
        return "" if item is None else self.reference(item, self.questions, "question") or ""

    # --- assumptions ---

    def assume(
        self, draft: Draft, type_: str, choices: tuple[Choice, ...], low: Fraction, high: Fraction
    ) -> tuple[Assume, ...]:
        record = draft.record
        item = record.values.get("assume")
        if item is None:
            if type_ != "text" and "assume" not in record.keys:
                help = "say which value the provisional verdict takes while the answer is open"
                self.problems.add(draft.document, draft.span, f"question {quote(draft.id)} has no 'assume'", help)
            return ()
        if type_ == "broken":
            return ()
        if type_ == "text":
            self.problems.add(item.document, record.keys["assume"], "a text is never assumed", "leave it out")
            return ()
        if not isinstance(item.value, list):
            return (Assume(self.assumed_value(item, draft, type_, choices, low, high)),)
        entries = tuple(self.assumption(one, draft, type_, choices, low, high) for one in item.value)
        if not entries or entries[-1].when is not None:
            message = "the last assumption must hold without a condition"
            self.problems.add(item.document, item.span, message, "end the list with {value: ...}")
        return entries

    def assumption(
        self, item: Item, draft: Draft, type_: str, choices: tuple[Choice, ...], low: Fraction, high: Fraction
    ) -> Assume:
        record: Record = item.value
        value = record.values.get("value")
        assumed = None if value is None else self.assumed_value(value, draft, type_, choices, low, high)
        return Assume(assumed, self.condition(record))

    def assumed_value(
        self, item: Item, draft: Draft, type_: str, choices: tuple[Choice, ...], low: Fraction, high: Fraction
    ) -> str | Fraction | frozenset[str] | None:
        node = item.node
        known = [choice.id for choice in choices]
        if isinstance(node, nodes.Scalar) and node.text == "n/a":
            if not draft.record.get("optional", False):
                help = "only an optional question can be n/a: add optional: true"
                self.problems.add(item.document, item.span, f"question {quote(draft.id)} cannot be n/a", help)
            return None
        if type_ == "choices":
            listed = node.items if isinstance(node, nodes.Sequence) else (node,)
            items = [Item(getattr(one, "text", "?"), one, item.document) for one in listed]
            ids = (self.reference(one, known, "choice", draft.id) for one in items)
            return frozenset(id for id in ids if id is not None)
        if not isinstance(node, nodes.Scalar):
            self.problems.add(item.document, node.span, "one value is assumed, not several", f"for example {known[:1]}")
            return None
        if type_ in ("choice", "yes_no"):
            text = {"true": "yes", "false": "no"}.get(node.text, node.text) if type_ == "yes_no" else node.text
            return self.reference(Item(text, node, item.document), known, "choice", draft.id) or ""
        value = self.quantity(item, type_)
        if value is not None and not low <= value <= high:
            shown = f"{written(low, type_)} to {written(high, type_)}"
            self.problems.add(item.document, item.span, "the assumed value is outside the question's range", shown)
        return Fraction(0) if value is None else value

    # --- facts ---

    def declare_facts(self) -> None:
        """Find out what kind each fact is, those it depends on first."""
        needs = {id: self.facts_mentioned(draft.record) for id, draft in self.facts.items()}
        if cycle := find_cycle(needs):
            self.report_cycle(cycle)
        for id in in_order(needs):
            item = self.facts[id].record.values.get("value")
            self.scope[id] = Named("broken" if item is None else self.kind_of(item.value))

    def facts_mentioned(self, record: Record) -> list[str]:
        texts = (record.get(key) for key in ("value", "when"))
        return [name for text in texts if text for name in self.mentioned(text) if name in self.facts]

    def mentioned(self, text: str) -> list[str]:
        try:
            return [token.text for token in tokenize(text) if token.kind == "word"]
        except ExpressionError:
            return []

    def kind_of(self, text: str) -> NameKind:
        """Find out what a fact's expression comes to; mistakes are reported later, when it is read for good."""
        try:
            if self.is_truth(text):
                return "truth"
            return read_formula(text, self.scope).kind  # type: ignore[return-value]
        except ExpressionError:
            return "broken"

    def is_truth(self, text: str) -> bool:
        tree = parse(text)
        if isinstance(tree, Word) and tree.text in self.scope:
            return self.scope[tree.text].kind in ("truth", "yes_no")
        return looks_like_condition(text)

    def fact(self, draft: Draft) -> Fact:
        record = draft.record
        item = record.values.get("value")
        value: Formula | None = None
        holds: Condition | None = None
        if item is not None and self.scope[draft.id].kind == "truth":
            holds = self.expression(item, read_condition)
        elif item is not None:
            value = self.expression(item, read_formula)
        when = NEVER if draft.id in self.merged.disabled else self.condition(record)
        return Fact(
            id=draft.id,
            title=record.get("title", "") or draft.id.replace("_", " ").capitalize(),
            value=value,
            holds=holds,
            when=when,
            unit=record.get("unit", ""),
            otherwise=record.get("otherwise", ""),
            why=record.get("why", ""),
            sources=self.source_ids(record),
            renamed_from=self.texts(record, "renamed_from"),
            origin=self.origin(draft),
        )

    # --- rules ---

    def all_rules(self) -> Iterable[tuple[str, Rule]]:
        """The rules that choices are, in the order of the questions, and then the rules of the file."""
        for draft in self.questions.values():
            for id, item in draft.record.get("choices", {}).items():
                if isinstance(item.value, Record):
                    rule = self.choice_rule(draft, id, item)
                    if rule is not None and rule.id not in self.merged.disabled:
                        yield rule.id, rule
        for draft in self.kept("rules"):
            question, _, choice = draft.id.partition(".")
            if question in self.questions and choice in self.questions[question].record.get("choices", {}):
                help = f"give the choice its effects, or call the rule otherwise; {draft.id} is the choice's own rule"
                self.problems.add(draft.document, draft.span, f"{quote(draft.id)} is the id of a choice", help)
            yield draft.id, self.rule(draft)

    def choice_rule(self, draft: Draft, choice: str, item: Item) -> Rule | None:
        record: Record = item.value
        effect = self.effect(record)
        words = {"say", "why", "advice", "sources"} & set(record.values)
        id = f"{draft.id}.{choice}"
        if not effect:
            if words and not set(record.keys) & set(EFFECTS) and not record.unknown and id not in self.merged.disabled:
                key = record.keys.get(sorted(words)[0], item.span)
                message = f"choice {quote(choice)} has no effect that this could explain"
                self.problems.add(
                    record.document, key, message, "add points, enough, at_most or rules_out, or use help"
                )
            return None
        if "why" not in record.values and "why" not in record.keys:
            help = "add why: with the reason"
            self.problems.add(item.document, item.span, f"choice {quote(choice)} has effects but no 'why'", help)
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
            sources=self.source_ids(record),
            choice_of=draft.id,
            origin=Origin(item.document.file, span.line, span.column, draft.record.changed_by),
        )

    def rule(self, draft: Draft) -> Rule:
        record = draft.record
        effect = self.effect(record)
        if not effect and not record.unknown and not set(record.keys) & set(EFFECTS):
            message = f"rule {quote(draft.id)} has no effect"
            self.problems.add(draft.document, draft.span, message, "add points, enough, at_most or rules_out")
        return Rule(
            id=draft.id,
            when=self.condition(record) or NEVER,
            effect=effect,
            say=record.get("say", ""),
            why=record.get("why", ""),
            advice=record.get("advice", ""),
            sources=self.source_ids(record),
            renamed_from=self.texts(record, "renamed_from"),
            origin=self.origin(draft),
        )

    def effect(self, record: Record) -> Effect:
        """Read points, enough, at_most and rules_out; what names something disabled loses its effect."""
        ladder = self.merged.ladder
        points = self.dimension_numbers(record, "points")
        enough = self.named_verdict(record, "enough")
        at_most = self.named_verdict(record, "at_most")
        while at_most is not None and at_most in self.merged.disabled and ladder.index(at_most) > 0:
            at_most = ladder[ladder.index(at_most) - 1]
        closed = (self.verdict(item) for item in record.get("rules_out", []))
        return Effect(
            points=points,
            enough=enough if enough in self.ladder else None,
            at_most=at_most if at_most in self.ladder else None,
            rules_out=tuple(id for id in closed if id is not None and id in self.ladder),
        )

    def named_verdict(self, record: Record, key: str) -> str | None:
        item = record.values.get(key)
        return None if item is None else self.verdict(item)

    def dimension_numbers(self, record: Record, key: str) -> tuple[tuple[str, int], ...]:
        item = record.values.get(key)
        if item is None:
            return ()
        pairs = []
        for name, number in item.value.items():
            id = self.key_reference(item, name, self.written_dimensions, "dimension")
            if id is not None and id in self.dimensions and (number.value or key == "min"):
                pairs.append((id, number.value))
        return tuple(pairs)

    # --- placeholders ---

    def check_placeholders(self) -> None:
        """What stands in braces in a text that is filled in must be the id of a question or fact."""
        if self.merged.lost & {"questions", "facts"}:
            return
        for draft in self.merged.items.values():
            records = [(draft.record, FILLED.get(draft.section, ()))]
            choices = draft.record.get("choices", {}) if draft.section == "questions" else {}
            records += [(one.value, FILLED["rules"]) for one in choices.values() if isinstance(one.value, Record)]
            for record, keys in records:
                for item in (record.values[key] for key in keys if key in record.values):
                    for one in item.value if isinstance(item.value, list) else [item]:
                        self.check_placeholders_in(one)

    def check_placeholders_in(self, item: Item) -> None:
        node = item.node
        for match in PLACEHOLDER.finditer(item.value):
            if match[1] not in self.scope and isinstance(node, nodes.Scalar):
                span = node.position(match.start(1), len(match[1]))
                help = did_you_mean(match[1], tuple(self.scope), "there are")
                message = f"unknown question or fact {quote(match[1])}"
                self.problems.add(item.document, span, message, help, same=f"name {match[1]}")

    # --- the rest ---

    def rung(self, draft: Draft) -> Rung:
        record = draft.record
        return Rung(
            id=draft.id,
            title=record.get("title", ""),
            short=record.get("short", "") or record.get("title", ""),
            means=record.get("means", ""),
            next=self.texts(record, "next"),
            kill=self.texts(record, "kill"),
            revisit=record.get("revisit", ""),
            when=self.condition(record),
            minimums=self.dimension_numbers(record, "min"),
            renamed_from=self.texts(record, "renamed_from"),
            origin=self.origin(draft),
        )

    def check_ladder(self) -> None:
        """The plainest rung must always be open, so that there is always a verdict."""
        if not self.ladder:
            own = self.merged.own
            self.problems.add(own.document, own.node.span, "every verdict is disabled", "keep at least one")
            return
        draft = self.merged.items[self.ladder[0]]
        for key in ("when", "min"):
            if key in draft.record.values:
                span = draft.record.keys.get(key, draft.span)
                message = f"the plainest verdict {quote(draft.id)} must be open to everyone"
                self.problems.add(draft.record.values[key].document, span, message, f"take its '{key}' away")
        for other in self.merged.items.values():
            self.refuse_closing(other, self.ladder[0])

    def refuse_closing(self, draft: Draft, plainest: str) -> None:
        records = [draft.record]
        if draft.section == "questions":
            choices = draft.record.get("choices", {}).values()
            records = [item.value for item in choices if isinstance(item.value, Record)]
        for record in records:
            for item in record.get("rules_out", []) if draft.section in ("rules", "questions") else []:
                if item.value == plainest:
                    message = f"the plainest verdict {quote(plainest)} cannot be ruled out"
                    self.problems.add(item.document, item.span, message, "something must remain")

    def dimension(self, draft: Draft) -> Dimension:
        record = draft.record
        return Dimension(
            id=draft.id,
            title=record.get("title", ""),
            base=record.get("base", 0),
            help=record.get("help", ""),
            renamed_from=self.texts(record, "renamed_from"),
            origin=self.origin(draft),
        )

    def recipe(self, draft: Draft) -> Recipe:
        record = draft.record
        return Recipe(
            id=draft.id,
            title=record.get("title", ""),
            when=self.condition(record),
            text=record.get("text", ""),
            measure=record.get("measure", ""),
            sql=record.get("sql", ""),
            code=record.get("code", ""),
            sources=self.source_ids(record),
            renamed_from=self.texts(record, "renamed_from"),
            origin=self.origin(draft),
        )

    def source(self, draft: Draft) -> Source:
        record = draft.record
        item = record.values.get("url")
        if item is not None and not str(item.value).startswith(("https://", "http://")):
            self.problems.add(
                item.document, item.span, f"{quote(item.value)} is not an address", "it starts with https://"
            )
        return Source(
            id=draft.id,
            title=record.get("title", ""),
            author=record.get("author", ""),
            year=record.get("year", ""),
            url=record.get("url", ""),
            basis=record.get("basis", ""),
            origin=self.origin(draft),
        )

    # --- cycles ---

    def check_cycles(self, questions: Mapping[str, Question], facts: Mapping[str, Fact]) -> None:
        """A question must not depend on itself, be it through guards, facts or assumptions."""
        needs: dict[str, list[str]] = {}
        for id, question in questions.items():
            conditions = [question.when, *(entry.when for entry in question.assume)]
            needs[id] = sorted({name for one in conditions if one for name in one.names})
        for id, fact in facts.items():
            expressions = (fact.value, fact.holds, fact.when)
            needs[id] = sorted({name for one in expressions if one for name in one.names})
        if path := find_cycle(needs):
            self.report_cycle(path)
        else:
            self.check_depth(needs)

    def check_depth(self, needs: Mapping[str, list[str]]) -> None:
        """What builds on something that builds on something ... is read one inside the other, so this has a limit."""
        depths: dict[str, int] = {}
        for id in in_order(needs):
            depths[id] = 1 + max((depths[name] for name in needs[id] if name in depths), default=0)
        deepest = max(depths, key=depths.__getitem__, default="")
        if deepest and depths[deepest] > DEEPEST_CHAIN:
            draft = self.merged.items[deepest]
            message = f"{quote(deepest)} builds on more than {DEEPEST_CHAIN} facts and questions, one upon the other"
            self.problems.add(draft.document, draft.span, message, "compute it in fewer steps")

    def report_cycle(self, path: list[str]) -> None:
        shown = path if len(path) <= 12 else [*path[:6], "...", *path[-5:]]
        message = f"{quote(path[0])} depends on itself: {' -> '.join(shown)}"
        self.problems.add(*self.place_of_cycle(path), message, "break the circle in one of these conditions")

    def place_of_cycle(self, path: list[str]) -> tuple[nodes.Document, Span]:
        """Give where a circle of inherited items was closed by an override, else where its first item is defined."""
        own = self.merged.own.document
        for draft in (self.merged.items[id] for id in path):
            for item in (draft.record.values.get(key) for key in ("when", "value", "assume")):
                if item is not None and item.document is own is not draft.document:
                    return own, item.span
        return self.merged.items[path[0]].document, self.merged.items[path[0]].span


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


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
