"""Circles in what depends on what."""

from collections.abc import Iterable, Iterator, Mapping


def circles(needs: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """The circles that keep the names from being put in an order, each once and starting at its smallest name.

    Each way back of a depth-first walk in the order of names closes one; without those none is left.
    """
    found: set[tuple[str, ...]] = set()
    done: set[str] = set()
    for start in sorted(needs):
        if start not in done:
            for circle in _walk(start, needs, done):
                smallest = circle.index(min(circle))
                found.add((*circle[smallest:], *circle[:smallest]))
    return tuple(sorted(found))


def _walk(start: str, needs: Mapping[str, Iterable[str]], done: set[str]) -> Iterator[tuple[str, ...]]:
    """Circles reached from `start`; names are `done` when everything behind them was walked."""
    trail = {start: 0}  # the names on the way here, with their place in it
    pending = [iter(sorted(needs[start]))]
    while pending:
        name = next(pending[-1], None)
        if name is None:
            pending.pop()
            done.add(trail.popitem()[0])
        elif name in trail:
            yield tuple(trail)[trail[name] :]
        elif name in needs and name not in done:
            trail[name] = len(trail)
            pending.append(iter(sorted(needs[name])))
