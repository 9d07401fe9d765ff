"""The command line; ``main`` is the console command ``extract``."""

from extract.cli.main import main

__all__ = ["main"]
