"""One module per command: plain arguments in, exit code out."""
