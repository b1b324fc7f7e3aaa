"""The flow analysis in sentences whose figures lead to what they count: how long, how much, where it waits."""

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from ledger.insight import FlowInsight, PhaseTime
from ledger.plurals import inflected, is_or_are
from ledger.site.linked import figure, joined, linked, named, projects, sentence
from ledger.site.page import project_path, url
from ledger.site.words import counted, days_words
from ledger.words import role_words

OVERVIEW = "overview"  # the anchor of the table of all flows


def answer(insights: Sequence[FlowInsight], gone: int) -> Markup:
    """The page's question answered over all flows, without mixing their days; `gone` projects are no more."""
    total = sum(len(one.projects) for one in insights)
    if not total:
        return Markup("There is no project yet, so nothing has taken any time.")
    delivered = sum(len(one.leads) for one in insights)
    progress = [age for one in insights for age in one.ages]
    beyond = sum(age.is_beyond for age in progress)
    flows = sentence(" in {}", figure(len(insights), "flow", f"#{OVERVIEW}")) if len(insights) > 1 else ""
    said = [
        sentence(
            "{}{}: {} delivered, {} in progress",
            figure(total, "project", projects()),
            flows,
            linked(f"{delivered:,}", _place(insights, "ways") if delivered else ""),
            linked(f"{len(progress):,}", _place(insights, "ages") if progress else ""),
        )
    ]
    if beyond:
        stood = inflected(beyond, "has stood in its", "have stood in their")
        said.append(
            sentence(", {} of which {} phase longer than usual", linked(f"{beyond:,}", _place(insights, "ages")), stood)
        )
    said.append(Markup("."))
    if waiting := sum(waiting_projects(one) for one in insights):
        words, wait = counted(waiting, "project"), inflected(waiting, "waits", "wait")
        said.append(sentence(" {} {} for votes on a complete text.", linked(words, _place(insights, "votes")), wait))
    if gone:
        said.append(sentence(" {} that {} no more {} left out.", counted(gone, "project"), *2 * (is_or_are(gone),)))
    return joined(said, "")


def _place(insights: Sequence[FlowInsight], name: str) -> str:
    """Where a figure of all flows leads: with one flow to its table, with several to the table of all."""
    return f"#{name}-{insights[0].flow.id}" if len(insights) == 1 else f"#{OVERVIEW}"


def waiting_projects(insight: FlowInsight) -> int:
    """How many projects of a flow have everything written and wait for votes."""
    return len({wait.slug for role in insight.waits for wait in role.open})


def flow_answer(insight: FlowInsight, titles: Mapping[str, str]) -> Markup:
    """How long one flow takes and where it waits, in a few sentences with figures."""
    return joined(
        (*_lead(insight), *_slowest(insight), *_oldest(insight, titles), *_waiting(insight), *_former(insight))
    )


def _former(insight: FlowInsight) -> Iterator[Markup]:
    if insight.former:
        frame = "{} from the time when projects followed another flow {} left out."
        yield sentence(frame, counted(insight.former, "stay"), is_or_are(insight.former))


def _lead(insight: FlowInsight) -> Iterator[Markup]:
    lead, ways, flow = insight.lead, f"#ways-{insight.flow.id}", insight.flow.id
    everything = figure(len(insight.projects), "project", projects(flow=flow))
    if lead is None:
        which = inflected(len(insight.projects), "which", "none of which")
        yield sentence("{}, {} has {}been delivered yet.", everything, which, "not " if which == "which" else "")
    elif lead.count == 1:
        days = linked(counted(lead.longest, "day"), ways)
        frame = "{}, delivered after {}." if len(insight.projects) == 1 else "One of {} was delivered, after {}."
        yield sentence(frame, everything, days)
    else:
        yield sentence(
            "From start to delivery it takes {} in the median; 85 % of {} took at most {}.",
            linked(days_words(lead.median), ways),
            figure(lead.count, "delivered project", ways),
            linked(days_words(lead.p85), ways),
        )


def _slowest(insight: FlowInsight) -> Iterator[Markup]:
    usual = {phase.id for phase in insight.flow.phases if not phase.delivers}
    done = [(time, place) for place, time in enumerate(insight.phases, 1) if time.all and time.phase in usual]
    if not done:
        yield Markup("No stay in a phase has ended yet.")
        return
    slowest, place = max(done, key=lambda one: _median(one[0]))
    days = linked(days_words(_median(slowest)), f"#days-{insight.flow.id}-{place}")
    before = " before delivery" if len(usual) < len(insight.flow.phases) else ""
    yield sentence("The slowest phase{} is {}, {} in the median.", before, named(slowest.title), days)


def _median(time: PhaseTime) -> float:
    return time.all.median if time.all else 0


def _oldest(insight: FlowInsight, titles: Mapping[str, str]) -> Iterator[Markup]:
    beyond, place = [age for age in insight.ages if age.is_beyond], f"#ages-{insight.flow.id}"
    count = len(insight.ages)
    progress = linked("only one" if count == 1 else f"{count:,}", place)
    if not insight.ages:
        yield Markup("Nothing is in progress.")
    elif beyond:
        oldest = max(beyond, key=lambda age: (age.days, age.slug))
        page = url(project_path(oldest.slug))
        title, days = linked(named(titles[oldest.slug]), page), linked(counted(oldest.days, "day"), f"{page}#past")
        phase = next(time.title for time in insight.phases if time.phase == oldest.phase)
        longest = sentence("{}, {} in {}", title, days, named(phase))
        if count == 1:
            yield sentence("The {} in progress has stood longer than usual: {}.", progress, longest)
        else:
            longer, have = linked(f"{len(beyond):,}", place), inflected(len(beyond), "has", "have")
            frame = "Of {} in progress, {} {} stood longer than usual, longest: {}."
            yield sentence(frame, progress, longer, have, longest)
    elif count == 1:
        yield sentence("The {} in progress has not stood in its phase longer than usual.", progress)
    else:
        yield sentence("None of the {} in progress has stood in its phase longer than usual.", progress)


def _waiting(insight: FlowInsight) -> Iterator[Markup]:
    voted = [role for role in insight.waits if role.landed]
    if voted and voted[0].landed:
        median = linked(days_words(voted[0].landed.median), f"#votes-{insight.flow.id}")
        role = role_words(voted[0].role)
        yield sentence("The votes that take longest are those of {}, {} in the median.", role, median)
