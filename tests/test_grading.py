"""Which grade each vote of a document gets, on values alone: lent by the entry that landed, or proven by the change."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from ledger.edges.gitlog import FileChange
from ledger.past.states import Folder
from ledger.proof.brought import Contents
from ledger.proof.grading import Graded, Proposal, by_name, graded_events, stand, with_grades
from ledger.proof.provenance import Landing
from ledger.records.front_matter import phase_document_of
from ledger.records.model import Event, Project
from ledger.records.papers import Approval
from ledger.text.document import Document
from ledger.words import EventKind, Grade
from tests.test_provenance import POLICY, VETO, VOTE, commit, listed, text

MOMENT: Final = datetime(2026, 2, 2, tzinfo=UTC)
DANA: Final = frozenset({"dana@example.com"})
SIGNED: Final = replace(VOTE, signature="old")


def landing(vote: Approval = VOTE, *, phase: str = "scoping", **more: Any) -> Landing:
    facts: dict[str, Any] = {"slug": "churn", "commit": "c1", "time": MOMENT, "emails": DANA, "policy": POLICY}
    return Landing(phase=phase, vote=vote, **(facts | more))


def project(**votes: tuple[Approval, ...]) -> Project:
    """A project with votes by phase."""
    documents = {}
    for phase, cast in votes.items():
        source = Document(path=f"projects/air/churn/{phase}.md", meta={}, header="", header_line=1)
        placed = tuple(replace(vote, index=at) for at, vote in enumerate(cast))
        documents[phase] = replace(phase_document_of(source, phase), approvals=placed)
    return Project(
        slug="churn",
        folder="projects/air/churn",
        card=None,
        card_source=None,
        flow=None,
        documents=documents,
        files=frozenset(),
    )


def test_each_landed_entry_lends_its_grade_to_one_entry_of_its_phase() -> None:
    landed = [
        Graded(landing=landing(), grade=Grade.AUTHORED, stands=True),
        Graded(landing=landing(), grade=Grade.SIGNED, stands=False),
        Graded(landing=landing(), grade=Grade.ATTESTED, stands=True),
        Graded(landing=landing(VETO, phase="research"), grade=Grade.AUTHORED, stands=True),
    ]
    found = with_grades(project(scoping=(VOTE, VETO, VOTE, VOTE), research=(VETO,)), landed).grades
    claimed = {("scoping", 1): Grade.CLAIMED, ("scoping", 3): Grade.CLAIMED}
    lent = {("scoping", 0): Grade.AUTHORED, ("scoping", 2): Grade.ATTESTED, ("research", 0): Grade.AUTHORED}
    assert found == claimed | lent


def proposal(path: str, **more: Any) -> Proposal:
    """A change in which Dana writes a vote into a document, while each project is where it is after the change."""
    votes = text(VOTE)
    brought = commit("c2", FileChange(path=path, mode="100644", blob="b1", old_blob=""))
    facts: dict[str, Any] = {"commits": (brought,), "contents": Contents(parsed={"b1": votes}), "policy": POLICY}
    return Proposal(**(facts | {"places": lambda _, folder: {"c2": folder}} | more))


def cast() -> Approval:
    """The vote as the change writes it."""
    meta = text(VOTE).meta["approvals"][0]
    without = dict.fromkeys(("role", "date", "of", "note", "review", "signature"))
    return replace(VOTE, **{**without, **meta})


def test_who_brings_a_vote_authors_it_where_the_project_was_then() -> None:
    def graded(path: str, **more: Any) -> Grade:
        return with_grades(project(scoping=(cast(),)), (), proposal(path, **more)).grades["scoping", 0]

    def was(slug: str, folder: str) -> Mapping[str, str]:
        return {"c2": "projects/churn"} if (slug, folder) == ("churn", "projects/air/churn") else {}

    assert graded("projects/air/churn/scoping.md") is Grade.AUTHORED
    assert graded("projects/air/churn/scoping.md", places=was) is Grade.CLAIMED
    assert graded("projects/churn/scoping.md", places=was) is Grade.AUTHORED
    assert graded("projects/air/churn/research.md") is Grade.CLAIMED
    assert graded("projects/air/churn/scoping.md", policy=None) is Grade.CLAIMED


def asked(*landed: Landing, said: tuple[Landing, ...] = (), **votes: tuple[Approval, ...]) -> list[Landing]:
    """What is asked of each vote that a change proposes."""
    found: list[Landing] = []

    def is_attested(one: Landing) -> bool:
        found.append(one)
        return True

    stand = [Graded(landing=one, grade=Grade.SIGNED, stands=False) for one in landed]
    change = proposal("projects/air/churn/scoping.md", attested=is_attested)
    grades = with_grades(project(**votes), stand, change, said=said).grades
    assert set(grades.values()) == {Grade.ATTESTED}
    return found


def test_a_proposed_vote_may_be_attested() -> None:
    (one,) = asked(scoping=(cast(),))
    assert (one.slug, one.phase, one.vote, one.emails, one.policy) == ("churn", "scoping", cast(), DANA, POLICY)
    assert (one.is_repeat, one.is_echo) == (False, False)


def test_a_proposed_copy_of_what_landed_or_stands_beside_it_is_a_repeat_or_an_echo() -> None:
    seen = replace(VOTE, attestation="old", review="review-1")
    copies = (replace(SIGNED, note="n"), replace(seen, note="n"))
    found = asked(landing(SIGNED), landing(seen), scoping=copies, research=copies)
    assert [(one.phase, one.is_repeat, one.is_echo) for one in found] == [
        ("scoping", True, False),
        ("scoping", True, True),
        ("research", False, False),
        ("research", True, False),
    ]


def test_what_was_said_of_another_project_of_the_name_is_a_repeat_or_an_echo() -> None:
    seen = replace(VOTE, attestation="old", review="review-1")
    landed = {"churn-2025": (Graded(landing=landing(SIGNED), grade=Grade.SIGNED, stands=True),)}
    said = by_name({**landed, "gone": (Graded(landing=landing(seen), grade=Grade.ATTESTED, stands=False),)})
    assert set(said) == {"churn"}
    found = asked(said=said["churn"], scoping=(replace(SIGNED, note="n"), seen, VETO))
    assert [(one.is_repeat, one.is_echo) for one in found] == [(True, False), (True, True), (False, False)]


def test_of_equal_entries_those_that_landed_last_stand() -> None:
    landed = [landing(), landing(VETO), landing(emails=frozenset()), landing(phase="research"), landing()]
    folder = Folder(documents={"scoping": listed(VOTE, replace(VOTE, index=1))})
    assert stand(landed, folder) == (False, False, True, False, True)


def event(vote: Approval = VOTE, kind: EventKind = EventKind.APPROVED, **more: Any) -> Event:
    facts: dict[str, Any] = {"project": "churn", "commit": "c1", "phase": "scoping"} | more
    facts |= {"gate": vote.gate, "role": vote.role, "by": vote.by, "of": vote.of}
    return Event(kind=kind, time=MOMENT, author="", subject="", **facts)


def test_events_tell_the_grades_in_the_order_of_the_document() -> None:
    landed = {
        "churn": (
            Graded(landing=landing(), grade=Grade.SIGNED, stands=True),
            Graded(landing=landing(VETO), grade=Grade.ATTESTED, stands=True),
            Graded(landing=landing(), grade=Grade.AUTHORED, stands=True),
        ),
        "other": (Graded(landing=landing(), grade=Grade.CLAIMED, stands=True),),
    }
    events = (
        *(event(), event(), event(), event(VETO, EventKind.REJECTED), event(kind=EventKind.LAPSED)),
        *(event(project="other"), event(commit="c2"), event(phase="research"), event(replace(VOTE, by="noor"))),
        *(event(replace(VOTE, gate="go")), event(replace(VOTE, role="sales")), event(replace(VOTE, of="sha256:2"))),
    )
    told = [one.grade for one in graded_events(events, landed)]
    assert told[:6] == [Grade.SIGNED, Grade.AUTHORED, None, Grade.ATTESTED, None, Grade.CLAIMED]
    assert told[6:] == [None] * 6
