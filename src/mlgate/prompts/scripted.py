"""Replies prepared beforehand go in; a prompt that gives them one by one, and keeps what it was shown, comes out."""

from __future__ import annotations

from collections.abc import Iterable

from mlgate.interview.screens import (
    UNKNOWN,
    Back,
    Message,
    Pick,
    Picked,
    Reply,
    Screen,
    WantNote,
    Write,
    Written,
)


class Scripted:
    """Answers with texts as a person would give them: an option's id (several with a comma), a typed line, `?`, `<`
    or `+`.

    An empty text is Enter alone. Once the script is used up, every further screen gets Enter alone; with `stop` it is
    Ctrl-C instead.
    """

    def __init__(self, replies: Iterable[str] = (), *, stop: bool = False) -> None:
        self._replies = iter(replies)
        self._stop = stop
        self.screens: list[Screen] = []
        self.messages: list[Message] = []
        self.refused: list[str] = []

    def ask(self, screen: Screen) -> Reply:
        """Give the next reply; what the screen refuses and its help are noted, and the reply after it is taken."""
        self.screens.append(screen)
        while True:
            reply = self._reply(screen, self._next())
            if not isinstance(reply, str):
                return reply
            self.refused.append(reply)

    def tell(self, message: Message) -> None:
        """Keep what was said."""
        self.messages.append(message)

    def _next(self) -> str:
        reply = next(self._replies, None)
        if reply is None and self._stop:
            raise KeyboardInterrupt
        return reply or ""

    def _reply(self, screen: Screen, text: str) -> Reply | str:
        if text in ("<", "+") and text in screen.asides:
            return Back() if text == "<" else WantNote()
        if text == "?" and text in screen.asides:
            return screen.more or "There is no more help on this question."
        if isinstance(screen, Write):
            return screen.check(text) or Written(text)
        return _picked(screen, text)


def _picked(screen: Pick, text: str) -> Reply | str:
    if not text:
        return Picked(screen.marked or (screen.at,))
    known = [option.id for option in screen.options] + [UNKNOWN]
    wanted = [word.strip() for word in text.split(",")]
    missing = [word for word in wanted if word not in known]
    if missing:
        return f"{missing[0]} is none of {', '.join(known)}"
    return Picked(tuple(choice for choice in known if choice in wanted))
