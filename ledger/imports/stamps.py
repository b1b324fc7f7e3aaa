"""Who wrote and who committed each commit of a source, when and in which zone, and with which words."""

import re
from dataclasses import dataclass
from typing import Final

from ledger.edges.gitrepo import Repository, run
from ledger.scaffold.repository import Stamp

_FORMAT: Final = "%H%x00%an%x00%ae%x00%ad%x00%cn%x00%ce%x00%cd%x00%B%x00"
_FIELDS: Final = 8
_DATE: Final = re.compile(r"(-?\d+) ([-+]\d{4})")
_ZONE: Final = re.compile(r"[-+](?:0\d|1[0-4])[0-5]\d")
_LEAST_HIDDEN: Final = re.compile(r"[<>\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a commit says about itself."""

    author: Stamp
    committer: Stamp
    message: str


def signed_commits(repository: Repository, tip: str) -> dict[str, Signed]:
    """What every mainline commit of `tip` says about itself, by id."""
    options = ("--first-parent", "--no-show-signature", "--no-color", "--encoding=UTF-8", "--date=raw")
    _, output = run(repository.home, "log", *options, f"--format={_FORMAT}", tip, "--")
    tokens = output.decode("utf-8", "replace").split("\0")
    found = {}
    for at in range(0, len(tokens) - _FIELDS + 1, _FIELDS):
        commit, name, email, date, by, by_email, by_date, message = tokens[at : at + _FIELDS]
        author, committer = _stamp(name, email, date), _stamp(by, by_email, by_date)
        found[commit.strip()] = Signed(author=author, committer=committer, message=message)
    return found


def _stamp(name: str, email: str, date: str) -> Stamp:
    found = _DATE.fullmatch(date.strip())
    seconds, zone = (int(found[1]), found[2]) if found else (0, "+0000")
    return stamp(name, email, max(seconds, 0), zone)


def stamp(name: str, email: str, seconds: int, zone: str) -> Stamp:
    """A stamp that git takes, whatever the name holds; a zone that does not exist is UTC."""
    return Stamp(
        name=_LEAST_HIDDEN.sub("", name).strip(),
        email=_LEAST_HIDDEN.sub("", email).strip().replace(" ", ""),
        seconds=seconds,
        zone=zone if _ZONE.fullmatch(zone) else "+0000",
    )
