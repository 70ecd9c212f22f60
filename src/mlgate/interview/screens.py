"""What the interview and a prompt say to each other: screens and messages go out, replies come back; plain values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from mlgate.values import value

# Reserved words of an answers file, so that no choice can have one of these ids; the empty id is "none of these".
UNKNOWN, NOT_APPLICABLE, NONE_OF_THESE = "unknown", "n/a", ""
DONT_KNOW_YET = "I don't know yet"
LINE_HELP = "Type a line; Enter alone skips it."
LINE_HELP_AGAIN = "Type a line; Enter alone keeps the one before."

Asides = Literal["", "?", "<", "?<", "?<+"]


@value
class Option:
    """One entry of a list: the id that comes back, and the words that stand there."""

    id: str
    label: str


@value
class Pick:
    """A question with a list of options; the prompt adds "I don't know yet" as the last one and starts there.

    `several` tells what it means to mark more than one: "any" of them may be true, exactly "all" of them are, or ""
    where only one can be taken. `at` and `marked` are what was chosen before. `asides` are the keys that work besides.
    """

    question: str
    options: tuple[Option, ...]
    title: str = ""
    counter: str = ""
    why: str = ""
    more: str = ""
    remark: str = ""
    several: Literal["any", "all", ""] = "any"
    at: str = UNKNOWN
    marked: tuple[str, ...] = ()
    note: str = ""
    asides: Asides = "?<+"


def _fine(_text: str) -> str:
    return ""


@value
class Write:
    """A line to type; `check` gives what is wrong with it in one sentence, or nothing.

    `numbered` are sentences shown with their numbers above the line; `text` is what was typed before.
    """

    question: str
    title: str = ""
    counter: str = ""
    why: str = ""
    more: str = ""
    remark: str = ""
    numbered: tuple[str, ...] = ()
    text: str = ""
    note: str = ""
    check: Callable[[str], str] = _fine
    asides: Asides = "<"


Screen = Pick | Write


@value
class Picked:
    """The ids of the options taken, in the order of the list; `(UNKNOWN,)` for "I don't know yet"."""

    options: tuple[str, ...]


@value
class Written:
    """The text typed, accepted by the screen's `check`."""

    text: str


@value
class Back:
    """Go back to the question before."""


@value
class WantNote:
    """Add a note first; `at` and `marked` are the pointer and the marks at that moment."""

    at: str = UNKNOWN
    marked: tuple[str, ...] = ()


Reply = Picked | Written | Back | WantNote


@value
class Headline:
    """What this is all about, and what to know before the first question."""

    text: str
    paragraphs: tuple[str, ...] = ()


@value
class Remark:
    """Something to know in between."""

    text: str


@value
class Done:
    """An answered question on one line: its title and what was understood."""

    title: str
    text: str


@value
class Reopened:
    """An answered question that is asked once more, by its title."""

    title: str


@value
class Row:
    """One line of the review: the title, the answer in words, and in short."""

    title: str
    text: str
    short: str


@value
class Review:
    """All answers, numbered."""

    lead: str
    rows: tuple[Row, ...]


Message = Headline | Remark | Done | Reopened | Review


class Asker(Protocol):
    """Who the interview talks to: a terminal, numbered lines, or a script. Ctrl-C raises KeyboardInterrupt."""

    def ask(self, screen: Screen) -> Reply:
        """Show one open question until there is a valid reply."""

    def tell(self, message: Message) -> None:
        """Say something that stays on the screen."""
