"""The small pipeline with articles that kill it, hang, or eat all memory; for worker processes only."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fake_pipeline import FakeExtractor, fake_pipeline

from extract.errors import RulesError
from extract.records import ArticleResult, RawArticle
from extract.running.pipelines import Pipeline


class DangerousExtractor(FakeExtractor):
    """Does what an article says."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def extract(self, raws: Sequence[RawArticle]) -> list[ArticleResult]:
        for raw in raws:
            self._obey(raw.text)
        return super().extract(raws)

    def _obey(self, text: str) -> None:
        if "DIE" in text or ("STUMBLE" in text and self._is_first("stumbled")):
            os.kill(os.getpid(), signal.SIGKILL)
        if "HANG" in text:
            time.sleep(3_600)
        if "EAT" in text:
            eaten = [bytearray(50_000_000) for _ in range(100)]
            assert not eaten
        if "SLOW" in text:
            time.sleep(0.02)

    def _is_first(self, name: str) -> bool:
        """Whether nobody was here before, in whatever process."""
        try:
            (self._folder / name).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


@dataclass(frozen=True)
class DangerousSource:
    """Loads it in a worker; counts how often in a folder."""

    folder: Path
    rules_digest: str = "rules-1"

    def __call__(self) -> Pipeline:
        if self.rules_digest == "deadly":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.rules_digest == "broken":
            raise RulesError("units.toml:3: broken")
        number = len(list(self.folder.glob("load-*")))
        (self.folder / f"load-{number}-{os.getpid()}").touch()
        return replace(fake_pipeline(self.rules_digest), extractor=DangerousExtractor(self.folder))
