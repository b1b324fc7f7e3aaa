"""What cannot be judged is refused with a sentence, never judged wrongly."""

from tests.adversary.case import pull
from tests.adversary.desk import Desk


def _made_shallow(desk: Desk) -> None:
    desk.approves().moves()
    url = desk.root.as_uri()
    desk.git("clone", "-q", "--depth", "1", "--no-single-branch", url, str(desk.root.with_name("clone")))
    desk.root = desk.root.with_name("clone")


@pull(refused="the clone is shallow", base="origin/main")
def a_shallow_clone(desk: Desk) -> None:
    _made_shallow(desk)


@pull(refused="'trunk' is unknown here", base="trunk")
def an_unknown_base(desk: Desk) -> None:
    desk.moves()


@pull(refused="'--output=pwned' is not a revision", base="--output=pwned")
def a_base_that_looks_like_an_option(desk: Desk) -> None:
    desk.moves()


@pull(refused="'' is not a revision", base="")
def an_empty_base(desk: Desk) -> None:
    desk.moves()


@pull(refused="is unknown here", base="main..pull")
def a_base_that_is_a_range(desk: Desk) -> None:
    desk.moves()


@pull(refused="there is no ledger.yml")
def the_ledger_file_is_removed(desk: Desk) -> None:
    desk.write({"ledger.yml": None}).moves()
