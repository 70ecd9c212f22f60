"""Should this even be ML? The public Python API of mlgate."""

__version__ = "0.1.0"
