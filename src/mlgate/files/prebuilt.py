"""A built-in rule set that was read when mlgate was built in; the same RuleSet out, as long as its text is the same.

Reading and checking the default rule set takes four times as long as starting Python, and what is built in says the
same every time. So the wheel carries each built-in set also as a pickle beside its YAML, written by `hatch_build.py`;
a checkout has none and reads the YAML. The pickle holds the text that it was made from: a file that somebody has
changed since, in whichever way, is simply read. It lies in the installed package among code that runs anyway, and
still may name nothing but our values: whoever can write there gains nothing by it.
"""

from __future__ import annotations

import io
import os
import pickle
from collections.abc import Sequence

from mlgate import __version__
from mlgate.files.content import Path, read_content
from mlgate.model import RuleSet

PREBUILT_FILE = "ruleset.prebuilt"
_MODULES = frozenset({"mlgate.model", "mlgate.expression.syntax", "fractions"})
_Source = tuple[str, bytes]  # the path from the folder of the rule set, and the content
# Said at the beginning, so that another version's file is left alone before anything in it is understood.
_HEAD = f"mlgate {__version__}\n".encode()


def prebuilt(file: str, named: str) -> RuleSet | None:
    """Give the rule set of a built-in file as it was read at build time; None where there is none for this text.

    `named` is how messages name the file, and the paths of all that it inherits follow it.
    """
    folder = os.path.dirname(file)
    try:
        content = read_content(os.path.join(folder, PREBUILT_FILE))
        if not content.startswith(_HEAD):
            return None
        reader = _Reader(io.BytesIO(content[len(_HEAD) :]), os.path.dirname(named))
        sources: tuple[_Source, ...] = reader.load()
        if any(read_content(os.path.join(folder, path)) != text for path, text in sources):
            return None
        ruleset = reader.load()
    except Exception:  # whatever is wrong with the file, there is always the YAML
        return None
    return ruleset if isinstance(ruleset, RuleSet) else None


def prebuild(ruleset: RuleSet, files: Sequence[Path]) -> bytes:
    """Write down a rule set with the content of all files that it was read from, its own first."""
    names = [os.fspath(file) for file in files]
    folder = os.path.dirname(names[0])
    paths = {name: os.path.relpath(name, folder).replace(os.sep, "/") for name in names}
    target = io.BytesIO()
    target.write(_HEAD)
    writer = _Writer(target, paths)
    writer.dump(tuple((path, read_content(name)) for name, path in paths.items()))
    writer.dump(ruleset)
    return target.getvalue()


class _Writer(pickle.Pickler):
    """Writes the names of files as paths from the rule set's folder: where it will be installed is not known yet."""

    def __init__(self, target: io.BytesIO, paths: dict[str, str]) -> None:
        super().__init__(target, protocol=5)
        self.paths = paths

    def persistent_id(self, obj: object) -> str | None:
        return self.paths.get(obj) if isinstance(obj, str) else None


class _Reader(pickle.Unpickler):
    """Reads values of ours and nothing else."""

    def __init__(self, source: io.BytesIO, folder: str) -> None:
        super().__init__(source)
        self.folder = folder

    def persistent_load(self, path: str) -> str:
        return os.path.normpath(os.path.join(self.folder, path))

    def find_class(self, module: str, name: str) -> object:
        found = super().find_class(module, name) if "." not in name and module in _MODULES else None
        if isinstance(found, type) and found.__module__ == module:  # nothing that the module itself only imports
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is none of our values")
