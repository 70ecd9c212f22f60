"""A rule set and the steps taken so far go in; the answers they come to and the step that is next come out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from mlgate.interview.reading import others
from mlgate.model import Answer, Assessment, Basis, Question, RuleSet, Sheet
from mlgate.values import replace, value

# Keys of steps that are no single question; a question's id cannot contain a space.
PROJECT, OWNER, STOPPERS, REVIEW, OFFER = "the project", "the owner", "the stoppers", "the review", "the offer"

Answers = Mapping[str, Answer]
Assess = Callable[[Answers], Assessment]
NextQuestion = Callable[[Answers, Collection[str]], str | None]
Matters = Callable[[Answers], Sequence[str]]


@value
class Step:
    """One screen that has been answered: the question's id or one of the keys above, and what was answered.

    `most` is what the counter said there, so that it never grows; `text` is a typed project or owner, `go_on` the reply
    to the offer.
    """

    key: str
    answers: tuple[Answer, ...] = ()
    most: int | None = None
    text: str = ""
    go_on: bool = False


@value
class Progress:
    """Where the interview stands: the sheet it began with, the steps taken, and the steps that were taken back."""

    ruleset: RuleSet
    start: Sheet
    steps: tuple[Step, ...] = ()
    kept: tuple[Step, ...] = ()

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers of all steps."""
        return _answers(self.steps)

    def has(self, key: str) -> bool:
        """Tell whether this step has been taken."""
        return any(step.key == key for step in self.steps)

    def step(self, key: str) -> Step | None:
        """Give the last step with this key."""
        return next((step for step in reversed(self.steps) if step.key == key), None)

    def earlier(self, question: str) -> Answer | None:
        """Give what was answered to this question, even in a step that was taken back."""
        return self.answers.get(question) or _answers(self.kept).get(question)

    def earlier_step(self, key: str) -> Step | None:
        """Give the last step with this key, even if it was taken back."""
        return self.step(key) or next((step for step in reversed(self.kept) if step.key == key), None)


def _answers(steps: Iterable[Step]) -> dict[str, Answer]:
    return {answer.question: answer for step in steps for answer in step.answers}


def begin(ruleset: RuleSet, sheet: Sheet) -> Progress:
    """Begin with a sheet: answers that it already has count as steps taken, so that one can go back into them."""
    known = {key: answer for key, answer in sheet.answers.items() if key in ruleset.questions}
    first = [key for name in main_questions(ruleset) for key in (name, *details_of(ruleset, name))]
    stopping = [question.id for question in ruleset.questions.values() if question.stopper]
    others_first = [key for key in known if key not in first and key not in stopping]
    steps = [Step(PROJECT, text=sheet.project), Step(OWNER, text=sheet.owner)] if sheet.project else []
    steps += [Step(key, (known[key],)) for key in (*others_first, *(key for key in first if key in known))]
    stoppers = tuple(known[key] for key in stopping if key in known)
    return Progress(ruleset, sheet, (*steps, *([Step(STOPPERS, stoppers)] if stoppers else ())))


def add(progress: Progress, step: Step) -> Progress:
    """Take one more step."""
    return replace(progress, steps=(*progress.steps, step))


def drop(progress: Progress) -> Progress:
    """Take the last step back; its answers are kept, to be offered again."""
    return replace(progress, steps=progress.steps[:-1], kept=(*progress.kept, progress.steps[-1]))


def exchange(progress: Progress, key: str, step: Step) -> Progress:
    """Put another step in the place of the last one with this key."""
    place = max(number for number, known in enumerate(progress.steps) if known.key == key)
    return replace(progress, steps=(*progress.steps[:place], step, *progress.steps[place + 1 :]))


def reopen(progress: Progress, keys: Collection[str]) -> Progress:
    """Take the steps with these keys back, wherever they are; their answers are kept, to be offered again."""
    taken = tuple(step for step in progress.steps if step.key in keys)
    left = tuple(step for step in progress.steps if step.key not in keys)
    return replace(progress, steps=left, kept=(*progress.kept, *taken))


def sheet_of(progress: Progress) -> Sheet:
    """Write the sheet in the order of the rule set; an answer that was taken back stays until there is another."""
    given = _answers(progress.kept) | progress.answers
    questions = progress.ruleset.questions
    strangers = {key: answer for key, answer in progress.start.answers.items() if key not in questions}
    ordered = {key: given[key] for key in questions if key in given}
    project, owner = progress.earlier_step(PROJECT), progress.earlier_step(OWNER)
    return replace(
        progress.start,
        answers=ordered | strangers,
        project=project.text if project else progress.start.project,
        owner=owner.text if owner else progress.start.owner,
    )


def with_evidence(progress: Progress, parent: str) -> Progress:
    """Make the details typed behind an answer the note that it needs; without any it counts as assumed."""
    question, step = progress.ruleset.questions[parent], progress.step(parent)
    details = details_of(progress.ruleset, parent)
    if step is None or not details or step.answers[0].note:
        return progress
    answer = step.answers[0]
    if not set(question.needs_note) & set(answer.choices or ()):
        return progress
    note = typed_details(progress, parent)
    basis: Basis = "assumed" if not note else "estimate" if answer.basis == "assumed" else answer.basis
    return exchange(progress, parent, replace(step, answers=(replace(answer, note=note, basis=basis),)))


def typed_details(progress: Progress, parent: str) -> str:
    """Join what was typed behind an answer."""
    answers = progress.answers
    texts = (answers[key].text for key in details_of(progress.ruleset, parent) if key in answers)
    return ", ".join(text for text in texts if text)


# --- Which questions there are ----------------------------------------------------------------------------------------


def main_questions(ruleset: RuleSet) -> tuple[str, ...]:
    """Give the ids asked first, one screen each: those of `ask` that neither follow another one nor are stoppers."""
    known = (ruleset.questions[key] for key in ruleset.ask if key in ruleset.questions)
    return tuple(question.id for question in known if not question.stopper and not question.after)


def details_of(ruleset: RuleSet, parent: str) -> tuple[str, ...]:
    """Give the ids of the text questions asked right behind another one."""
    return tuple(question.id for question in ruleset.questions.values() if question.after == parent)


def stoppers_of(ruleset: RuleSet, hidden: Collection[str]) -> tuple[Question, ...]:
    """Give the questions on the screen of stoppers: those of `ask` in its order, then the others."""
    ordered = dict.fromkeys((*(key for key in ruleset.ask if key in ruleset.questions), *ruleset.questions))
    known = (ruleset.questions[key] for key in ordered if key not in hidden)
    return tuple(question for question in known if question.stopper)


def open_details(progress: Progress, parent: str, hidden: Collection[str]) -> tuple[str, ...]:
    """Give the details still to be typed; there are none behind an answer that is not known or does not apply."""
    answer = progress.answers.get(parent)
    if answer is None or answer.unknown or answer.not_applicable:
        return ()
    details = details_of(progress.ruleset, parent)
    return tuple(key for key in details if key not in progress.answers and key not in hidden)


def open_stoppers(progress: Progress, hidden: Collection[str]) -> bool:
    """Tell whether the screen of stoppers is still to be shown."""
    return any(question.id not in progress.answers for question in stoppers_of(progress.ruleset, hidden))


def asked(progress: Progress) -> frozenset[str]:
    """Give the questions that have been asked in full: a stopper that is merely not true may still be asked."""
    coarse = set()
    for question in stoppers_of(progress.ruleset, ()):
        answer = progress.answers.get(question.id)
        choices = answer.choices if answer else None
        if choices == others(question) and len(choices or ()) > 1 and not progress.has(question.id):
            coarse.add(question.id)
    return frozenset(progress.answers) - coarse


def still_to_ask(progress: Progress, hidden: Collection[str]) -> tuple[str, ...]:
    """Give the screens of the first part that are still to come, details not counted."""
    waiting = [key for key in main_questions(progress.ruleset) if key not in progress.answers and key not in hidden]
    return (*waiting, *([STOPPERS] if open_stoppers(progress, hidden) else ()))


# --- What is next -----------------------------------------------------------------------------------------------------


def next_in_first_part(progress: Progress, hidden: Collection[str]) -> str:
    """Give the next screen before the verdict: project, owner, questions with their details, stoppers, review."""
    for key in (PROJECT, OWNER):
        if not progress.has(key):
            return key
    for key in main_questions(progress.ruleset):
        if key in hidden:
            continue
        if key not in progress.answers:
            return key
        for detail in open_details(progress, key, hidden):
            return detail
    return STOPPERS if open_stoppers(progress, hidden) else REVIEW


def next_after_verdict(
    progress: Progress, hidden: Collection[str], next_question: NextQuestion, matters: Matters
) -> str | None:
    """Give the next screen after the verdict: the offer, then what can still change it, with its details."""
    offer = progress.step(OFFER)
    if progress.ruleset.stop_after_ask or (offer and not offer.go_on):
        return None
    if offer is None:
        return OFFER if open_matters(progress, matters) else None
    last = progress.steps[-1].key
    parent = progress.ruleset.questions[last].after or last if last in progress.ruleset.questions else last
    for detail in open_details(progress, parent, hidden):
        return detail
    return next_question(progress.answers, asked(progress))


def open_matters(progress: Progress, matters: Matters) -> tuple[str, ...]:
    """Give the questions that could still change the verdict and have not been asked."""
    done = asked(progress)
    return tuple(key for key in matters(progress.answers) if key not in done)


# --- The counter ------------------------------------------------------------------------------------------------------


def count_first_part(progress: Progress, key: str, hidden: Collection[str]) -> tuple[int, int]:
    """Give the number of this screen and the most that there can be."""
    screens = {*main_questions(progress.ruleset), STOPPERS}
    number = 1 + len({step.key for step in progress.steps} & screens - {key})
    waiting = set(still_to_ask(progress, hidden)) - {key}
    return number, _most(progress, number + len(waiting), number, screens)


def count_after_verdict(progress: Progress, key: str, matters: Matters) -> tuple[int, int]:
    """Give the number of this further question and the most that there can be."""
    keys = [step.key for step in progress.steps]
    later = {key for key in keys[keys.index(OFFER) + 1 :] if not _is_detail(progress.ruleset, key)}
    number = 1 + len(later - {key})
    waiting = set(open_matters(progress, matters)) - {key}
    return number, _most(progress, number + len(waiting), number, later)


def _most(progress: Progress, computed: int, number: int, keys: Iterable[str]) -> int:
    """Keep the counter from growing: never more than it said at the last screen of the same part."""
    wanted = set(keys)
    said = [step.most for step in progress.steps if step.key in wanted and step.most is not None]
    return max(number, min([computed, *said[-1:]]))


def _is_detail(ruleset: RuleSet, key: str) -> bool:
    return key in ruleset.questions and bool(ruleset.questions[key].after)
