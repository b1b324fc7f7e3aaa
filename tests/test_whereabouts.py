"""Where a project was at the commits of a branch, on values; `test_former_folders.py` has it in real repositories."""

from collections.abc import Mapping, Sequence
from typing import Final

from ledger.edges.gitlog import Commit, FileChange
from ledger.edges.snapshot import parse
from ledger.past.history import Step
from ledger.past.states import EMPTY_FOLDER, Folder, Past
from ledger.past.whereabouts import Branch, Whereabouts
from ledger.records.front_matter import card_of
from ledger.text.document import Document
from tests.build import card

Renames = Mapping[str, Mapping[str, str]]
NOTHING: Final[Renames] = {}


def there() -> Folder:
    read = parse("README.md", card().encode())
    assert isinstance(read, Document)
    return Folder(card=card_of(read))


def commit(name: str, parents: str, come: str = "", gone: str = "") -> Commit:
    """A commit that puts cards into folders where none was, and takes cards away."""
    changes = [FileChange(f"{one}/README.md", "100644", "new", "") for one in come.split()]
    changes += [FileChange(f"{one}/README.md", "000000", "", "old") for one in gone.split()]
    return Commit(
        id=name, parents=tuple(parents.split()), time=0, author="", emails=(), subject="", changes=tuple(changes)
    )


def step(project: str, path: str, at: Commit, origin: str = "", *, is_there: bool = True) -> Step:
    return Step(
        project=project,
        path=path,
        origin=origin or None,
        commit=at,
        before=EMPTY_FOLDER,
        after=there() if is_there else EMPTY_FOLDER,
        base=Past(),
        result=Past(),
    )


def places(
    project: str,
    folder: str,
    side: Sequence[Commit],
    line: Sequence[Commit],
    steps: Sequence[Step],
    renames: Renames = NOTHING,
) -> Mapping[str, str]:
    """Where a branch, whose newest commit comes first, had a project; of the mainline the newest comes first, too."""
    known = Whereabouts(steps, line[0].id, lambda: (*side, *line), lambda one: renames.get(one.id, {}))
    is_new = project not in {one.project for one in steps}
    tips = (side[0].id,)
    return known.places(Branch(project=project, folder=folder, is_new=is_new, side=side, tips=tips))


M1: Final = commit("m1", "", come="a")
M2: Final = commit("m2", "m1", come="b", gone="a")
M3: Final = commit("m3", "m2", come="a")
LINE: Final = (M2, M1)
MOVED: Final = (step("one", "a", M1), step("one", "b", M2, "a"))  # `one` was in `a` and is in `b` by now


def test_a_folder_that_another_project_had_at_the_fork_is_not_yet_its_own() -> None:
    line, steps = (M3, M2, M1), (*MOVED, step("two", "a", M3))
    side = (commit("s2", "s1 m3"), commit("s1", "m1"))
    assert places("two", "a", side, line, steps) == {"s2": "a"}


def test_a_project_is_in_its_folder_before_its_card_if_that_is_free() -> None:
    side = (commit("s2", "s1", come="a"), commit("s1", "m2"))
    assert places("two", "a", side, LINE, MOVED) == {"s1": "a", "s2": "a"}
    removed = (step("one", "a", M1), step("one", "a", M2, is_there=False))
    assert places("two", "a", side, LINE, removed) == {"s1": "a", "s2": "a"}
    side = (commit("s2", "s1", come="a"), commit("s1", "m1", gone="a"))
    assert places("two", "a", side, LINE, MOVED) == {"s2": "a"}


def test_a_project_that_begins_where_the_branch_took_another_one_away() -> None:
    side = (commit("s2", "s1", come="a"), commit("s1", "m1", come="c", gone="a"))
    assert places("two", "a", side, LINE, MOVED, {"s1": {"c": "a"}}) == {"s2": "a"}


def test_a_project_that_begins_in_a_history_of_its_own() -> None:
    side = (commit("s3", "s2 m2"), commit("s2", "s1", come="a"), commit("s1", ""))
    assert places("two", "a", side, LINE, MOVED) == {"s1": "a", "s2": "a", "s3": "a"}


def test_a_project_that_comes_into_a_history_of_its_own_and_is_moved_there() -> None:
    side = (commit("s3", "s2", come="c", gone="b"), commit("s2", "s1 m2", come="b"), commit("s1", ""))
    assert places("one", "c", side, LINE, MOVED, {"s3": {"c": "b"}}) == {"s2": "b", "s3": "c"}


def test_a_project_that_a_merge_alone_begins() -> None:
    side = (commit("s2", "s1"), commit("s1", "m1 m2", come="c"))
    assert places("two", "c", side, LINE, MOVED) == {"s1": "c", "s2": "c"}


def test_a_project_that_the_branch_moved_from_elsewhere_is_none_that_begins() -> None:
    side = (commit("s1", "m2", come="c", gone="b"),)
    assert places("two", "c", side, LINE, MOVED, {"s1": {"c": "b"}}) == {}


def test_a_project_that_was_gone_comes_back_into_a_group() -> None:
    line = (commit("m2", "m1", gone="a"), M1)
    steps = (step("a", "a", M1), step("a", "a", line[0], is_there=False), step("a", "x/a", M3))
    side = (commit("s1", "m2", come="x/a"),)
    whole = (commit("m3", "m2 s1", come="x/a"), *line)
    assert places("a", "x/a", side, whole, steps) == {"s1": "x/a"}


def test_a_copy_of_its_name_in_a_group_takes_no_project_along() -> None:
    side = (commit("s1", "m2", come="x/b"),)
    assert places("one", "b", side, LINE, MOVED) == {"s1": "b"}


def test_of_two_projects_that_one_commit_moves_each_is_where_that_put_it() -> None:
    side = (commit("s1", "m2", come="d e", gone="c b"),)
    assert places("one", "e", side, LINE, MOVED, {"s1": {"d": "c", "e": "b"}}) == {"s1": "e"}


def test_a_merge_brings_where_the_other_side_moved_what_this_side_removed() -> None:
    moved, removed = commit("s2", "m2", come="c", gone="b"), commit("s1", "m2", gone="b")
    side = (commit("s3", "s1 s2", come="c"), moved, removed)
    assert places("one", "c", side, LINE, MOVED, {"s2": {"c": "b"}}) == {"s1": "b", "s2": "c", "s3": "c"}


def test_a_merge_that_keeps_a_project_away_lets_it_come_back_elsewhere() -> None:
    removed = commit("s1", "m2", gone="b")
    side = (commit("s4", "s3", come="x/b"), commit("s3", "s1 s2"), commit("s2", "m2"), removed)
    assert places("one", "x/b", side, LINE, MOVED)["s4"] == "x/b"


def test_a_merge_with_a_history_from_before_a_project_tells_nothing_of_it() -> None:
    m0 = commit("m0", "")
    line = (M2, commit("m1", "m0", come="a"), m0)
    side = (
        commit("s3", "s2", come="c", gone="x/b"),
        commit("s2", "s1 m0", come="x/b"),
        commit("s1", "m2", gone="b"),
    )
    assert places("one", "c", side, line, MOVED, {"s3": {"c": "x/b"}}) == {"s1": "b", "s2": "x/b", "s3": "c"}
