"""Runs Python with a package that lies unpacked in a folder, before the checkout."""

import os
import subprocess
import sys
from pathlib import Path


def run_unpacked(unpacked: Path, *arguments: str) -> str:
    """What Python prints when the unpacked package stands before the checkout."""
    environment = os.environ | {"PYTHONPATH": str(unpacked)}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=unpacked,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
