"""A person who is called otherwise now: their votes stay theirs, and nobody else gets one."""

import subprocess
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, audit, rules
from ledger.diagnostics import Severity
from ledger.proof.decisions import decisions_of
from ledger.records.model import Ledger
from ledger.site.pages.decisions import decision_pages
from ledger.site.render import render
from ledger.views.as_json import events_json
from ledger.views.people import asked_votes, people_rows
from ledger.views.sheets import sheets_of
from ledger.views.status import status_rows
from ledger.words import Grade
from tests.build import Builder, card, document
from tests.desk import PEOPLE as DESK
from tests.desk import Desk
from tests.gated import CARD, GATED, IDEA, PEOPLE, advancing, branch, land, voted
from tests.here import here

TODAY: Final = date(2026, 3, 12)
RENAMED: Final = PEOPLE.replace("  dana: {name: Dana,", "  dana-ko: {name: Dana Ko, formerly: [dana],")
GONE: Final = "\n".join(line for line in PEOPLE.split("\n") if not line.startswith("  dana:"))
RAVI: Final = "ravi: {name: Ravi, emails: [ravi@example.com]"
TWO: Final = GATED.replace("{product: 1}", "{product: 2}")


def began(root: Path, *, flow: str = GATED, decision: str = "approved") -> Builder:
    """A ledger in which Dana has voted on the one project that there is."""
    place = Builder(root / "ledger", ledger=PEOPLE, flow=flow).project()
    place.commit("Start")
    place.write({IDEA: voted(document(), "dana", decision)}).commit("Vote", author="dana")
    return place


def renamed(root: Path, *, flow: str = GATED, decision: str = "approved") -> Builder:
    """The same, in which Dana has got another handle since."""
    place = began(root, flow=flow, decision=decision)
    place.write({"ledger.yml": RENAMED}).commit("Dana is called otherwise now")
    return place


def read(place: Builder) -> Ledger:
    return assemble.load(place.root, today=TODAY)


def errors(place: Builder, base: str | None = None) -> list[str]:
    """The errors of the tree or, with a base, of the change from it: code and the word after `found`."""
    if base is None:
        found = rules.judge(read(place))
    else:
        change = assemble.load_change(place.root, base=base, today=TODAY)
        found = rules.judge(change.after, change)
    told = [one for one in found if one.severity is Severity.ERROR]
    return [f"{one.code} {one.message.partition(', found ')[2]} | {one.hint}" for one in told]


def codes(found: list[str]) -> list[str]:
    return [one.split()[0] for one in found]


def test_a_person_is_renamed_in_one_change_and_their_votes_stay_theirs(tmp_path: Path) -> None:
    place = branch(began(tmp_path))
    place.write({"ledger.yml": RENAMED}).commit("Dana is called otherwise now")
    assert errors(place, "main") == []
    land(place)
    branch(place, "on")
    place.write(advancing((place.root / IDEA).read_text())).commit("Go on")
    assert errors(place, "main") == []
    land(place, "on")
    assert errors(place) == []
    found = audit.read(place.root, today=TODAY)
    assert [one.code for one in (*found.then, *found.now) if one.severity is Severity.ERROR] == []


def test_one_of_two_handles_of_a_person_is_renamed(tmp_path: Path) -> None:
    both = PEOPLE + "  alias: {name: Dana, emails: [dana@example.com], roles: [product]}\n"
    place = Builder(tmp_path / "ledger", ledger=both, flow=GATED).project()
    place.commit("Start")
    place.write({IDEA: voted(document(), "dana")}).commit("Vote", author="dana")
    branch(place).write(
        {"ledger.yml": both.replace("  dana: {name: Dana,", "  dana-ko: {name: Dana, formerly: [dana],")}
    )
    assert "POL014" not in codes(errors(place, "main"))


def test_without_its_former_handle_the_votes_have_nobody(tmp_path: Path) -> None:
    place = branch(began(tmp_path))
    place.write({"ledger.yml": RENAMED.replace(" formerly: [dana],", "")}).commit("Rename")
    (found,) = errors(place, "main")
    assert found.startswith("REF003 'dana'")
    assert "under 'formerly' of the person" in found


def test_one_person_pays_for_one_vote_under_two_handles(tmp_path: Path) -> None:
    place = branch(renamed(tmp_path, flow=TWO))
    twice = voted((place.root / IDEA).read_text(), "dana-ko")
    place.write(advancing(twice)).commit("Twice", author="dana")
    (found,) = errors(place, "main")
    assert found.startswith("APR001 1 of 2 for product")
    place.write({IDEA: voted(twice, "ravi")}).commit("Another one", author="ravi")
    assert errors(place, "main") == []


@pytest.mark.parametrize(("by", "code"), [("dana-ko", []), ("ravi", ["APR001"])])
def test_the_last_word_of_a_person_holds_across_handles(tmp_path: Path, by: str, code: list[str]) -> None:
    place = branch(renamed(tmp_path, decision="rejected"))
    place.write(advancing(voted((place.root / IDEA).read_text(), by))).commit("Yes", author=by.removesuffix("-ko"))
    assert codes(errors(place, "main")) == code


def test_who_owns_a_project_approves_it_under_no_former_handle(tmp_path: Path) -> None:
    place = began(tmp_path)
    place.write({"ledger.yml": RENAMED, CARD: card().replace("owner: sam", "owner: dana-ko")}).commit("Rename")
    branch(place).write(advancing((place.root / IDEA).read_text(), owner="dana-ko")).commit("Go on")
    (found,) = errors(place, "main")
    assert found.startswith("APR001 0 of 1 for product (dana: the owner may not")


@pytest.mark.parametrize(
    "ledger",
    [RENAMED, f"{PEOPLE}  dana-ko: {{emails: [dana@example.com], roles: []}}\n", RENAMED.replace("[dana]", "[]")],
)
def test_who_becomes_the_owner_under_a_new_handle_of_theirs_approves_nothing_by_that(
    tmp_path: Path, ledger: str
) -> None:
    place = branch(began(tmp_path))
    moved = advancing(voted(document(), "dana"), owner="dana-ko")
    place.write({"ledger.yml": ledger, **moved}).commit("Go, as Dana's own")
    assert "APR001" in codes(errors(place, "main"))
    land(place)
    assert [one.code for one in audit.read(place.root, today=TODAY).then] == ["APR001"]


def test_a_veto_binds_of_who_becomes_the_owner_under_a_new_handle_of_theirs(tmp_path: Path) -> None:
    place = began(tmp_path, decision="rejected")
    place.write({IDEA: voted(voted(document(), "dana", "rejected"), "ravi")}).commit("Yes", author="ravi")
    moved = advancing((place.root / IDEA).read_text(), owner="dana-ko")
    branch(place).write({"ledger.yml": RENAMED, **moved}).commit("Go, as Dana's own")
    assert codes(errors(place, "main")) == ["APR001"]


def test_a_new_vote_and_a_card_name_the_present_handle(tmp_path: Path) -> None:
    place = branch(renamed(tmp_path))
    again = voted((place.root / IDEA).read_text(), "dana")
    place.write({IDEA: again, CARD: card().replace("owner: sam", "owner: dana")})
    place.commit("Again", author="dana")
    told = [one for one in errors(place, "main") if one.startswith("REF003")]
    assert told == ["REF003 'dana' | write the handle 'dana-ko'"] * 2


def test_a_vote_that_was_taken_out_lends_its_handle_to_no_new_one(tmp_path: Path) -> None:
    place = began(tmp_path)
    place.write({"ledger.yml": RENAMED, IDEA: document()}).commit("The vote goes, past the check")
    branch(place).write({IDEA: voted(document(), "dana", on="2026-01-06")}).commit("Again", author="dana")
    assert codes(errors(place, "main")) == ["REF003"]


def test_the_base_says_whose_a_vote_is(tmp_path: Path) -> None:
    place = branch(began(tmp_path))
    moved = advancing(voted(document(), "dana-ko"))
    place.write({"ledger.yml": RENAMED, **moved}).commit("All at once", author="dana")
    assert sorted(codes(errors(place, "main"))) == ["APR001", "APR003", "APR009", "APR010"]


TAKEN: Final = RAVI.replace("emails: [ravi@example.com]", "formerly: [dana], emails: [ravi@example.com]")
BOTH: Final = TAKEN.replace("ravi@example.com", "ravi@example.com, dana@example.com")


@pytest.mark.parametrize(
    ("ledger", "said"),
    [
        (PEOPLE.replace(RAVI, TAKEN), "POL010 'dana' of dana again"),
        (GONE.replace(RAVI, TAKEN), "POL014 'dana' taken over by 'ravi', who shares nothing with who had it"),
        (GONE.replace(RAVI, BOTH), "POL014 'dana' made one with 'ravi', who is somebody else at the base"),
        (
            GONE.replace(RAVI, BOTH.replace("ravi: {", "dana-ko: {")),
            "POL014 'dana' made one with 'ravi', who is somebody else at the base",
        ),
        (
            GONE.replace(RAVI, BOTH.replace("ravi: {", "both: {").replace("[dana]", "[ravi, dana]")),
            "POL014 'dana' made one with 'ravi', who is somebody else at the base",
        ),
    ],
)
def test_nobody_takes_the_handle_of_another_person_over(tmp_path: Path, ledger: str, said: str) -> None:
    place = branch(began(tmp_path))
    place.write({"ledger.yml": ledger}).commit("Take over", author="ravi")
    assert said in [one.partition(" | ")[0] for one in errors(place, "main")]


def test_who_was_removed_is_not_acquired_in_a_second_step(tmp_path: Path) -> None:
    place = began(tmp_path)
    place.write({"ledger.yml": GONE}).commit("Dana is gone, past the check")
    branch(place).write({"ledger.yml": GONE.replace(RAVI, TAKEN)}).commit("Take over", author="ravi")
    (found,) = errors(place, "main")
    assert found.startswith("POL014 'dana' of nobody at the base | let it land under 'people' first")


@pytest.mark.parametrize(
    ("readable", "left"), [(card(), None), ("---\ntitle: [\n---\n", document())], ids=["a document", "a card"]
)
def test_nor_is_who_voted_in_what_is_gone_or_was_never_read(tmp_path: Path, readable: str, left: str | None) -> None:
    place = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATED).project(README=readable)
    place.write({IDEA: voted(document(), "dana")}).commit("Vote", author="dana")
    gone = {IDEA: left and voted(left, "dana")}
    place.write({"ledger.yml": GONE, **gone}).commit("Dana is gone, past the check")
    branch(place).write({"ledger.yml": GONE.replace(RAVI, TAKEN)}).commit("Take over", author="ravi")
    assert "POL014" in codes(errors(place, "main"))


def test_who_is_called_otherwise_may_get_another_address_later(tmp_path: Path) -> None:
    place = branch(renamed(tmp_path))
    place.write({"ledger.yml": RENAMED.replace("dana@example.com", "dk@example.com")}).commit("Another address")
    assert "POL014" not in codes(errors(place, "main"))


def test_a_former_handle_is_given_to_nobody_else(tmp_path: Path) -> None:
    place = branch(renamed(tmp_path))
    other = "  dana: {name: Another Dana, emails: [d2@example.com], roles: [product]}\n"
    place.write({"ledger.yml": RENAMED + other}).commit("Another Dana")
    assert any(one.startswith("POL010 'dana' of dana-ko again") for one in errors(place, "main"))
    place.write({"ledger.yml": RENAMED.replace(" formerly: [dana],", "") + other}).commit("Hers alone")
    (found,) = errors(place, "main")
    assert found.startswith("POL014 'dana' taken over by 'dana', who shares nothing with who had it")


def test_a_second_holder_of_a_handle_gains_no_second_voice(tmp_path: Path) -> None:
    place = renamed(tmp_path, flow=TWO)
    other = "  dana: {name: Another Dana, emails: [d2@example.com], roles: [product]}\n"
    place.write({"ledger.yml": RENAMED + other}).commit("Past the check")
    twice = voted((place.root / IDEA).read_text(), "dana-ko")
    branch(place).write(advancing(twice)).commit("Twice", author="dana")
    assert any(one.startswith("APR001 1 of 2 for product") for one in errors(place, "main"))


def test_a_handle_that_two_claim_is_nobodys(tmp_path: Path) -> None:
    place = began(tmp_path)
    place.write({"ledger.yml": RENAMED.replace(RAVI, TAKEN)}).commit("Past the check")
    assert read(place).policy.person("dana") is None
    assert codes(errors(place)) == ["POL010", "REF003"]


def test_who_takes_their_old_handle_back_keeps_everything(tmp_path: Path) -> None:
    place = branch(renamed(tmp_path))
    place.write({"ledger.yml": PEOPLE.replace("name: Dana,", "name: Dana, formerly: [dana-ko],")}).commit("Back")
    assert errors(place, "main") == []


def test_a_handle_that_nobody_used_may_be_anybodys(tmp_path: Path) -> None:
    place = branch(began(tmp_path))
    place.write({"ledger.yml": PEOPLE.replace("  eli: {", "  eli: {formerly: [el], ")}).commit("Former")
    assert errors(place, "main") == []


def test_a_person_who_never_voted_is_not_taken_over_either(tmp_path: Path) -> None:
    place = branch(began(tmp_path))
    people = "\n".join(line for line in PEOPLE.split("\n") if not line.startswith("  eli:"))
    taken = people.replace(RAVI, TAKEN.replace("[dana]", "[eli]"))
    place.write({"ledger.yml": taken}).commit("Take over", author="ravi")
    (found,) = errors(place, "main")
    assert found.startswith("POL014 'eli' taken over by 'ravi', who shares nothing with who had it")


@pytest.mark.parametrize(("author", "code"), [("dana", ["REF003"]), ("ravi", ["APR001", "APR010", "REF003"])])
def test_a_vote_under_a_former_handle_is_proven_by_that_person_alone(
    tmp_path: Path, author: str, code: list[str]
) -> None:
    place = Builder(tmp_path / "ledger", ledger=RENAMED, flow=GATED).project()
    place.commit("Start")
    branch(place).write(advancing(voted(document(), "dana"))).commit("Vote", author=author)
    assert codes(errors(place, "main")) == code


def test_the_log_and_the_people_tell_who_it_is_now(tmp_path: Path) -> None:
    place = renamed(tmp_path)
    said = here("-C", str(place.root), "log").stdout
    assert "dana-ko (then dana)" in " ".join(said.split())
    told = [event for event in assemble.load_events(place.root, today=TODAY) if event.by]
    assert [(event.by, event.voter) for event in told] == [("dana", "dana-ko")]
    ledger = read(place)
    rows = people_rows(ledger, status_rows(ledger), asked_votes(ledger))
    assert [(row.handle, len(row.given)) for row in rows if row.given] == [("dana-ko", 1)]


def test_approve_writes_the_present_handle(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "ledger").sit()
    people = (desk.root / "ledger.yml").read_text().replace("  dana: {", "  dana-ko: {formerly: [dana], ")
    desk.run("churn", "go", "--as", "product")
    desk.write({"ledger.yml": people}).commit("Rename")
    assert "dana-ko has said 'approved' to this very content" in desk.run("churn", "go", "--as", "product", code=3)
    desk.write({IDEA: desk.root.joinpath(IDEA).read_text().replace("A need.", "Another.")}).commit("Edit")
    desk.run("churn", "go", "--as", "product", "--by", "dana")
    assert [vote.by for vote in desk.votes()] == ["dana", "dana-ko"]


def test_a_signed_vote_stays_signed_under_the_former_handle(tmp_path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "mine")], check=True)
    public = (tmp_path / "mine.pub").read_text().strip()
    people = DESK.replace("github: dana-codes,", f'github: dana-codes, keys: ["{public}"],')
    later = people.replace("  dana: {", "  dana-ko: {formerly: [dana], ")
    desk = Desk(tmp_path / "ledger", ledger=people).sit()
    branch(desk)
    desk.run("churn", "budget", "--as", "management", "--key", str(tmp_path / "mine"))
    branch(desk, "main-2").git("checkout", "-q", "main")
    desk.write({"ledger.yml": later}).commit("Rename")
    change = assemble.load_change(desk.root, base="main", head="work", today=TODAY)
    assert change.after.projects["churn"].grades == {("idea", 0): Grade.SIGNED}
    land(desk)
    assert desk.read().grades == {("idea", 0): Grade.SIGNED}


def test_the_page_of_a_decision_and_the_export_tell_who_it_is_now(tmp_path: Path) -> None:
    place = renamed(tmp_path)
    ledger, told = assemble.load_whole(place.root, today=TODAY)
    decided = decisions_of(told.repository, told.tip, told.history, told.landed, told.parsed)
    (page,) = decision_pages(ledger, decided, forge=None)
    text = render(page)
    assert page.title == "Scope: approved by Dana Ko · Project churn"
    assert "Dana Ko approved this" in text
    assert "who is <bdi>dana-ko</bdi> now, and voted as <bdi>dana</bdi>" in text
    assert "&#10;by: dana&#10;" in text
    sheets = sheets_of(ledger, status_rows(ledger), decided, events=events_json(ledger.events)["events"])
    for sheet in sheets[1:]:
        row = dict(zip(sheet.columns, sheet.rows[-1], strict=True))
        assert (row["by"], row["voter"]) == ("dana", "dana-ko")
