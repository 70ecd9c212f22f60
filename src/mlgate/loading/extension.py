"""The document of one rule set and those it extends in, one draft of everything inherited, overridden and added out."""

from __future__ import annotations

from collections.abc import Callable

from mlgate.loading.document import Document, Mapping, Node, Scalar, read_document
from mlgate.loading.format import CHOICE, EFFECTS, RULESET, SECTIONS, SOURCE
from mlgate.loading.reading import Item, Problems, Reader, Record
from mlgate.loading.shape import Key, Table
from mlgate.model import Amendment
from mlgate.problem import NotFound, Span, Unusable, did_you_mean, quote, suggest
from mlgate.values import field, record

MOST_DEEP = 20
LONGEST_FILE = 50
INHERITED_FIELDS = ("title", "currency", "ask", "gate", "stop_after_ask")


# (what is named, the file that names it) -> (content, the file it is in). Raises NotFound.
Fetch = Callable[[str, str], tuple[bytes | str, str]]


@record
class Draft:
    """One item while sets are merged: its section, id and record, and the file it comes from."""

    section: str
    id: str
    record: Record
    span: Span

    @property
    def document(self) -> Document:
        """Give the document that defined it."""
        return self.record.document


@record
class Merged:
    """A rule set with everything it inherits, not yet understood: single fields, items by id, what was changed."""

    own: Record
    fields: dict[str, Item] = field(default_factory=dict)
    groups: dict[str, Item] = field(default_factory=dict)
    items: dict[str, Draft] = field(default_factory=dict)
    ladder: list[str] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    disabled: dict[str, Item] = field(default_factory=dict)
    amendments: list[Amendment] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    files: set[str] = field(default_factory=set)  # everything that was read for it
    lost: set[str] = field(default_factory=set)  # sections of which some item could not be read
    allowed: dict[str, str] = field(default_factory=dict)

    def section(self, name: str) -> list[Draft]:
        """Give the items of a section in order."""
        return [draft for draft in self.items.values() if draft.section == name]


def merge(text: bytes | str, file: str, fetch: Fetch, problems: Problems, trail: tuple[str, ...] = ()) -> Merged:
    """Read a rule set and all it extends into one draft.

    Problems are collected; raises Unusable where nothing can be read on (a file that is no rule set, a cycle).
    """
    document = read_document(text, file)
    _refuse_other_kinds(document)
    reader = Reader(document, problems)
    record = reader.table(document.mapping, RULESET, "the rule set")
    assert record is not None
    merged = Merged(record, lost=_lost(document, record), files={file})
    for parent in record.get("extends", []):
        _inherit(merged, parent, file, fetch, problems, (*trail, file))
    _take_fields(merged, record)
    _disable(merged, record, problems)
    _override(merged, record, problems)
    _add(merged, record, problems)
    return merged


def _lost(document: Document, record: Record) -> set[str]:
    """Give the sections of which something could not be read, so that what refers to it is not a second mistake."""
    entries, lost = document.mapping.entries, set()
    for section in (*SECTIONS, "sources", "groups"):
        entry, item = entries.get(section), record.values.get(section)
        if entry is None:
            unknown = (key for key in entries if key not in RULESET.keys)
            lost |= {section} if any(suggest(key, RULESET.keys) == section for key in unknown) else set()
        elif item is None or len(item.value) < _count(entry.value):
            lost.add(section)
        elif section in SECTIONS and section != "recipes":
            lost |= {section for one in item.value if "id" not in one.value.values}
    return lost


def _count(node: Node) -> int:
    return len(node.entries) if isinstance(node, Mapping) else len(getattr(node, "items", ()))


def _refuse_other_kinds(document: Document) -> None:
    """Recognise an answers file where a rule set is wanted."""
    entries = document.mapping.entries
    if "answers" in entries and not {"verdicts", "rules", "questions", "extends", "id"} & set(entries) - {"rules"}:
        span = entries["answers"].key.span
        message = "this is an answers file, not a rule set"
        raise Unusable([document.problem(span, message, "for answers: mlgate assess FILE, report FILE or check FILE")])


def _inherit(merged: Merged, parent: Item, file: str, fetch: Fetch, problems: Problems, trail: tuple[str, ...]) -> None:
    """Take over everything from one parent."""
    try:
        text, parent_file = fetch(parent.value, file)
    except NotFound as error:
        problems.add(parent.document, parent.span, str(error), error.help)
        merged.lost |= {*SECTIONS, "sources", "groups", "extends"}
        return
    if parent_file in trail or len(trail) > MOST_DEEP:
        path = " -> ".join((*trail[trail.index(parent_file) if parent_file in trail else 0 :], parent_file))
        message = f"the rule sets extend each other in a circle: {path}"
        raise Unusable([parent.document.problem(parent.span, message, "take one of these extends away")])
    inherited = merge(text, parent_file, fetch, problems, trail)
    merged.parents.append(str(inherited.own.get("id", "")))
    merged.lost |= inherited.lost
    for name, item in inherited.fields.items():
        # What both parents have from the same ancestor is no word of the second one's.
        if name not in merged.fields or item.document.file not in merged.files:
            merged.fields[name] = item
    merged.files |= inherited.files
    merged.groups.update(inherited.groups)
    merged.renamed.update(inherited.renamed)
    merged.disabled.update(inherited.disabled)
    merged.amendments.extend(one for one in inherited.amendments if one not in merged.amendments)
    merged.allowed.update(inherited.allowed)
    _take_over(merged, inherited, parent, problems)
    _join_ladders(merged.ladder, inherited.ladder)


def _join_ladders(ladder: list[str], other: list[str]) -> None:
    """Put the rungs of another ladder into this one, each above the rung that it stands above there."""
    below = None
    for id in other:
        if id not in ladder:
            ladder.insert(0 if below is None else ladder.index(below) + 1, id)
        below = id


def _take_over(merged: Merged, inherited: Merged, parent: Item, problems: Problems) -> None:
    """Take the items of one parent, which must not say otherwise what another parent says of the same ids."""
    both = [id for id, draft in inherited.items.items() if id in merged.items and not _same(merged.items[id], draft)]
    if both:
        first, second = (_last_file(one.items[both[0]]) for one in (merged, inherited))
        more = f" and {len(both) - 1} more are" if len(both) > 1 else " is"
        message = f"{quote(both[0])}{more} inherited in two versions, from {first} and from {second}"
        problems.add(parent.document, parent.span, message, "extend only one of them, or make the two the same")
    merged.items.update((id, draft) for id, draft in inherited.items.items() if id not in both)


def _last_file(draft: Draft) -> str:
    """Name the file that had the last word, by its end where it is long: what tells two files apart stands there."""
    file = draft.record.changed_by[-1] if draft.record.changed_by else draft.document.file
    return quote(file if len(file) <= LONGEST_FILE else f"…{file[-LONGEST_FILE:]}")


def _same(first: Draft, second: Draft) -> bool:
    one, other = first.record, second.record
    return (one.document.file, first.span, one.changed_by) == (other.document.file, second.span, other.changed_by)


def _take_fields(merged: Merged, record: Record) -> None:
    for name in INHERITED_FIELDS:
        if name in record.values:
            merged.fields[name] = _joined_gate(merged, record) if name == "gate" else record.values[name]
    merged.groups.update(record.get("groups", {}))
    for code, reason in record.get("allow", {}).items():
        merged.allowed[code] = reason.value


def _joined_gate(merged: Merged, record: Record) -> Item:
    """Keep of the inherited gate what is not said anew: a set that allows less must not lose the oldest age by it."""
    own, inherited = record.values["gate"], merged.fields.get("gate")
    if inherited is None:
        return own
    copy = own.value.copy()
    copy.values = {**inherited.value.values, **copy.values}
    return Item(copy, own.node, own.document)


# --- Changing what is inherited ---------------------------------------------------------------------------------------


def _target(merged: Merged, name: str) -> str | None:
    """Find an inherited item by its id, its former id, or `question.choice`; None where there is none."""
    name = merged.renamed.get(name, name)
    if name in merged.items:
        return name
    question, _, choice = name.partition(".")
    draft = merged.items.get(merged.renamed.get(question, question))
    if choice and draft is not None and choice in draft.record.get("choices", {}):
        return f"{draft.id}.{choice}"
    return None


def _keys(node: Record, field: str) -> list[tuple[str, Span]]:
    item = node.values.get(field)
    if item is None or not isinstance(item.node, Mapping):
        return []
    return [(text, entry.key.span) for text, entry in item.node.entries.items() if text in item.value]


def _missing_target(merged: Merged, record: Record, name: str, span: Span, verb: str, problems: Problems) -> None:
    if merged.lost:
        return  # it may be one of those that could not be read
    if not merged.items:
        help = "add extends: with the rule set that it changes, for example extends: default"
        problems.add(record.document, span, f"there is nothing to {verb}: the rule set extends no other", help)
        merged.lost |= {*SECTIONS, "sources", "groups", "extends"}  # what it refers to would be there
        return
    question, _, choice = name.partition(".")
    if choice and question in merged.items:
        help = did_you_mean(choice, merged.items[question].record.get("choices", {}))
        message = f"cannot {verb} {quote(name)}: question {quote(question)} has no choice {quote(choice)}"
        problems.add(record.document, span, message, help)
        return
    message = f"cannot {verb} {quote(name)}: nothing inherited has this id"
    own = (
        item.value.values["id"] for section in SECTIONS for item in record.get(section, []) if "id" in item.value.values
    )
    line = next((item.span.line for item in own if item.value == name), 0)
    if line:
        help = f"it is your own, in line {line}: {'change it there' if verb == 'override' else 'take it away there'}"
    else:
        help = did_you_mean(name, tuple(merged.items), "items")
    problems.add(record.document, span, message, help)


def _disable(merged: Merged, record: Record, problems: Problems) -> None:
    reasons = record.get("disable", {})
    for name, span in _keys(record, "disable"):
        target = _target(merged, name)
        if target is None:
            _missing_target(merged, record, name, span, "disable", problems)
            continue
        if target not in merged.items and not _has_effects(merged, target):
            help = "to take the choice away, override the question's choices"
            problems.add(record.document, span, f"choice {quote(target)} has no effects to disable", help)
            continue
        reason = reasons[name]
        merged.disabled[target] = reason
        merged.amendments.append(Amendment("disable", target, reason.value, file=record.document.file, line=span.line))


def _has_effects(merged: Merged, target: str) -> bool:
    draft, choice = _draft_of(merged, target)
    record = draft.record.get("choices", {})[choice].value
    return isinstance(record, Record) and bool(set(record.keys) & set(EFFECTS))


def _override(merged: Merged, record: Record, problems: Problems) -> None:
    changes = record.get("override", {})
    for name, span in _keys(record, "override"):
        target = _target(merged, name)
        if target is None:
            _missing_target(merged, record, name, span, "override", problems)
        elif target in merged.disabled and record.get("disable", {}).get(name):
            problems.add(record.document, span, f"{quote(name)} is both disabled and overridden", "keep one of them")
        else:
            _change(merged, target, changes[name], span, record, problems)


def _change(merged: Merged, target: str, change: Item, span: Span, record: Record, problems: Problems) -> None:
    draft, choice = _draft_of(merged, target)
    table = CHOICE if choice else SOURCE if draft.section == "sources" else SECTIONS[draft.section]
    fields = _changed_fields(change, table, target, record, problems)
    if fields is None:
        return
    if "above" in fields.values:
        help = f"disable {target} and write a new verdict that says above:"
        problems.add(record.document, fields.values["above"].span, "a verdict keeps its place in the ladder", help)
        return
    file = record.document.file
    copy = draft.record.copy()
    copy.changed_by = (*copy.changed_by, file)
    if choice:
        copy.values["choices"] = _changed_choices(copy.values["choices"], choice, fields)
    else:
        copy.values.update(fields.values)
        copy.keys.update(fields.keys)
    merged.items[draft.id] = Draft(draft.section, draft.id, copy, draft.span)
    why = str(fields.get("why", ""))
    names = tuple(fields.values)
    merged.amendments.append(Amendment("override", target, why, names, file, span.line))


def _draft_of(merged: Merged, target: str) -> tuple[Draft, str]:
    if target in merged.items:
        return merged.items[target], ""
    question, _, choice = target.partition(".")
    return merged.items[question], choice


def _changed_fields(change: Item, table: Table, target: str, record: Record, problems: Problems) -> Record | None:
    """Check the fields that an override names; `id` cannot be one of them."""
    node = change.node
    if not isinstance(node, Mapping):
        example = f"{target}: {{{'label' if table is CHOICE else 'why'}: ...}}"
        problems.add(record.document, node.span, f"an override names the fields it changes: {example}")
        return None
    if "id" in node.entries:
        span = node.entries["id"].key.span
        help = f"to replace it, disable {target} and write a new item"
        problems.add(record.document, span, "an override cannot change the id", help)
        return None
    changed = Table(table.name, {k: Key(key.shape, key.doc) for k, key in table.keys.items() if k != "id"})
    return Reader(record.document, problems).table(node, changed, f"override.{target}")


def _changed_choices(choices: Item, choice: str, fields: Record) -> Item:
    entries = dict(choices.value)
    old = entries[choice]
    if isinstance(old.value, Record):
        copy = old.value.copy()
        copy.values.update(fields.values)
    else:
        copy = Record({"label": Item(old.value, old.node, old.document), **fields.values}, fields.node, fields.document)
    entries[choice] = Item(copy, old.node, old.document)
    return Item(entries, choices.node, choices.document)


# --- Adding items -----------------------------------------------------------------------------------------------------


def _add(merged: Merged, record: Record, problems: Problems) -> None:
    for section in SECTIONS:
        for number, item in enumerate(record.get(section, []), 1):
            entry = item.value
            id_item = entry.values.get("id")
            if id_item is None and section == "recipes" and "id" not in entry.keys:
                id = f"recipe-{len(merged.section('recipes')) + number}"
                merged.items[id] = Draft(section, id, entry, entry.node.span)
            elif id_item is not None:
                _add_one(merged, Draft(section, id_item.value, entry, id_item.span), problems)
    for id, item in record.get("sources", {}).items():
        source_keys = dict(_keys(record, "sources"))
        _add_one(merged, Draft("sources", id, item.value, source_keys[id]), problems)
    _check_former_ids(merged, record, problems)


def _check_former_ids(merged: Merged, record: Record, problems: Problems) -> None:
    """A former id must be free: what still has it, or takes it anew, would lose its answers to the other."""
    for draft in merged.items.values():
        for item in draft.record.get("renamed_from", []) if draft.document is record.document else []:
            if item.value in merged.items:
                message = f"{quote(item.value)} still exists, so it is no former id of {quote(draft.id)}"
                problems.add(item.document, item.span, message, "take it away, or give one of the two another id")
        now = merged.items.get(merged.renamed.get(draft.id, draft.id), draft)
        if draft.document is record.document is not now.document:
            message = f"{quote(draft.id)} is the former id of {quote(now.id)}"
            problems.add(draft.document, draft.span, message, "answers to it would count there; choose another id")


def _add_one(merged: Merged, draft: Draft, problems: Problems) -> None:
    known = merged.items.get(draft.id)
    if known is not None:
        _refuse_second(known, draft, problems)
        merged.lost |= {draft.section} if known.section != draft.section else set()
        return
    merged.items[draft.id] = draft
    for item in draft.record.get("renamed_from", []):
        merged.renamed[item.value] = draft.id
    if draft.section == "verdicts":
        _place(merged, draft, problems)


def _refuse_second(known: Draft, draft: Draft, problems: Problems) -> None:
    if known.document is draft.document:
        where = f"line {known.span.line}"
        help = "every id stands for one thing; rename one of them"
    else:
        where = known.document.file
        help = f"to change what is inherited write override: {{{draft.id}: {{...}}}}"
        if known.section != draft.section:
            help = f"there it is one of the {known.section}; choose another id"
    problems.add(draft.document, draft.span, f"{quote(draft.id)} is defined already, in {where}", help)


def _place(merged: Merged, draft: Draft, problems: Problems) -> None:
    """Put a new rung into the ladder: at the end, or above the one that it names."""
    above = draft.record.values.get("above")
    if above is None:
        if merged.parents and any(merged.items[id].document is not draft.document for id in merged.ladder):
            message = f"the new verdict {quote(draft.id)} has no place in the inherited ladder"
            problems.add(draft.document, draft.span, message, f"say above: {merged.ladder[0]}, or another of its rungs")
        merged.ladder.append(draft.id)
        return
    if above.value not in merged.ladder and "verdicts" in merged.lost:
        merged.ladder.append(draft.id)
        return
    if above.value not in merged.ladder:
        help = did_you_mean(above.value, merged.ladder, "verdicts")
        problems.add(draft.document, above.span, f"unknown verdict {quote(above.value)}", help)
        merged.ladder.append(draft.id)
        return
    place = merged.ladder.index(above.value) + 1
    while place < len(merged.ladder) and _stands_above(merged, merged.ladder[place], above.value, draft.document):
        place += 1  # several new rungs above the same one keep the order of the file
    merged.ladder.insert(place, draft.id)


def _stands_above(merged: Merged, id: str, below: str, document: Document) -> bool:
    draft = merged.items[id]
    return draft.document is document and draft.record.get("above") == below


def plain(item: Item | Record | object) -> object:
    """Give what was read as plain data for the digest: exact numbers, conditions without extra blanks, no places."""
    if isinstance(item, Record):
        return {key: _plain_field(key, value) for key, value in item.values.items()}
    if isinstance(item, Item):
        value = item.value
        if isinstance(value, dict):
            return {key: plain(one) for key, one in value.items()}
        if isinstance(value, list):
            return [plain(one) for one in value]
        if isinstance(value, Record):
            return plain(value)
        return _plain_node(item.node)
    return str(item)


def _plain_field(key: str, item: Item) -> object:
    if key == "choices":  # their order says which one is nearest, so it counts
        return [[id, plain(choice)] for id, choice in item.value.items()]
    if key in ("when", "value") and isinstance(item.value, str):
        return " ".join(item.value.split())
    return plain(item)


def _plain_node(node: object) -> object:
    if isinstance(node, Scalar):
        return node.value if isinstance(node.value, bool | str | None) else str(node.value)
    if isinstance(node, Mapping):
        return {key: _plain_node(entry.value) for key, entry in node.entries.items()}
    return [_plain_node(item) for item in getattr(node, "items", ())]
