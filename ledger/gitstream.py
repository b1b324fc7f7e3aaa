"""Long answers of git as streams: a whole history through one log and one cat-file, many blobs through one process."""

import contextlib
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import IO, Final

from ledger.diagnostics import LedgerError
from ledger.gitlog import FORMAT, Commit, FileChange, parse_log
from ledger.gitrepo import Repository, complaint, start

_CHUNK: Final = 1 << 18
_LOG: Final = (
    "log",
    "--diff-merges=first-parent",
    "--raw",
    "-z",
    "--no-renames",
    "--no-abbrev",
    "--no-color",
    "--no-show-signature",
    "--encoding=UTF-8",
    f"--format={FORMAT}",
)
_CAT: Final = ("cat-file", "--batch", "--buffer")


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read1(_CHUNK):  # type: ignore[attr-defined]  # a pipe is a BufferedReader
        yield chunk


def stream_history(
    repository: Repository,
    tip: str,
    is_wanted: Callable[[FileChange], bool],
    read: Callable[[str, str, bytes], None],
) -> tuple[Commit, ...]:
    """Every mainline commit of `tip`, newest first, with only the wanted changes.

    `read` gets each wanted blob once: its id, the path that it was first seen at, its content.

    One `git log` feeds one `git cat-file --batch` while it runs: together they take less time than one after the
    other. The log has no pathspec, since git would compare every commit twice with one.
    """
    log_arguments = [*_LOG, "--first-parent", tip, "--"]
    with _running(repository, log_arguments) as log, _running(repository, _CAT, stdin=subprocess.PIPE) as cat:
        return _feed_and_receive(log, cat, is_wanted, read)


def _feed_and_receive(
    log: "subprocess.Popen[bytes]",
    cat: "subprocess.Popen[bytes]",
    is_wanted: Callable[[FileChange], bool],
    read: Callable[[str, str, bytes], None],
) -> tuple[Commit, ...]:
    commits: list[Commit] = []
    trouble: list[BaseException] = []
    asked: dict[str, str] = {}

    def feed() -> None:
        try:
            for commit in parse_log(_chunks(_pipe(log.stdout))):
                wanted = tuple(change for change in commit.changes if is_wanted(change))
                commits.append(_only(commit, wanted))
                fresh = {change.blob: change.path for change in wanted if change.blob and change.blob not in asked}
                asked.update(fresh)
                _pipe(cat.stdin).write("".join(f"{blob}\n" for blob in fresh).encode())
        except BaseException as error:  # noqa: BLE001 - carried to the caller's thread, never swallowed
            trouble.append(error)
            log.kill()  # nobody reads its pipe any more: it would wait for ever, and we for it
        finally:
            with contextlib.suppress(BrokenPipeError):
                _pipe(cat.stdin).close()

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    try:
        _receive(_pipe(cat.stdout), lambda blob, raw: read(blob, asked[blob], raw))
    except BaseException:
        log.kill()  # the end of both lets the feeder end, too
        cat.kill()
        raise
    finally:
        feeder.join()
    _finish(cat, "cat-file")
    if trouble:
        raise _as_ledger_error(trouble[0])
    _finish(log, "log")
    return tuple(commits)


@contextlib.contextmanager
def _running(
    repository: Repository, arguments: Iterable[str], stdin: int | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """A git process that does not outlive its use, however that ends."""
    process = start(repository.home, arguments, stdin)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        process.wait()


def _as_ledger_error(error: BaseException) -> BaseException:
    # A broken pipe to git must not pass for one of our own output, which ends a program without a word.
    return LedgerError("git cat-file ended before it had answered") if isinstance(error, BrokenPipeError) else error


def all_commits(
    repository: Repository, tip: str, is_wanted: Callable[[FileChange], bool], *, since: str | None = None
) -> tuple[Commit, ...]:
    """Every commit of `tip`, side branches included, each before its parents, with only the wanted changes.

    With `since`, only those that this commit does not have. A merge is compared with its first parent.
    """
    with _running(repository, [*_LOG, "--topo-order", tip, *([f"^{since}"] if since else []), "--"]) as log:
        commits = [
            _only(commit, tuple(filter(is_wanted, commit.changes))) for commit in parse_log(_chunks(_pipe(log.stdout)))
        ]
        _finish(log, "log")
    return tuple(commits)


def _only(commit: Commit, wanted: tuple[FileChange, ...]) -> Commit:
    return commit if len(wanted) == len(commit.changes) else replace(commit, changes=wanted)


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise LedgerError("git could not be started with pipes")
    return stream


def _receive(stream: IO[bytes], read: Callable[[str, bytes], object]) -> None:
    while header := stream.readline():
        blob, *facts = header.decode().split()
        if len(facts) != 2:  # noqa: PLR2004 - type and size; anything else is "<id> missing"
            raise LedgerError(f"the repository lacks the object {blob}: fetch all of it ('git fetch --refetch')")
        read(blob, stream.read(int(facts[1])))
        stream.read(1)


def _finish(process: "subprocess.Popen[bytes]", verb: str) -> None:
    errors = _pipe(process.stderr).read()
    if process.wait() != 0:
        raise LedgerError(complaint(verb, errors))


def read_blobs(repository: Repository, blobs: Iterable[str]) -> dict[str, bytes]:
    """The contents of blobs by id, through one process."""
    wanted = sorted({blob for blob in blobs if blob})
    if not wanted:
        return {}
    found: dict[str, bytes] = {}
    with _running(repository, _CAT, stdin=subprocess.PIPE) as cat:
        question = "".join(f"{blob}\n" for blob in wanted).encode()
        feeder = threading.Thread(target=_write_all, args=(_pipe(cat.stdin), question), daemon=True)
        feeder.start()
        try:
            _receive(_pipe(cat.stdout), found.__setitem__)
        except BaseException:
            cat.kill()
            raise
        finally:
            feeder.join()
        _finish(cat, "cat-file")
    return found


def _write_all(stream: IO[bytes], text: bytes) -> None:
    # A process that ended early has its say when it is finished, not here.
    with contextlib.suppress(BrokenPipeError), stream:
        stream.write(text)
