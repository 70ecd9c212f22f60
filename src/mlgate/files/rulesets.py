"""The name or path of a rule set in, the RuleSet out, found in the order path, project, built in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mlgate.files.content import Path, nearby, read_content, read_ours, shown, unreadable
from mlgate.files.prebuilt import PREBUILT_FILE, prebuild, prebuilt
from mlgate.model import RuleSet
from mlgate.problem import NotFound, Problem, Unusable, did_you_mean, quote, visible
from mlgate.values import value

if TYPE_CHECKING:
    from mlgate.loading.extension import Fetch

RULESET_FILE = "ruleset.yaml"
CASES_FILE = "cases.yaml"
MOST_NAMED = 8
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_OUR_TABLE = re.compile(rb"""^[ \t]*\[[ \t]*["']?tool["']?[ \t]*\.[ \t]*["']?mlgate\b""", re.MULTILINE)


@value
class Location:
    """Where a rule set is: the name it was found under, its file, and whether it is built in."""

    name: str
    file: str
    builtin: bool = False


def load_ruleset(name: str, relative_to: Path | None = None, *, confined: bool = False) -> RuleSet:
    """Load a rule set by name or path. Raises NotFound where there is none, Unusable where it cannot be read.

    `relative_to` is the file that says the name (None: the command line, relative to the working directory);
    `confined` forbids leaving that file's repository, or its folder where there is none.
    """
    location = locate(name, relative_to, confined=confined)
    file = _short(location.file)
    found = prebuilt(location.file, file) if location.builtin else None
    return found or _read(file, fetch)


def _read(file: str, fetch: Fetch) -> RuleSet:
    from mlgate.loading.rulesets import read_ruleset  # lazily: most runs need no more than what is prebuilt

    return read_ruleset(read_ours(file, "a rule set"), file, fetch)


def prebuild_all() -> Iterator[tuple[str, bytes]]:
    """Walk the built-in rule sets for the wheel: where below their folder each belongs, and what to write there."""
    for location in available_builtin():
        files = [_short(location.file)]

        def recorded(name: str, named_by: str, files: list[str] = files) -> tuple[bytes, str]:
            content, file = fetch(name, named_by)
            files.append(file)
            return content, file

        yield f"{location.name}/{PREBUILT_FILE}", prebuild(_read(files[0], recorded), files)


def fetch(name: str, named_by: str) -> tuple[bytes, str]:
    """Give the content of a rule set that another one extends, and its file; the loader's way to the disk."""
    location = locate(name, named_by)
    file = _short(location.file)
    try:
        return read_ours(file, "a rule set"), file
    except Unusable as error:
        problem = error.problems[0]
        raise NotFound(problem.message, problem.help) from None


def locate(name: str, relative_to: Path | None = None, *, confined: bool = False) -> Location:
    """Find the file of a rule set. Raises NotFound."""
    folder = os.path.dirname(os.path.realpath(relative_to)) if relative_to is not None else working_directory()
    if is_path(name):
        return _at_path(name, folder, relative_to is not None, confined)
    own = os.path.realpath(relative_to) if relative_to is not None else ""
    for location in _named(name, folder):
        if os.path.realpath(location.file) != own:  # a project's own `default` may extend the built-in one
            return location
    if name and os.path.isdir(os.path.join(folder, name)):
        raise _only_a_folder(name, os.path.join(folder, name))
    known = tuple(dict.fromkeys(location.name for location in available(folder)))
    raise NotFound(f"there is no rule set {shown(name)}", f"{did_you_mean(name, known, 'rule sets')}; or give a path")


def _only_a_folder(name: str, folder: str) -> NotFound:
    """Make the error for the name of a folder, which is no name of a rule set."""
    if os.path.isfile(os.path.join(folder, RULESET_FILE)):
        return NotFound(f"there is no rule set {shown(name)}", f"for the folder write {shown(f'./{name}')}")
    return NotFound(f"the folder {shown(name)} has no {RULESET_FILE}", _below(name, folder))


def _below(name: str, folder: str) -> str:
    """Name the folders in a folder that are rule sets, as somebody who wrote its `name` would write them."""
    found = [one.name for one in _sets_in(folder, builtin=True)]
    start = name if is_path(name) else f"./{name}"
    listed = ", ".join(shown(os.path.join(start, one)) for one in found[:MOST_NAMED])
    more = ", ..." if len(found) > MOST_NAMED else ""
    return f"rule sets below it: {listed}{more}" if found else "nor has any folder in it"


def working_directory() -> str:
    """Give the working directory, which somebody may have removed meanwhile."""
    try:
        return os.getcwd()
    except OSError:
        raise unreadable("the working directory does not exist any more", "change into another one") from None


def is_path(name: str) -> bool:
    """Tell a path from a name."""
    return "/" in name or os.sep in name or name.endswith((".yaml", ".yml")) or name in (os.curdir, os.pardir)


def _at_path(name: str, folder: str, said_in_file: bool, confined: bool) -> Location:
    try:
        path = os.path.join(folder, name) if said_in_file else name
        path = os.path.join(path, RULESET_FILE) if os.path.isdir(path) else path
        if confined and not is_inside(path, repository_of(folder) or folder):
            raise NotFound(f"{shown(name)} is outside the repository of the answers", "use --rules to name it yourself")
        if not os.path.exists(path):
            raise _nothing_at(path, name, folder if said_in_file else None)
    except ValueError:
        raise NotFound(f"{shown(name)} is not the name of a file") from None
    return Location(name, os.path.normpath(path))


def _nothing_at(path: str, name: str, named_in: str | None) -> NotFound:
    """Make the error for a path that leads to no rule set; `named_in` is the folder of the file that says it."""
    folder = os.path.dirname(path)
    if os.path.basename(path) == RULESET_FILE and os.path.isdir(folder) and not name.endswith(RULESET_FILE):
        return NotFound(f"the folder {shown(name)} has no {RULESET_FILE}", _below(name, folder))
    return NotFound(f"there is no rule set at {shown(name)}", _missing_help(path, name, named_in))


def _missing_help(path: str, name: str, named_in: str | None) -> str:
    if close := nearby(path, name):
        return close
    tried = f"there is no {shown(os.path.abspath(path))}"
    if named_in is None:
        return f"{tried}; a path is relative to the working directory"
    relative = "a path is relative to the file that says it"
    if os.path.exists(name):  # seen from the working directory, as on a command line
        meant = os.path.relpath(os.path.realpath(name), named_in).replace(os.sep, "/")
        return f"{tried}; {relative}: write {shown(meant if is_path(meant) else f'./{meant}')}"
    return f"{tried}; {relative}"


def is_inside(path: str, folder: str) -> bool:
    """Tell whether a file is in a folder or below it, wherever links lead."""
    real, root = os.path.realpath(path), os.path.realpath(folder)
    return os.path.commonpath([real, root]) == root if real[:1] == root[:1] else False


def _short(path: str) -> str:
    """Name a file in messages: relative where it is below the working directory."""
    here = working_directory() + os.sep
    real = os.path.abspath(path)
    return real[len(here) :] if real.startswith(here) else real


# --- Names ------------------------------------------------------------------------------------------------------------


def available(folder: str | None = None) -> Iterator[Location]:
    """List the rule sets that can be named in a folder: the project's, then the built-in ones."""
    for home in _rule_folders(folder or working_directory()):
        yield from _sets_in(home, builtin=False)
    yield from available_builtin()


def available_builtin() -> Iterator[Location]:
    """List the rule sets that come with mlgate."""
    yield from _sets_in(builtin_rules_folder(), builtin=True)


def _named(name: str, folder: str) -> Iterator[Location]:
    if not _NAME.fullmatch(name):
        return
    homes = [(home, False) for home in _rule_folders(folder)] + [(builtin_rules_folder(), True)]
    for home, builtin in homes:
        for file in (os.path.join(home, name, RULESET_FILE), os.path.join(home, f"{name}.yaml")):
            if home and os.path.isfile(file):
                yield Location(name, file, builtin)


def _sets_in(home: str, *, builtin: bool) -> Iterator[Location]:
    try:
        names = sorted(os.listdir(home)) if home else []
    except OSError:
        return
    for name in names:
        file = os.path.join(home, name, RULESET_FILE)
        if os.path.isfile(file):
            yield Location(name, file, builtin)
        elif name.endswith(".yaml") and os.path.isfile(os.path.join(home, name)) and not builtin:
            yield Location(name.removesuffix(".yaml"), os.path.join(home, name), builtin)


def builtin_rules_folder() -> str:
    """Give the folder of the built-in rule sets: inside the package, or beside the sources in a checkout of mlgate."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "rules")
    if os.path.isdir(inside):
        return inside
    checkout = os.path.dirname(os.path.dirname(package))
    try:
        with open(os.path.join(checkout, "pyproject.toml"), encoding="utf-8") as file:
            is_ours = 'name = "mlgate"' in file.read()
    except (OSError, UnicodeDecodeError):
        is_ours = False
    return os.path.join(checkout, "rules") if is_ours else ""


def examples(location: Location) -> dict[str, str]:
    """List the finished answers that come with a rule set: name to file."""
    folder = os.path.join(os.path.dirname(location.file), "examples")
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    return {name.removesuffix(".yaml"): os.path.join(folder, name) for name in names if name.endswith(".yaml")}


# --- The project ------------------------------------------------------------------------------------------------------


def repository_of(folder: str) -> str | None:
    """Find the repository that a folder is in: the nearest folder above that has .git."""
    return next((above for above in _above(folder) if os.path.exists(os.path.join(above, ".git"))), None)


def _above(folder: str) -> Iterator[str]:
    folder = os.path.realpath(folder)
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent


def _rule_folders(folder: str) -> Iterable[str]:
    """Give the rule folders of the project: from the nearest settings up to the root of the repository.

    What comes with mlgate has no project, even where it is installed inside of one.
    """
    builtin = builtin_rules_folder()
    if builtin and is_inside(folder, builtin):
        return ()
    root = repository_of(folder) or os.path.realpath(folder)
    for above in _above(folder):
        for name, path in (("mlgate.toml", ()), ("pyproject.toml", ("tool", "mlgate"))):
            file = os.path.join(above, name)
            if os.path.isfile(file):
                found = _rules_setting(file, path)
                if found is not None:
                    return [_rule_folder(file, one) for one in found]
        if above == root:
            break
    return ()


def _rules_setting(file: str, path: tuple[str, ...]) -> list[str] | None:
    """Read the list of rule folders from a settings file; None where it says nothing about them.

    A `pyproject.toml` belongs to many tools: one that has nothing for us is never complained about.
    """
    content = read_content(file)
    if path and b"mlgate" not in content:
        return None
    import tomllib  # lazily: few folders have a settings file that speaks of us

    try:
        table: object = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        if path and not _OUR_TABLE.search(content):
            return None
        raise _not_toml(file, content, str(error)) from None
    for key in path:
        table = table.get(key) if isinstance(table, dict) else None
    if not isinstance(table, dict):
        return None
    for key in table:
        if key != "rules":
            raise _wrong(file, key, f"{quote(key)} is no setting", did_you_mean(key, ["rules"], "settings"))
    rules = table.get("rules")
    if rules is None:
        return None
    if not isinstance(rules, list) or not all(isinstance(one, str) for one in rules):
        raise _wrong(file, "rules", "'rules' must be a list of folders", 'for example rules = ["ml-gate"]')
    return rules


def _not_toml(file: str, content: bytes, reason: str) -> Unusable:
    message = "this is not valid TOML, so the rule folders in it cannot be read"
    place = re.search(r"\(at line (\d+), column (\d+)\)", reason)
    line, column = (
        (int(place[1]), int(place[2])) if place else (len(content.splitlines()), 0)
    )  # where it ends too early
    return Unusable([Problem(message, file=file, line=line, column=column)])


def _wrong(file: str, word: str, message: str, help: str) -> Unusable:
    """Make the error for a word in the settings; its line is named and not quoted, as the file may be anybody's."""
    lines = read_content(file).decode("utf-8", "replace").splitlines()
    line, text = next(((number, text) for number, text in enumerate(lines, 1) if word in text), (0, ""))
    return Unusable([Problem(message, file=file, line=line, column=text.find(word) + 1, help=help)])


def _rule_folder(file: str, name: str) -> str:
    """Give the folder that the settings name: one that holds rule sets, each in a folder or file of its own."""
    folder = os.path.join(os.path.dirname(file), name)
    if os.path.isfile(folder):
        own = os.path.dirname(name)
        above = os.path.dirname(own) if os.path.basename(name) == RULESET_FILE else own
        raise _wrong(file, name, f"{quote(name)} is a file, not the folder above the rule sets", _write(above))
    if not os.path.isdir(folder):
        help = nearby(folder, name) or f"there is no {shown(folder)}"
        raise _wrong(file, name, f"{quote(name)} is no folder, so it holds no rule sets", help)
    if os.path.isfile(os.path.join(folder, RULESET_FILE)) and not any(_sets_in(folder, builtin=True)):
        above = os.path.dirname(os.path.normpath(name))
        raise _wrong(file, name, f"{quote(name)} is a rule set, not the folder above the rule sets", _write(above))
    return folder


def _write(folder: str) -> str:
    return f'write rules = ["{visible(folder or os.curdir)}"]'
