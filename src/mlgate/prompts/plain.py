"""Two text streams go in; a prompt of numbered lines comes out that never moves the cursor, for screen readers."""

from __future__ import annotations

from typing import TextIO

from mlgate.interview.screens import (
    DONT_KNOW_YET,
    UNKNOWN,
    Back,
    Done,
    Headline,
    Message,
    Pick,
    Picked,
    Remark,
    Reopened,
    Reply,
    Review,
    Screen,
    WantNote,
    Write,
    Written,
)
from mlgate.prompts.words import entitled, lines_of
from mlgate.wording import listing

ASIDES = {"?": "? for help", "<": "< to go back", "+": "+ for a note"}


class Plain:
    """Shows a question line by line and reads one line; the terminal itself wraps what is long."""

    def __init__(self, reading: TextIO, writing: TextIO) -> None:
        self._reading = reading
        self._writing = writing

    def ask(self, screen: Screen) -> Reply:
        """Show the question and read lines until one of them is a reply."""
        self._show(screen)
        while True:
            line = self._read()
            if line == "?" and "?" in screen.asides:
                self._say(_help(screen))
                continue
            if line in ("<", "+") and line in screen.asides:
                return Back() if line == "<" else WantNote(*_chosen(screen))
            reply = _picked(screen, line) if isinstance(screen, Pick) else _written(screen, line)
            if not isinstance(reply, str):
                return reply
            self._say(reply)

    def tell(self, message: Message) -> None:
        """Say something."""
        match message:
            case Headline(text, paragraphs):
                self._say("", text, *paragraphs)
            case Remark(text):
                self._say(text)
            case Done(title, text):
                self._say(f"Answered. {entitled(title, text)}")
            case Reopened(title):
                self._say(f"Back to: {title}")
            case Review(lead, rows):
                self._say("", lead)
                for number, row in enumerate(rows, 1):
                    self._say(f"{number}. {entitled(row.title, row.text)}")

    def _show(self, screen: Screen) -> None:
        """Show a question from its counter to what can be typed, leaving out what it does not have."""
        counter = f"[{screen.counter}]" if screen.counter else ""
        numbered = _labels(screen) if isinstance(screen, Pick) else list(screen.numbered)
        lines = [
            f"{counter} {screen.title}".strip(),
            screen.question,
            screen.why,
            screen.remark,
            *(f"  {number} {text}" for number, text in enumerate(numbered, 1)),
            f"Note: {screen.note}" if screen.note else "",
            _how(screen),
        ]
        self._say("", *(line for line in lines if line))

    def _say(self, *lines: str) -> None:
        for text in lines:
            for line in lines_of(text) or [""]:
                self._writing.write(f"{line}\n")

    def _read(self) -> str:
        """Read one line; the end of the input means the same as Ctrl-C."""
        self._writing.write("> ")
        self._writing.flush()
        line = self._reading.readline()
        if not line:
            raise KeyboardInterrupt
        return line.strip()


def _labels(screen: Pick) -> list[str]:
    return [*(option.label for option in screen.options), DONT_KNOW_YET]


def _ids(screen: Pick) -> list[str]:
    return [*(option.id for option in screen.options), UNKNOWN]


def _chosen(screen: Screen) -> tuple[str, tuple[str, ...]]:
    return (screen.at, screen.marked) if isinstance(screen, Pick) else (UNKNOWN, ())


def _help(screen: Screen) -> str:
    several = "Several may be true? Type their numbers, as 1,2; then any of them counts as possible."
    wanted = [screen.more, several if isinstance(screen, Pick) and screen.several == "any" else ""]
    return "\n".join(filter(None, wanted)) or "There is no more help on this question."


def _how(screen: Screen) -> str:
    """Say what to type, what Enter alone means, and what else can be typed."""
    asides = f"Type {listing([ASIDES[key] for key in screen.asides], 'or')}." if screen.asides else ""
    if isinstance(screen, Write):
        return f"{_kept(screen)} {asides}".strip()
    several = {"any": "Several, if any of them may be true: 1,2.", "all": "Several: 1,2.", "": ""}[screen.several]
    ids, labels = _ids(screen), _labels(screen)
    kept = ", ".join(labels[ids.index(key)] for key in screen.marked or (screen.at,) if key in ids)
    return " ".join(part for part in (f"Type a number. Enter alone: {kept}.", several, asides) if part)


def _is_menu(screen: Write) -> bool:
    """Tell whether one of the numbered sentences is to be taken, so that there is no text to clear."""
    return bool(screen.numbered) and not screen.title


def _kept(screen: Write) -> str:
    """Say what Enter alone means where a text is in place already."""
    if not screen.text:
        return ""
    if _is_menu(screen):
        return f"Enter alone: {screen.text}."
    return f"Before: {screen.text}. Enter keeps it, - clears it."


def _picked(screen: Pick, line: str) -> Reply | str:
    """Read the numbers typed for a list, or say what to type."""
    if not line:
        return Picked(screen.marked or (screen.at,))
    ids = _ids(screen)
    words = line.replace(",", " ").split()
    numbers = {int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < 4}
    if not words or len(numbers) < len(set(words)) or not numbers <= set(range(1, len(ids) + 1)):
        return f"Type a number from 1 to {len(ids)}, or press Enter."
    if len(numbers) > 1 and not screen.several:
        return f"Only one of them: type a number from 1 to {len(ids)}."
    taken = tuple(ids[number - 1] for number in sorted(numbers))
    alone = [key for key in taken if key in (UNKNOWN, "n/a", "")]
    if alone and len(taken) > 1:
        return f"{ids.index(alone[0]) + 1} stands alone: type it without the others."
    return Picked(taken)


def _written(screen: Write, line: str) -> Reply | str:
    """Read a typed line, or say what is wrong with it."""
    text = screen.text if not line else "" if line == "-" and screen.text and not _is_menu(screen) else line
    return screen.check(text) or Written(text)
