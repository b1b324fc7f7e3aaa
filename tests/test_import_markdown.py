"""`ledger import markdown`: a repository of Markdown files becomes a ledger with the same past."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from ledger import assemble
from ledger.diagnostics import LedgerError, Severity
from ledger.imports.make import Imported, Wish
from ledger.imports.run import import_markdown
from ledger.records.model import Event
from ledger.text.document import MAX_HEADER_BYTES, Document, read_document
from ledger.words import Grade, Status
from tests.build import Builder

TODAY = date(2026, 6, 1)
MAPPING = """\
title: Ideas
files: "ideas/{team}/{slug}.md"
project: {slug: "{slug}", title: title, owner: lead, team: "{team}", started: begun, tags: labels}
states:
  - field: state
    values:
      Draft: draft
      Trial: trial
      Live: {phase: live, status: completed}
      Parked: {status: paused, note: Parked by its team}
      Dropped: {status: cancelled, because: no-need}
approvals: [{field: approved-by, gate: go, role: product}]
body: {rest: card, sections: {What we learned: trial}}
back: {because: rethought}
removed: {because: no-need, note: The file went away}
people: {dana: {emails: [dana@example.com], roles: [product]}}
flow:
  flow: ideas
  phases:
    - {id: draft, gates: [{id: go, approvals: {product: 1}}]}
    - {id: trial}
    - {id: live}
  backtracks:
    - {from: trial, to: draft, because: [rethought]}
    - {from: live, to: trial, because: [rethought]}
  cancel: {because: [no-need]}
"""


BOMB = "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in pairwise("abcdefghi"))


def idea(state: str = "Draft", *, more: str = "", body: str = "Text.\n") -> str:
    return f"---\ntitle: Faster queues\nlead: Sam\nstate: {state}\n{more}---\n\n{body}"


@pytest.fixture
def source(tmp_path: Path) -> Builder:
    place = Builder(tmp_path / "source", ledger="")
    place.write({"ideas/shop/queues.md": idea()}).commit("Write down the idea", date="2024-01-10T09:30:00+02:00")
    return place


def imported(source: Builder, mapping: str = MAPPING, *, to: str = "ledger", keep_going: bool = False) -> Imported:
    file = source.root.parent / "map.yaml"
    file.write_text(mapping)
    wish = Wish(directory=source.root.parent / to, today=TODAY, keep_going=keep_going)
    found = import_markdown(source.root, str(file), wish, "HEAD", lambda _done, _total: None)
    assert isinstance(found, Imported), found
    return found


def events(source: Builder, to: str = "ledger") -> list[str]:
    return [_told(one) for one in assemble.load(source.root.parent / to, today=TODAY).events]


def _told(event: Event) -> str:
    way = f" {event.origin or ''}>{event.target}" if event.target else ""
    return f"{event.time:%Y-%m-%dT%H:%M:%S} {event.author} {event.kind}{way} {event.because or ''}".rstrip()


def test_the_past_is_the_same_to_the_second(source: Builder) -> None:
    source.write({"ideas/shop/queues.md": idea("Trial")}).commit(
        "Try it", date="2024-02-01T23:59:59-05:00", author="ann"
    )
    source.write({"ideas/shop/queues.md": idea("Draft")}).commit("Back", date="2024-03-01T00:00:01+05:30", author="sam")
    found = imported(source)
    assert events(source) == [
        "2024-01-10T07:30:00 Sam created >draft",
        "2024-02-02T04:59:59 Ann advanced draft>trial",
        "2024-02-29T18:30:01 Sam backtracked trial>draft rethought",
    ]
    assert [one for one in found.findings if one.severity is Severity.ERROR] == []


def test_authors_committers_zones_and_messages_stay(source: Builder) -> None:
    source.write({"ideas/shop/queues.md": idea("Trial")})
    source.commit("Try it\n\nBecause the queue is long.\n", date="2024-02-01T23:59:59-05:00", author="ann")
    imported(source)
    form = "--format=%an|%ae|%ad|%cn|%ce|%cd|%B"
    ours = Builder(source.root.parent / "ledger", ledger="").git("log", form, "--date=raw", "-1", "main~1")
    assert ours == source.git("log", form, "--date=raw", "-1")


def test_the_same_source_gives_the_same_commits(source: Builder) -> None:
    source.write({"ideas/shop/queues.md": idea("Trial"), "ideas/shop/b.md": idea("Live")}).commit()
    imported(source)
    imported(source, to="again")
    heads = [(source.root.parent / one / ".git/refs/heads/main").read_text() for one in ("ledger", "again")]
    assert heads[0] == heads[1]


def test_the_source_is_not_written(source: Builder) -> None:
    before = {path: path.stat().st_mtime_ns for path in source.root.rglob("*")}
    imported(source)
    assert {path: path.stat().st_mtime_ns for path in source.root.rglob("*")} == before


def test_a_name_in_a_field_becomes_a_claimed_vote(source: Builder) -> None:
    approved = idea(more="approved-by: [Dana <dana@example.com>]\n")
    source.write({"ideas/shop/queues.md": approved}).commit("Approve", author="dana")
    imported(source)
    project = assemble.load(source.root.parent / "ledger", today=TODAY).projects["queues"]
    (vote,) = project.documents["draft"].approvals
    assert (vote.by, vote.role, vote.gate, vote.date) == ("dana", "product", "go", "2026-01-05")
    assert project.grades["draft", 0] is Grade.CLAIMED


def test_what_has_no_place_is_kept(source: Builder) -> None:
    more = "budget: 12000\nnested: {a: [1, two]}\non: yes\n"
    source.write({"ideas/shop/queues.md": idea(more=more)}).commit()
    imported(source)
    raw = (source.root.parent / "ledger/projects/queues/README.md").read_bytes()
    card = read_document(raw, "README.md")
    assert isinstance(card, Document)
    assert card.meta["extra"] == {"budget": 12000, "nested": {"a": [1, "two"]}, "on": "yes"}


def test_sections_go_where_the_mapping_says(source: Builder) -> None:
    body = "Start.\n\n## What we learned\n\nA lot.\n\n## Plan\n\nNone.\n"
    source.write({"ideas/shop/queues.md": idea("Trial", body=body)}).commit()
    imported(source)
    folder = source.root.parent / "ledger/projects/queues"
    assert (folder / "trial.md").read_text().endswith("---\n\n## What we learned\n\nA lot.\n")
    assert (folder / "README.md").read_text().endswith("---\n\nStart.\n\n## Plan\n\nNone.\n")


def test_back_and_paused_at_once_are_two_commits_with_a_reason_each(source: Builder) -> None:
    mapping = MAPPING.replace("Parked: {status", "Parked: {phase: draft, status")
    source.write({"ideas/shop/queues.md": idea("Trial")}).commit()
    source.write({"ideas/shop/queues.md": idea("Parked")}).commit()
    assert imported(source, mapping).findings == ()
    assert [one.split()[2] for one in events(source)] == ["created", "advanced", "backtracked", "paused"]


def test_a_removed_file_is_a_cancelled_project(source: Builder) -> None:
    source.write({"ideas/shop/queues.md": None, "ideas/shop/b.md": idea(more="begun: 2026-01-05\n")}).commit()
    imported(source)
    projects = assemble.load(source.root.parent / "ledger", today=TODAY).projects
    assert {slug: one.status for slug, one in projects.items()} == {"queues": Status.CANCELLED, "b": Status.ACTIVE}


def test_a_moved_file_stays_the_same_project(source: Builder) -> None:
    (source.root / "ideas/web").mkdir()
    source.git("mv", "ideas/shop/queues.md", "ideas/web/lines.md")
    source.commit("Move it")
    imported(source)
    assert [one.split()[2] for one in events(source)] == ["created", "renamed"]


def test_a_merge_names_who_wrote_what_it_brought(source: Builder) -> None:
    source.git("switch", "-qc", "side")
    source.write({"ideas/shop/queues.md": idea("Trial")}).commit("Try", author="ann")
    source.git("switch", "-q", "main")
    source.git("merge", "-q", "--no-ff", "-m", "Merge side", "side", author="bot")
    imported(source)
    ours = Builder(source.root.parent / "ledger", ledger="")
    assert ours.git("log", "-1", "--format=%an %B", "main~1").strip().endswith("Co-authored-by: Ann <ann@example.com>")


def test_unknown_values_are_counted_and_nothing_is_written(source: Builder) -> None:
    for number in range(3):
        source.write({f"ideas/shop/new-{number}.md": idea("Brewing")}).commit()
    found = imported(source)
    (error,) = [one for one in found.remarks if one.is_error]
    assert (error.value, error.times, error.place) == ("Brewing", 3, "ideas/shop/new-0.md")
    assert found.tally is None
    assert not (source.root.parent / "ledger").exists()


def test_with_keep_going_unknown_values_are_kept(source: Builder) -> None:
    source.write({"ideas/shop/queues.md": idea("Brewing")}).commit()
    imported(source, keep_going=True)
    card = (source.root.parent / "ledger/projects/queues/README.md").read_text()
    assert "phase: draft" in card
    assert "state: Brewing" in card


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("---\ntitle: A: b\nstate: Draft\n---\n", "the YAML cannot be read"),
        ("---\ntitle: A\ntitle: B\nstate: Draft\n---\n", "a key must stand once"),
        ("---\nx: &a [1]\ny: *a\nstate: Draft\n---\n", "an anchor is not allowed"),
        (f"---\na: &a [x]\n{BOMB}state: Draft\n---\n", "line by line"),
        ("---\nx: " + "[" * 5000 + "\nstate: Draft\n---\n", "line by line"),
        ("---\nx: " + "a" * (MAX_HEADER_BYTES + 1) + "\n---\n", "too large"),
        ("---\nstate: Draft\n", "not closed"),
        ("no facts at all\n", "no facts"),
        ("---\nstate: Draft\nx: !!python/object/apply:os.system [ls]\n---\n", "line by line"),
        ("---\nstate: Draft\n---\n\n<<<<<<< HEAD\n\x07bell\n", "conflict markers"),
    ],
)  # fmt: skip
def test_hostile_files_are_told_of_and_harm_nothing(source: Builder, text: str, what: str) -> None:
    source.write({"ideas/shop/bad.md": text}).commit()
    found = imported(source)
    assert any(what in one.what for one in found.remarks)
    assert [one for one in found.findings if one.severity is Severity.ERROR] == []


def test_a_symbolic_link_is_not_followed(source: Builder) -> None:
    (source.root / "ideas/shop/link.md").symlink_to("/etc/passwd")
    source.commit()
    found = imported(source)
    assert [one.place for one in found.remarks] == ["ideas/shop/link.md"]
    assert events(source) == ["2024-01-10T07:30:00 Sam created >draft"]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("headers", "Title: Faster queues\nLead: Sam\nState: Trial\nNote: one\n  two\n\nText.\n"),
        (
            "table",
            "# Q\n\n| Field | Value |\n| --- | --- |\n| **Title** | Faster queues |\n| State | Trial |\n\nText.\n",
        ),
        ("yaml", "title: Faster queues\nlead: [Sam, Ann]\nstate: trial\n"),
    ],
)
def test_other_forms_are_read(source: Builder, form: str, text: str) -> None:
    source.write({"ideas/shop/queues.md": None, "ideas/shop/other.md": text}).commit(date="2026-02-02")
    imported(source, MAPPING.replace("project:", f"form: {form}\nproject:", 1))
    project = assemble.load(source.root.parent / "ledger", today=TODAY).projects["other"]
    assert (project.title, project.phase) == ("Faster queues", "trial")


def test_the_text_may_stand_in_a_file_beside(source: Builder) -> None:
    mapping = MAPPING.replace("ideas/{team}/{slug}.md", "ideas/{team}/{slug}/facts.yaml")
    mapping = mapping.replace("project:", "form: yaml\ntext: TEXT.md\nproject:", 1)
    source.write({"ideas/shop/q/facts.yaml": "title: Q\nstate: Draft\n", "ideas/shop/q/TEXT.md": "One.\n"}).commit()
    source.write({"ideas/shop/q/TEXT.md": "Two.\n"}).commit("Say more")
    imported(source, mapping)
    assert (source.root.parent / "ledger/projects/q/README.md").read_text().endswith("Two.\n")


def test_two_projects_of_one_slug_are_an_error(source: Builder) -> None:
    source.write({"ideas/web/queues.md": idea("Trial")}).commit()
    assert [one.what for one in imported(source).remarks if one.is_error] == ["two projects have the same slug"]


@pytest.mark.parametrize(("revision", "said"), [("--output=x", "is not a revision"), ("nowhere", "is unknown here")])
def test_a_revision_is_never_an_option(source: Builder, revision: str, said: str) -> None:
    (source.root.parent / "map.yaml").write_text(MAPPING)
    wish = Wish(directory=source.root.parent / "ledger", today=TODAY)
    with pytest.raises(LedgerError, match=said):
        import_markdown(source.root, str(source.root.parent / "map.yaml"), wish, revision, lambda _a, _b: None)


def test_what_cannot_be_imported_says_why_in_one_sentence(source: Builder, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"no file of the source fits 'files' \(idea/\*\.md\)"):
        imported(
            source,
            MAPPING.replace("ideas/{team}/{slug}.md", "idea/*.md")
            .replace('"{slug}"', "title")
            .replace('"{team}"', "x"),
        )
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger" / "mine").touch()
    with pytest.raises(LedgerError, match="is there and not empty"):
        imported(source)
    with pytest.raises(LedgerError, match="lies in the source"):
        imported(source, to="source/inside")


def test_a_folder_without_a_history_and_a_shallow_clone_are_refused(source: Builder, tmp_path: Path) -> None:
    source.write({"a": "b"}).commit()
    source.git("clone", "-q", "--depth=1", f"file://{source.root}", str(tmp_path / "shallow"))
    (tmp_path / "plain").mkdir()
    (tmp_path / "map.yaml").write_text(MAPPING)
    for name, said in (("plain", "is not a git repository, so nothing tells"), ("shallow", "the clone is shallow")):
        wish = Wish(directory=tmp_path / "ledger", today=TODAY)
        with pytest.raises(LedgerError, match=said):
            import_markdown(tmp_path / name, str(tmp_path / "map.yaml"), wish, "HEAD", lambda _a, _b: None)


def test_waivers_are_written_only_on_request(source: Builder) -> None:
    mapping = MAPPING.replace("{id: draft, gates", "{id: draft, steps: [{title: Need}], gates")
    source.write({"ideas/shop/queues.md": idea("Trial")}).commit()
    assert [one.code for one in imported(source, mapping).findings] == ["MOV005"]
    wish = Wish(directory=source.root.parent / "waived", today=TODAY, waive_until=date(2026, 12, 31))
    found = import_markdown(source.root, str(source.root.parent / "map.yaml"), wish, "HEAD", lambda _a, _b: None)
    assert isinstance(found, Imported)
    assert [(one.code, one.waived) for one in found.findings] == [("MOV005", "moved before the ledger existed")]
