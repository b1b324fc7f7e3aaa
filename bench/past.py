"""What `ledger log` costs against git alone reading the same objects."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import yaml

from bench.measure import Line, environment, medians, quiet
from ledger.edges.index import place_of

_LOG: Final = (
    "git",
    "log",
    "--first-parent",
    "--diff-merges=first-parent",
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-renames",
    "--format=%H",
    "HEAD",
)
_CAT: Final = ("git", "cat-file", "--batch", "--buffer")
_READ: Final = re.compile(
    rb":[0-7]{6} 100[0-7]{3} [0-9a-f]+ ([0-9a-f]+) [AM]\0"
    rb"((?:projects/[^\0]*\.md)|ledger\.yml|schema/flows/[^\0]*\.yml)\0"
)


def lines(repository: Path, rounds: int) -> Iterator[Line]:
    """The cold log against the floor, then against the floor plus parsing each header once."""
    listed = subprocess.run(_LOG, cwd=repository, stdout=subprocess.PIPE, check=True, env=environment()).stdout
    blobs = sorted({found[0] for found in _READ.findall(listed)})
    asked = b"\n".join(blobs) + b"\n"
    headers = _headers(repository, asked)

    def floor() -> None:
        quiet(_LOG, home=repository)
        quiet(_CAT, home=repository, given=asked)

    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder, "clone")
        index, before = _left_by_the_last_but_one(repository, clone)

        def log(left: bytes | None) -> None:
            if left is not None:
                index.write_bytes(left)
            quiet(_program(clone))

        ways = {
            "floor": floor,
            "parsing": lambda: [yaml.load(header, Loader=yaml.CSafeLoader) for header in headers],
            "log": lambda: log(b""),
            "again": lambda: log(None),
            "one": lambda: log(before),
            "start": lambda: quiet([sys.executable, "-m", "ledger.cli", "log", "--help"]),
        }
        took = medians(ways, rounds)
    yield from _results(took, len(blobs), len(headers))


def _left_by_the_last_but_one(repository: Path, clone: Path) -> tuple[Path, bytes]:
    """Where a fresh clone has its index, and what a run before the last commit leaves there."""
    quiet(["git", "clone", "-q", "--no-hardlinks", str(repository), str(clone)])
    index = place_of(clone / ".git")
    quiet(["git", "checkout", "-q", "--detach", "HEAD~1"], home=clone)
    quiet(_program(clone))
    before = index.read_bytes()
    quiet(["git", "checkout", "-q", "-"], home=clone)
    return index, before


def _program(home: Path) -> list[str]:
    return [sys.executable, "-m", "ledger.cli", "-C", str(home), "log", "--json"]


def _results(took: Mapping[str, float], blobs: int, headers: int) -> Iterator[Line]:
    detail = f"{took['log']:.2f} s and {took['floor']:.2f} s, {blobs} blobs"
    yield Line(
        what="cold ledger log", against="git log + git cat-file", ratio=took["log"] / took["floor"], detail=detail
    )
    whole = took["floor"] + took["parsing"]
    detail = f"parsing {headers} headers takes {took['parsing']:.2f} s"
    yield Line(what="cold ledger log", against="the same + CSafeLoader", ratio=took["log"] / whole, detail=detail)
    rest = max(took["log"] - took["start"], 0.0)
    detail = f"starting Python takes {took['start']:.2f} s"
    yield Line(
        what="cold ledger log without its start", against="the same + CSafeLoader", ratio=rest / whole, detail=detail
    )
    for name, what in (("again", "ledger log once more"), ("one", "ledger log after one new commit")):
        detail = f"{took[name]:.2f} s"
        yield Line(what=what, against="cold ledger log", ratio=took[name] / took["log"], detail=detail)
        yield Line(what=what, against="git log + git cat-file", ratio=took[name] / took["floor"], detail=detail)


def _headers(repository: Path, asked: bytes) -> list[str]:
    """The YAML texts of the blobs: a file's front matter, or the whole of a YAML file."""
    output = subprocess.run(
        _CAT, cwd=repository, input=asked, stdout=subprocess.PIPE, check=True, env=environment()
    ).stdout
    found = []
    at = 0
    while at < len(output):
        end = output.index(b"\n", at)
        size = int(output[at:end].split()[2])
        found.append(header(output[end + 1 : end + 1 + size]))
        at = end + size + 2
    return [text for text in found if text is not None]


def header(raw: bytes, *, verify: bool = True) -> str | None:
    """The front matter, a whole YAML file, or None for neither; with `verify` None also for what is not YAML."""
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n")
    if text.startswith("---\n"):
        end = text.find("\n---\n", 3)
        text = text[4 : end + 1] if end > 0 else ""
    elif text.startswith(("#", "<")):
        text = ""
    if not verify:
        return text or None
    try:
        yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return None
    return text or None
