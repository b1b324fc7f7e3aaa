"""Commits to the stream that `git fast-import` reads."""

from collections.abc import Iterable, Iterator

from ledger.demo.fold import MAIN, Landing


def stream_of(landings: Iterable[Landing]) -> bytes:
    """The stream that makes all commits; a branch other than main starts at main's tip."""
    return b"".join(_parts(landings)) + b"done\n"


def _parts(landings: Iterable[Landing]) -> Iterator[bytes]:
    yield b"feature done\n"
    started = {MAIN}
    for landing in landings:
        stamp = f"{landing.author.name} <{landing.author.email}> {int(landing.at.timestamp())} +0000\n"
        yield f"commit refs/heads/{landing.branch}\nauthor {stamp}committer {stamp}".encode()
        yield _data("\n\n".join(part for part in (landing.subject, landing.body) if part) + "\n")
        if landing.branch not in started:
            started.add(landing.branch)
            yield f"from refs/heads/{MAIN}\n".encode()
        for path, text in sorted(landing.changes.items()):
            yield f"D {path}\n".encode() if text is None else f"M 100644 inline {path}\n".encode() + _data(text)
        yield b"\n"


def _data(text: str) -> bytes:
    raw = text.encode()
    return b"data %d\n" % len(raw) + raw + b"\n"
