"""Build hook: the modules that read text and store facts, compiled to machine code by mypyc.

Off by default, since it needs a C compiler and some minutes: ``HATCH_BUILD_HOOKS_ENABLE=1 pip install .``
turns it on, `make bench` too where a compiler is found. The wheel holds the sources as well; what it
extracts is the same (tests/contract/test_compiled.py). Options of the hook in pyproject.toml:
``modules``, files and packages inside src/extract.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# How much the C compiler optimises; the tests take "0", which compiles faster.
_LEVEL = os.environ.get("EXTRACT_COMPILE_LEVEL", "2")
_SETUP = """
from mypyc.build import mypycify
from setuptools import setup

arguments = ["--ignore-missing-imports", "--follow-imports=silent", *{files!r}]
modules = mypycify(arguments, opt_level={level!r}, debug_level="0", multi_file=True)
setup(name="extract", packages=[], ext_modules=modules)
"""


class CompiledBuildHook(BuildHookInterface[Any]):
    """Compiles before a wheel is packed, and adds what was compiled to it."""

    PLUGIN_NAME = "custom"
    _work = ""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile in a copy of the sources: nothing compiled lies beside them, to grow stale there."""
        if version == "editable":
            return
        self._work = tempfile.mkdtemp(prefix="extract-compiled-")
        work = Path(self._work)
        shutil.copytree(Path(self.root, "src", "extract"), work / "extract")
        (work / "setup.py").write_text(_SETUP.format(files=self._files(work), level=_LEVEL), encoding="utf-8")
        command = [sys.executable, "setup.py", "-q", "build_ext", "--inplace"]
        done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            last = "\n".join((done.stdout + done.stderr).splitlines()[-20:])
            sys.exit(
                f"{last}\nmypyc could not compile; without HATCH_BUILD_HOOKS_ENABLE the wheel is plain Python"
            )
        built = [
            file for pattern in ("*.so", "*.pyd") for file in work.rglob(pattern) if "build" not in file.parts
        ]
        build_data["force_include"].update({str(file): str(file.relative_to(work)) for file in built})
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the copy."""
        if self._work:
            shutil.rmtree(self._work)

    def _files(self, work: Path) -> list[str]:
        """The modules that are compiled, below ``work``."""
        named = [work / "extract" / name for name in self.config["modules"]]
        files = [file for one in named for file in (sorted(one.rglob("*.py")) if one.is_dir() else [one])]
        return [str(file.relative_to(work)) for file in files if file.name != "__init__.py"]
