"""Long answers of git as streams: a whole history through one log and one cat-file, many blobs through one process."""

import contextlib
import contextvars
import subprocess
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import replace
from itertools import takewhile
from typing import IO, Final

from ledger.diagnostics import LedgerError
from ledger.edges.gitlog import FORMAT, Commit, FileChange, parse_log
from ledger.edges.gitrepo import Repository, complaint, start

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
    known: Callable[[str], Commit | None] = lambda _: None,
    is_needed: Callable[[str, str], bool] = lambda *_: True,
) -> tuple[Commit, ...]:
    """Every mainline commit of `tip`, newest first, with only the wanted changes.

    `known` gives the commits that git need not be asked for. Of each wanted blob `is_needed` is asked once, with its
    id and the path that it is first seen at; `read` gets both and the content of each that is.

    One `git log` feeds one `git cat-file --batch` while it runs: together they take less time than one after the
    other.
    """
    commits: list[Commit] = []
    trouble: list[BaseException] = []
    asked: dict[str, str] = {}
    stop = threading.Event()
    with _running(repository, _CAT, stdin=subprocess.PIPE) as cat:

        def feed() -> None:
            try:
                with contextlib.closing(_mainline(repository, tip, is_wanted, known)) as mainline:
                    for commit in takewhile(lambda _: not stop.is_set(), mainline):
                        commits.append(commit)
                        fresh = {one.blob: one.path for one in commit.changes if one.blob and one.blob not in asked}
                        asked.update(fresh)
                        needed = [f"{blob}\n" for blob, path in fresh.items() if is_needed(blob, path)]
                        _pipe(cat.stdin).write("".join(needed).encode())
            except BaseException as error:  # noqa: BLE001 - carried to the caller's thread, never swallowed
                trouble.append(error)
            finally:
                with contextlib.suppress(BrokenPipeError):
                    _pipe(cat.stdin).close()

        _receive_while(feed, cat, stop, lambda blob, raw: read(blob, asked[blob], raw))
        _finish(cat, "cat-file")
    if trouble:
        raise _as_ledger_error(trouble[0])
    return tuple(commits)


def _receive_while(
    feed: Callable[[], None], cat: "subprocess.Popen[bytes]", stop: threading.Event, read: Callable[[str, bytes], None]
) -> None:
    # A thread begins with an empty context, and what git may see of a push stands in ours.
    feeder = threading.Thread(target=contextvars.copy_context().run, args=(feed,), daemon=True)
    feeder.start()
    try:
        _receive(_pipe(cat.stdout), read)
    except BaseException:
        stop.set()  # this and the broken pipe let the feeder end, too
        cat.kill()
        raise
    finally:
        feeder.join()


def _mainline(
    repository: Repository, tip: str, is_wanted: Callable[[FileChange], bool], known: Callable[[str], Commit | None]
) -> Generator[Commit, None, None]:
    """The mainline commits of `tip`, newest first, from git only those that are not known."""
    following: str | None = tip
    while following is not None:
        if commit := known(following):
            yield commit
            following = next(iter(commit.parents), None)
            continue
        with contextlib.closing(logged(repository, following, is_wanted)) as told:
            for commit in told:
                yield commit
                following = next(iter(commit.parents), None)
                if following is None or known(following):
                    break


def logged(repository: Repository, tip: str, is_wanted: Callable[[FileChange], bool]) -> Generator[Commit, None, None]:
    """The mainline commits of `tip`, newest first, with only the wanted changes; who has heard enough stops listening.

    The log has no pathspec, since git would compare every commit twice with one.
    """
    with _running(repository, [*_LOG, "--first-parent", tip, "--"]) as log:
        for commit in parse_log(_chunks(_pipe(log.stdout))):
            yield _only(commit, tuple(filter(is_wanted, commit.changes)))
        _finish(log, "log")


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
