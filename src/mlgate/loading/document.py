"""The text of a YAML file goes in; nodes that know their place, or every problem found in one strict pass, come out.

What the stock loader accepts and this one refuses is what makes an untrusted file slow, dangerous or misread.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Literal

from mlgate.loading.positions import places
from mlgate.loading.syntax import DEEPEST, Progress, Slip, bad_escape, begins_with, explain, tab, tab_in_plain, too_deep
from mlgate.problem import Problem, Span, Unusable, quote, shorten, visible
from mlgate.values import field, record, value

MOST_BYTES = 1_000_000
MOST_NODES = 50_000
MOST_PROBLEMS = 20  # the pass ends here: more of them help nobody
LONGEST_NUMBER = 30
LARGEST_NUMBER = 10**15

Wanted = Literal["mapping", "sequence", "any"]


@value
class Scalar:
    """A text, number, truth value or nothing: `value` is what it means, `text` what is written, without quotes."""

    value: str | bool | Fraction | None
    text: str
    span: Span
    style: str = ""  # "" for plain, else one of ' " | >
    start: int = 0  # index in `written` of the first character, quotes included
    written: str = field(default="", repr=False, compare=False)  # the whole file

    @property
    def plain(self) -> bool:
        """Whether it is written without quotes and not as a block."""
        return self.style == ""

    def position(self, offset: int, length: int = 1) -> Span:
        """The place in the file of `length` characters of `text` from `offset`, as far as they are on one line."""
        found = places(self.written, self.start, self.style, self.text)
        offset = min(max(offset, 0), len(self.text))
        last = min(offset + max(length, 1), len(self.text))
        end = found[last] if self.style == '"' or last == offset else found[last - 1] + 1
        return _span(self.written, found[offset], end)


@value
class Sequence:
    """A list, in order."""

    items: "tuple[Node, ...]"
    span: Span


@value
class Entry:
    """One key of a mapping and what stands behind it."""

    key: Scalar
    value: "Node"


@value
class Mapping:
    """Entries by the text of their key, in the order of the file."""

    entries: dict[str, Entry]
    span: Span


Node = Scalar | Sequence | Mapping


@value
class Document:
    """A file that was read: its top node, its name and its lines."""

    root: Mapping | Sequence
    file: str
    lines: tuple[str, ...] = field(repr=False)

    @property
    def mapping(self) -> Mapping:
        """The top node of a document that was read with wanted="mapping"."""
        assert isinstance(self.root, Mapping)
        return self.root

    @property
    def sequence(self) -> Sequence:
        """The top node of a document that was read with wanted="sequence"."""
        assert isinstance(self.root, Sequence)
        return self.root

    def problem(self, span: Span, message: str, help: str = "", level: str = "error", code: str = "") -> Problem:
        """A problem at a place in this file, with the source line there."""
        return _problem(self.file, self.lines, span, message, help, level, code)


def read_document(text: str | bytes, file: str, *, wanted: Wanted = "mapping", pure: bool = False) -> Document:
    """Read one YAML document from an untrusted file; `file` is only a name for messages.

    `wanted` is the kind of the top node; `pure` keeps to the parser without the C extension.
    Raises Unusable with all problems found: a syntax error ends the pass, the others are collected.
    """
    source = _decode(text, file)
    reader = _Reader(source, file, wanted)
    reader.read(pure)
    root = reader.root
    if reader.problems or not isinstance(root, Mapping | Sequence):
        raise Unusable(sorted(reader.problems, key=lambda problem: (problem.line, problem.column)))
    return Document(root, file, reader.lines)


def _problem(
    file: str, lines: tuple[str, ...], span: Span, message: str, help: str, level: str = "error", code: str = ""
) -> Problem:
    source = lines[span.line - 1] if 0 < span.line <= len(lines) else ""
    return Problem(message, file, span.line, span.column, span.length, source, help, level, code)


def _span(source: str, start: int, end: int) -> Span:
    """The place of source[start:end], as far as it is on the first line."""
    before = source.rfind("\n", 0, start) + 1
    line_end = source.find("\n", start)
    end = min(end, len(source) if line_end < 0 else line_end)
    return Span(source.count("\n", 0, start) + 1, start - before + 1, max(1, end - start))


# --- From bytes to text -----------------------------------------------------------------------------------------------

_SAVE_AS = "save the file as UTF-8, with the editor's 'encoding' or 'save as' menu"
_FORBIDDEN = "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_DIRECTIVE = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*%")


def _decode(text: str | bytes, file: str) -> str:
    """The text with one kind of line break and no byte order mark."""
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise _unusable(file, f"the file is too large: {size:,} bytes", f"at most {MOST_BYTES:,} bytes are read")
    source = _from_bytes(text, file) if isinstance(text, bytes) else text
    source = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if forbidden := _forbidden(source):
        message = f"the character {visible(forbidden[0])} is not accepted in a file"
        raise _unusable(file, message, "remove it; it cannot be seen in most editors", source, forbidden.start())
    if directive := _DIRECTIVE.match(source):
        raise _unusable(file, "a line may not begin with '%'", "remove the line", source, directive.end() - 1)
    return source


def _forbidden(source: str) -> re.Match[str] | None:
    """The first character that no file may hold; what can be printed is fine, and that is checked without a pattern."""
    if all(map(str.isprintable, source.split("\n"))):
        return None
    return re.search(_FORBIDDEN, source)


def _from_bytes(content: bytes, file: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:4]:
        raise _unusable(file, "the file is not UTF-8 but UTF-16 or UTF-32", _SAVE_AS)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        shown = content.decode("utf-8", "replace")
        at = len(content[: error.start].decode("utf-8"))
        message = f"the file is not UTF-8: the byte 0x{content[error.start]:02x} stands for nothing"
        raise _unusable(file, message, _SAVE_AS, shown.replace("\r", " "), at) from None


def _unusable(file: str, message: str, help: str, source: str = "", at: int = 0) -> Unusable:
    if not source:
        return Unusable([Problem(message, file, help=help)])
    return Unusable([_problem(file, tuple(source.split("\n")), _span(source, at, at + 1), message, help)])


# --- From events to nodes ---------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_EXPONENT = re.compile(r"[eE][-+]?0*([0-9]+)$")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_BRACKET = re.compile(r"(?:[&!]\S*\s+)*[\[{]")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]{0,2} *(?: #.*)?$", re.MULTILINE)
_TAG = re.compile(r"(?:&\S+\s+)?(![^\s,\[\]{}]*)")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


@record
class _Open:
    """A list (`entries` is None) or a mapping that is being read."""

    mark: Any  # where it begins, as counted by the parser
    flow: bool
    bracket: int  # index of the opening bracket, -1 where there is none
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] | None = None
    key: Scalar | None = None
    after_key: bool = False


class _Stop(Exception):
    """The pass cannot go on."""


class _Reader:
    """One pass over the events of the parser; `root` and `problems` are its result."""

    def __init__(self, source: str, file: str, wanted: Wanted) -> None:
        self.source = source
        self.file = file
        self.wanted = wanted
        self.lines = tuple(source.split("\n"))
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._documents = 0
        self._ended = False
        self._nodes = 0
        self._anchors: set[str] = set()
        self._stack: list[_Open] = []
        self._run_together: dict[str, Entry] | None = None  # a mapping that holds two items of a list
        self._read = 0  # index up to which tabs were looked for
        self._last = (0, 0, "")  # index, end and style of the last scalar

    def read(self, pure: bool) -> None:
        """Take every event until the end, a syntax error or a limit."""
        import yaml  # lazily: it costs a good part of the start-up time

        loader = yaml.SafeLoader if pure else getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            has_tabs = "\t" in self.source
            takes = self._takers()
            for event in yaml.parse(self.source, Loader=loader):
                if has_tabs:
                    self._check_tabs(event)
                if take := takes.get(type(event).__name__):
                    take(event)
            self._check_root()
        except (yaml.YAMLError, ValueError, OverflowError) as error:  # the pure parser lets chr() fail
            self._explain(error)
        except _Stop:
            pass

    def _takers(self) -> dict[str, Callable[[Any], None]]:
        """What is done with each kind of event; the others say nothing."""
        return {
            "ScalarEvent": self._take_scalar,
            "MappingStartEvent": lambda event: self._open(event, {}),
            "SequenceStartEvent": lambda event: self._open(event, None),
            "MappingEndEvent": lambda event: self._add(self._close(event)),
            "SequenceEndEvent": lambda event: self._add(self._close(event)),
            "AliasEvent": self._alias,
            "DocumentStartEvent": self._begin_document,
            "DocumentEndEvent": self._end_document,
        }

    def _take_scalar(self, event: Any) -> None:
        self._add(self._scalar(event))

    def _begin_document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._second_document(event.start_mark.index)

    def _end_document(self, event: Any) -> None:
        self._ended = True

    def _report(self, at: int, length: int, message: str, help: str) -> None:
        span = _span(self.source, at, at + length)
        self.problems.append(_problem(self.file, self.lines, span, message, help))
        if len(self.problems) >= MOST_PROBLEMS:
            raise _Stop

    def _second_document(self, at: int) -> None:
        self._report(at, 3, "a second document begins here", "one file holds one document: remove the '---' or '...'")
        raise _Stop

    def _explain(self, error: Exception) -> None:
        brackets = tuple(frame.bracket for frame in self._stack if frame.bracket >= 0)
        slip = explain(error, self.source, Progress(*self._last, brackets))
        line = _span(self.source, slip.at, slip.at).line
        if any(problem.line == line for problem in self.problems):
            return  # such as `*text*`: what was said about the alias is enough
        try:
            if self._ended:
                self._second_document(slip.at)
            self._halt(slip)
        except _Stop:
            pass

    def _halt(self, slip: Slip) -> None:
        self._report(slip.at, slip.length, slip.message, slip.help)
        raise _Stop

    def _check_tabs(self, event: Any) -> None:
        """Refuse tabs outside quotes, blocks and comments: only the C parser takes them."""
        start, end = event.start_mark.index, event.end_mark.index
        plain = isinstance(getattr(event, "value", None), str) and not event.style
        slip = tab(self.source, self._read, start) or (tab_in_plain(self.source, start, end) if plain else None)
        if slip:
            self._halt(slip)
        self._read = max(self._read, end)

    def _count(self, event: Any) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            message = f"the file has more than {MOST_NODES:,} keys and values"
            self._report(event.start_mark.index, 1, message, "split it into several files")
            raise _Stop

    def _check_root(self) -> None:
        root = self.root
        if self.problems:
            return
        if root is None or (isinstance(root, Scalar) and root.plain and not root.text):
            self.problems.append(Problem("the file is empty", self.file, help=_WANTED[self.wanted]))
        elif isinstance(root, Scalar) or self.wanted not in ("any", _kind(root)):
            wanted = "mapping" if self.wanted == "any" else self.wanted
            message = f"this file holds a {_NAMES[_kind(root)]} where a {_NAMES[wanted]} is wanted"
            self.problems.append(_problem(self.file, self.lines, root.span, message, _WANTED[self.wanted]))

    # Nodes

    def _add(self, node: Node | None) -> None:
        """Put a node where it belongs; None stands for one that was refused."""
        if not self._stack:
            self.root = node
            return
        parent = self._stack[-1]
        if parent.entries is None:
            if node is not None:
                parent.items.append(node)
        elif not parent.after_key:
            parent.key = self._key(node, parent.entries)
            parent.after_key = True
        else:
            if parent.key is not None and node is not None:
                parent.entries[parent.key.text] = Entry(parent.key, node)
            parent.after_key = False

    def _key(self, node: Node | None, entries: dict[str, Entry]) -> Scalar | None:
        if node is None:
            return None
        if not isinstance(node, Scalar):
            self._report(*self._extent(node.span), f"a {_NAMES[_kind(node)]} cannot be a key", "a key is a text")
            return None
        if node.plain and node.text == "<<":
            help = "write the keys out where they are needed"
            self._report(node.start, 2, "merge keys ('<<') are not accepted", help)
            return None
        if not isinstance(node.value, str):
            shown = quote(node.text) if node.text else "nothing"
            self._report(*self._extent(node.span), f"{shown} cannot be a key: a key is a text", "put it in quotes")
            return None
        if node.text in entries:
            self._twice(node, entries)
            return None
        return node

    def _twice(self, node: Scalar, entries: dict[str, Entry]) -> None:
        """Report a key that is there already; where the very first one comes again, what follows is a second item."""
        if self._run_together is entries:
            return
        first = entries[node.text].key.span
        help = f"the first is in line {first.line}, column {first.column}"
        in_list = len(self._stack) > 1 and self._stack[-2].entries is None
        if in_list and node.text == next(iter(entries)) and first.line < node.span.line and len(entries) > 1:
            self._run_together = entries
            help += "; to begin another item of a list, write '- ' before it"
        self._report(*self._extent(node.span), f"the key {quote(node.text)} is given twice", help)

    def _extent(self, span: Span) -> tuple[int, int]:
        """The index and the length of a span."""
        return sum(len(line) + 1 for line in self.lines[: span.line - 1]) + span.column - 1, span.length

    def _open(self, event: Any, entries: dict[str, Entry] | None) -> None:
        self._count(event)
        self._refuse_extras(event)
        start = event.start_mark.index
        if len(self._stack) >= DEEPEST:
            slip = too_deep(start)
            self._report(slip.at, slip.length, slip.message, slip.help)
            raise _Stop
        flow = bool(event.flow_style)
        sign = _BRACKET.match(self.source, start) if flow else None  # none where `[a: b]` opens a mapping
        self._stack.append(_Open(event.start_mark, flow, sign.end() - 1 if sign else -1, entries=entries))

    def _close(self, event: Any) -> Node:
        closed = self._stack.pop()
        length = event.end_mark.index - closed.mark.index if closed.flow else 1
        if closed.entries is None:
            return Sequence(tuple(closed.items), self._span_of(closed.mark, length))
        first = next(iter(closed.entries.values()), None)
        if first and not closed.flow and first.key.start == closed.mark.index:
            return Mapping(closed.entries, first.key.span)
        return Mapping(closed.entries, self._span_of(closed.mark, length))

    def _scalar(self, event: Any) -> Scalar:
        self._count(event)
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event)
        mark = event.start_mark
        start, end = mark.index, event.end_mark.index
        text: str = event.value
        style: str = event.style or ""
        self._last = (start, end, style)
        if not style and mark.line < len(self.lines) and end - start <= len(self.lines[mark.line]) - mark.column:
            # Most by far: plain and on one line.
            span = Span(mark.line + 1, mark.column + 1, end - start or 1)
            return Scalar(self._resolve(text, start), text, span, style, start, self.source)
        block = style in ("|", ">")
        if block and self.source[start] == style and not _BLOCK_HEADER.match(self.source, start):
            line_end = start + len(self.lines[event.start_mark.line]) - event.start_mark.column
            self._halt(tab(self.source, start, line_end) or begins_with(style, start))
        if style == '"' and (slip := bad_escape(self.source, start)):
            self._halt(slip)
        if style == '"' and (hidden := _UNPRINTABLE.search(text)):
            message = f"the text holds the character {visible(hidden[0])}"
            self._report(start, end - start, message, "remove the escape: it cannot be printed safely")
        value = self._resolve(text, start) if not style else text
        span = self._span_of(event.start_mark, 1 if block else end - start)
        return Scalar(value, text, span, style, start, self.source)

    def _span_of(self, mark: Any, length: int) -> Span:
        """As _span, from the place the parser counted; the C parser may count one line too many at the end."""
        if mark.line >= len(self.lines):
            return Span(len(self.lines), len(self.lines[-1]) + 1)
        return Span(mark.line + 1, mark.column + 1, max(1, min(length, len(self.lines[mark.line]) - mark.column)))

    def _resolve(self, text: str, start: int) -> str | bool | Fraction | None:
        """The value of a plain scalar: true, false, nothing and decimal numbers have one, the rest is text."""
        if text in _WORDS:
            return _WORDS[text]
        if (text[0] not in "-0123456789") or not _NUMBER.fullmatch(text):
            return text
        exponent = _EXPONENT.search(text)
        small = len(text) <= LONGEST_NUMBER and (exponent is None or int(exponent[1]) <= LONGEST_NUMBER)
        number = (Fraction(int(text)) if text.isdecimal() else Fraction(text)) if small else None
        if number is None or abs(number) > LARGEST_NUMBER:
            help = f"write at most {LONGEST_NUMBER} characters and at most {LARGEST_NUMBER:,}; a text is in quotes"
            self._report(start, len(text), f"the number {quote(text, 30)} is too large or too long", help)
        return number

    # What is refused

    def _refuse_extras(self, event: Any) -> None:
        """Anchors and tags."""
        start = event.start_mark.index
        if event.anchor is not None:
            self._anchors.add(event.anchor)
            message = f"anchors ({shorten('&' + event.anchor, 40)}) are not accepted"
            self._report(start, len(event.anchor) + 1, message, f"write the value out where it is needed; {_OR_QUOTES}")
        if event.tag is not None:
            tag = _TAG.match(self.source, start)
            at, length = (tag.start(1), len(tag[1])) if tag else (start, 1)
            shown = shorten(self.source[at : at + length], 40)
            self._report(at, length, f"tags ({shown}) are not accepted", f"remove it; {_OR_QUOTES}")

    def _alias(self, event: Any) -> None:
        """An alias; where its anchor was refused, nothing more is said."""
        self._count(event)
        if event.anchor not in self._anchors:
            message = f"aliases ({shorten('*' + event.anchor, 40)}) are not accepted"
            help = f"write the value out here; {_OR_QUOTES}"
            self._report(event.start_mark.index, len(event.anchor) + 1, message, help)
        self._add(None)


_OR_QUOTES = "a text that begins with this sign is in quotes"
_NAMES = {"mapping": "mapping of keys to values", "sequence": "list", "scalar": "single text"}
_WANTED = {
    "mapping": "it begins with a line such as 'key: value', with a space after the colon",
    "sequence": "it begins with a line such as '- key: value'",
    "any": "it begins with a line such as 'key: value', with a space after the colon",
}


def _kind(node: Node) -> Literal["mapping", "sequence", "scalar"]:
    match node:
        case Mapping():
            return "mapping"
        case Sequence():
            return "sequence"
        case Scalar():
            return "scalar"
