"""Which folder is which under another name: the same guess as by comparing each with each, in fewer steps."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.edges.gitlog import Commit, FileChange
from ledger.edges.snapshot import parse
from ledger.past.renames import renamed_folders
from ledger.past.renaming import followed
from ledger.past.states import NO_FACTS, Folder
from ledger.records.front_matter import card_of

Folders: TypeAlias = Mapping[str, Folder]
IsSame: TypeAlias = Callable[[str, str, Folders, Folders], bool]
PATHS: Final = tuple(f"projects/{group}{slug}" for group in ("", "x/", "y/") for slug in "abcd")


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a commit did: folders before and after it, its changes, and the similar cards that git would name."""

    before: Folders
    after: Folders
    commit: Commit
    similar: Mapping[str, str]


def is_same_start(old: str, new: str, before: Folders, after: Folders) -> bool:
    was, now = before[old].card, after[new].card
    return (was and was.started) == (now and now.started)


def is_same_slug(old: str, new: str, _before: Folders, _after: Folders) -> bool:
    return old.rsplit("/", 1)[-1] == new.rsplit("/", 1)[-1]


def is_same_card(old: str, new: str, before: Folders, after: Folders) -> bool:
    return before[old].card_blob == after[new].card_blob


def is_same_document(old: str, new: str, before: Folders, after: Folders) -> bool:
    shared = before[old].document_blobs.items() & after[new].document_blobs.items()
    return bool(shared) and is_same_start(old, new, before, after)


def is_same_with_title(old: str, new: str, before: Folders, after: Folders) -> bool:
    was, now = before[old].card, after[new].card
    return (was and was.title) == (now and now.title) and is_same_document(old, new, before, after)


def by_pairs(case: Case) -> list[tuple[str, str]]:
    """The plain definition: every folder that came is held against every one that went, the surest sign first."""
    before, after = case.before, case.after
    gone = sorted(path for path in before if before[path].card and not after[path].card)
    come = sorted(path for path in after if after[path].card and not before[path].card)
    origins: dict[str, str] = {}

    def is_git_sure(old: str, new: str, before: Folders, after: Folders) -> bool:
        is_named = case.similar.get(f"{new}/README.md") == f"{old}/README.md"
        return is_named and is_same_start(old, new, before, after)

    signs: tuple[IsSame, ...] = (is_same_slug, is_same_card, is_same_with_title, is_same_document, is_git_sure)
    for is_same in signs:
        for new in come:
            for old in gone:
                if new not in origins and old not in origins.values() and is_same(old, new, before, after):
                    origins[new] = old
    return [*origins.items(), *unread_by_pairs(case, [old for old in gone if old not in origins.values()])]


def unread_by_pairs(case: Case, left: list[str]) -> list[tuple[str, str]]:
    """Those whose card cannot be read where it is now: by name and bytes, by name, or by bytes."""
    cards = {one.path.removesuffix("/README.md"): one for one in case.commit.changes}
    found = []
    for new in sorted(cards):
        is_new = bool(cards[new].blob) and not cards[new].old_blob
        if not is_new or new not in case.after or case.after[new].card or case.before[new].card:
            continue
        is_project = bool(case.after[new].documents)

        signs = {
            old: (
                is_project and is_same_slug(old, new, case.before, case.after),
                cards[old].old_blob == cards[new].blob,
            )
            for old in left
        }
        old = max(signs, key=lambda one: signs[one], default=None)
        if old and any(signs[old]):
            left.remove(old)
            found.append((new, old))
    return found


def folder(
    *, blob: str = "1", title: str = "A", started: str = "2026-01-05", documents: Mapping[str, str] | None = None
) -> Folder:
    """A project's folder as one commit left it; without a `blob` of its card it holds documents at most."""
    card = parse("README.md", f"---\ntitle: {title}\nstarted: {started}\n---\n".encode())
    return Folder(
        card=card_of(card) if blob else None,  # type: ignore[arg-type]
        card_blob=blob,
        documents=dict.fromkeys(documents or {}, NO_FACTS),
        document_blobs=documents or {},
    )


def commit_of(*changes: FileChange) -> Commit:
    return Commit(id="1", parents=("0",), time=0, author="", emails=(), subject="", changes=changes)


FOLDERS: Final = st.builds(
    folder,
    blob=st.sampled_from(["", "", "1", "2", "3"]),
    title=st.sampled_from(["A", "B"]),
    started=st.sampled_from(["2026-01-05", "2026-01-06", "never"]),
    documents=st.dictionaries(st.sampled_from(["idea", "build"]), st.sampled_from(["5", "6", "7"])),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    paths = draw(st.lists(st.sampled_from(PATHS), min_size=3, unique=True))
    before, after = ({path: draw(FOLDERS) for path in paths} for _ in range(2))
    changes = []
    for path in paths:
        left = after[path].card_blob or (draw(st.sampled_from(["", "1", "2"])) if not before[path].card else "")
        changes.append(FileChange(f"{path}/README.md", "100644", left, before[path].card_blob))
    similar = draw(st.dictionaries(st.sampled_from(PATHS), st.sampled_from(PATHS)))
    named = {f"{new}/README.md": f"{old}/README.md" for new, old in similar.items()}
    return Case(before=before, after=after, commit=commit_of(*draw(st.permutations(changes))), similar=named)


@given(cases())
def test_the_guess_is_that_of_comparing_each_with_each(case: Case) -> None:
    found = renamed_folders(case.before, case.after, case.commit, lambda _: case.similar)
    assert list(found.items()) == by_pairs(case)


@pytest.mark.parametrize(
    ("before", "after", "is_followed"),
    [
        ("old", "new", True),
        ("old", "", False),
        ("old new", "new", False),
        ("", "new", False),
        ("old", "new old", False),
        ("old new", "new old", False),
        ("new", "old", False),
    ],
)
def test_the_history_follows_to_a_name_that_is_free_and_from_one_that_gets_free(
    before: str, after: str, *, is_followed: bool
) -> None:
    found = followed({"new": "old"}, before.split(), after.split())
    assert found == ({"new": "old"} if is_followed else {})


def slow_case(count: int, sign: str) -> Case:
    """So many folders that go at once and come under other names, each to be known again by one sign alone."""
    before: dict[str, Folder] = {}
    after: dict[str, Folder] = {}
    changes = []
    for at in range(count):
        old, new = f"projects/p{at:05}", f"projects/x/{'p' if sign == 'slug' else 'q'}{at:05}"
        now = f"{at}" if sign in {"card", "unread"} else f"{at} edited"
        kept = {"idea": "9"} if sign == "document" else {}
        before |= {old: folder(blob=str(at), documents=kept), new: Folder()}
        after |= {old: Folder(), new: Folder() if sign == "unread" else folder(blob=now, documents=kept)}
        changes += [FileChange(f"{old}/README.md", "000000", "", str(at))]
        changes += [FileChange(f"{new}/README.md", "100644", now, "")]
    git = {two.path: one.path for one, two in zip(changes[::2], changes[1::2], strict=True)} if sign == "git" else {}
    return Case(before=before, after=after, commit=commit_of(*changes), similar=git)


@pytest.mark.parametrize("sign", ["slug", "card", "document", "git", "unread"])
def test_a_regrouping_of_many_folders_costs_no_comparison_of_each_with_each(sign: str) -> None:
    case = slow_case(3000, sign)
    began = time.process_time()
    found = renamed_folders(case.before, case.after, case.commit, lambda _: case.similar)
    assert time.process_time() - began < 5
    assert [new[-5:] for new in found] == [old[-5:] for old in found.values()]
    assert len(found) == 3000
