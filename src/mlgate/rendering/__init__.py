"""A report goes in, its text comes out: for the terminal, as Markdown, as HTML or as JSON, each in its own module."""
