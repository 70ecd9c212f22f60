"""One question and somebody to ask go in; the answer with its note comes out, or nothing where the person goes back."""

from __future__ import annotations

from mlgate.interview.reading import clean, read_picked, read_written
from mlgate.interview.screens import LINE_HELP, LINE_HELP_AGAIN, Asker, Back, Picked, Screen, WantNote, Write, Written
from mlgate.model import Answer, Question
from mlgate.values import replace

WHY_NOT = "Why not, or who would know? (Enter to skip)"
EVIDENCE = "How do you know? A query, a report, a name. (Enter to skip: then it counts as assumed)"
NOTE = "Note for the report (Enter to leave it out)"


def ask_question(
    ask: Asker, question: Question, shown: Screen, before: Answer | None, currency: str, *, evidence: bool = True
) -> Answer | None:
    """Ask one question until there is an answer, with the one line that some answers want behind them.

    `before` is what was answered earlier: note, basis and source of an unchanged answer stay. `evidence` is False where
    details typed later are the evidence.
    """
    while True:
        reply = _reply(ask, shown)
        if reply is None:
            return None
        taken, shown = reply
        answer = _with_note(_read(question, taken, currency), before, shown.note)
        finished = _followed_up(ask, question, answer, evidence=evidence)
        if finished is not None:
            return finished
        shown = _once_more(shown, taken)


def ask_line(ask: Asker, question: str, before: str = "", *, back: bool = True) -> str | None:
    """Ask for one line that may stay empty."""
    more = LINE_HELP_AGAIN if before else LINE_HELP
    reply = ask.ask(Write(question, more=more, text=before, asides="?<" if back else "?"))
    return clean(reply.text) if isinstance(reply, Written) else None


def _reply(ask: Asker, shown: Screen) -> tuple[Picked | Written, Screen] | None:
    """Show a question, and again for each note that is added to it."""
    while True:
        reply = ask.ask(shown)
        match reply:
            case Back():
                return None
            case WantNote():
                shown = _noted(ask, shown, reply)
            case _:
                return reply, shown


def _noted(ask: Asker, shown: Screen, want: WantNote) -> Screen:
    """Take a note; going back from it leaves the one before."""
    written = ask_line(ask, NOTE, shown.note)
    note = shown.note if written is None else written
    if isinstance(shown, Write):
        return replace(shown, note=note)
    return replace(shown, note=note, at=want.at, marked=want.marked)


def _once_more(shown: Screen, taken: Picked | Written) -> Screen:
    """Show a question again with what was just answered in place."""
    if isinstance(shown, Write):
        return replace(shown, text=taken.text) if isinstance(taken, Written) else shown
    if isinstance(taken, Picked) and taken.options:
        return replace(shown, at=taken.options[0], marked=taken.options if len(taken.options) > 1 else ())
    return shown


def _read(question: Question, taken: Picked | Written, currency: str) -> Answer:
    if isinstance(taken, Picked):
        return read_picked(question, taken.options)
    return read_written(question, taken.text, currency)


def _with_note(answer: Answer, before: Answer | None, note: str) -> Answer:
    """Add the note; an unchanged answer keeps its basis and source."""
    if before is not None and replace(before, note="", basis="estimate", source="") == answer:
        return replace(before, note=note)
    return replace(answer, note=note)


def _followed_up(ask: Asker, question: Question, answer: Answer, *, evidence: bool) -> Answer | None:
    """Ask the one line behind some answers: why not, or how it is known."""
    if answer.note or question.type == "text":
        return answer
    if answer.unknown:
        why_not = ask_line(ask, WHY_NOT)
        return None if why_not is None else replace(answer, note=why_not)
    if not evidence or not set(question.needs_note) & set(answer.choices or ()):
        return answer
    known = ask_line(ask, EVIDENCE)
    # Such an answer says that something was measured, so whoever says how has measured it.
    return None if known is None else replace(answer, note=known, basis="measured" if known else "assumed")
