"""The audit: every landed move judged again, by the policy of its time and by today's, with the proof of every vote.

Both verdicts take the day of the commit as today, so that no vote becomes late or early by being looked at again, and
both take a vote's grade from the keys and addresses of its time. Today's waivers hold for both and stay in sight.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from ledger import workers
from ledger.assembly.replay import Replayed, Texts, change_of, replay
from ledger.assembly.told import Told, tell_all, told_by
from ledger.codes import diagnostic
from ledger.diagnostics import Diagnostic, LedgerError, Location, in_order
from ledger.edges.asof import last_day
from ledger.edges.gitrepo import Repository, is_ancestor, mainline, open_repository, resolve
from ledger.past.meant import with_meaning
from ledger.past.sources import Sources
from ledger.past.states import Past
from ledger.past.visits import time_told
from ledger.paths import slug_of
from ledger.proof.grading import Graded, Votes
from ledger.records.model import Event
from ledger.records.policy import Waiver
from ledger.rules import judge_landed
from ledger.rules.waivers import waived
from ledger.words import LEDGER_FILE, TURNS

_TOGETHER: Final = 64  # commits that are judged in one go
_ID: Final = re.compile(r"[0-9a-f]{7,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one commit did to one project: its moves, and what the rules find in it, `then` and `now`.

    `project` is the name that the project has at last. A commit without a move is listed when something was found.
    """

    project: str
    commit: str
    time: datetime
    author: str
    subject: str
    moves: tuple[Event, ...]
    then: tuple[Diagnostic, ...]
    now: tuple[Diagnostic, ...]

    @property
    def move_words(self) -> str:
        """Its moves as in `advanced scoping to research`; empty without any."""
        return "; ".join(
            f"{move.kind} {move.origin} to {move.target}" if move.origin and move.target else f"{move.kind}"
            for move in self.moves
        )

    @property
    def differs(self) -> bool:
        """Whether the two policies do not come to the same findings; what they advise may differ."""
        return [replace(one, hint=None) for one in self.then] != [replace(one, hint=None) for one in self.now]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What an audit found, oldest first; `commits` counts those of the mainline that were replayed.

    `approvals` are the votes that landed, with the name of their project. `findings` are about the history itself.
    """

    head: str
    at: datetime
    since: str | None
    commits: int
    judged: tuple[Judged, ...]
    approvals: tuple[tuple[str, Graded], ...]
    findings: tuple[Diagnostic, ...]

    @property
    def then(self) -> tuple[Diagnostic, ...]:
        """Everything found under the policies of the time."""
        return (*self.findings, *(finding for one in self.judged for finding in one.then))

    @property
    def now(self) -> tuple[Diagnostic, ...]:
        """Everything found under today's policy."""
        return (*self.findings, *(finding for one in self.judged for finding in one.now))


def read(
    directory: Path,
    *,
    today: date,
    since: str | None = None,
    head: str | None = None,
    rules: Past | None = None,
    progress: Callable[[int, int], object] = lambda *_: None,
) -> Audit:
    """The audit of the ledger that holds `directory`, up to the commit that is checked out, or to `head`.

    With `since`, a commit that an earlier audit saw, only what landed after it, once it is proven to be still there.
    The policy, flows and waivers of `rules` count as today's, without it those of the last commit. `today` only tells
    which waivers still hold; `progress` hears how many commits are done, of how many. Raises LedgerError when the
    history cannot be read at all.
    """
    repository = open_repository(directory)
    told = told_by(tell_all(repository, resolve(repository, head or "HEAD")), last_day(repository, today))
    return audited(told, today=today, since=since, rules=rules, progress=progress)


def audited(
    told: Told,
    *,
    today: date,
    since: str | None = None,
    rules: Past | None = None,
    progress: Callable[[int, int], object] = lambda *_: None,
) -> Audit:
    """The audit of a history that was read with the full text of every document; else it is `read`."""
    repository, tip, history = told.repository, told.tip, told.history
    line = mainline(repository, tip)
    start, gone = _start(repository, since, tip, line)
    rules = rules or history.past
    if rules.policy is None:
        raise LedgerError(f"the history has no readable {LEDGER_FILE}: run 'ledger init' to start a ledger")
    waivers = with_meaning(rules.policy, history, {}).waivers
    fresh = frozenset(line[start:])
    commits = [one for one in replay(history, told.landed) if one.steps[0].commit.id in fresh]
    sources = Sources(repository, line)
    texts = Texts(told.parsed)
    judge = _Judge(texts=texts, sources=sources, rules=rules, waivers=waivers, today=today, until=told.until)
    judged: list[Judged] = []
    batches = [commits[first : first + _TOGETHER] for first in range(0, len(commits), _TOGETHER)]
    for number, found in enumerate(workers.each(judge.commits, batches), 1):
        judged += found
        progress(min(number * _TOGETHER, len(commits)), len(commits))
    return Audit(
        head=tip,
        at=told.at,
        since=since,
        commits=len(line) - start,
        judged=tuple(judged),
        approvals=_approvals(told.landed, fresh, line),
        findings=in_order([*gone, *waived(history.findings, waivers, today)]),
    )


def _start(
    repository: Repository, since: str | None, tip: str, line: Sequence[str]
) -> tuple[int, tuple[Diagnostic, ...]]:
    """How many commits of the mainline were audited before, and GIT004 when that one is not among them any more."""
    if since is None:
        return 0, ()
    try:
        commit = resolve(repository, since)
    except LedgerError:
        if not _ID.fullmatch(since):
            raise
        return 0, (_gone(since, "does not exist here any more"),)
    if commit in line:
        return line.index(commit) + 1, ()
    kept = is_ancestor(repository, commit, tip)
    return 0, (_gone(commit, "is no longer on the mainline" if kept else "is not in the history any more"),)


def _gone(commit: str, why: str) -> Diagnostic:
    message = f"a commit that was audited must stay in the history, but {commit[:12]} {why}"
    hint = "history was rewritten: find out by whom and why; all of it was audited anew"
    return diagnostic("GIT004", Location(path=LEDGER_FILE), message, hint)


def _approvals(votes: Votes, fresh: frozenset[str], line: Sequence[str]) -> tuple[tuple[str, Graded], ...]:
    order = {commit: place for place, commit in enumerate(line)}
    found = [(slug, one) for slug, several in votes.items() for one in several if one.landing.commit in fresh]
    return tuple(sorted(found, key=lambda pair: (order[pair[1].landing.commit], pair[0])))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judge:
    """What judging a commit takes besides the commit: the documents, the policy and waivers of today, and that day.

    It is judged as of the day that it names, and told of none after `until`.
    """

    texts: Texts
    sources: Sources
    rules: Past
    waivers: tuple[Waiver, ...]
    today: date
    until: date

    def commits(self, commits: Iterable[Replayed]) -> tuple[Judged, ...]:
        """What some commits did, none of them older than one that was judged before: the sources are read forward."""
        return tuple(judged for commit in commits for judged in self.commit(commit))

    def commit(self, commit: Replayed) -> Iterator[Judged]:
        """What a commit did to each of its projects, with both verdicts; projects in the order of their folders."""
        then = self._findings(commit, None)
        now = then if _is_same(commit, self.rules) else self._findings(commit, self.rules)
        for step in commit.steps:
            moves = tuple(event for event in commit.events.get(step.project, ()) if event.kind in TURNS)
            if moves or then.get(step.project) or now.get(step.project):
                yield Judged(
                    project=step.project,
                    commit=step.commit.id,
                    time=time_told(step.commit.moment, self.until),
                    author=step.commit.author,
                    subject=step.commit.subject,
                    moves=moves,
                    then=then.get(step.project, ()),
                    now=now.get(step.project, ()),
                )

    def _findings(self, commit: Replayed, rules: Past | None) -> dict[str, tuple[Diagnostic, ...]]:
        """The findings of each project by its last name, those that a waiver of today covers with its reason."""
        names = {slug_of(path): step.project for step in commit.steps for path in (step.origin, step.path) if path}
        found: defaultdict[str, list[Diagnostic]] = defaultdict(list)
        for one in judge_landed(change_of(commit, self.texts, self.sources, rules)):
            project = names[one.project or ""]
            found[project].append(replace(one, project=project))
        return {project: in_order(waived(several, self.waivers, self.today)) for project, several in found.items()}


def _is_same(commit: Replayed, rules: Past) -> bool:
    """Whether the rules of a commit's time are today's, so that one verdict is both."""
    pasts = (commit.steps[0].base, commit.steps[0].result)
    return all(past is rules or _judging(past) == _judging(rules) for past in pasts)


def _judging(past: Past) -> tuple[object, ...]:
    """What of the rules weighs in a verdict: the title and the waivers do not."""
    return past.policy and replace(past.policy, title="", waivers=()), past.flows
