"""What proves a vote on one project proves nothing on another that later gets its name."""

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from ledger.edges.signature import ATTESTING, sign
from ledger.records.front_matter import approvals_of
from ledger.text.document import Document, read_document
from ledger.votes.digest import attested, statement
from tests.build import Builder, card, document
from tests.gated import CARD, GATED, IDEA, PEOPLE, audited, branch, changed, land, voted

WAYS: Final = ("signed", "attested")
REFUSED: Final = {"signed": ["APR001", "APR010", "APR011"], "attested": ["APR001", "APR010", "APR012"]}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("keys") / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(made)], check=True)
    return made


def asking(way: str, key: Path) -> str:
    """A `ledger.yml` that asks for a signature of Dana's, or for the word of a witness."""
    kind, packed, *_ = key.with_suffix(".pub").read_text().split()
    if way == "signed":
        return PEOPLE.replace("people:", "approvals: {grade: signed}\npeople:").replace(
            "emails: [dana@", f"keys: ['{kind} {packed}'], emails: [dana@"
        )
    return PEOPLE.replace("people:", f"approvals: {{grade: attested, witnesses: ['{kind} {packed}']}}\npeople:")


def proven(text: str, way: str, key: Path, slug: str = "churn") -> str:
    """A document whose last vote is signed by its voter, or by a witness that saw a review."""
    read = read_document(text.encode(), IDEA)
    assert isinstance(read, Document)
    vote = replace(approvals_of(read.meta)[-1], review="review-1" if way == "attested" else None)
    made = sign(statement(slug, "idea", vote), key) if way == "signed" else ""
    seen = sign(attested(slug, "idea", vote), key, ATTESTING) if way == "attested" else ""
    proof = f", signature: {made}}}" if made else f", review: review-1, attestation: {seen}}}"
    head, _, tail = text.rpartition("'}\n")
    return f"{head}'{proof}\n{tail}"


def voted_and_renamed(root: Path, way: str, key: Path) -> tuple[Builder, str]:
    """A ledger where Dana's proven vote on `churn` has landed, which bears another name since; her document."""
    place = Builder(root / "ledger", ledger=asking(way, key), flow=GATED).project(idea=document())
    place.commit("Start")
    said = proven(voted(document(), "dana"), way, key)
    place.write({IDEA: said}).commit("Yes")
    place.git("mv", "projects/churn", "projects/churn-2025")
    place.commit("The project of last year")
    return place, said


def later(slug: str) -> str:
    """The card of a project that began on another day."""
    return card(slug).replace("started: 2026-01-05", "started: 2026-01-02")


def another(text: str) -> dict[str, str | None]:
    """Another project under the free name, which goes on at once."""
    moved = later("churn").replace("phase: idea", "phase: build")
    return {IDEA: text, CARD: moved, "projects/churn/build.md": document("build")}


def new(place: Builder) -> None:
    """A branch with another project under the free name, in its first phase, that has landed."""
    branch(place, "new").write({CARD: later("churn"), IDEA: document()})
    place.commit("Another project")
    assert changed(place) == []
    land(place, "new")


@pytest.mark.parametrize("way", WAYS)
def test_a_proof_is_not_carried_to_another_project_that_gets_the_free_name(tmp_path: Path, key: Path, way: str) -> None:
    place, said = voted_and_renamed(tmp_path, way, key)
    new(place)
    branch(place, "go").write(another(said)).commit("A copy of Dana's vote")
    assert changed(place) == REFUSED[way]
    land(place, "go")
    assert audited(place) == REFUSED[way]


@pytest.mark.parametrize("way", WAYS)
def test_a_proof_that_is_gone_with_its_project_proves_nothing_of_the_next_one(
    tmp_path: Path, key: Path, way: str
) -> None:
    place, said = voted_and_renamed(tmp_path, way, key)
    place.git("rm", "-q", "-r", "projects/churn-2025")
    place.commit("Over")
    new(place)
    branch(place, "go").write(another(said)).commit("A copy of Dana's vote")
    assert changed(place) == REFUSED[way]
    land(place, "go")
    assert audited(place) == ["MOV008", *REFUSED[way]]  # that it was removed, too


@pytest.mark.parametrize("way", WAYS)
def test_a_project_that_is_renamed_to_a_free_name_is_not_proven_by_what_was_said_of_the_first(
    tmp_path: Path, key: Path, way: str
) -> None:
    place, said = voted_and_renamed(tmp_path, way, key)
    other = {"projects/rush/README.md": later("rush"), "projects/rush/idea.md": document()}
    place.write(other).commit("Another project")
    branch(place, "go").git("mv", "projects/rush", "projects/churn")
    place.commit("A better name")
    place.write(another(said)).commit("A copy of Dana's vote")
    assert "APR001" in changed(place)
    land(place, "go")
    assert "APR001" in audited(place)


@pytest.mark.parametrize("way", WAYS)
def test_who_proves_a_vote_on_the_new_project_counts(tmp_path: Path, key: Path, way: str) -> None:
    place, _ = voted_and_renamed(tmp_path, way, key)
    new(place)
    fresh = proven(voted(document(), "dana", on="2026-01-04"), way, key)
    branch(place, "go").write(another(fresh)).commit("Dana's own vote")
    assert changed(place) == []
    land(place, "go")
    assert audited(place) == []


@pytest.mark.parametrize("way", WAYS)
def test_a_landed_proof_stays_through_renames_there_and_back(tmp_path: Path, key: Path, way: str) -> None:
    place, said = voted_and_renamed(tmp_path, way, key)
    branch(place, "back").git("mv", "projects/churn-2025", "projects/churn")
    place.commit("The old name was better")
    place.write(another(said) | {CARD: card(phase="build")}).commit("Go")
    assert changed(place) == []
    land(place, "back")
    assert audited(place) == []
