"""A second judge of changes, written from what the ledger promises and sharing no code with it.

It reads the values of `world`, and says which errors a change must get, by their codes.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from tests.chance import goals, reading
from tests.chance.flows import REASONS, Asked, Flow
from tests.chance.forge import Reviewed
from tests.chance.landed import Landed, Move, Past, heard
from tests.chance.polls import Polls, kept
from tests.chance.reading import last_flows
from tests.chance.waiving import Wrong, misnamed
from tests.chance.world import Project, State, human

NOTHING: Final[Reviewed] = {}
CLOSED: Final = frozenset({"cancelled", "completed"})
ON_FOOT: Final = frozenset({"advanced", "backtracked", "iterated"})
NONE: Final = Flow(name="", gates={}, steps=frozenset(), back={}, cancel=(frozenset(), {}))


def errors(
    before: State,
    after: State,
    past: Past,
    today: str,
    *,
    landed: Container[str] | None = None,
    reviewed: Reviewed = NOTHING,
) -> set[Wrong]:
    """All errors of a change, by the policy of its base, waived or not; `past` is what has landed of each project.

    `before` is what could last be read of each file of the base. Of a change that has landed only what it did to the
    projects in `landed` is told, not how things stand. `reviewed` is what people approve of it on the forge.
    """
    there = {key: project for key, project in after.projects.items() if project.has_card}
    stood = before.projects.keys() | (before.carded.keys() if landed is None else set())
    found = {Wrong("MOV008", key) for key in stood - there.keys()}
    found |= {Wrong(after.fault), *(Wrong(flow.fault) for flow in after.flows.values())}
    after = reading.with_people(after, before)
    found |= misnamed(before, after)
    found |= {Wrong("POL010") for entry in after.roles if human(entry) != entry}  # it shares an address with the first
    flows = last_flows(after, before)
    phases = frozenset(phase for flow in flows.values() for phase in flow.phases)
    left = {key: project.papers for key, project in after.projects.items() if not project.has_card}
    found |= {Wrong("DOC019", key) for key, papers in left.items() if papers.keys() & phases}
    if "tour" not in flows:
        found.add(Wrong("REF001"))  # the ledger's own, for new projects
    read = {key: reading.as_read(project, before, flows) for key, project in there.items()}
    pairs = {key: (before.projects.get(key), project) for key, project in there.items()}
    still = not any(moves(old, read[key], (), past[key].entered) for key, (old, _) in pairs.items() if old)
    for key, (old, project) in pairs.items():
        if landed is not None and key not in landed:
            continue
        unknown, new = reading.unknown(project, flows), read[key]
        is_told = reading.is_told(project, {**before.ever, **flows})
        # What landed under another form of the flow is read as ever.
        is_read = is_told or (old is not None and not project.fault and reading.is_same_card(old, project))
        polls = polls_of(before, flows, after, old, new, past, today, reviewed)
        if old is None and not is_told and key in before.carded:  # beside a card that stays unread nothing lands
            polls = replace(polls, gone={**polls.gone, **before.carded[key].papers})
        unread = {phase: paper.fault for phase, paper in project.papers.items() if paper.fault and polls.reads(phase)}
        codes = {unknown, project.fault, *unread.values(), *goals.standing(new, polls.stated)}
        codes |= {polls.misnames(project), *polls.faults(has_landed=landed is not None)}
        if old is None:
            mine, flow = past.get(key, Landed()), NONE if unknown == "REF001" else polls.flow
            codes |= {*(_begun(new, flow, mine) if not unknown and is_told else ())}
            codes |= {*_numbers_at_first(new, flow, mine, is_told=is_told)}
        else:
            codes |= {
                *kept(old, new, unread),
                *_changed(polls, past[key], unread, is_told=is_read),
                *reading.converted(before, old, project, is_still=still),
            }
        if new.phase not in project.papers and is_told and not unknown and landed is None:
            codes.add("DOC018")
        found |= {Wrong(code, key) for code in codes}
    return {one for one in found if one.code}


def polls_of(
    before: State,
    flows: Mapping[str, Flow],
    after: State,
    old: Project | None,
    new: Project,
    past: Past,
    today: str,
    reviewed: Reviewed = NOTHING,
) -> Polls:
    """Who may vote on a project in a change; `flows` are those of its end.

    A flow that comes with the project is taken as it comes, one that is gone as it was.
    """
    stated = flows.get(new.flow, NONE)
    return Polls(
        roles=before.roles,
        signers=before.signers,
        witnesses=before.witnesses,
        reviewed=reviewed,
        held=frozenset[str]().union(*after.roles.values()),
        entries=before.entries,
        listed=frozenset(after.entries),
        called=frozenset(map(after.called, after.roles)),
        today=today,
        old=old,
        new=new,
        flow=before.ever.get(old.flow if old else new.flow, stated),
        stated=stated,
        judging=before.flows.get(new.flow, NONE),
        is_there=old is None or old.flow in before.flows,
        gone=past.get(new.key, Landed()).gone,
        said=heard(past),
    )


def _begun(project: Project, flow: Flow, past: Landed) -> Iterator[str]:
    """A new project starts at the start, with nothing to tell of a move; a removed one may come back as it went."""
    went = past.went
    as_ever = [] if went and went.phase == flow.phases[0] else [(flow.phases[0], "active")]
    as_ever += [(went.phase, went.status)] if went else []
    if (project.phase, project.status) not in as_ever:
        yield "MOV011"
    is_back = went is not None and project.phase == went.phase
    if not is_back and project.move:
        yield "MOV010"
    if is_back:
        yield from _card(project, flow, past.last)


def _numbers_at_first(project: Project, flow: Flow, past: Landed, *, is_told: bool) -> Iterator[str]:
    """A new project starts to count, one that comes back elsewhere goes on; whether its card can be read or not."""
    is_entered = is_told and past.went is not None and past.went.phase != project.phase
    yield from _numbers(project, flow, past.entered, [Move("created", "", project.phase)] if is_entered else [])


def _changed(polls: Polls, past: Landed, unread: Container[str], *, is_told: bool) -> Iterator[str]:
    """What is wrong with what became of a project; of a card that cannot be read nothing is asked.

    A card is read by the flow that it names, moves are judged by the base's; a change of flow moves nothing.
    """
    old, project = polls.old, polls.new
    if old is None:
        return
    if is_told and polls.stated.name:
        made = moves(old, project, past.flows(polls.flow, polls.stated), past.entered)
        # Another iteration of the phase that the card says nothing of is taken for a wrong number.
        told = [one for one in made if one.kind != "iterated" or (project.move and project.move[0] == one.to)]
        yield from _card(project, polls.stated, told or past.last)
        yield from _numbers(project, polls.stated, past.entered, told)
    made = moves(old, project, past.flows(polls.flow, polls.stated), past.entered)
    if made and not polls.is_there:
        yield "MOV007"  # a move under a flow that the base has not
    elif old.flow == project.flow:
        yield from _reasons(project, polls.flow, made)
        yield from _allowed(polls, old, made, past)
    if old.status in CLOSED and project.status not in {old.status, "active"}:
        yield "MOV012"  # what is closed is reopened before anything else
    yield from goals.kept(polls, past, unread)


def moves(old: Project | None, new: Project, flows: Iterable[Flow], entered: Counter[str]) -> list[Move]:
    """The moves from one state to another, phase before status; the first flow that has both phases tells back from on.

    `entered` is how often each phase has been entered up to the first state.
    """
    made = []
    if old is not None and old.phase != new.phase:
        ends = {old.phase, new.phase}
        is_back = any(_is_before(flow, new.phase, old.phase) for flow in [*_having(flows, ends)][:1])
        made.append(Move("backtracked" if is_back else "advanced", old.phase, new.phase))
    elif old is not None and _counts_up(old, new, entered):
        made.append(Move("iterated", new.phase, new.phase))
    was = old.status if old else "active"
    if was != new.status:
        woken = "resumed" if was == "paused" else "reopened"
        made.append(Move({"active": woken}.get(new.status, new.status), was, new.status))
    return made


def _having(flows: Iterable[Flow], phases: set[str]) -> Iterator[Flow]:
    yield from (flow for flow in flows if phases <= {*flow.phases})


def _is_before(flow: Flow, one: str, other: str) -> bool:
    return flow.phases.index(one) < flow.phases.index(other)


def _counts_up(old: Project, new: Project, entered: Counter[str]) -> bool:
    """Whether the document gives a higher number than was counted: up to there one is only corrected, or read again."""
    numbers = [one.papers[new.phase].iteration if new.phase in one.papers else 0 for one in (old, new)]
    return numbers[1] > max(numbers[0], entered[new.phase])


def _card(project: Project, flow: Flow, last: list[Move]) -> Iterator[str]:
    """The card's `move` tells of the last move, and why it was made where that is asked."""
    if project.move:
        if project.move[0] not in {project.phase, project.status}:
            yield "MOV009"
        elif not any(one.to == project.move[0] and one.kind != "advanced" for one in last):
            yield "MOV010"
    yield from _reasons(project, flow, last)


def _reasons(project: Project, flow: Flow, made: list[Move]) -> Iterator[str]:
    said = project.move or ("", "")
    if project.move and not any(one.to == said[0] for one in made):
        return  # what it tells of is wrong already
    for one in made:
        match one.kind:
            case "backtracked" | "iterated" if (one.origin, one.to) in flow.back:
                reasons = flow.back[one.origin, one.to][0]
            case "cancelled":
                reasons = flow.cancel[0]
            case "paused":
                reasons = frozenset(REASONS)  # or any other
            case _:
                continue
        if said[0] != one.to or said[1] not in reasons:
            yield "MOV003"


def _numbers(project: Project, flow: Flow, entered: Counter[str], told: list[Move]) -> Iterator[str]:
    """The iteration of each document of the flow is how often its phase was entered."""
    for phase, paper in project.papers.items():
        if (phase in flow.phases or not flow.name) and paper.iteration != max(
            1, entered[phase] + any(one.to == phase for one in told)
        ):
            yield "MOV006"


def _allowed(polls: Polls, old: Project, made: list[Move], past: Landed) -> Iterator[str]:
    new, flow = polls.new, polls.flow
    for one in made:
        entered = new.papers.get(one.to) if one.kind in ON_FOOT else None
        if entered and entered.iteration != past.entered[one.to] + 1:
            yield "MOV006"
        if one.kind in ON_FOOT and "active" not in {old.status, new.status}:
            yield "MOV012"  # nothing moves while it is not active
        match one.kind:
            case "advanced":
                yield from _jumped(flow, one.to, past)
                yield from _left(flow, old, new, one.origin)
            case "completed" if new.phase == flow.phases[-1]:
                yield from _left(flow, old, new, new.phase)
            case "backtracked" if one.origin not in flow.phases:
                yield from _jumped(flow, one.to, past)  # nor could the flow list it
            case "backtracked" | "iterated" if (one.origin, one.to) not in flow.back:
                yield "MOV002"
                if one.to not in flow.phases and one.to in polls.stated.phases:
                    yield "MOV001"  # it comes with the change
        left = new.papers.get(new.phase if one.kind == "completed" else old.phase)
        if not all(polls.satisfy(left, gate, roles) for gate, roles in _asked(one, flow, new).items()):
            yield "APR001"


def _jumped(flow: Flow, to: str, past: Landed) -> Iterator[str]:
    if to not in flow.phases or flow.phases.index(to) > past.place(flow) + 1:
        yield "MOV001"


def _asked(one: Move, flow: Flow, new: Project) -> Mapping[str, Asked]:
    """The gates of a move, with how many of which roles."""
    match one.kind:
        case "advanced":
            return flow.gates.get(one.origin, {})
        case "completed" if new.phase == flow.phases[-1]:
            return flow.gates[new.phase]
        case "backtracked" | "iterated" if (one.origin, one.to) in flow.back:
            return {"backtrack": flow.back[one.origin, one.to][1]}
        case "cancelled":
            return {"cancel": flow.cancel[1]}
    return {}


def _left(flow: Flow, old: Project, new: Project, phase: str) -> Iterator[str]:
    """What a phase that is left still lacks; one that the flow has no more lacks nothing."""
    if phase not in flow.phases:
        return
    if phase not in new.papers:
        yield "DOC018"
    elif not new.papers[phase].is_filled:
        if phase in flow.steps:
            yield "MOV005"
        if phase in flow.needs:
            yield "MOV004"
    yield from goals.left(flow, old, new, phase)
