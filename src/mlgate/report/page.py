"""An assessment goes in; the first part of its report comes out, as long as a budget allows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from fractions import Fraction

from mlgate.model import FindOut, Flip, Interval, RungState
from mlgate.quantity import DURATIONS
from mlgate.report.budget import Budget
from mlgate.report.finding_out import TOGETHER, decides
from mlgate.report.layout import Block, Bullets, Line, Listing, Paragraph, Section, Strong, Table, Typed
from mlgate.report.matter import (
    Citations,
    Matter,
    asks,
    counted,
    day,
    ended,
    filled,
    first_sentence,
    joined,
    line,
    only_if_failing,
    others_possible,
    rank,
    rung_of,
    short,
    text_of,
)
from mlgate.report.measure import cut
from mlgate.report.money import UNTOLD, money
from mlgate.report.openness import open_statement
from mlgate.report.reasons import (
    Reason,
    reason_for_closing,
    reasons_against,
    reasons_for,
    rule_name,
    strongest_effect,
)
from mlgate.report.recipes import recipe_for
from mlgate.wording import inside, listing, pieces, threshold_text, title_of, value_text

# --- 1. Why -----------------------------------------------------------------------------------------------------------


def why(matter: Matter, budget: Budget, citations: Citations) -> list[Block]:
    """Give the reasons that decided it as a table, and the alternatives in one line."""
    against = reasons_against(matter)[: budget.against]
    favour = reasons_for(matter)[: budget.favour]
    explained = against[: budget.why]
    rows = tuple(_why_row(matter, reason, budget, citations, reason in explained) for reason in (*against, *favour))
    blocks: list[Block] = [Table(("", "What decided it", "Answer given", "Rule"), rows)] if rows else []
    alternatives = _alternatives(matter, budget, {reason.rule.id for reason in against})
    return [*blocks, Paragraph(alternatives)] if alternatives else blocks


def _why_row(matter: Matter, reason: Reason, budget: Budget, citations: Citations, explained: bool) -> tuple[Line, ...]:
    is_open = reason.sign == "open"
    said = ended(open_statement(matter, reason.finding, asking=True) if is_open else reason.statement)
    if explained and reason.rule.why:
        said = line(said, " ", ended(filled(matter, first_sentence(reason.rule.why))))
    effect = strongest_effect(matter, reason.rule.effect)
    name = rule_name(matter, reason.rule)
    when = " if so" if is_open and effect else ""
    return (
        line(reason.sign),
        line(cut(said, budget.words), citations.refs(reason.rule.sources)),
        cut(reason.answer, budget.words // 2),
        line(f"{name}: {effect}{when}" if effect else name),
    )


def _alternatives(matter: Matter, budget: Budget, told_above: Collection[str]) -> Line:
    """Name the rungs that are closed whatever the open answers turn out to be, with the first reason; of one that
    stands in the table only the rule is named.
    """
    closed: dict[str, list[str]] = {}
    for state in matter.assessment.rungs:
        if state.open is False and state.verdict not in matter.outlook.possible.verdicts:
            name = short(matter, state.verdict)
            why = _closing(matter, state, told_above).removeprefix(f"{name}: ")
            closed.setdefault(why, []).append(name)
    told = [f"{listing(names)} ({reason})" if reason else listing(names) for reason, names in closed.items()]
    if not told or not budget.alternatives or rank(matter, matter.assessment.verdict) == 0:
        return ()
    return cut(line(f"Not considered further: {'; '.join(told[-budget.alternatives :])}."), budget.words)


def _closing(matter: Matter, state: RungState, told_above: Collection[str]) -> str:
    """Say why a rung is closed; of a score both what it can reach and what would be asked for."""
    firing = {finding.rule for finding in matter.assessment.findings if finding.outcome == "fires"}
    told = next((rule for rule in state.closed_by if rule in firing & set(told_above)), "")
    if told:
        return f"see {rule_name(matter, matter.ruleset.rules[told])}"
    reason = reason_for_closing(matter, state)
    for name, score, need in state.missing:
        dimension = inside(title_of(matter.ruleset, name))
        if reason == f"{dimension} {score.high} of {need}":
            return f"{dimension} reaches at most {score.high}, needs {need}"
    return reason


# --- 2. How sure is this ----------------------------------------------------------------------------------------------

_PROOF = {
    "bounds": "No combination of the open answers leads anywhere else.",
    "enumerated": "No combination of the open answers leads anywhere else; all were checked.",
    "searched": "No combination of the open answers leads anywhere else.",
    "not ruled out": "Not every combination could be checked: some of these may turn out to be impossible.",
}


def how_sure(matter: Matter, budget: Budget) -> list[Block]:
    """Say what is still possible, on which conditions, what to find out first and what was assumed."""
    blocks: list[Block] = [Paragraph(cut(_possible(matter), 2 * budget.words))]
    conditions = _conditions(matter, budget)
    if len(conditions) == 1:
        blocks.append(Paragraph(line("Holds only if this is so: ", conditions[0])))
    elif conditions:
        blocks += [Paragraph(line("Holds only if all of this is so:")), Bullets(conditions)]
    rows = tuple(_find_out_row(matter, found, budget) for found in matter.outlook.find_out[: budget.find_out])
    if rows and all(text_of(row[1]) == TOGETHER for row in rows):
        blocks.append(Table(("Find out first", "Effort"), tuple((row[0], row[2]) for row in rows)))
    elif rows:
        blocks.append(Table(("Find out", "What it decides", "Effort"), rows))
    remarks = (_chosen(matter, budget), _assumed(matter, budget), _amended(matter), _waived(matter, budget))
    return blocks + [Paragraph(remark) for remark in remarks if remark]


def _possible(matter: Matter) -> Line:
    here = Strong(short(matter, matter.assessment.verdict))
    if matter.outlook.possible.settled:
        return line("Settled: ", here, f", {_why_settled(matter)}.")
    failing = only_if_failing(matter)
    parts = [line(here, " (now)")]
    parts += [line(Strong(short(matter, verdict))) for verdict in others_possible(matter)]
    parts += [
        line(Strong(short(matter, verdict)), f" ({_unless(conditions)})") for verdict, conditions in failing.items()
    ]
    return line("Still possible: ", joined(parts, ", "), ". ", _PROOF[matter.outlook.possible.proof])


def _why_settled(matter: Matter) -> str:
    """Say why no answer can change the verdict, and how many of the answers are only assumed."""
    if matter.assessment.open:
        return "whatever the open answers turn out to be"
    given = [answer for name, answer in matter.sheet.answers.items() if name not in matter.assessment.hidden]
    assumed = sum(answer.basis == "assumed" for answer in given)
    are = "is" if assumed == 1 else "are"
    return f"as every answer is given; {assumed} of them {are} assumed" if assumed else "as every answer is known"


def _unless(conditions: tuple[str, ...]) -> str:
    if len(conditions) == 1:
        return f"unless {inside(conditions[0].rstrip('.'))}"
    return f"if one of {len(conditions)} conditions below fails"


def _conditions(matter: Matter, budget: Budget) -> tuple[Line, ...]:
    """List the unconfirmed conditions, those that could cost the verdict first."""
    ordered = sorted(matter.outlook.conditions, key=lambda condition: not condition.otherwise)
    said = [line(condition.condition.rstrip("."), ".") for condition in ordered]
    shown = [cut(content, budget.words) for content in said[: budget.conditions]]
    rest = len(said) - len(shown)
    return (*shown, line(f"{counted(rest, 'more condition')} in appendix A.")) if rest else tuple(shown)


def _find_out_row(matter: Matter, found: FindOut, budget: Budget) -> tuple[Line, ...]:
    question = matter.ruleset.questions[found.question]
    what = asks(question)
    return cut(line(what), budget.words // 2), cut(line(decides(matter, found)), budget.words), line(found.effort)


def _assumed(matter: Matter, budget: Budget) -> Line:
    """List the values taken for open answers that carry the verdict and stand in no table above."""
    told = [said for question, said in _carrying(matter, budget) if not _is_answered(matter, question)]
    if not told or not budget.assumed:
        return ()
    return cut(line(f"Assumed without asking, please object: {' · '.join(told[: budget.assumed])}."), budget.words)


def _chosen(matter: Matter, budget: Budget) -> Line:
    """Say which of several given answers the verdict uses, where another would change it."""
    told = [said for question, said in _carrying(matter, budget) if _has_several(matter, question)]
    if not told or not budget.assumed:
        return ()
    return cut(line(f"Of several answers given the verdict uses {' · '.join(told[: budget.assumed])}."), budget.words)


def _carrying(matter: Matter, budget: Budget) -> list[tuple[str, str]]:
    """List questions, and the values taken for them, that carry the verdict and stand in no table above."""
    shown = {found.question for found in matter.outlook.find_out[: budget.find_out]}
    return [
        (
            assumption.question,
            f"{inside(title_of(matter.ruleset, assumption.question))}: "
            f"{value_text(matter.ruleset, assumption.question, assumption.value)}",
        )
        for assumption in matter.outlook.assumptions
        if assumption.carries and not assumption.condition and assumption.question not in shown
    ]


def _is_answered(matter: Matter, question: str) -> bool:
    answer = matter.sheet.answers.get(question)
    return answer is not None and not answer.unknown


def _has_several(matter: Matter, question: str) -> bool:
    """Tell whether somebody named several choices, of which only one can be so."""
    answer = matter.sheet.answers.get(question)
    several = answer is not None and not answer.unknown and len(answer.choices or ()) > 1
    return several and matter.ruleset.questions[question].type != "choices"


def _amended(matter: Matter) -> Line:
    """Count what the rule set changes of what it inherits."""
    kinds = [amendment.kind for amendment in matter.ruleset.amendments]
    if not kinds:
        return ()
    words = [
        f"{kinds.count(kind)} {said}"
        for kind, said in (("override", "changed"), ("disable", "switched off"))
        if kind in kinds
    ]
    return line(f"The rule set {matter.ruleset.id} amends what it inherits: {' and '.join(words)} (appendix D).")


def _waived(matter: Matter, budget: Budget) -> Line:
    waiver = matter.sheet.waiver
    if waiver is None:
        return ()
    said = line("Waiver by ", Typed(waiver.by), f" until {day(waiver.until)}: ", Typed(waiver.because))
    return cut(ended(said), budget.words)


# --- 4. What would change the verdict ---------------------------------------------------------------------------------


def changes(matter: Matter, budget: Budget) -> list[Block]:
    """Say what would lift the verdict and what would lower it, told apart by what it takes."""
    chosen = _flips_shown(matter, budget.flips)
    return [Bullets(tuple(cut(_flip_line(matter, flip), budget.words) for flip in chosen))] if chosen else []


def _flips_shown(matter: Matter, most: int) -> list[Flip]:
    """Choose the cheapest way to each verdict, those still possible first, up before down; then the other ways."""
    here = rank(matter, matter.assessment.verdict)
    possible = matter.outlook.possible.verdicts
    chosen: list[Flip] = []
    rest: list[Flip] = []
    sayable = [
        flip
        for flip in matter.outlook.flips
        if not any(is_absurd(change) for _, change in flip.changes)
        # nobody makes a project worse to get a heavier verdict
        and not (flip.kind == "falls_back" and rank(matter, flip.verdict) > here)
    ]
    for flip in sorted(sayable, key=lambda flip: flip.kind != "find_out"):
        if flip.verdict not in {known.verdict for known in chosen}:
            chosen.append(flip)
        elif flip.kind != "falls_back":  # one way down is warning enough
            rest.append(flip)
    chosen.sort(key=lambda flip: (flip.verdict not in possible, rank(matter, flip.verdict) < here))
    shown = [*chosen, *rest][:most]
    return sorted(shown, key=lambda flip: -rank(matter, flip.verdict))


def is_absurd(change: object) -> bool:
    """Tell whether a change would need a number that only a question's limit allows."""
    least = change.low if isinstance(change, Interval) else change
    return isinstance(least, Fraction) and least >= UNTOLD


def _flip_line(matter: Matter, flip: Flip) -> Line:
    up = rank(matter, flip.verdict) > rank(matter, matter.assessment.verdict)
    way = {"find_out": "to find out", "do": "to do", "falls_back": ""}[flip.kind]
    effort = f"about {flip.effort}" if flip.effort and way else ""  # nobody plans to make things worse
    cost = ", ".join(part for part in (way, effort) if part)
    questions = matter.ruleset.questions
    needed = listing([threshold_text(matter.ruleset, questions[name], change) for name, change in flip.changes])
    return line(
        Strong(f"{'Up' if up else 'Down'} to {short(matter, flip.verdict)}:"),
        f" {needed}{f' ({cost})' if cost else ''}.",
    )


# --- 5. First step ----------------------------------------------------------------------------------------------------


def first_step(matter: Matter, budget: Budget, citations: Citations) -> list[Block]:
    """Give the recipe with the person's words, or the next steps of the verdict."""
    rung = rung_of(matter, matter.assessment.verdict)
    steps = [cut(ended(filled(matter, text)), budget.words) for text in rung.next[1 : 1 + budget.next]]
    recipe = recipe_for(matter)
    if recipe is None:
        return [Bullets(tuple(steps))] if steps else []
    blocks: list[Block] = []
    for text in (recipe.text, recipe.measure):
        if text:
            blocks.append(Paragraph(cut(ended(filled(matter, text)), budget.words)))
    if recipe.sources:
        blocks[-1:] = [_cited(block, citations, recipe.sources) for block in blocks[-1:]]
    blocks += recipe_listings(matter) if budget.listing else []
    if not budget.listing and recipe_listings(matter):
        blocks.append(Paragraph(line("The lines to copy are at the end of appendix B.")))
    return [*blocks, Bullets(tuple(steps))] if steps else blocks


def _cited(block: Block, citations: Citations, sources: Iterable[str]) -> Block:
    return Paragraph(line(block.line, citations.refs(sources))) if isinstance(block, Paragraph) else block


def recipe_listings(matter: Matter) -> list[Block]:
    """Give the recipe's SQL and code, to be copied."""
    recipe = recipe_for(matter)
    if recipe is None:
        return []
    texts = (("sql", recipe.sql), ("", recipe.code))
    return [Listing(language, _adapted(matter, text)) for language, text in texts if text]


def _adapted(matter: Matter, text: str) -> str:
    """Fill the answers into code, each on one line: a comment must not end where an answer has a line break."""
    found = pieces(text, matter.ruleset, matter.sheet.answers, matter.assessment)
    return "".join(" ".join(piece.split()) if typed else piece for piece, typed in found)


def first_step_title(matter: Matter) -> str:
    """Name the first step after the recipe, where there is one."""
    recipe = recipe_for(matter)
    return f"First step: {inside(text_of(filled(matter, recipe.title)))}" if recipe else "First steps"


# --- 6. Stop or ask again ---------------------------------------------------------------------------------------------


def stop(matter: Matter, budget: Budget) -> list[Block]:
    """Give the criteria for stopping, and when to ask again."""
    rung = rung_of(matter, matter.assessment.verdict)
    items = [cut(ended(filled(matter, text)), budget.words) for text in rung.kill[: budget.kill]]
    again = _ask_again(matter, rung.revisit)
    return [Bullets((*items, *([cut(again, budget.words)] if again else [])))] if items or again else []


def _ask_again(matter: Matter, revisit: str) -> Line:
    """Say when to ask again, with the date that the answers' date and the stated time give."""
    if not revisit:
        return ()
    match = re.search(r"(\d+)\s*(days?|weeks?|months?|years?)\b", revisit)
    due = _later(matter.sheet.date, int(match[1]), match[2]) if match and matter.sheet.date else None
    if match and re.fullmatch(r"\d+\s*\w+", revisit.strip()):
        return line(
            f"Ask again on {day(due)}." if due else f"Ask again {revisit.strip()} after these answers were given."
        )
    said = ended(line("Ask again ", *filled(matter, inside(revisit.strip().rstrip(".")))))
    return line(said, f" By these answers' date that is {day(due)}.") if due else said


def _later(start: date, count: int, unit: str) -> date | None:
    """Give the day so many days, weeks, months or years later; None beyond the calendar."""
    days = Fraction(count) * DURATIONS[unit]
    try:
        return start + timedelta(days=round(days))
    except OverflowError:
        return None


# --- All of it --------------------------------------------------------------------------------------------------------


def sections(matter: Matter, budget: Budget, citations: Citations) -> tuple[Section, ...]:
    """Give the numbered sections; one without content is left out and does not count."""
    drafts = (
        ("Why", why(matter, budget, citations)),
        ("How sure is this", how_sure(matter, budget)),
        ("Money", money(matter, budget)),
        ("What would change the verdict", changes(matter, budget)),
        (first_step_title(matter), first_step(matter, budget, citations)),
        ("Stop or ask again", stop(matter, budget)),
    )
    kept = [(name, blocks) for name, blocks in drafts if blocks]
    return tuple(Section(str(number), name, tuple(blocks)) for number, (name, blocks) in enumerate(kept, start=1))
