"""A short history in which everything happens that makes dates go wrong: midnight, time zones, clocks, landings."""

from datetime import date
from pathlib import Path
from typing import Final

from tests.build import Builder, card, document

TODAY: Final = date(2026, 4, 30)
_BACK: Final = {
    "idea": "move: {to: idea, because: goal-change}\n",
    "build": "move: {to: build, because: model-failure}\n",
    "cancelled": "move: {to: cancelled, because: no-data}\n",
}

# project, phase, iteration, status, moment of the commit
_STEPS: Final = (
    ("late", "idea", 1, "active", "2024-02-28T23:59:59+00:00"),
    ("early", "idea", 1, "active", "2024-02-29T00:01:00+00:00"),
    ("east", "idea", 1, "active", "2024-03-01T00:30:00+14:00"),
    ("west", "idea", 1, "active", "2024-02-29T20:00:00-12:00"),
    ("late", "build", 1, "active", "2024-03-31T23:59:00+00:00"),
    ("early", "build", 1, "active", "2024-04-01T00:01:00+00:00"),
    ("east", "build", 1, "active", "2024-04-01T13:59:00+14:00"),
    ("west", "build", 1, "active", "2024-03-31T12:01:00-12:00"),
    ("late", "build", 1, "paused", "2024-04-29T23:59:00+00:00"),
    ("late", "build", 1, "active", "2024-06-01T00:01:00+00:00"),
    ("late", "build", 2, "active", "2024-07-10T01:00:00+00:00"),
    ("late", "idea", 2, "active", "2024-07-10T02:00:00+00:00"),
    ("late", "build", 3, "active", "2024-07-10T02:00:00+00:00"),
    ("late", "idea", 3, "active", "2024-07-10T02:00:00+00:00"),
    ("late", "build", 4, "active", "2024-09-01"),
    ("late", "run", 1, "active", "2024-12-30"),
    ("early", "build", 1, "cancelled", "2024-12-31T23:59:59+00:00"),
    ("east", "run", 1, "active", "2025-01-01T00:00:00+00:00"),
    ("east", "run", 1, "completed", "2025-03-30T01:30:00+01:00"),
    ("east", "run", 1, "active", "2025-10-26T02:30:00+01:00"),
    ("east", "build", 2, "active", "2025-10-26T23:30:00+00:00"),
    ("east", "build", 2, "cancelled", "2025-12-28"),
    ("east", "build", 2, "active", "2025-12-29"),
    ("born", "run", 1, "active", "2025-12-31"),
    ("rest", "build", 1, "paused", "2026-01-01T00:00:00+00:00"),
    ("rest", "build", 1, "cancelled", "2026-01-20"),
    ("west", "run", 1, "completed", "2026-01-21"),
    ("clock", "idea", 1, "active", "2026-02-20"),
    ("clock", "build", 1, "active", "2026-02-10"),
    ("behind", "idea", 1, "active", "2026-01-25"),
    ("behind", "build", 1, "paused", "2026-02-28T23:59:00+00:00"),
)
_LATER: Final = (
    ("again", "idea", 1, "active", "2026-03-20"),
    ("fresh", "idea", 1, "active", "2026-04-30T23:59:00+00:00"),
)


def odd(root: Path) -> Builder:
    """The ledger as a repository below `root`."""
    builder = Builder(root)
    for step in _STEPS:
        _step(builder, *step)
    builder.git("mv", "projects/west", "projects/far-west")
    builder.commit("Rename", date="2026-01-31T23:59:00+00:00")
    (root / "projects" / "group").mkdir()
    builder.git("mv", "projects/far-west", "projects/group/far-west")
    builder.commit("Regroup", date="2026-02-01")
    for phase, iteration, day in (("idea", 1, "02"), ("build", 1, "10"), ("idea", 2, "28")):
        _step(builder, "gone", phase, iteration, "active", f"2026-02-{day}T23:59:00+00:00")
    _step(builder, "again", "build", 1, "active", "2026-03-01")
    builder.git("rm", "-qr", "projects/gone", "projects/again")
    builder.commit("Remove", date="2026-03-05T00:01:00+00:00")
    _landings(builder)
    for step in _LATER:
        _step(builder, *step)
    return builder


def _step(builder: Builder, slug: str, phase: str, iteration: int, status: str, moment: str) -> None:
    start = f"projects/{slug}/"
    why = _BACK.get("cancelled" if status == "cancelled" else phase, "")
    more = why if iteration > 1 or status == "cancelled" else ""
    text = card(slug, phase=phase, status=status, more=more)
    builder.write({f"{start}README.md": text, f"{start}{phase}.md": document(phase, iteration=iteration)})
    builder.commit(f"{slug}: {phase} {iteration}, {status}", date=moment)


def _landings(builder: Builder) -> None:
    """A merge, a squash and a rebase: each lands later than it was written."""
    for name, day in (("merged", "06"), ("squashed", "08"), ("rebased", "10")):
        _step(builder, name, "idea", 1, "active", f"2026-03-{day}")
        builder.git("switch", "-qc", name)
        _step(builder, name, "build", 1, "active", f"2026-03-{day}T22:00:00+00:00")
        builder.git("switch", "-q", "main")
        landed = f"2026-03-{int(day) + 1:02}T23:59:30+00:00"
        if name == "merged":
            builder.git("merge", "-q", "--no-ff", "-m", "Merge", name, date=landed)
        elif name == "squashed":
            builder.git("merge", "-q", "--squash", name)
            builder.commit("Squash", date=landed)
        else:
            builder.write({"NOTES.md": "Main went on.\n"}).commit("Notes", date=f"2026-03-{day}T23:00:00+00:00")
            builder.git("rebase", "-q", "main", name, date=landed)
            builder.git("switch", "-q", "main")
            builder.git("merge", "-q", "--ff-only", name)
