"""A terminal goes in; a prompt comes out that shows one question at a time and erases it once it is answered."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO

from mlgate.interview.screens import (
    UNKNOWN,
    Back,
    Headline,
    Message,
    Pick,
    Picked,
    Reply,
    Review,
    Screen,
    WantNote,
    Write,
    Written,
)
from mlgate.prompts.drawing import WIDEST, Line, entries, foot, head, said
from mlgate.prompts.words import marks_for

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.layout import Container
    from prompt_toolkit.output import Output
    from prompt_toolkit.styles import Style
    from questionary.prompts.common import InquirerControl

# A line feed is Enter too: keys typed before the prompt is up arrive as one, and some terminals send nothing else.
ENTER = (("enter",), ("c-j",), ("escape", "enter"), ("escape", "c-j"))
Handler = Callable[["KeyPressEvent"], None]


class Terminal:
    """Asks with arrow keys; everything is drawn on stderr, and only what was understood stays."""

    def __init__(
        self,
        *,
        stdin: TextIO | None = None,
        stderr: TextIO | None = None,
        source: Input | None = None,
        target: Output | None = None,
    ) -> None:
        self._stdin = stdin or sys.stdin
        self._stderr = stderr or sys.stderr
        self._source, self._target = source, target
        self._introduced = False  # the headline was said last, so that what follows needs a gap
        self.marks = marks_for(getattr(self._stderr, "encoding", None))

    @cached_property
    def source(self) -> Input:
        """Where keys come from."""
        from prompt_toolkit.input import create_input

        return self._source or create_input(self._stdin)

    @cached_property
    def target(self) -> Output:
        """Where questions are drawn."""
        from prompt_toolkit.output import create_output

        output = self._target or create_output(self._stderr)
        # The prompt needs no cursor position, and terminals that do not report it would stall and warn.
        if hasattr(output, "enable_cpr"):
            output.enable_cpr = False
        return output

    @cached_property
    def style(self) -> Style:
        """Few styles, on the terminal's own colours so that they suit light and dark; none says anything alone."""
        from prompt_toolkit.styles import Attrs, Style

        faint = "dim" if "dim" in Attrs._fields else ""
        return Style.from_dict(
            {"rule": "bold", "question": "bold", "hint": faint, "pointed": "bold", "done": "ansigreen", "error": "bold"}
        )

    @property
    def width(self) -> int:
        """The columns to draw in."""
        return max(20, min(WIDEST, self.target.get_size().columns))

    def ask(self, screen: Screen) -> Reply:
        """Show one open question until there is a valid reply."""
        open_question = _List(self, screen) if isinstance(screen, Pick) else _Line(self, screen)
        return self._run(open_question.container, open_question.bindings)

    def tell(self, message: Message) -> None:
        """Say something that stays on the screen."""
        from prompt_toolkit import print_formatted_text
        from prompt_toolkit.formatted_text import FormattedText

        lines = said(message, self.width, self.marks)
        if self._introduced and not isinstance(message, Review):
            lines.insert(0, [("", "")])
        self._introduced = isinstance(message, Headline)
        fragments = FormattedText(_fragments(lines))
        print_formatted_text(fragments, output=self.target, style=self.style, include_default_pygments_style=False)

    def _run(self, container: Container, bindings: KeyBindings) -> Reply:
        """Run one prompt; it is erased when it ends, whatever ends it."""
        from prompt_toolkit import Application
        from prompt_toolkit.layout import Layout
        from questionary import Question

        application: Application[Any] = Application(
            layout=Layout(container),
            key_bindings=bindings,
            style=self.style,
            include_default_pygments_style=False,
            erase_when_done=True,
            input=self.source,
            output=self.target,
        )
        try:
            # Not `ask`, which would swallow Ctrl-C and print to stdout.
            reply = Question(application).unsafe_ask()
        except EOFError:
            raise KeyboardInterrupt from None
        if not isinstance(reply, Picked | Written | Back | WantNote):
            raise KeyboardInterrupt
        return reply


def _fragments(lines: list[Line]) -> StyleAndTextTuples:
    """Join lines to what prompt_toolkit prints."""
    joined: StyleAndTextTuples = []
    for line in lines:
        joined += [*line, ("", "\n")]
    return joined[:-1]


def _stopping(bindings: KeyBindings) -> KeyBindings:
    """Make Ctrl-C and Ctrl-D stop the interview."""

    def stop(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt())

    for key in ("c-c", "c-d", "<sigint>"):
        bindings.add(key, eager=True)(stop)
    return bindings


class _List:
    """An open question with a list: what is drawn, and what each key does."""

    def __init__(self, terminal: Terminal, screen: Pick) -> None:
        self.terminal, self.screen = terminal, screen
        self.more = False
        self.inquirer = self._inquirer()

    def _inquirer(self) -> InquirerControl:
        """Let questionary keep pointer and marks; the drawing is ours, because its own cuts long labels."""
        from questionary import Choice
        from questionary.prompts.common import InquirerControl

        ids = [*(option.id for option in self.screen.options), UNKNOWN]
        at = self.screen.at if self.screen.at in ids else UNKNOWN
        inquirer = InquirerControl([Choice(title=id_, value=id_) for id_ in ids], initial_choice=at)
        inquirer.selected_options = [id_ for id_ in ids if id_ in self.screen.marked]
        return inquirer

    @property
    def at(self) -> str:
        return str(self.inquirer.get_pointed_at().value)

    @property
    def marked(self) -> tuple[str, ...]:
        """The marked ids in the order of the list."""
        return tuple(option.id for option in self.screen.options if option.id in self.inquirer.selected_options)

    @property
    def container(self) -> Container:
        """One window that scrolls with the pointer, so that a short terminal shows it too."""
        from prompt_toolkit.layout import Window
        from prompt_toolkit.layout.controls import FormattedTextControl

        control = FormattedTextControl(self._draw, focusable=True, show_cursor=False)
        return Window(control, always_hide_cursor=True, dont_extend_height=True)

    def _draw(self) -> StyleAndTextTuples:
        width, marks = self.terminal.width, self.terminal.marks
        lines = head(self.screen, width, marks, more=self.more)
        for id_, drawn in entries(self.screen, self.at, self.marked, width, marks):
            if id_ == self.at:
                drawn[0] = [("[SetCursorPosition]", ""), *drawn[0]]
            lines += drawn
        return _fragments([*lines, *foot(self.screen, width, marks)])

    @property
    def bindings(self) -> KeyBindings:
        from prompt_toolkit.key_binding import KeyBindings

        keys: dict[tuple[str, ...], Handler] = {
            ("up",): lambda _: self.inquirer.select_previous(),
            ("down",): lambda _: self.inquirer.select_next(),
            ("c-p",): lambda _: self.inquirer.select_previous(),
            ("c-n",): lambda _: self.inquirer.select_next(),
            **dict.fromkeys(ENTER, self._take),
        }
        if self.screen.several:
            keys[("space",)] = lambda _: self._mark()
        asides: dict[str, Handler] = {
            "?": lambda _: self._help(),
            "<": lambda event: event.app.exit(result=Back()),
            "+": lambda event: event.app.exit(result=WantNote(self.at, self.marked)),
        }
        keys |= {(key,): asides[key] for key in self.screen.asides}
        bindings = KeyBindings()
        for pressed, handler in keys.items():
            bindings.add(*pressed, eager=True)(handler)
        return _stopping(bindings)

    def _take(self, event: KeyPressEvent) -> None:
        """Take what is marked; where nothing is, what is pointed at."""
        event.app.exit(result=Picked(self.marked or (self.at,)))

    def _mark(self) -> None:
        """Mark or unmark; "I don't know", "none of these" and "does not apply" stand alone and cannot be marked."""
        if self.at in (UNKNOWN, "n/a", ""):
            return
        if self.at in self.inquirer.selected_options:
            self.inquirer.selected_options.remove(self.at)
        else:
            self.inquirer.selected_options.append(self.at)

    def _help(self) -> None:
        self.more = not self.more


class _Line:
    """An open question with a line to type: what is drawn, and what Enter does."""

    def __init__(self, terminal: Terminal, screen: Write) -> None:
        from prompt_toolkit.buffer import Buffer
        from prompt_toolkit.document import Document

        self.terminal, self.screen = terminal, screen
        self.more = False
        self.error = ""
        self.buffer = Buffer(
            multiline=False, document=Document(screen.text), on_text_changed=lambda _: self._forget_error()
        )

    @property
    def container(self) -> Container:
        from prompt_toolkit.layout import HSplit, Window
        from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
        from prompt_toolkit.layout.processors import BeforeInput

        above = Window(FormattedTextControl(self._above), dont_extend_height=True)
        typed = BufferControl(self.buffer, input_processors=[BeforeInput("  > ")])
        line = Window(typed, wrap_lines=True, dont_extend_height=True)
        below = Window(FormattedTextControl(self._below), dont_extend_height=True)
        return HSplit([above, line, below])

    def _above(self) -> StyleAndTextTuples:
        return _fragments(head(self.screen, self.terminal.width, self.terminal.marks, more=self.more))

    def _below(self) -> StyleAndTextTuples:
        return _fragments(foot(self.screen, self.terminal.width, self.terminal.marks, error=self.error))

    @property
    def bindings(self) -> KeyBindings:
        from prompt_toolkit.key_binding import KeyBindings

        bindings = KeyBindings()
        for keys in ENTER:
            bindings.add(*keys, eager=True)(self._enter)
        return _stopping(bindings)

    def _enter(self, event: KeyPressEvent) -> None:
        """Take the line, or leave it for editing with what is wrong with it below."""
        text = self.buffer.text.strip()
        aside = self._aside_in(text)
        if aside and aside in self.screen.asides:
            self._aside(event, aside)
            return
        error = self.screen.check(text)
        if error:
            self.error = error
        else:
            event.app.exit(result=Written(text))

    def _aside_in(self, text: str) -> str:
        """Give the `?`, `<` or `+` that was typed alone, or behind the answer that stood there and still stands."""
        before = self.screen.text.strip()
        typed = text.removeprefix(before).strip() if before else text
        is_aside = typed and not typed.strip("?<+") and (before or len(typed) == 1)
        return typed[0] if is_aside else ""

    def _aside(self, event: KeyPressEvent, key: str) -> None:
        from prompt_toolkit.document import Document

        if key == "?":
            self.more = not self.more
            self.buffer.set_document(Document(self.screen.text))
        else:
            event.app.exit(result=Back() if key == "<" else WantNote())

    def _forget_error(self) -> None:
        self.error = ""
