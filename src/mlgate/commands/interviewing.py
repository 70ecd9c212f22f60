"""A terminal with somebody in front of it, and perhaps earlier answers, in; saved answers, report and verdict out."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from mlgate.assessment import assess
from mlgate.commands.conclude import Answers, Order, conclude, next_question, questions_that_matter
from mlgate.commands.formats import one_screen, rendered
from mlgate.commands.inputs import DEFAULT_FILE, Given, blank, read_given
from mlgate.commands.output import emit, say
from mlgate.commands.saving import save_report, save_sheet
from mlgate.commands.showing import Look, show_on
from mlgate.model import Sheet
from mlgate.problem import quote, visible

if TYPE_CHECKING:
    from mlgate.interview import Asker


def interview(
    file: str | None,
    rules: str | None,
    changes: Sequence[str],
    look: Look,
    *,
    plain: bool = False,
    order: Order = "author",
) -> int:
    """Ask until the verdict is settled or the person stops; every answer is on the disk before the next question."""
    from mlgate.prompts import choose

    asker = choose(plain)
    saved: list[str] = []
    try:
        path, given = _begin(file, rules, changes, asker)
        say(given.remarks, quiet=look.quiet)
        return _Session(path, given, look, saved).run(asker, order)
    except KeyboardInterrupt:
        where = f" Answers are in {visible(saved[-1])}; `{_again(saved[-1])}` takes it up again." if saved else ""
        say(["", f"Stopped.{where}"])
        return 130


def _again(path: str) -> str:
    return "mlgate assess" if path == DEFAULT_FILE else f"mlgate assess {visible(path)}"


def _begin(file: str | None, rules: str | None, changes: Sequence[str], asker: Asker) -> tuple[str, Given]:
    """Read what is there; where the file was not named and holds a project, ask whether it is the one that is meant."""
    path = file or DEFAULT_FILE
    if not os.path.lexists(path):
        return path, blank(rules, changes, path)
    given = read_given(path, rules, changes)
    if file is None and given.sheet.project and not _takes_up(asker, given.sheet, path):
        path = _free_name()
        return path, blank(rules or given.sheet.rules, changes, path)
    return path, given


def _takes_up(asker: Asker, sheet: Sheet, path: str) -> bool:
    from mlgate.interview.screens import Write, Written

    reply = asker.ask(
        Write(
            f"{path} holds a project already. Which one is it?",
            numbered=(f"Take up {quote(sheet.project)}", f"Start a new project, saved in {_free_name()}"),
            text="1",
            check=lambda text: "" if text.strip() in ("", "1", "2") else "Type 1 or 2.",
            asides="",
        )
    )
    return not (isinstance(reply, Written) and reply.text.strip() == "2")


def _free_name() -> str:
    stem, ending = os.path.splitext(DEFAULT_FILE)
    number = 2
    while os.path.lexists(f"{stem}-{number}{ending}"):
        number += 1
    return f"{stem}-{number}{ending}"


class _Session:
    """One interview: what is saved, and whether the verdict that was shown last is still the current one."""

    def __init__(self, path: str, given: Given, look: Look, saved: list[str]) -> None:
        self.path = path
        self.ruleset = given.ruleset
        self.sheet = given.sheet
        self.look = look
        self.saved = saved
        self.shown = False

    def run(self, asker: Asker, order: Order) -> int:
        from mlgate.interview import run

        def following(answers: Answers, asked: Collection[str]) -> str | None:
            return next_question(self.ruleset, answers, asked, order)

        run(
            self.ruleset,
            self.sheet,
            ask=asker,
            save=self.save,
            verdict=self.verdict,
            assess=lambda answers: assess(self.ruleset, answers),
            next_question=following,
            matters=lambda answers: questions_that_matter(self.ruleset, answers),
            again=_again(self.path),
        )
        if not self.shown:
            self.finish()
        return 0

    def save(self, sheet: Sheet) -> None:
        self.sheet = save_sheet(self.ruleset, sheet, self.path)
        self.saved.append(self.path)
        self.shown = False

    def verdict(self, sheet: Sheet) -> None:
        """Write answers and report, and show the one screen."""
        self.save(sheet)
        conclusion = conclude(self.ruleset, self.sheet)
        written = ((self.path, "answers"), (save_report(conclusion, self.path), "the report, attach this one"))
        self.shown = show_on(conclusion, self.look, written)

    def finish(self) -> None:
        """Print the data that scripts and files take, which the interview has not shown."""
        conclusion = conclude(self.ruleset, self.sheet)
        if self.look.is_screen:
            emit(one_screen(conclusion, colour=self.look.colour))
        else:
            text = rendered(conclusion, self.look.format, flavor=self.look.flavor, colour=self.look.colour)
            emit(text, self.look.output, quiet=self.look.quiet, exact=self.look.format != "terminal")
