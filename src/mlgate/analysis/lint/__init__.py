"""A rule set in, what is wrong with it out: every check is one module, whose docstring is its page in the manual."""
