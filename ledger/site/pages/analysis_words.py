"""The flow analysis in sentences: how long it takes, how much is in progress, where it waits."""

from collections.abc import Iterator, Mapping, Sequence

from ledger.insight import FlowInsight, PhaseTime
from ledger.site.words import counted, number_words


def answer(insights: Sequence[FlowInsight]) -> str:
    """The page's question answered over all flows, without mixing their days."""
    projects = sum(len(one.projects) for one in insights)
    if not projects:
        return "There is no project yet, so nothing has taken any time."
    delivered = sum(len(one.leads) for one in insights)
    progress = [age for one in insights for age in one.ages]
    beyond = sum(age.is_beyond for age in progress)
    flows = f" in {counted(len(insights), 'flow')}" if len(insights) > 1 else ""
    said = [f"{counted(projects, 'project')}{flows}: {delivered:,} delivered, {len(progress):,} in progress"]
    if beyond:
        longer = "has stood" if beyond == 1 else "have stood"
        said.append(f", {beyond:,} of which {longer} in {'its' if beyond == 1 else 'their'} phase longer than usual")
    said.append(".")
    if waiting := len({wait.slug for one in insights for role in one.waits for wait in role.open}):
        said.append(f" {counted(waiting, 'project waits', 'projects wait')} for nothing but votes.")
    return "".join(said)


def flow_answer(insight: FlowInsight, titles: Mapping[str, str]) -> str:
    """How long one flow takes and where it waits, in a few sentences with figures."""
    return " ".join((*_lead(insight), *_slowest(insight), *_oldest(insight, titles), *_waiting(insight)))


def _lead(insight: FlowInsight) -> Iterator[str]:
    lead = insight.lead
    if lead is None:
        yield f"{counted(len(insight.projects), 'project')}, none of which has been delivered yet."
    elif lead.count == 1:
        yield f"One of {counted(len(insight.projects), 'project')} was delivered, after {counted(lead.longest, 'day')}."
    else:
        yield (
            f"From start to delivery it takes {number_words(lead.median)} days in the median; "
            f"85 % of {counted(lead.count, 'delivered project')} took at most {number_words(lead.p85)}."
        )


def _slowest(insight: FlowInsight) -> Iterator[str]:
    delivering = {phase.id for phase in insight.flow.phases if phase.delivers}
    done = [time for time in insight.phases if time.all and time.phase not in delivering]
    if not done:
        yield "No stay in a phase has ended yet."
        return
    slowest = max(done, key=_median)
    yield f"The slowest phase is {slowest.title}, {number_words(_median(slowest))} days in the median."


def _median(time: PhaseTime) -> float:
    return time.all.median if time.all else 0


def _oldest(insight: FlowInsight, titles: Mapping[str, str]) -> Iterator[str]:
    beyond = [age for age in insight.ages if age.is_beyond]
    if not insight.ages:
        yield "Nothing is in progress."
    elif beyond:
        oldest = max(beyond, key=lambda age: (age.days, age.slug))
        phase = next(time.title for time in insight.phases if time.phase == oldest.phase)
        have = "has" if len(beyond) == 1 else "have"
        yield (
            f"Of {len(insight.ages):,} in progress {len(beyond):,} {have} stood longer than usual, "
            f"longest {titles[oldest.slug]}: {counted(oldest.days, 'day')} in {phase}."
        )
    else:
        yield f"None of the {len(insight.ages):,} in progress has stood in its phase longer than usual."


def _waiting(insight: FlowInsight) -> Iterator[str]:
    voted = [role for role in insight.waits if role.landed]
    if voted and voted[0].landed:
        name, median = voted[0].role.replace("-", " "), number_words(voted[0].landed.median)
        yield f"The votes that take longest are those of {name}, {median} days in the median."
