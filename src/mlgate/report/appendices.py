"""An assessment goes in; the appendices of its report come out: answers, dimensions and rules, sources, recomputing."""

from __future__ import annotations

from collections.abc import Iterable

from mlgate.model import Amendment, Answer, Finding, Question, Source
from mlgate.report.layout import (
    Bar,
    Bars,
    Block,
    Bullets,
    Code,
    Emphasis,
    Line,
    Link,
    Listing,
    Paragraph,
    Plain,
    Quotation,
    Section,
    Table,
    Typed,
)
from mlgate.report.matter import Citations, Matter, ahead, ended, filled, line, rung_of, short
from mlgate.report.openness import open_statement
from mlgate.report.reasons import answer_span, effect_text
from mlgate.wording import title_of, value_text

LONGEST_CELL = 120
READ = (
    "In brackets stands how much of a source the author of the rules has read: "
    "full text, excerpt, abstract, or only what others write about it (secondary)."
)


def appendices(
    matter: Matter, citations: Citations, program_version: str, answers_text: str, listings: Iterable[Block] = ()
) -> tuple[Section, ...]:
    """Give the lettered appendices; one without content is left out."""
    drafts = (
        ("All answers", _answers(matter)),
        ("Dimensions and rules", [*_dimensions(matter), *_rules(matter, citations), *listings]),
        ("Sources", _sources(matter, citations)),
        ("Recompute this report", _recompute(matter, program_version, answers_text)),
    )
    kept = [(name, blocks) for name, blocks in drafts if blocks]
    return tuple(Section("ABCDEF"[place], name, tuple(blocks)) for place, (name, blocks) in enumerate(kept))


# --- A. All answers ---------------------------------------------------------------------------------------------------


def _answers(matter: Matter) -> list[Block]:
    """List every answer with basis and note; what is too long for a cell follows in full."""
    questions = matter.ruleset.questions.values()
    shown = [question for question in questions if _belongs(matter, question)]
    rows = tuple(_answer_row(matter, question) for question in shown)
    blocks: list[Block] = [Table(("Question", "Answer", "Basis", "Note"), rows, row_heads=True)] if rows else []
    blocks += [quotation for question in shown for quotation in _in_full(matter, question)]
    unasked = tuple(_unasked_row(matter, question) for question in questions if _is_unasked(matter, question))
    if unasked:
        said = "Not asked, and counted as follows until somebody says otherwise:"
        blocks += [Paragraph(line(said)), Table(("Question", "Counted as"), unasked, row_heads=True)]
    conditions = tuple(ended(line(each.condition)) for each in matter.outlook.conditions)
    if conditions:
        blocks += [Paragraph(line("Conditions that nobody has confirmed yet:")), Bullets(conditions)]
    return blocks


def _belongs(matter: Matter, question: Question) -> bool:
    """Leave out a text that nobody wrote."""
    answer = matter.sheet.answers.get(question.id)
    return answer is not None and (question.type != "text" or bool(answer.text))


def _is_unasked(matter: Matter, question: Question) -> bool:
    """Tell whether nobody was asked although the question applies as things stand."""
    if question.type == "text" or question.id in matter.sheet.answers:
        return False
    return matter.assessment.world.get(question.id) is not None or (question.optional and question.when is None)


def _unasked_row(matter: Matter, question: Question) -> tuple[Line, ...]:
    taken = value_text(matter.ruleset, question.id, matter.assessment.world.get(question.id))
    return line(title_of(matter.ruleset, question.id)), line(taken)


def _answer_row(matter: Matter, question: Question) -> tuple[Line, ...]:
    answer = matter.sheet.answers.get(question.id)
    said = answer_span(matter, question, answer)
    note = answer.note if answer else ""
    return (
        line(title_of(matter.ruleset, question.id)),
        tuple(_capped(span) for span in said),
        line(_basis(matter, question, answer)),
        line(*_note(note, answer.source if answer else "")),
    )


def _capped(span: object) -> Plain | Typed:
    text = span.text if isinstance(span, Plain | Typed) else ""
    short_text = text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 20].rstrip() + "… (in full below)"
    return Typed(short_text) if isinstance(span, Typed) else Plain(short_text)


def _note(note: str, source: str) -> tuple[Plain | Typed, ...]:
    parts: list[Plain | Typed] = [_capped(Typed(note))] if note else []
    if source:
        parts += [*([Plain(" · ")] if parts else []), Plain("source: "), _capped(Typed(source))]
    return tuple(parts)


def _basis(matter: Matter, question: Question, answer: Answer | None) -> str:
    """Say what an answer rests on, and what an open one is counted as."""
    if answer is not None and question.id in matter.assessment.hidden:
        return "does not apply, not counted"
    if answer is None or answer.unknown:
        if question.id not in matter.assessment.world or question.type == "text":
            return "open"
        taken = value_text(matter.ruleset, question.id, matter.assessment.world[question.id])
        return f"open, counted as {taken}"
    if answer.choices and len(answer.choices) == 1 and answer.choices[0] in question.needs_note and not answer.note:
        return "assumed: no note says how"
    return answer.basis


def _in_full(matter: Matter, question: Question) -> list[Quotation]:
    answer = matter.sheet.answers.get(question.id)
    if answer is None:
        return []
    title = title_of(matter.ruleset, question.id)
    texts = ((title, answer.text or ""), (f"{title}, note", answer.note), (f"{title}, source", answer.source))
    return [Quotation(line(f"{name}, in full:"), text) for name, text in texts if len(text) > LONGEST_CELL]


# --- B. Dimensions and rules ------------------------------------------------------------------------------------------


def _dimensions(matter: Matter) -> list[Block]:
    """Draw every dimension with the minimum that the next verdict up asks for, or the verdict's own at the top."""
    if not matter.ruleset.dimensions:
        return []
    rung = ahead(matter) or rung_of(matter, matter.assessment.verdict)
    needs = dict(rung.minimums)
    bars = tuple(
        Bar(dimension.title, score.low, score.high, needs.get(name))
        for name, dimension in matter.ruleset.dimensions.items()
        if (score := matter.assessment.scores.get(name)) is not None
    )
    said = "Each counts on its own; nothing makes up for a dimension below its minimum."
    mark = f" The mark is what {short(matter, rung.id)} asks for." if needs else ""
    return [Paragraph(line(said + mark)), Bars(bars)]


def _rules(matter: Matter, citations: Citations) -> list[Block]:
    """List the rules that count, those that an open answer could bring in, and name the rest that are open."""
    head = ("Rule", "What it says", "Effect", "Why")
    findings = matter.assessment.findings
    counting = [finding for finding in findings if finding.provisional]
    waiting = [finding for finding in findings if finding.outcome == "open" and not finding.provisional]
    telling = [finding for finding in waiting if set(finding.missing) & set(matter.outlook.open_questions)]
    blocks: list[Block] = []
    if counting:
        said = "The rules that count in this verdict; an open one may turn out not to:"
        rows = tuple(_rule_row(matter, finding, citations) for finding in counting)
        blocks += [Paragraph(line(said)), Table(head, rows, row_heads=True)]
    if telling:
        said = "The rules that an open answer could still bring in:"
        rows = tuple((line(finding.rule), ended(open_statement(matter, finding))) for finding in telling)
        blocks += [Paragraph(line(said)), Table(("Rule", "What is open"), rows, row_heads=True)]
    rest = [finding.rule for finding in waiting if finding not in telling]
    if rest:
        blocks.append(Paragraph(line(f"Open as well, without a say in the verdict: {', '.join(rest)}.")))
    return blocks


def _rule_row(matter: Matter, finding: Finding, citations: Citations) -> tuple[Line, ...]:
    rule = matter.ruleset.rules[finding.rule]
    is_open = finding.outcome == "open"
    said = line("Open: ", open_statement(matter, finding)) if is_open else filled(matter, rule.say)
    why = line(ended(filled(matter, rule.why)), citations.refs(rule.sources))
    return line(rule.id), ended(said), line(effect_text(matter, rule.effect)), why


# --- C. Sources -------------------------------------------------------------------------------------------------------


def _sources(matter: Matter, citations: Citations) -> list[Block]:
    """List the sources in the order in which they were used."""
    used = [matter.ruleset.sources[name] for name in citations.used]
    if not used:
        return []
    said = [Paragraph(line(READ))] if any(source.basis for source in used) else []
    return [*said, Bullets(tuple(_source_line(source) for source in used), numbered=True)]


def _source_line(source: Source) -> Line:
    author = f"{source.author}, " if source.author else ""
    year = f", {source.year}" if source.year else ""
    basis = f" (read: {source.basis})" if source.basis else ""
    address: Line = (Plain(" "), Link(source.url)) if source.url else ()
    return line(author, Emphasis(source.title), f"{year}{basis}.", address)


# --- D. Recompute this report -----------------------------------------------------------------------------------------


def _recompute(matter: Matter, program_version: str, answers_text: str) -> list[Block]:
    """Give the answers in machine-readable form, with what they were read by."""
    ruleset = matter.ruleset
    by = line(f"mlgate {program_version} · rule set {ruleset.id} {ruleset.version}, ", Code(ruleset.digest))
    how = line(". Paste the lines below into a file, then run ", Code("mlgate report FILE"), ".")
    amended = [_amendment_line(amendment) for amendment in ruleset.amendments]
    blocks: list[Block] = [Paragraph(line(by, how))]
    if amended:
        blocks += [Paragraph(line("What the rule set changes of what it inherits:")), Bullets(tuple(amended))]
    return [*blocks, Listing("yaml", answers_text, answers=True)]


def _amendment_line(amendment: Amendment) -> Line:
    done = "switched off" if amendment.kind == "disable" else f"changed ({', '.join(amendment.fields) or 'in part'})"
    return ended(line(f"{amendment.id} {done}{f': {amendment.why}' if amendment.why else ''}"))
