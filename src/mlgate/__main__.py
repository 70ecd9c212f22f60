"""Where `mlgate` and `python -m mlgate` start."""

import gc
import importlib
import sys


def main() -> None:
    if sys.argv[1:] == ["--version"]:  # scripts ask this often, and Typer alone costs several times the whole answer
        from mlgate.commands import version
        from mlgate.commands.failing import ended

        sys.exit(ended(version.run, sys.argv[1:]))
    # A run is short and frees next to nothing, so looking for cycles to free is a tenth of its time for no memory.
    gc.disable()
    from mlgate.scripted import scripted

    call = scripted(sys.argv[1:])
    if call is None:
        sys.exit(importlib.import_module("mlgate.cli").main())
    from mlgate.commands.failing import ended

    sys.exit(ended(call, sys.argv[1:]))


if __name__ == "__main__":
    main()
