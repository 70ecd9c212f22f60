"""Text of a file goes in; typed values, or every problem with its place in the file, come out."""
