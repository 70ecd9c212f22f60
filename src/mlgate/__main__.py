"""Where `mlgate` and `python -m mlgate` start."""

import sys


def main() -> None:
    if sys.argv[1:] == ["--version"]:  # scripts ask this often, and Typer alone costs several times the whole answer
        from mlgate import __version__

        print(f"mlgate {__version__}")
        return
    from mlgate import cli

    sys.exit(cli.main())


if __name__ == "__main__":
    main()
