"""A rule set, a sheet, somebody to ask and what to do with the answers go in; the sheet with all answers comes out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from mlgate.interview.asking import ask_line, ask_question
from mlgate.interview.progress import (
    OFFER,
    OWNER,
    PROJECT,
    REVIEW,
    STOPPERS,
    Answers,
    Assess,
    Matters,
    NextQuestion,
    Progress,
    Step,
    add,
    asked,
    begin,
    count_after_verdict,
    count_first_part,
    details_of,
    drop,
    exchange,
    main_questions,
    next_after_verdict,
    next_in_first_part,
    open_details,
    open_matters,
    reopen,
    sheet_of,
    still_to_ask,
    stoppers_of,
    typed_details,
    with_evidence,
)
from mlgate.interview.reading import Refused, clean, read_stoppers, stoppers_as_typed
from mlgate.interview.screens import Asker, Done, Headline, Remark, Reopened, Review, Row, Write, Written
from mlgate.interview.telling import (
    counted,
    enter_at_stoppers,
    fewer,
    introduction,
    minutes,
    no_longer_counts,
    row,
    screen,
    stoppers_row,
    stoppers_understood,
    taken_up,
    understood,
)
from mlgate.model import Answer, Assessment, Question, RuleSet, Sheet
from mlgate.values import field, record, replace
from mlgate.wording import title_of

Result = TypeVar("Result")
YES, NO = {"y", "yes"}, {"", "n", "no"}


def run(
    ruleset: RuleSet,
    sheet: Sheet,
    *,
    ask: Asker,
    save: Callable[[Sheet], None],
    verdict: Callable[[Sheet], None],
    assess: Assess,
    next_question: NextQuestion,
    matters: Matters,
    again: str = "mlgate assess",
) -> Sheet:
    """Interview somebody and return the sheet with everything answered.

    `save` is called after each answer, `verdict` when the first part is done and again when further questions were
    answered. `assess` reads the answers so far, `next_question(answers, asked)` names the next one that can change the
    verdict, `matters(answers)` all of those. `again` is the command that takes the interview up. Ctrl-C is a
    KeyboardInterrupt of `ask`; everything answered has been saved by then.
    """
    return _Interview(
        ask, save, verdict, _remembering(assess), next_question, _remembering(matters), begin(ruleset, sheet)
    ).run(again)


def _remembering(function: Callable[[Answers], Result]) -> Callable[[Answers], Result]:
    """Keep the last two results of a slow function of the answers: one screen asks for the same ones many times."""
    known: list[tuple[dict[str, Answer], Result]] = []

    def remembered(answers: Answers) -> Result:
        for before, result in known:
            if before == answers:
                return result
        result = function(answers)
        known[:] = [(dict(answers), result), *known[:1]]
        return result

    return remembered


@record
class _Interview:
    """The loop: find the next screen, show it, take the step or go one back, save."""

    ask: Asker
    save: Callable[[Sheet], None]
    verdict: Callable[[Sheet], None]
    assess: Assess
    next_question: NextQuestion
    matters: Matters
    progress: Progress
    # Where the review stood before something was changed in it: going back from a follow-up undoes the change.
    before_change: Progress | None = field(default=None)

    @property
    def ruleset(self) -> RuleSet:
        return self.progress.ruleset

    def run(self, again: str) -> Sheet:
        """Go through all screens."""
        self._introduce(again)
        while (key := self._next()) is not None:
            if key == REVIEW:
                self._review()
            elif (step := self._take(key)) is None:
                self._go_back(key)
            else:
                self._add(step)
        if self.progress.steps[-1].key not in (REVIEW, OFFER):
            self.verdict(sheet_of(self.progress))
        return sheet_of(self.progress)

    def _assessment(self) -> Assessment:
        return self.assess(self.progress.answers)

    def _hidden(self) -> frozenset[str]:
        return self._assessment().hidden

    def _next(self) -> str | None:
        if self.progress.has(REVIEW):
            return next_after_verdict(self.progress, self._hidden(), self.next_question, self.matters)
        return next_in_first_part(self.progress, self._hidden())

    def _add(self, step: Step) -> None:
        """Take a step, save, and collapse what is answered to one line once its details are typed too."""
        self.progress = add(self.progress, step)
        parent = self._parent(step.key)
        complete = parent is not None and not open_details(self.progress, parent, self._hidden())
        if parent is not None and complete:
            self.progress = with_evidence(self.progress, parent)
        if step.key != OFFER:  # which answers nothing
            self.save(sheet_of(self.progress))
        if parent is None or complete:
            self._tell(parent or step.key)

    def _parent(self, key: str) -> str | None:
        """Give the question whose line a step belongs to: itself, or the one whose detail it is."""
        question = self.ruleset.questions.get(key)
        return (question.after or key) if question else None

    def _go_back(self, key: str) -> None:
        """Take back the last step, and more where that alone would only ask the same again."""
        if self.before_change is not None:
            self.progress, self.before_change = self.before_change, None
            return
        while self.progress.steps:
            self.progress = drop(self.progress)
            before = self._next()
            if before != key:
                if before is not None and before in self.ruleset.questions:
                    self.ask.tell(Reopened(title_of(self.ruleset, before)))
                return

    # --- Screens ------------------------------------------------------------------------------------------------------

    def _take(self, key: str) -> Step | None:
        """Show one screen; nothing comes back where the person wants to go back."""
        if key == PROJECT:
            return self._line(PROJECT, "Project name", self.progress.start.project, back=False)
        if key == OWNER:
            return self._line(OWNER, "Who owns it? (Enter to skip)", self.progress.start.owner)
        if key == STOPPERS:
            return self._stoppers()
        if key == OFFER:
            return self._offer()
        return self._question(self.ruleset.questions[key])

    def _line(self, key: str, question: str, start: str, *, back: bool = True) -> Step | None:
        earlier = self.progress.earlier_step(key)
        text = ask_line(self.ask, question, earlier.text if earlier else start, back=back)
        return None if text is None else Step(key, text=text)

    def _question(self, question: Question) -> Step | None:
        counter, most = self._counter(question.id)
        before = self.progress.earlier(question.id)
        shown = screen(
            self.ruleset,
            question,
            counter="" if question.after else counter,
            remark=self._fewer() or self._from_stoppers(question),
            before=before,
            assessment=self._assessment(),
        )
        evidence = not details_of(self.ruleset, question.id)
        answer = ask_question(self.ask, question, shown, before, self.ruleset.currency, evidence=evidence)
        return None if answer is None else Step(question.id, (answer,), most)

    def _stoppers(self) -> Step | None:
        """Ask all stoppers on one screen."""
        shown = stoppers_of(self.ruleset, self._hidden())
        counter, most = self._counter(STOPPERS)
        second = min(2, len(shown))
        typed = stoppers_as_typed(shown, tuple(self.progress.earlier(question.id) for question in shown))
        reply = self.ask.ask(
            Write(
                f"Is any of these true? Type the numbers, 0 for none, {second}? if unsure about {second}.",
                title="Stoppers",
                counter=counter,
                why="" if typed else enter_at_stoppers(len(shown)),
                remark=self._fewer(),
                more="A number: that sentence is true. With a question mark: you are not sure. Numbers that you do not "
                "type: not true. 0: none is true. Enter alone: you don't know about any of them.",
                numbered=tuple(question.stopper.text for question in shown if question.stopper),
                text=typed,
                check=lambda text: _stoppers_refusal(shown, text),
                asides="?<",
            )
        )
        return Step(STOPPERS, read_stoppers(shown, reply.text), most) if isinstance(reply, Written) else None

    def _offer(self) -> Step | None:
        number = len(open_matters(self.progress, self.matters))
        more = f"{counted(number, 'more question')} could change this, about {minutes(number)}. Go on now? [y/N]"
        reply = self.ask.ask(Write(more, check=_yes_or_no_refusal))
        return Step(OFFER, go_on=clean(reply.text).casefold() in YES) if isinstance(reply, Written) else None

    def _counter(self, key: str) -> tuple[str, int | None]:
        """Give the counter as text and its upper number; questions that follow from a change have none."""
        if self.before_change is not None:
            return "", None
        if self.progress.has(OFFER):
            number, most = count_after_verdict(self.progress, key, self.matters)
        else:
            number, most = count_first_part(self.progress, key, self._hidden())
        return f"{number} of at most {most}", most

    def _fewer(self) -> str:
        """Say which questions the last answer made needless."""
        if self.progress.has(REVIEW) or self.before_change is not None or not self.progress.steps:
            return ""
        gone = self._hidden() - self.assess(drop(self.progress).answers).hidden - set(self.progress.answers)
        return fewer(self.ruleset, [key for key in main_questions(self.ruleset) if key in gone])

    def _from_stoppers(self, question: Question) -> str:
        """Say where the marks come from on a question that so far is answered only as a stopper that is not true."""
        coarse = question.id in self.progress.answers and question.id not in asked(self.progress)
        return "From the stoppers screen: one of the marked ones. Which?" if coarse else ""

    # --- What is said -------------------------------------------------------------------------------------------------

    def _introduce(self, again: str) -> None:
        """Say what this is and how long it takes, or what is already answered."""
        number = len(still_to_ask(self.progress, self._hidden()))
        if not self.progress.answers:
            self.ask.tell(Headline(self.ruleset.title, introduction(self.ruleset, number, again)))
            return
        known = taken_up(self.progress.start.project, len(self.progress.answers), number, again)
        self.ask.tell(Headline(self.ruleset.title, known))
        for step in self.progress.steps:
            if step.key == STOPPERS or (step.key in self.ruleset.questions and self._parent(step.key) == step.key):
                self._tell(step.key)

    def _tell(self, key: str) -> None:
        """Say an answered question on one line."""
        step, answers = self.progress.step(key), self.progress.answers
        if key in (PROJECT, OWNER):
            if step and step.text:
                self.ask.tell(Done("Project" if key == PROJECT else "Owner", step.text))
        elif key == STOPPERS:
            shown = stoppers_of(self.ruleset, self._hidden())
            self.ask.tell(Done("Stoppers", stoppers_understood(self.ruleset, shown, answers)))
        elif key in self.ruleset.questions:
            details = typed_details(self.progress, key)
            question = self.ruleset.questions[key]
            self.ask.tell(understood(self.ruleset, question, answers, details, self._assessment()))

    # --- Review -------------------------------------------------------------------------------------------------------

    def _review(self) -> None:
        """Show all answers; take the step to the verdict, change one of them, or go back."""
        self.before_change = None
        rows = self._rows()
        self.ask.tell(Review("That is all we need for a verdict. Check your answers:", tuple(line for _, line in rows)))
        reply = self.ask.ask(
            Write("Number to change, Enter for the verdict", check=lambda text: _row_refusal(text, len(rows)))
        )
        if not isinstance(reply, Written):
            self._go_back(REVIEW)
        elif not clean(reply.text):
            self.progress = add(self.progress, Step(REVIEW))
            self.verdict(sheet_of(self.progress))
        else:
            self._change(rows[_row_number(reply.text) - 1][0])

    def _rows(self) -> list[tuple[str, Row]]:
        """Give the lines of the review with the key of what each one changes."""
        hidden, answers = self._hidden(), self.progress.answers
        first = [key for key in main_questions(self.ruleset) if key in answers]
        shown = stoppers_of(self.ruleset, hidden)
        stopping = {question.id for question in shown}
        more = [key for key in self.ruleset.questions if key in answers and key not in {*first, *stopping}]
        rows = [
            (key, row(self.ruleset, self.ruleset.questions[key], answers, typed_details(self.progress, key)))
            for key in (*first, *more)
            if key not in hidden and self._parent(key) == key
        ]
        if shown:
            rows.append((STOPPERS, stoppers_row(self.ruleset, shown, answers)))
        project, owner = self.progress.step(PROJECT), self.progress.step(OWNER)
        names = [step.text for step in (project, owner) if step and step.text]
        rows.append((PROJECT, Row("Project", ", ".join(names) or "no name yet", "")))
        return rows

    def _change(self, key: str) -> None:
        """Ask one answer again; what depends on it is asked again too, and what no longer counts is said."""
        before, hidden = self.progress, self._hidden()
        self.before_change = before
        step = self._take(key)
        if step is None:
            self.before_change = None
            return
        if key in self.ruleset.questions:
            step = _without_details_as_note(before, step)
            self.progress = reopen(self.progress, details_of(self.ruleset, key))
        self.progress = exchange(self.progress, key, step)
        if key == PROJECT:
            owner = self._take(OWNER)
            self.progress = exchange(self.progress, OWNER, owner) if owner else self.progress
        self._changed(key, hidden)

    def _changed(self, key: str, hidden: frozenset[str]) -> None:
        """Save a change, say it, and say which answers it takes out of the count."""
        if not open_details(self.progress, key, self._hidden()):
            if key in self.ruleset.questions:
                self.progress = with_evidence(self.progress, key)
            self._tell(key)
        self.save(sheet_of(self.progress))
        hidden_now = asked(self.progress) & (self._hidden() - hidden)
        gone = [name for name in self.ruleset.questions if name in hidden_now]
        if gone:
            self.ask.tell(Remark(no_longer_counts(self.ruleset, gone, self.progress.answers)))


def _without_details_as_note(before: Progress, step: Step) -> Step:
    """Take off a note that is only the details, which are about to be typed again."""
    answer = step.answers[0]
    typed = typed_details(before, answer.question)
    return replace(step, answers=(replace(answer, note=""),)) if typed and answer.note == typed else step


def _yes_or_no_refusal(text: str) -> str:
    return "" if clean(text).casefold() in YES | NO else "Type y to go on, or n."


def _row_number(text: str) -> int:
    """Read the number of a row; 0 is none."""
    digits = clean(text).rstrip(".")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 6 else 0


def _row_refusal(text: str, most: int) -> str:
    if not clean(text) or 0 < _row_number(text) <= most:
        return ""
    return f"Type a number from 1 to {most}, or press Enter for the verdict."


def _stoppers_refusal(shown: tuple[Question, ...], text: str) -> str:
    try:
        read_stoppers(shown, text)
    except Refused as refused:
        return str(refused)
    return ""
