"""A path in, the content of the file out, or one clear sentence; and text safely onto the disk."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat

from mlgate.loading.document import MOST_BYTES, read_document
from mlgate.problem import Problem, Unusable, quote, suggest

# A line that only our own files have. What has none of them may be anybody's, and not a word of it is printed.
_OURS = re.compile(
    rb"""^(?:\xef\xbb\xbf|---[ \t]+)?(?:\{[ \t]*)?["']?(?:mlgate|answers|verdicts)["']?[ \t]*:""", re.MULTILINE
)
_LONGEST_PATH = 150

Path = str | os.PathLike[str]


def unreadable(message: str, help: str = "") -> Unusable:
    """Make the error for a file as a whole: one sentence that names it."""
    return Unusable([Problem(message, help=help)])


def shown(path: Path) -> str:
    """Name a path in a message."""
    return quote(os.fspath(path), _LONGEST_PATH)


# --- Reading ----------------------------------------------------------------------------------------------------------


def read_content(path: Path, most: int = MOST_BYTES) -> bytes:
    """Read a regular file of at most `most` bytes. Raises Unusable with one sentence for everything else."""
    try:
        # Without O_NONBLOCK, opening a named pipe would wait for somebody to write into it.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise _refusal(path, error) from None
    try:
        found = os.fstat(descriptor)
        _refuse_others(path, found, most)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(most + 1)
    except OSError as error:
        raise _refusal(path, error) from None
    finally:
        os.close(descriptor)


def _refuse_others(path: Path, found: os.stat_result, most: int) -> None:
    """Refuse what is no regular file, and what is too large."""
    if not stat.S_ISREG(found.st_mode):
        kind = "a folder" if stat.S_ISDIR(found.st_mode) else "a pipe or a device"
        raise unreadable(f"{shown(path)} is {kind}, not a file")
    if found.st_size > most:
        raise unreadable(f"{shown(path)} is too large: {found.st_size:,} bytes; at most {most:,} are read")


def _refusal(path: Path, error: Exception) -> Unusable:
    if isinstance(error, FileNotFoundError):
        if os.path.islink(path):
            return unreadable(f"{shown(path)} is a link to something that does not exist")
        return unreadable(f"there is no file {shown(path)}", nearby(path))
    if isinstance(error, PermissionError) and os.path.isdir(path):  # how Windows refuses a folder
        return unreadable(f"{shown(path)} is a folder, not a file")
    if isinstance(error, PermissionError):
        return unreadable(f"no permission to read {shown(path)}")
    if isinstance(error, IsADirectoryError):
        return unreadable(f"{shown(path)} is a folder, not a file")
    return unreadable(f"{shown(path)} cannot be read: {_reason(error)}")


def _reason(error: Exception) -> str:
    return (error.strerror or "unknown reason").lower() if isinstance(error, OSError) else "not the name of a file"


def nearby(path: Path, written: str | None = None) -> str:
    """Suggest a file of the same folder whose name is close, in the way the path was `written`."""
    folder, name = os.path.split(os.fspath(path))
    stem, ending = os.path.splitext(name)
    try:
        stems = [os.path.splitext(one)[0] for one in os.listdir(folder or ".") if one.endswith(ending)]
    except (OSError, ValueError):
        return ""
    close = suggest(stem, stems)
    before = os.path.dirname(written or os.fspath(path))
    return f"did you mean {shown(os.path.join(before, close + ending))}?" if close else ""


def look_like_ours(content: bytes) -> bool:
    """Tell whether a file may be one of ours, so that its lines may be shown in messages."""
    return bool(_OURS.search(content.replace(b"\r", b"\n")))


def read_ours(path: Path, kind: str) -> bytes:
    """Read an answers file or a rule set; what is neither is refused without a word of its content."""
    content = read_content(path)
    if look_like_ours(content):
        return content
    with contextlib.suppress(UnicodeDecodeError, Unusable):
        if content.startswith((b"\xff\xfe", b"\xfe\xff")) and look_like_ours(content.decode("utf-16").encode()):
            return content  # the parser then says what is wrong with it
    if not content.strip():
        _refuse_empty(path)
    wanted = f"{shown(path)} is not {kind}: it has no line 'mlgate: 1'"
    raise unreadable(
        wanted, "an answers file has mlgate: 1, rules: and answers:; a rule set has mlgate: 1, id: and rules:"
    )


def _refuse_empty(path: Path) -> None:
    read_document(b"", os.fspath(path))


# --- Writing ----------------------------------------------------------------------------------------------------------


def write_text(path: Path, text: str) -> None:
    """Replace a file in one step: afterwards it has either the new content or, with Unusable raised, the old one.

    Links are followed, permissions kept. A device such as /dev/null is written to directly.
    """
    content = text.encode("utf-8", "backslashreplace")
    target = os.path.realpath(path)
    try:
        if os.path.isdir(target):
            raise IsADirectoryError(errno.EISDIR, "is a folder, not a file")
        if os.path.exists(target) and not os.path.isfile(target):
            with open(target, "wb", buffering=0) as device:
                device.write(content)
        else:
            _replace(target, content)
    except (OSError, ValueError) as error:
        raise unreadable(f"{shown(path)} cannot be written: {_reason(error)}", _writing_help(target, error)) from None


def _replace(target: str, content: bytes) -> None:
    """Write beside the target, then put it in its place; the reading permissions of the old file stay."""
    try:
        mode = stat.S_IMODE(os.stat(target).st_mode)
    except FileNotFoundError:
        mode = None
    if mode is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "permission denied")
    folder, name = os.path.split(target)
    temporary = os.path.join(folder, f".{name[:80]}.{os.getpid()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _writing_help(target: str, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"there is no folder {shown(os.path.dirname(target))}"
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "nothing was changed; free some space and try again"
    return ""
