"""A terminal goes in; a prompt comes out that shows one question at a time and erases it once it is answered."""

from __future__ import annotations

from typing import TextIO

from mlgate.interview.screens import Message, Reply, Screen


class Terminal:
    """Asks with arrow keys."""

    def __init__(self, *, stdin: TextIO | None = None, stderr: TextIO | None = None) -> None:
        self._stdin, self._stderr = stdin, stderr

    def ask(self, screen: Screen) -> Reply:
        """Show one open question until there is a valid reply."""
        raise NotImplementedError

    def tell(self, message: Message) -> None:
        """Say something that stays on the screen."""
        raise NotImplementedError
