"""Build corpus/NAME.txt and corpus/NAME.gold.json from the annotated sources in tools/corpus/.

    python tools/corpus_gold.py            # write all articles and their gold
    python tools/corpus_gold.py --check    # only say whether what is written is up to date

Every run of digits that no annotation covers is listed in tools/corpus/non_facts.csv: read what a change
adds to it. A source is the article with its annotation inline, so that no offset is ever typed by hand:

    title: Orchards above the river          <- header: the article's metadata and how the file is written
    published: 2020-09-30
    newline: crlf                            <- lf (default) or crlf
    encoding: utf-16                         <- utf-8 (default), utf-8-sig, utf-16, gb18030, cp1252
    folder: encodings                        <- below corpus/ (default: corpus/ itself)
    end: none                                <- the file has no newline at its end
    ---
    {=@cn t:2019} In «Wuxi County» {5,200 people|P train|people trained} ...

* `{quote|flags|topic}` is a fact, `{=flags}` sets defaults for the facts that follow (`{=}` sets all back), a
  topic of `"` repeats the last one.
* `«surface»` is a place mention, looked up in places.csv; `«surface|key»` looks up the key instead.
* `‹surface›` is a programme mention, `‹surface|canonical name›` gives its canonical name.
* A backslash takes the next character as it stands; `␣` is a no-break space.

Flags of a fact, in any order:

* kind and unit: `P` people, `C:village`, `M:kilometer`, `%`, `pp`, `x` for a multiple, `$EUR`; a quote with
  "%", "yuan", "$", "£", "€" or "₹" needs none;
* value: `v=5` or `v=5..7`, where the digits of the quote do not give it;
* modifier `~` `>` `>=` `<` `<=`; `per:year`; an indicator by its short name (INDICATORS);
* `ch` for a change, `up`, `dn`; `pl` planned, `ac` actual;
* `@place_key` (underscores for spaces), `@-` for none; `pr:canonical_name` or `pr:-`;
* `t:` period and `b:` baseline as `2019`, `2019Q3`, `2019H1`, `2019-05`, `2019-05-17`, `e2019` (both ends on
  its last day), `A..B`, `A..`, `-`.
"""

from __future__ import annotations

import calendar
import csv
import json
import re
import sys
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from corpus_codes import CURRENCY_SIGNS, DEFAULTS, FACT_FIELDS, FIXED, INDICATORS, OPENERS, SCALES

__all__ = ["FACT_FIELDS", "INDICATORS", "Builder", "Gold", "build_all"]

SOURCES = Path(__file__).parent / "corpus"
CORPUS = Path(__file__).parent.parent / "corpus"


class SourceError(Exception):
    """A mistake in a source file, said in one line."""


@dataclass
class Gold:
    """What one source yields: the raw text and its annotation."""

    header: dict[str, str]
    text: str = ""
    facts: list[dict[str, Any]] = field(default_factory=list)
    places: list[dict[str, Any]] = field(default_factory=list)
    programmes: list[dict[str, Any]] = field(default_factory=list)

    def record(self) -> dict[str, Any]:
        """Return the gold in the shape that the scorer reads, everything in text order."""
        meta = {k: self.header.get(k) for k in ("title", "publisher", "author", "published")}
        ordered = {
            k: sorted(getattr(self, k), key=lambda r: r["start"]) for k in ("facts", "places", "programmes")
        }
        return {"article": meta, **ordered}


def read_places(path: Path) -> dict[str, tuple[str | None, str | None]]:
    """Return surface (lower case) -> (code, official name); a surface that stands twice is an error."""
    places: dict[str, tuple[str | None, str | None]] = {"-": (None, None)}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            key = row["surface"].lower()
            if key in places:
                raise SourceError(f"{path.name}: {row['surface']!r} stands twice")
            places[key] = (row["code"] or None, row["name"] or row["surface"])
    return places


def ends_of(stamp: str) -> tuple[str | None, str | None]:
    """Return first and last day of a period written in short: `2019Q3`, `e2019`, `2016..2020`, `-`."""
    if stamp == "-":
        return None, None
    if ".." in stamp:
        first, last = stamp.split("..")
        return (ends_of(first)[0] if first else None), (ends_of(last)[1] if last else None)
    if stamp.startswith("e"):
        last_day = ends_of(stamp[1:])[1]
        return last_day, last_day
    match = re.fullmatch(r"(\d{4})(?:(?P<part>[QH]\d)|-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?", stamp)
    if not match:
        raise SourceError(f"not a period: {stamp!r}")
    year, part, month, day = int(match[1]), match["part"], match["month"], match["day"]
    if day:
        return stamp, stamp
    if part:
        size = 3 if part[0] == "Q" else 6
        first_month, last_month = size * (int(part[1]) - 1) + 1, size * int(part[1])
    else:
        first_month, last_month = (int(month), int(month)) if month else (1, 12)
    last_date = calendar.monthrange(year, last_month)[1]
    return f"{year}-{first_month:02}-01", f"{year}-{last_month:02}-{last_date:02}"


def number_in(quote: str) -> float:
    """Return the one number that the digits of a quote state, scale words applied."""
    plain = quote.translate({0xFF10 + i: str(i) for i in range(10)} | {0xFF0C: ",", 0xFF0E: ".", 0xA0: " "})
    found = re.findall(r"\d[\d,]*(?:\.\d+)?", plain)
    if len(found) != 1:
        raise SourceError(f"{quote!r} holds {len(found)} numbers: give the value with v=")
    value = Decimal(found[0].replace(",", ""))
    after = plain.split(found[0], 1)[1]
    for word in re.findall(r"[A-Za-z]+", after):
        if word not in SCALES or (word == "m" and not re.search("[£$€¥]|yuan", plain)):
            break
        value *= SCALES[word]
    return float(value)


def integral(value: float) -> float | int:
    """Write whole numbers as integers, as the gold does."""
    return int(value) if value == int(value) else value


class Builder:
    """Reads one source: takes the annotation out of the text and notes where it stood."""

    def __init__(self, source: str, places: dict[str, tuple[str | None, str | None]]) -> None:
        head, _, body = source.partition("\n---\n")
        header = dict(line.split(": ", 1) for line in head.splitlines() if line)
        self.gold = Gold(header)
        self.places = places
        self.defaults = dict(DEFAULTS)
        self.topic = ""
        if header.get("end") == "none":
            body = body.removesuffix("\n")
        self.body = body.replace("\n", "\r\n") if header.get("newline") == "crlf" else body
        self.at = 0
        self.out: list[str] = []
        self.length = 0

    def build(self) -> Gold:
        """Return text and annotation."""
        self.read(stops="")
        self.gold.text = "".join(self.out)
        return self.gold

    def emit(self, char: str) -> None:
        """Append one character of the article itself."""
        self.out.append(char)
        self.length += 1

    def read(self, stops: str) -> str:
        """Read up to one of the stop characters; return which one ended it."""
        while self.at < len(self.body):
            char = self.body[self.at]
            self.at += 1
            if char == "\\":
                self.emit(self.body[self.at])
                self.at += 1
            elif char in stops:
                return char
            elif char in OPENERS:
                self.annotation(char)
            else:
                self.emit("\u00a0" if char == "␣" else char)
        if stops:
            raise SourceError(f"{stops!r} missing at the end")
        return ""

    def annotation(self, opener: str) -> None:
        """Read one annotation, whose opening character has just been read."""
        closer = OPENERS[opener]
        if opener == "{" and self.body[self.at] == "=":
            self.set_defaults(self.until(closer)[1:])
            return
        start = self.length
        spec = self.until(closer) if self.read(stops="|" + closer) == "|" else ""
        quote = "".join(self.out[start:])
        span = {"start": start, "end": self.length, "quote": quote}
        if opener == "{":
            flags, _, topic = spec.partition("|")
            self.gold.facts.append(span | self.fact(quote, flags, topic))
        elif opener == "«":
            code, name = self.place(spec or re.sub(r"\s+", " ", quote))
            self.gold.places.append(span | {"place_code": code, "place_name": name})
        else:
            self.gold.programmes.append(span | {"programme": spec or quote})

    def until(self, closer: str) -> str:
        """Return what stands before the closing character, and step over it."""
        end = self.body.index(closer, self.at)
        spec = self.body[self.at : end]
        self.at = end + 1
        return re.sub(r"\s+", " ", spec).strip()

    def set_defaults(self, flags: str) -> None:
        """Take flags as the defaults of what follows; an empty list of flags sets all back."""
        self.defaults = self.flags(flags, dict(DEFAULTS) if not flags else dict(self.defaults))

    def place(self, key: str) -> tuple[str | None, str | None]:
        """Look a surface or key up in places.csv."""
        try:
            return self.places[key.lower()]
        except KeyError:
            raise SourceError(f"place {key!r} is not in places.csv") from None

    def flags(self, flags: str, row: dict[str, Any]) -> dict[str, Any]:
        """Apply the flags of a fact to a row of its fields."""
        for flag in flags.split():
            name, _, rest = flag.partition(":")
            if flag in FIXED:
                row |= FIXED[flag]
            elif flag[0] == "@":
                row["place"] = self.place(flag[1:].replace("_", " "))
            elif flag.startswith("v="):
                row["value"] = [float(part) for part in flag[2:].split("..")]
            elif name in {"t", "b"}:
                row["period" if name == "t" else "baseline"] = ends_of(rest)
            elif name == "pr":
                row["programme"] = None if rest == "-" else rest.replace("_", " ")
            elif name == "per":
                row["per"] = rest
            else:
                row |= unit_flag(flag)
        return row

    def fact(self, quote: str, flags: str, topic: str) -> dict[str, Any]:
        """Return all fields of a fact but its span."""
        row = self.flags(flags, dict(self.defaults))
        if "kind" not in row:
            row |= kind_of(quote)
        value = row.pop("value", None) or [number_in(quote)]
        if len(value) == 2:
            row["modifier"] = "range"
        self.topic = self.topic if topic.strip() == '"' else topic.strip()
        if not self.topic:
            raise SourceError(f"{quote!r} has no topic")
        code, name = row.pop("place") or (None, None)
        fields = row | {
            "value_low": integral(value[0]),
            "value_high": integral(value[-1]),
            "topic": self.topic,
        }
        fields |= {"place_code": code, "place_name": name}
        for key in ("period", "baseline"):
            fields[f"{key}_start"], fields[f"{key}_end"] = fields.pop(key)
        return {key: fields[key] for key in FACT_FIELDS if key in fields}


def unit_flag(flag: str) -> dict[str, str]:
    """Return kind and unit of a flag that names its unit: `C:village`, `M:kilometer`, `$EUR`."""
    if flag[0] == "$":
        return {"kind": "money", "unit": flag[1:]}
    name, _, unit = flag.partition(":")
    if name not in {"C", "M"} or not unit:
        raise SourceError(f"unknown flag {flag!r}")
    if name == "C":
        return {"kind": "count", "unit": unit.replace("_", " ")}
    return {"kind": "measure", "unit": unit}


def kind_of(quote: str) -> dict[str, str]:
    """Return kind and unit of a quote that shows them: a percentage or an amount in a well-known currency."""
    if re.search(r"percentage\s+points?", quote):
        return {"kind": "percent", "unit": "percentage_point"}
    if re.search(r"[%％]|per\s?cent|pct", quote):
        return {"kind": "percent", "unit": "percent"}
    for sign in sorted(CURRENCY_SIGNS, key=len, reverse=True):
        if sign.lower() in quote.lower():
            return {"kind": "money", "unit": CURRENCY_SIGNS[sign]}
    raise SourceError(f"{quote!r}: give its kind")


def uncovered_digits(name: str, gold: Gold) -> list[str]:
    """Return a CSV line for each run of digits outside all annotation, with the words around it."""
    covered = [(r["start"], r["end"]) for rows in (gold.facts, gold.places, gold.programmes) for r in rows]
    lines = []
    for match in re.finditer(r"\d+", gold.text):
        if not any(start <= match.start() and match.end() <= end for start, end in covered):
            around = gold.text[max(0, match.start() - 20) : match.end() + 12]
            quoted = re.sub(r"\s+", " ", around).replace('"', '""')
            lines.append(f'{name},{match.group()},"{quoted}"')
    return lines


def build(
    path: Path, places: dict[str, tuple[str | None, str | None]]
) -> tuple[dict[Path, bytes], list[str]]:
    """Return the two files that a source stands for, and its uncovered digits."""
    try:
        gold = Builder(path.read_text(encoding="utf-8"), places).build()
    except (SourceError, ValueError, IndexError) as error:
        raise SourceError(f"{path.name}: {error}") from None
    folder = CORPUS / gold.header.get("folder", ".")
    record = json.dumps(gold.record(), ensure_ascii=False, indent=1) + "\n"
    files = {
        folder / f"{path.stem}.txt": gold.text.encode(gold.header.get("encoding", "utf-8")),
        folder / f"{path.stem}.gold.json": record.encode("utf-8"),
    }
    return files, uncovered_digits(path.stem, gold)


def build_all() -> tuple[dict[Path, bytes], list[str]]:
    """Return every file that the sources stand for, and one line for each source with a mistake."""
    places = read_places(SOURCES / "places.csv")
    files: dict[Path, bytes] = {}
    problems: list[str] = []
    listing = ["article,digits,context"]
    for path in sorted(SOURCES.glob("*.src")):
        try:
            built, digits = build(path, places)
        except SourceError as error:
            problems.append(str(error))
            continue
        files |= built
        listing += digits
    files[SOURCES / "non_facts.csv"] = ("\n".join(listing) + "\n").encode("utf-8")
    return files, problems


def main() -> int:
    """Write or check all articles; return the exit code."""
    files, problems = build_all()
    for target, content in files.items():
        if target.exists() and target.read_bytes() == content:
            continue
        if "--check" in sys.argv:
            problems.append(f"{target.name}: not what its source says; run python tools/corpus_gold.py")
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    sys.stderr.write("".join(f"{line}\n" for line in problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
