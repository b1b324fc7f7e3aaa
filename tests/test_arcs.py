"""The arcs of a flow, lying and upright: no word on a word or a line, and every way back told."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from ledger.site.drawings import arcs, upright
from ledger.site.drawings.lanes import LINE, SIZE
from ledger.site.drawings.lanes import Way as Placed
from ledger.site.drawings.lettering import width
from ledger.site.drawings.placing import Area
from ledger.site.drawings.timeline import reason_words
from tests.pictures import REASONS, calm, words_of

names = st.integers(0, 9)
ways = st.lists(
    st.tuples(names, names, st.integers(1, 20_000), st.sampled_from(REASONS)),
    max_size=45,
    unique_by=lambda way: way[:2],
)


def counted_arcs(told: list[tuple[int, int, int, str | None]]) -> arcs.Arcs:
    made = [
        arcs.Way(origin=f"p{a}", target=f"p{b}", count=count, reasons=((why, count),) if why else ())
        for a, b, count, why in told
    ]
    titles = ("Idea", "Data acquisition and preparation", "Produktivsetzungsvorbereitung", "数据探索与可行性研究")
    return arcs.Arcs(
        title="Ten",
        nodes=tuple(
            arcs.Node(id=f"p{place}", title=titles[place % 4], position=place, count=12_345) for place in range(10)
        ),
        forward=tuple(way for way in made if way.origin < way.target),
        backward=tuple(way for way in made if way.origin > way.target),
        iterations=tuple(way for way in made if way.origin == way.target),
    )


@calm
@given(ways)
def test_words_of_arcs_touch_neither_words_nor_lines(told: list[tuple[int, int, int, str | None]]) -> None:
    layout = arcs.laid_out(counted_arcs(told))
    for group in (layout.back, layout.skips):
        texts = [area for way in group for area in written(way)]
        lines = [area for way in group for area in lines_of(way)]
        assert not any(one.meets(other) for one, other in combinations(texts, 2))
        assert not any(one.meets(other) for one in texts for other in lines)
        assert all(one.x >= 0 and one.x + one.width <= layout.width for one in texts)


def written(way: Placed) -> list[Area]:
    top = way.depth + way.run.thick / 2 + 2
    return [
        Area(x=way.text_x - width(line, SIZE) / 2, y=top + LINE * nth, width=width(line, SIZE), height=LINE - 1)
        for nth, line in enumerate(way.lines)
    ]


def lines_of(way: Placed) -> list[Area]:
    thick = way.run.thick
    legs = [Area(x=x - thick / 2, y=0, width=thick, height=way.depth) for x in (way.x, way.end)]
    return [*legs, Area(x=way.x, y=way.depth - thick / 2, width=way.end - way.x, height=thick)]


@calm
@given(ways)
def test_the_upright_arcs_fit_a_telephone_and_their_counts_touch_nothing(
    told: list[tuple[int, int, int, str | None]],
) -> None:
    drawn = counted_arcs(told)
    layout = upright.laid_out(drawn)
    assert layout.right - layout.left >= 80
    for spots, edge, side in ((layout.back, layout.right, 1), (layout.skips, layout.left, -1)):
        counts = [
            Area(x=edge + side * one.depth - wide / 2, y=one.middle - 6, width=wide, height=12)
            for one in spots
            for wide in (width(one.legs.run.count, 12, bold=True),)
        ]
        assert not any(one.meets(other) for one, other in combinations(counts, 2))
        assert all(one.x >= 0 and one.x + one.width <= upright.WIDTH for one in counts)
        assert all(one.legs.x <= one.middle <= one.legs.end for one in spots)
    assert set(drawn.backward) == {one.way for one in layout.back} | set(layout.notes)


@calm
@given(ways)
def test_every_way_back_is_told(told: list[tuple[int, int, int, str | None]]) -> None:
    drawn = counted_arcs(told)
    markup = arcs.draw(drawn, prefix="p")
    assert arcs.story(drawn).count(" went back from ") == len(drawn.backward)
    assert markup == arcs.draw(drawn, prefix="p")
    shown = words_of(markup)
    assert all(reason_words(way.reasons[0][0]) in shown for way in drawn.backward if way.reasons)
    assert ("none went back" in shown) == (not drawn.backward)
