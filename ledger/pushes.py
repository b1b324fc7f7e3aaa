"""A push that a server has received: whether the ledger's branch may take it, judged before any ref is moved."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from ledger import assemble, audit, rules
from ledger.assembly.told import tell
from ledger.diagnostics import Diagnostic, LedgerError
from ledger.edges.asof import commit_day
from ledger.edges.gitrepo import Repository, is_ancestor, mainline, open_repository, run
from ledger.past.memory import remembered
from ledger.records.model import Change, Ledger
from ledger.views.changes import apart

HEADS: Final = "refs/heads/"
_LINE: Final = re.compile(r"([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) (refs/.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One ref of a push: the commit that it is at, the one that it shall be at; zeros stand for none."""

    old: str
    new: str
    ref: str

    @property
    def is_first(self) -> bool:
        """Whether the push makes the ref."""
        return not self.old.strip("0")

    @property
    def is_deletion(self) -> bool:
        """Whether the push removes the ref."""
        return not self.new.strip("0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is said of one ref: `refusal` when the push itself is not allowed, else what the check found.

    `findings` concern what is pushed, those `beside` it projects that it leaves as they are.
    """

    ref: str
    refusal: str | None = None
    findings: Sequence[Diagnostic] = ()
    projects: int = 0
    beside: Sequence[Diagnostic] = ()


def updates_of(text: str) -> tuple[Update, ...]:
    """The refs of a push as git tells its hook: a line each, old id, new id, name. Raises LedgerError for another."""
    updates = []
    for line in text.removesuffix("\n").split("\n") if text else ():
        found = _LINE.fullmatch(line)
        if found is None:
            raise LedgerError(f"a push must be told in lines of 'OLD NEW REF', found '{line}': let git run this hook")
        updates.append(Update(old=found[1], new=found[2], ref=found[3]))
    return tuple(updates)


def judge_push(
    directory: Path, updates: Sequence[Update], *, today: date, branch: str | None, every_branch: bool
) -> Iterator[Verdict]:
    """A verdict for each ref that is guarded: the ledger's branch (HEAD's, when none is named), or every branch.

    Tags and, unless asked for, other branches are free. Raises LedgerError when a commit cannot be judged at all, and
    when the guarded branch is not there and not made: then nothing would be guarded, and nobody would know.
    """
    repository = open_repository(directory)
    guarded = f"{HEADS}{branch}" if branch else _head(repository)
    ours = [update for update in updates if guarded in {update.ref, _target(repository, update.ref)}]
    brings = any(update.ref.startswith(HEADS) and not update.is_deletion for update in updates)
    if brings and not ours and _base_for_others(repository, guarded) is None:
        name = guarded.removeprefix(HEADS)
        raise LedgerError(
            f"the branch '{name}' that this hook guards is not here: push it first, let HEAD name the ledger's branch "
            "('git symbolic-ref HEAD refs/heads/NAME'), or install the hook with --branch NAME"
        )
    for update in updates:
        if update in ours:
            yield _on_the_ledgers_branch(directory, repository, update, today)
        elif every_branch and update.ref.startswith(HEADS) and not update.is_deletion:
            yield _checked(directory, update, _base_for_others(repository, guarded), today)


def _head(repository: Repository) -> str:
    target = _target(repository, "HEAD")
    if target is None:
        raise LedgerError("HEAD names no branch here: name the ledger's branch with --branch")
    return target


def _target(repository: Repository, ref: str) -> str | None:
    """The ref that a symbolic one stands for: whoever pushes to that one moves this one."""
    code, output = run(repository.home, "symbolic-ref", "--quiet", "--", ref, accept=(0, 1, 128))
    return output.decode("utf-8", "surrogateescape").strip() if code == 0 else None


def _base_for_others(repository: Repository, guarded: str) -> str | None:
    code, output = run(repository.home, "rev-parse", "--verify", "--quiet", guarded, accept=(0, 1, 128))
    return output.decode().strip() if code == 0 else None


def _on_the_ledgers_branch(directory: Path, repository: Repository, update: Update, today: date) -> Verdict:
    line = () if update.is_deletion or update.is_first else mainline(repository, update.new)
    if (wrong := _misplaced(repository, update, line)) is not None:
        return Verdict(ref=update.ref, refusal=wrong)
    if update.is_first:
        return _checked(directory, update, None, today)
    # As of the day that the commit names, on which the audit will judge it; a clock that runs ahead gains nothing, and
    # one that runs behind no waiver that has ended.
    landed, before = commit_day(repository, update.new), commit_day(repository, update.old)
    verdict = _checked(directory, update, update.old, min(today, landed), excused=today)
    if landed < before and _errors(verdict.findings):
        said = f"the newest commit is dated {landed}, where the branch had come to {before}, and judged as of its day"
        return replace(verdict, refusal=f"{said}: mend what was found, or a slow clock, and 'git commit --amend'")
    has_several = len(line) - line.index(update.old) > 2  # noqa: PLR2004 - the old commit and one new one
    if not has_several or _errors(verdict.findings):
        return verdict
    return _replayed(directory, repository, update, today) or verdict


def _misplaced(repository: Repository, update: Update, line: Sequence[str]) -> str | None:
    """Why the ledger's branch cannot go where a push puts it, whatever that holds; `line` is its mainline there."""
    if update.is_deletion:
        return "the ledger's branch is never deleted"
    if update.is_first or update.old in line:
        return None
    if not is_ancestor(repository, update.old, update.new):
        return "the ledger's branch is never rewritten: fetch it, and rebase or merge what is yours onto it"
    said = "what has landed must stay on the branch's own line: merge your branch into it, not it into your branch"
    return f"{said} ('git pull --rebase' after your own commits)"


def _checked(directory: Path, update: Update, base: str | None, today: date, *, excused: date | None = None) -> Verdict:
    """What `ledger check --base` finds in the new commit; without a base, what it finds without one.

    Waivers hold as of the day `excused`, without it as of today.
    """
    change: Change | None = None
    if base is not None:
        change = assemble.load_change(directory, base=base, head=update.new, today=today)
    ledger: Ledger = change.after if change else assemble.load(directory, revision=update.new, today=today)
    found: Sequence[Diagnostic] = rules.judge(ledger, change, excused=excused)
    own, beside = apart(change, found) if change else (found, ())
    return Verdict(ref=update.ref, findings=own, projects=len(ledger.projects), beside=beside)


def _replayed(directory: Path, repository: Repository, update: Update, today: date) -> Verdict | None:
    """What is wrong in the single commits of a push that is in order as a whole, or None.

    Each is judged by the policy of its time, as the audit will, and by that of the branch before the push, whose
    waivers hold for both: no commit of a push excuses another.
    """
    with remembered(repository) as memory:
        past = tell(repository, memory, update.old).history.past
    rules = past if past.policy else None  # the ledger begins in this push, as it is at its end
    found = audit.read(directory, today=today, since=update.old, head=update.new, rules=rules)
    wrong = _errors([*found.then, *found.now])
    if not wrong:
        return None
    said = "the push is in order as a whole, but not each of its commits, which land one by one: merge it with --no-ff"
    return Verdict(ref=update.ref, refusal=said, findings=wrong, projects=len({one.project for one in wrong}))


def _errors(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(dict.fromkeys(one for one in findings if one.fails))
