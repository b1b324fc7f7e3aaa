"""What a pull request of the corpus is: how it is built, its verdict, and what its votes are worth afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tests.adversary.desk import Desk

Build = Callable[[Desk], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """One pull request against `base`.

    `codes` are the errors that it must get, none when it must pass; `refused` is a part of the sentence with which the
    check must refuse to judge. `ground` is where the project stands on main; `prepare` puts more there. `lands` gives
    by way of merging the grades of the votes that `ledger log` then tells of, in its order.
    """

    name: str
    build: Build
    codes: frozenset[str]
    ground: str
    prepare: Build | None
    refused: str
    base: str
    lands: dict[str, str] = field(default_factory=dict)


PULLS: Final[list[Pull]] = []


def pull(
    codes: str = "",
    *,
    ground: str = "scoping",
    prepare: Build | None = None,
    refused: str = "",
    base: str = "main",
    **lands: str,
) -> Callable[[Build], Build]:
    """Put the pull request that a function builds into the corpus; its name says what is tried."""

    def register(build: Build) -> Build:
        name = getattr(build, "__name__", "").replace("_", "-")
        judged = frozenset(codes.split())
        PULLS.append(
            Pull(
                name=name,
                build=build,
                codes=judged,
                ground=ground,
                prepare=prepare,
                refused=refused,
                base=base,
                lands=lands,
            )
        )
        return build

    return register
