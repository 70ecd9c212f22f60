"""The shapes of the formats, and a rule set for its names, in; JSON Schema (draft-07) for editors out.

Written from the same shapes that the loader checks, so the two cannot drift apart. In rule files names are suggested
and not demanded, since the file may define new ones; in answers and cases files there are no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from mlgate.expression.tokens import RESERVED
from mlgate.loading import shape as shapes
from mlgate.loading.format import ANSWERS, CASE, CHOICE, EFFECTS, RULESET, SECTIONS, SOURCE
from mlgate.loading.reading import LONGEST_ID
from mlgate.model import NUMERIC_TYPES, Question, RuleSet
from mlgate.quantity import DURATIONS, SIZES, UNITS

File = Literal["ruleset", "answers", "cases"]
Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
Schema = dict[str, Json]

DRAFT = "http://json-schema.org/draft-07/schema#"
SCALAR: list[Json] = ["string", "number", "boolean"]
_NUMBER = r"[+-]?\s*(?:\d{1,3}(?:[,_ ']\d{3})+|\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,2})?"
_LABELS = ("rule", "source", "item", "choice")


def schema_of(file: File, ruleset: RuleSet | None = None, *, open: bool = False) -> Schema:
    """Write the schema of a kind of file; with a rule set its names are completed, with their words on hover.

    `open` also suggests where names are demanded otherwise: for the cases of a set that is going to define more.
    """
    writer = _Writer(ruleset, open or file == "ruleset")
    table = {"ruleset": RULESET, "answers": ANSWERS, "cases": CASE}[file]
    root = writer.schema(shapes.Listing(table)) if file == "cases" else writer.table_body(table)
    kind = {"ruleset": "A rule set", "answers": "Answers", "cases": "Cases"}[file]
    title = kind if ruleset is None else f"{kind} for mlgate: {ruleset.id} {ruleset.version}"
    return {"$schema": DRAFT, "title": title, **root, "definitions": dict(sorted(writer.definitions.items()))}


class _Writer:
    """Turns shapes into schemas; tables become definitions that are written once."""

    def __init__(self, ruleset: RuleSet | None, open: bool) -> None:
        self.open = open
        self.ruleset = ruleset
        self.names = _names(ruleset) if ruleset else {}
        self.definitions: dict[str, Json] = {}

    def schema(self, shape: shapes.Shape) -> Schema:
        """Write the schema of any shape."""
        match shape:
            case shapes.Text(loose):
                return {"type": SCALAR} if loose else {"type": "string"}
            case shapes.Id(of):
                return _new_id(of)
            case shapes.Ref(of):
                return self.reference(of)
            case shapes.Whole(low, high):
                return {"type": "integer", "minimum": low, "maximum": high}
            case shapes.Amount():
                return {"type": ["number", "string"], "pattern": _pattern(UNITS)}
            case shapes.Span():
                return {
                    "type": ["number", "string"],
                    "minimum": 0,
                    "maximum": 0,
                    "pattern": _pattern(DURATIONS, needed=True),
                }
            case shapes.Day():
                return {"type": "string", "pattern": r"^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$"}
            case shapes.OneOf(words):
                return {"enum": list(words)}
            case shapes.Flag():
                return {"type": "boolean"}
            case shapes.Expression():
                return {"type": SCALAR}
            case shapes.Anything():
                return {}
            case shapes.Many(item):
                one = self.schema(item)
                return {"if": {"type": "array"}, "then": {"items": one}, "else": one}
            case shapes.Listing(item):
                return {"type": "array", "items": self.schema(item)}
            case shapes.Keyed(key, item):
                return self.keyed(key, item)
            case shapes.Table():
                return self.table(shape)
            case shapes.Either(scalar, nested):
                return self.either(scalar, nested)

    # --- nested ---

    def keyed(self, key: shapes.Id | shapes.Ref | shapes.Text, item: shapes.Shape) -> Schema:
        names = self.schema(key)
        known = self.names.get(key.of, {}) if isinstance(key, shapes.Ref) else {}
        inner = self.schema(item)
        written: Schema = {"type": "object", "propertyNames": names, "additionalProperties": inner}
        if known:
            written["properties"] = {id: {**inner, "description": said} for id, said in known.items()}
        return written

    def either(self, scalar: shapes.Shape, nested: shapes.Shape) -> Schema:
        """A scalar or something nested; where anything may stand, only a list of tables is the nested one."""
        if isinstance(nested, shapes.Listing):
            tables: Schema = {"type": "array", "contains": {"type": ["object", "array"]}}
            return {
                "if": {"anyOf": [tables, {"type": "object"}]},
                "then": self.schema(nested),
                "else": self.schema(scalar),
            }
        return {"if": {"type": ["object", "array"]}, "then": self.schema(nested), "else": self.schema(scalar)}

    def table(self, table: shapes.Table) -> Schema:
        name = table.name.replace(" ", "_")
        if name not in self.definitions:
            self.definitions[name] = {}  # it is under way
            self.definitions[name] = self.table_body(table)
        return {"allOf": [{"$ref": f"#/definitions/{name}"}]}

    def table_body(self, table: shapes.Table) -> Schema:
        """Write a table itself: its keys with what an editor shows on hover, and what must be there."""
        properties: dict[str, Json] = {}
        for name, key in table.keys.items():
            properties[name] = {**self.value_of(table, name, key), "description": key.doc}
        required: list[Json] = [name for name, key in table.keys.items() if key.required]
        written: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        if required:
            written["required"] = required
        return {**written, **_rules_of(table)}

    def value_of(self, table: shapes.Table, name: str, key: shapes.Key) -> Schema:
        if name == "override":
            return self.overrides()
        if name == "answers" and isinstance(key.shape, shapes.Keyed) and self.ruleset is not None:
            return self.answers(self.ruleset)
        if table.name == "expectation" and name == "next" and self.ruleset is not None:
            known: Schema = {"enum": [*self.names["question"], "none"]}
            return {"anyOf": [known, {"type": "string"}]} if self.open else known
        return self.schema(key.shape)

    # --- names ---

    def reference(self, of: shapes.IdKind) -> Schema:
        """The id of something: one of those there are, or in a rule file also one that it defines itself."""
        known: list[Json] = [*self.names.get(of, {})]
        any: Schema = {"type": ["string", "boolean"]}
        if not known:
            return any
        new = self.open and of != "item"  # an item to change must be inherited
        return {"anyOf": [{"enum": known}, any]} if new else {"enum": known}

    def overrides(self) -> Schema:
        """Named fields of inherited items: which ones an item has depends on its section."""
        if self.ruleset is None:
            return {"type": "object", "additionalProperties": {"type": "object"}}
        properties: dict[str, Json] = {}
        for id, (section, said) in _inherited(self.ruleset).items():
            properties[id] = {**self.changed(section), "description": said}
        return {"type": "object", "properties": properties, "additionalProperties": False}

    def changed(self, section: str) -> Schema:
        name = f"changed_{section}"
        if name not in self.definitions:
            table = {"choices": CHOICE, "sources": SOURCE, **SECTIONS}[section]
            keys = {key: shapes.Key(one.shape, one.doc) for key, one in table.keys.items() if key != "id"}
            body = self.table_body(shapes.Table(f"changed {table.name}", keys))
            self.definitions[name] = body
        return {"allOf": [{"$ref": f"#/definitions/{name}"}]}

    # --- answers ---

    def answers(self, ruleset: RuleSet) -> Schema:
        """The questions of a rule set with what each takes; a former id still counts."""
        properties: dict[str, Json] = {}
        for question in ruleset.questions.values():
            properties[question.id] = {**_answer(question), "description": _hover(question)}
        for old, id in ruleset.renamed.items():
            if id in ruleset.questions:
                properties[old] = {**_answer(ruleset.questions[id]), "description": f"Renamed: write {id}."}
        return {"type": "object", "properties": properties, "additionalProperties": self.open}


def _rules_of(table: shapes.Table) -> Schema:
    """Write what the loader demands beyond single keys."""
    match table.name:
        case "question":
            of_choices: Schema = {"properties": {"type": {"enum": ["choice", "choices"]}}, "required": ["type"]}
            text: Schema = {"properties": {"type": {"const": "text"}}, "required": ["type"]}
            return {
                "allOf": [
                    {"if": of_choices, "then": {"required": ["choices"]}},
                    {"if": text, "then": {"properties": {"assume": False}}, "else": {"required": ["assume"]}},
                ]
            }
        case "rule":
            return {"anyOf": [{"required": [effect]} for effect in EFFECTS]}
        case "choice":
            return {"dependencies": {effect: ["why"] for effect in EFFECTS}}
        case "rule set":
            return {"anyOf": [{"required": ["verdicts"]}, {"required": ["extends"]}]}
        case "case":
            return {"anyOf": [{"required": ["expect"]}, {"required": ["todo"]}]}
    return {}


def _new_id(of: shapes.IdKind) -> Schema:
    pattern = r"^[A-Za-z][A-Za-z0-9_.-]*$" if of in _LABELS else r"^[A-Za-z][A-Za-z0-9_]*$"
    written: Schema = {"type": ["string", "boolean"], "pattern": pattern, "maxLength": LONGEST_ID}
    if of in ("question", "fact", "dimension", "verdict", "recipe", "choice"):
        written["not"] = {"enum": [*sorted(RESERVED), True, False]}
    return written


def _pattern(units: Iterable[str], *, needed: bool = False) -> str:
    """Write the pattern of a number with one of the units."""
    unit = rf"\s*(?:{'|'.join(sorted(units))})"
    return rf"^\s*(?:(?!-){_NUMBER}{unit}|[+-]?0+)\s*$" if needed else rf"^\s*{_NUMBER}(?:{unit})?\s*$"


# --- The names of a rule set ------------------------------------------------------------------------------------------


def _names(ruleset: RuleSet) -> dict[str, dict[str, str]]:
    """Give the ids of each kind, each with the words that an editor shows."""
    names: dict[str, dict[str, str]] = {
        "question": {one.id: one.ask for one in ruleset.questions.values()},
        "fact": {one.id: one.title for one in ruleset.facts.values()},
        "dimension": {one.id: one.title for one in ruleset.dimensions.values()},
        "rule": {one.id: one.say for one in ruleset.rules.values()},
        "verdict": {one.id: one.title for one in ruleset.verdicts},
        "source": {one.id: one.title for one in ruleset.sources.values()},
        "group": dict(ruleset.groups),
        "item": {id: said for id, (_, said) in _inherited(ruleset).items()},
    }
    for change in ruleset.amendments:  # what is disabled is in no other list any more
        names["item"].setdefault(change.id, f"Changed here: {change.why}")
    for old, id in ruleset.renamed.items():
        for known in names.values():
            if id in known:
                known.setdefault(old, f"Renamed: write {id}.")
    return names


def _inherited(ruleset: RuleSet) -> dict[str, tuple[str, str]]:
    """Give the items that a rule set inherits, or one that extends it would: section and words by id."""
    items: dict[str, tuple[str, str]] = {}
    sections: dict[str, tuple[str, Iterable[object]]] = {
        "questions": ("ask", ruleset.questions.values()),
        "facts": ("title", ruleset.facts.values()),
        "dimensions": ("title", ruleset.dimensions.values()),
        "rules": ("say", ruleset.rules.values()),
        "verdicts": ("title", ruleset.verdicts),
        "recipes": ("title", ruleset.recipes),
        "sources": ("title", ruleset.sources.values()),
    }
    for section, (words, found) in sections.items():
        for one in found:
            origin = getattr(one, "origin")  # noqa: B009
            if not ruleset.extends or origin.file != ruleset.file:
                choice = bool(getattr(one, "choice_of", ""))
                items[str(getattr(one, "id"))] = ("choices" if choice else section, str(getattr(one, words)))  # noqa: B009
    for question in ruleset.questions.values():
        if question.id in items and question.type != "yes_no":
            for one in question.choices:
                items.setdefault(f"{question.id}.{one.id}", ("choices", one.label))
    return items


# --- Answers ----------------------------------------------------------------------------------------------------------


def _hover(question: Question) -> str:
    return f"{question.ask} {question.help}".strip()


def _answer(question: Question) -> Schema:
    """An answer, short or in the long form; nothing at all means that it was not asked."""
    short = _short(question)
    long: Mapping[str, Json] = {
        "value": short,
        "note": {"type": SCALAR, "description": "Where it comes from, or who would know."},
        "basis": {"enum": ["estimate", "measured", "assumed"]},
        "source": {"type": SCALAR, "description": "A reference."},
    }
    form: Schema = {"properties": dict(long), "required": ["value"], "additionalProperties": False}
    written: Schema = {"if": {"type": "object"}, "then": form, "else": short}
    words: list[Json] = [choice.id for choice in question.choices]
    words += ["unknown", *(["n/a"] if question.optional else [])]
    # Editors do not look for completions behind `else`; they do look at examples.
    return written if question.type == "text" else {"examples": words, **written}


def _short(question: Question) -> Schema:
    words: list[Json] = ["unknown", *(["n/a"] if question.optional else [])]
    if question.type == "text":
        return {"type": [*SCALAR, "null"]}
    if question.type in NUMERIC_TYPES:
        return _numeric(question, words)
    ids: list[Json] = [choice.id for choice in question.choices]
    ids += [True, False] if question.type == "yes_no" else []
    one: Schema = {"enum": [*ids, *words, None]}
    labels: list[Json] = [*(choice.label for choice in question.choices)]
    if question.type != "yes_no":
        one["enumDescriptions"] = [*labels, *("" for _ in words), "Not asked yet."]
    several: Schema = {"items": {"enum": ids}, "uniqueItems": True, "minItems": 0 if question.type == "choices" else 1}
    return {"if": {"type": "array"}, "then": several, "else": one}


def _numeric(question: Question, words: list[Json]) -> Schema:
    """A number within its bounds, a number with its unit, or a range; the fine points are the loader's."""
    units = {"duration": DURATIONS, "size": SIZES}.get(question.type)
    pattern = "|".join(["[0-9]", *(f"^{word}$" for word in words)])
    written: Schema = {"type": ["number", "string", "null"], "pattern": pattern}
    if units is not None:
        return {**written, "minimum": 0, "maximum": 0}
    if question.type != "percent":
        written |= {"minimum": float(question.minimum), "maximum": float(question.maximum)}
        written |= {"multipleOf": 1} if question.whole else {}
    return written
