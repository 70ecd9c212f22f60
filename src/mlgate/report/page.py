"""An assessment goes in; the first part of its report comes out, as long as a budget allows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from mlgate.model import FindOut, Flip, Interval
from mlgate.quantity import DURATIONS
from mlgate.report.layout import Block, Bullets, Line, Listing, Paragraph, Plain, Section, Strong, Table, Typed
from mlgate.report.matter import (
    Citations,
    Matter,
    asks,
    counted,
    day,
    ended,
    filled,
    first_sentence,
    headline,
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
from mlgate.wording import amount, inside, listing, pieces, threshold_text, title_of, value_text

SIGN_WORDS = {"against": "against", "for": "for", "open": "open"}


@dataclass(frozen=True, slots=True)
class Budget:
    """How much of each part the first pages may carry; `words` is the longest line, `why` whether reasons are given."""

    against: int = 3
    favour: int = 3
    why: bool = True
    alternatives: int = 3
    conditions: int = 5
    find_out: int = 4
    assumed: int = 6
    flips: int = 6
    next: int = 3
    kill: int = 4
    listing: bool = True
    words: int = 60


# Each takes away what is missed least; the first that keeps the first part within its words is used.
BUDGETS = (
    Budget(),
    Budget(assumed=3, flips=4, alternatives=2, conditions=3),
    Budget(assumed=3, flips=4, alternatives=2, conditions=3, why=False),
    Budget(assumed=3, flips=3, alternatives=2, conditions=3, why=False, find_out=3, kill=3, words=40),
    Budget(assumed=2, flips=3, alternatives=1, conditions=3, why=False, find_out=3, kill=2, next=1, words=30),
    Budget(3, 2, False, 0, 2, 3, 0, 2, 2, 2, False, 30),
    Budget(2, 2, False, 0, 2, 2, 0, 2, 2, 2, False, 20),
    Budget(2, 2, False, 0, 1, 2, 0, 2, 1, 1, False, 12),
    Budget(2, 1, False, 0, 1, 1, 0, 1, 1, 1, False, 8),
)
LONGEST_FIRST_PART = 600


# --- Above the sections -----------------------------------------------------------------------------------------------


def title(matter: Matter, budget: Budget) -> Line:
    """Say project and verdict."""
    project = matter.sheet.project or "Untitled project"
    return cut(line(cut((Typed(project),), budget.words // 2), ": ", inside(headline(matter))), budget.words)


def byline(matter: Matter, budget: Budget) -> Line:
    """Say whose project it is, as of when, how settled, and who says so."""
    sheet = matter.sheet
    parts: list[Line] = []
    if sheet.owner:
        parts.append(cut(line("Owner: ", Typed(sheet.owner)), budget.words // 2))
    if sheet.date:
        parts.append(line(day(sheet.date)))
    said = standing(matter)
    parts.append(line(said if parts else said.capitalize()))
    parts.append(line("answered by the proposing team, not checked"))
    return joined(parts, " · ")


def standing(matter: Matter) -> str:
    """Say in a few words whether open answers can still change the verdict."""
    if matter.outlook.possible.settled:
        return "settled: no open answer can change it"
    return f"provisional: {counted(len(matter.outlook.open_questions), 'open answer')} can change it"


def recommendation(matter: Matter, budget: Budget) -> Line:
    """Say what to do, in the words of the verdict."""
    rung = rung_of(matter, matter.assessment.verdict)
    means = filled(matter, first_sentence(rung.means))
    mark = ". " if ":" in rung.title + text_of(means) else ": "
    said = line(headline(matter), mark, _inside(means) if mark == ": " else means) if means else line(headline(matter))
    steps = [ended(filled(matter, text)) for text in rung.next[:1]]
    return line(Strong("Recommendation."), " ", cut(joined([ended(said), *steps], " "), 2 * budget.words))


def _inside(content: Line) -> Line:
    """Begin a line small, as it stands behind a colon."""
    first = content[0]
    return (Plain(inside(first.text)), *content[1:]) if isinstance(first, Plain) else content


def decision(matter: Matter, budget: Budget) -> Line:
    """Say what is asked of whoever decides, in days and money."""
    parts = [*_days_asked(matter), *_money_asked(matter)]
    return line(Strong("Decision asked for."), " ", cut(joined(parts, " "), budget.words)) if parts else ()


def _days_asked(matter: Matter) -> list[Line]:
    efforts = [_days_of(found) for found in matter.outlook.find_out]
    known = [days for days in efforts if days is not None]
    if not known or matter.outlook.possible.settled:
        return []
    return [line(f"{_days_text(sum(known))} now, to find out {counted(len(known), 'thing')}.")]


def _days_text(days: Fraction | int) -> str:
    whole = -(-Fraction(days).numerator // Fraction(days).denominator)
    return counted(whole, "person-day")


def _days_of(found: FindOut) -> Fraction | None:
    match = re.search(r"(\d+(?:\.\d+)?)\s*(days?|weeks?|months?|h)\b", found.effort)
    return Fraction(match[1]) * DURATIONS[match[2]] if match else None


def _money_asked(matter: Matter) -> list[Line]:
    """Ask for money only at the heaviest verdict; else give the time, and say that nothing heavier is asked for."""
    here = matter.assessment.verdict
    build, run = _amount_given(matter, "build_cost"), _amount_given(matter, "run_cost")
    if rank(matter, here) == 0:
        return [line("No money and no people.")]
    if rank(matter, here) == len(matter.ruleset.verdicts) - 1:
        parts = [part for part in (build and f"{build} to build", run and f"{run} a year to run") if part]
        return [
            line(f"Up to {' and '.join(parts)}." if parts else "A budget to build and to run it; no figures are given.")
        ]
    if any(rank(matter, verdict) > rank(matter, here) for verdict in others_possible(matter)):
        return [line(f"None of the {build} for building until then." if build else "No budget for more until then.")]
    revisit = rung_of(matter, here).revisit.strip()
    time = f"At most {revisit}, then a fresh look. " if re.fullmatch(r"\d+ \w+", revisit) else ""
    return [line(f"{time}No budget for anything heavier.")]


def _amount_given(matter: Matter, name: str) -> str:
    answer = matter.sheet.answers.get(name)
    if name not in matter.ruleset.questions or answer is None or answer.interval is None:
        return ""
    high = answer.interval.high
    return "" if high is None else amount(matter.ruleset, name, high)


# --- 1. Why -----------------------------------------------------------------------------------------------------------


def why(matter: Matter, budget: Budget, citations: Citations) -> list[Block]:
    """Give the reasons that decided it as a table, and the alternatives in one line."""
    against = reasons_against(matter)[: budget.against]
    favour = reasons_for(matter)[: budget.favour]
    rows = tuple(_why_row(matter, reason, budget, citations) for reason in (*against, *favour))
    blocks: list[Block] = [Table(("", "What decided it", "Answer given", "Rule"), rows)] if rows else []
    alternatives = _alternatives(matter, budget)
    return [*blocks, Paragraph(alternatives)] if alternatives else blocks


def _why_row(matter: Matter, reason: Reason, budget: Budget, citations: Citations) -> tuple[Line, ...]:
    is_open = reason.sign == "open"
    said = ended(open_statement(matter, reason.finding, asking=True) if is_open else reason.statement)
    if budget.why and reason.against and reason.rule.why:
        said = line(said, " ", ended(filled(matter, first_sentence(reason.rule.why))))
    effect = strongest_effect(matter, reason.rule.effect)
    name = rule_name(matter, reason.rule)
    when = " if so" if is_open and effect else ""
    return (
        line(SIGN_WORDS[reason.sign]),
        line(cut(said, budget.words), citations.refs(reason.rule.sources)),
        cut(reason.answer, budget.words // 2),
        line(f"{name}: {effect}{when}" if effect else name),
    )


def _alternatives(matter: Matter, budget: Budget) -> Line:
    """Name the rungs that are closed whatever the open answers turn out to be, with the first reason."""
    closed: dict[str, list[str]] = {}
    for state in matter.assessment.rungs:
        if state.open is False and state.verdict not in matter.outlook.possible.verdicts:
            name = short(matter, state.verdict)
            closed.setdefault(reason_for_closing(matter, state).removeprefix(f"{name}: "), []).append(name)
    told = [f"{listing(names)} ({reason})" if reason else listing(names) for reason, names in closed.items()]
    if not told or not budget.alternatives or rank(matter, matter.assessment.verdict) == 0:
        return ()
    return cut(line(f"Not considered further: {'; '.join(told[-budget.alternatives :])}."), budget.words)


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
    if rows:
        blocks.append(Table(("Find out", "What it decides", "Effort"), rows))
    remarks = (_assumed(matter, budget), _amended(matter), _waived(matter, budget))
    return blocks + [Paragraph(remark) for remark in remarks if remark]


def _possible(matter: Matter) -> Line:
    here = Strong(short(matter, matter.assessment.verdict))
    if matter.outlook.possible.settled:
        why_so = "whatever the open answers turn out to be." if matter.assessment.open else "as every answer is known."
        return line("Settled: ", here, f", {why_so}")
    failing = only_if_failing(matter)
    parts = [line(here, " (now)")]
    parts += [line(Strong(short(matter, verdict))) for verdict in others_possible(matter)]
    parts += [
        line(Strong(short(matter, verdict)), f" ({_unless(conditions)})") for verdict, conditions in failing.items()
    ]
    return line("Still possible: ", joined(parts, ", "), ". ", _PROOF[matter.outlook.possible.proof])


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
    return cut(line(what), budget.words // 2), cut(line(decides(matter, found)), budget.words // 2), line(found.effort)


def decides(matter: Matter, found: FindOut) -> str:
    """Say which answer leads to which verdicts: `far: rules or ML prototype; else rules`."""
    return "; ".join(
        f"{words}: {listing([short(matter, verdict) for verdict in verdicts], 'or')}"
        for words, verdicts in found.decides
    )


def _assumed(matter: Matter, budget: Budget) -> Line:
    """List the values taken for open answers that carry the verdict and stand in no table above."""
    shown = {found.question for found in matter.outlook.find_out[: budget.find_out]}
    told = [
        f"{inside(title_of(matter.ruleset, assumption.question))}: "
        f"{value_text(matter.ruleset, assumption.question, assumption.value)}"
        for assumption in matter.outlook.assumptions
        if assumption.carries and not assumption.condition and assumption.question not in shown
    ]
    if not told or not budget.assumed:
        return ()
    return cut(line(f"Assumed without asking, please object: {' · '.join(told[: budget.assumed])}."), budget.words)


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


# --- 3. Money ---------------------------------------------------------------------------------------------------------

# The money of the built-in rule sets; a rule set without these has no such section. True: more is worse.
_MONEY = (
    ("yearly_gain", False),
    ("build_cost", True),
    ("run_cost", True),
    ("net", False),
    ("payback_months", True),
    ("break_even_volume", True),
)
UNTOLD = Fraction(10**13)  # an end this far out comes from a question's limit, not from anybody's answer
_MONEY_QUESTIONS = ("annual_value", "value_per_decision", "volume", "build_cost", "run_cost")


def money(matter: Matter, budget: Budget) -> list[Block]:
    """Give value, costs and payback at worst and at best, where it breaks even, and whose figures they are."""
    rows = tuple(row for name, worse_high in _MONEY if (row := _money_row(matter, name, worse_high)))
    if not rows:
        return []
    blocks: list[Block] = [Table(("", "At worst", "At best"), rows, row_heads=True)]
    remarks = [text for text in (_break_even(matter), _whose_figures(matter)) if text]
    return [*blocks, Paragraph(cut(line(" ".join(remarks)), budget.words))] if remarks else blocks


def _money_row(matter: Matter, name: str, worse_high: bool) -> tuple[Line, ...] | None:
    ends = _ends(matter, name)
    if ends is None:
        return None
    worst, best = (ends[1], ends[0]) if worse_high else ends
    return line(title_of(matter.ruleset, name)), line(worst), line(best)


def _ends(matter: Matter, name: str) -> tuple[str, str] | None:
    """Give the low and high end of a money question or fact in words, None where there is nothing to say."""
    answer = matter.sheet.answers.get(name)
    value = matter.assessment.facts.get(name)
    if name in matter.ruleset.questions:
        interval = answer.interval if answer else None
        return _words_of_ends(matter, name, interval.low, interval.high) if interval else None
    if value is None or name not in matter.ruleset.facts:
        return None
    never = matter.ruleset.facts[name].otherwise if value.can_be_na else ""
    if value.value is None and not (never and _is_given(matter, "build_cost") and _ends(matter, "net")):
        return None
    ends = _words_of_ends(matter, name, _number(value.low), _number(value.high))
    return (ends[0] if ends else never, never) if never else ends


def _words_of_ends(matter: Matter, name: str, low: Fraction | None, high: Fraction | None) -> tuple[str, str] | None:
    words = [
        "not known" if end is None or abs(end) >= UNTOLD else amount(matter.ruleset, name, end) for end in (low, high)
    ]
    return None if set(words) == {"not known"} else (words[0], words[1])


def _number(end: Fraction | bool | None) -> Fraction | None:
    return end if isinstance(end, Fraction) else None


def _is_given(matter: Matter, name: str) -> bool:
    answer = matter.sheet.answers.get(name)
    return answer is not None and answer.interval is not None


def _break_even(matter: Matter) -> str:
    """Give the computed threshold of a money answer that would lift the verdict."""
    here = rank(matter, matter.assessment.verdict)
    for flip in matter.outlook.flips:
        for name, change in flip.changes:
            lifts = rank(matter, flip.verdict) > here
            if lifts and name in _MONEY_QUESTIONS and isinstance(change, Interval) and name in matter.ruleset.questions:
                return f"Break-even: {threshold_text(matter.ruleset, matter.ruleset.questions[name], change)}."
    return ""


def _whose_figures(matter: Matter) -> str:
    given = [name for name in _MONEY_QUESTIONS if _is_given(matter, name)]
    measured = [name for name in given if matter.sheet.answers[name].basis == "measured"]
    if not given:
        return ""
    if not measured:
        return "All figures are the owner's estimates; none is measured."
    if len(measured) == len(given):
        return "All figures are measured."
    return (
        f"Measured: {listing([inside(title_of(matter.ruleset, name)) for name in measured])}; the rest are estimates."
    )


# --- 4. What would change the verdict ---------------------------------------------------------------------------------


def changes(matter: Matter, budget: Budget) -> list[Block]:
    """Say what would lift the verdict and what would lower it, told apart by what it takes."""
    chosen = _flips_shown(matter, budget.flips)
    return [Bullets(tuple(cut(_flip_line(matter, flip), budget.words) for flip in chosen))] if chosen else []


def _flips_shown(matter: Matter, most: int) -> list[Flip]:
    """Choose the cheapest way to each verdict first, then the others."""
    first: list[Flip] = []
    rest: list[Flip] = []
    seen: set[tuple[str, str]] = set()
    for flip in matter.outlook.flips:
        (rest if (flip.verdict, flip.kind) in seen else first).append(flip)
        seen.add((flip.verdict, flip.kind))
    chosen = [*first, *rest][:most]
    return sorted(chosen, key=lambda flip: (-rank(matter, flip.verdict), matter.outlook.flips.index(flip)))


def _flip_line(matter: Matter, flip: Flip) -> Line:
    up = rank(matter, flip.verdict) > rank(matter, matter.assessment.verdict)
    way = {"find_out": "to find out", "do": "to do", "falls_back": ""}[flip.kind]
    effort = f"about {flip.effort}" if flip.effort and way else ""  # nobody plans to make things worse
    cost = ", ".join(part for part in (way, effort) if part)
    needed = listing([change_text(matter, name, change) for name, change in flip.changes])
    return line(
        Strong(f"{'Up' if up else 'Down'} to {short(matter, flip.verdict)}:"),
        f" {needed}{f' ({cost})' if cost else ''}.",
    )


def change_text(matter: Matter, name: str, change: str | Fraction | Interval | frozenset[str]) -> str:
    """Say one change of an answer as a threshold or a choice."""
    return threshold_text(matter.ruleset, matter.ruleset.questions[name], change)


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
    return f"First step: {inside(recipe.title)}" if recipe else "First steps"


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
