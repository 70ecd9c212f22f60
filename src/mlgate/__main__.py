"""Where `mlgate` and `python -m mlgate` start."""

import gc
import sys

from mlgate.commands.failing import ended


def main() -> None:
    sys.exit(ended(_run, sys.argv[1:]))


def _run() -> int:
    """Run the command line; what it needs is imported here, where a stop or a mistake ends in an exit code."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:  # scripts ask this often, and Typer alone costs several times the whole answer
        from mlgate.commands import version

        return version.run()
    # A run is short and frees next to nothing, so looking for cycles to free is a tenth of its time for no memory.
    gc.disable()
    from mlgate.shortcut import shortcut

    call = shortcut(arguments)
    if call is not None:
        return call()
    from mlgate.cli import main as by_typer

    return by_typer()


if __name__ == "__main__":
    main()
