"""What a project waits for, said in one breath: votes by gate, then texts, fields and decisions."""

from collections.abc import Iterable, Iterator, Mapping

from markupsafe import Markup

from ledger.site.linked import listing, named, sentence
from ledger.site.words import counted
from ledger.views import Need, NeedKind, NeedState
from ledger.words import role_words

_GATES = 2  # named one by one; of more the votes are counted


def awaited(needs: Iterable[Need], titles: Mapping[str, str]) -> Markup:
    """The open needs in words, fields by their `titles`; empty when none is open."""
    left = tuple(need for need in needs if need.state is NeedState.OPEN)
    said = (*_votes(left), *_kpis(left), *_written(left, titles), *_decisions(left))
    return listing(tuple(dict.fromkeys(said)))


def _of(kind: NeedKind, needs: Iterable[Need]) -> list[Need]:
    return [need for need in needs if need.kind is kind]


def _votes(needs: Iterable[Need]) -> Iterator[Markup]:
    votes = _of(NeedKind.VOTE, needs)
    roles: dict[str, list[str]] = {}
    for need in votes:
        roles.setdefault(need.gate or "", []).append(role_words(need.role or "") or "somebody")
    if len(roles) > _GATES:
        yield Markup(counted(len(votes), "vote"))  # noqa: S704 - a number
        return
    for gate, asked in roles.items():
        noun = "vote" if len(asked) == 1 else "votes"
        yield sentence(f"the {noun} of {{}} on {{}}", listing(map(named, dict.fromkeys(asked))), named(gate))


def _kpis(needs: Iterable[Need]) -> Iterator[Markup]:
    for need in _of(NeedKind.KPIS, needs):
        yield sentence("KPIs that are {}", need.what.removeprefix("KPIs "))


def _written(needs: tuple[Need, ...], titles: Mapping[str, str]) -> Iterator[Markup]:
    for kind, noun in ((NeedKind.STEP, "text"), (NeedKind.FIELD, "field")):
        lacking = _of(kind, needs)
        if len(lacking) == 1:
            what = titles.get(lacking[0].what, lacking[0].what) if kind is NeedKind.FIELD else lacking[0].what
            yield sentence(f"the {noun} {{}}", named(what))
        elif lacking:
            yield Markup(counted(len(lacking), noun))  # noqa: S704 - a number
    yield from (named(need.what) for kind in (NeedKind.CARD, NeedKind.DOCUMENT) for need in _of(kind, needs))


def _decisions(needs: Iterable[Need]) -> Iterator[Markup]:
    yield from (sentence("a decision on the {}", need.what) for need in _of(NeedKind.DECISION, needs))
