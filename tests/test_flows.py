"""The built-in flows: well-formed, complete, and able to record every point of the accounts that they follow."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ledger.diagnostics import Diagnostic
from ledger.records.config import builtin_flows
from ledger.records.flow import Backtrack, Flow, Phase
from ledger.schema import builtin_schema, check, compiled
from ledger.schema.flow_rules import check_flow
from ledger.text.document import Document, read_document, read_yaml
from ledger.votes.gates import gates_at
from ledger.words import PhaseKind

FLOWS = builtin_flows()
ROLES = {
    "product",
    "data-engineering",
    "data-science",
    "customer-success",
    "operations",
    "sponsor",
    "end-users",
    "stakeholders",
    "management",
}
PHASES = {
    "startup": ["scoping", "research", "development", "deployment", "maintenance"],
    "six-step": ["problem", "finding-a-model", "training", "real-data", "production", "maintenance"],
    "kanban": ["research", "data-exploration", "modeling", "productization", "ab-testing", "results-analysis"],
    "product": ["use-case", "proof-of-concept", "minimum-viable-product", "production", "value"],
}

# What a team that follows the account must be able to record, check or see: flow, phase, the point, and where it has
# its place. A place is a kind and a name: a step, a word that a step's guide asks for, a field, a need, a gate with a
# role, a KPI condition, a way back with a reason, a reason to cancel with a role, a limit.
POINTS = [
    ("startup", "scoping", "the validated need", "step Product need"),
    ("startup", "scoping", "a problem and not a solution", "ask keep the solution out"),
    ("startup", "scoping", "how the need was validated", "field validation.how"),
    ("startup", "scoping", "who would pay or stay", "field validation.who_pays"),
    ("startup", "scoping", "rough approaches and their data", "step Initial solution ideation"),
    ("startup", "scoping", "low-hanging findings", "ask hangs low"),
    ("startup", "scoping", "what data, from where, when", "step Data preparation and accessibility"),
    ("startup", "scoping", "data sources as facts", "field data_sources.available"),
    ("startup", "scoping", "scope and KPIs in words", "step Scope and KPIs"),
    ("startup", "scoping", "KPIs as metrics", "need kpis"),
    ("startup", "scoping", "soft KPIs with a judge", "field soft_kpis.judge"),
    ("startup", "scoping", "a cheaper hard proxy", "field soft_kpis.proxy"),
    ("startup", "scoping", "how far the metric stands for the need", "field soft_kpis.gap"),
    ("startup", "scoping", "the limit stated outright", "need scope.limit"),
    ("startup", "scoping", "what was left out", "field scope.left_out"),
    ("startup", "scoping", "gradual value or a threshold", "field scope.value_shape"),
    ("startup", "scoping", "why that height", "field scope.threshold"),
    ("startup", "scoping", "what was prioritised", "field scope.prioritised"),
    ("startup", "scoping", "what the metrics do not capture", "field scope.not_captured"),
    ("startup", "scoping", "product approves scope and KPIs", "gate scope-and-kpis-approval product"),
    ("startup", "scoping", "KPIs must be defined", "kpis scope-and-kpis-approval defined"),
    ("startup", "research", "exploration guided by the KPIs", "step Data exploration"),
    ("startup", "research", "deficiencies of the data", "field data_sources.deficiencies"),
    ("startup", "research", "further sources", "step Additional data sources"),
    ("startup", "research", "literature and solutions", "step Literature and solutions review"),
    ("startup", "research", "upsides of every direction", "field directions.upsides"),
    ("startup", "research", "downsides of every direction", "field directions.downsides"),
    ("startup", "research", "the choice and its reasons", "field directions.why"),
    ("startup", "research", "an alternative", "need directions.chosen"),
    ("startup", "research", "how deep and why", "ask How deep"),
    ("startup", "research", "code that fits production", "field existing_code"),
    ("startup", "research", "data engineering checks validity", "gate technical-validity-check data-engineering"),
    ("startup", "research", "the form", "field technical.form"),
    ("startup", "research", "the storage", "field technical.storage"),
    ("startup", "research", "stream or batch", "need technical.mode"),
    ("startup", "research", "the scaling", "field technical.scaling"),
    ("startup", "research", "the rough cost", "need technical.rough_cost"),
    ("startup", "research", "product validates", "gate scope-and-kpis-validation product"),
    ("startup", "research", "the response time", "field service.response_time"),
    ("startup", "research", "the freshness", "field service.freshness"),
    ("startup", "research", "the cost of a client", "field service.client_cost"),
    ("startup", "research", "the composability", "field service.composability"),
    ("startup", "research", "technically infeasible", "back scoping technically-infeasible"),
    ("startup", "research", "scope rejected", "back scoping scope-rejected"),
    ("startup", "research", "data deficient", "back scoping data-deficient"),
    ("startup", "development", "the framework", "step Model and experiment framework setup"),
    ("startup", "development", "the model", "step Model development"),
    ("startup", "development", "what counts as the model", "need model_scope"),
    ("startup", "development", "a placeholder end to end", "field end_to_end_first"),
    ("startup", "development", "the test", "step Model test"),
    ("startup", "development", "a model failure iterates", "back development model-failure"),
    ("startup", "development", "an approach failure goes back", "back research approach-failure"),
    ("startup", "development", "a changed goal goes back further", "back scoping goal-change"),
    ("startup", "development", "what was tried", "field tried.result"),
    ("startup", "development", "product checks", "gate kpi-check product"),
    ("startup", "development", "customer success checks", "gate kpi-check customer-success"),
    ("startup", "development", "hard KPIs are met", "kpis kpi-check met"),
    ("startup", "deployment", "productisation", "step Productisation and monitoring setup"),
    ("startup", "deployment", "language", "field production_setup.language"),
    ("startup", "deployment", "ingestion", "field production_setup.ingestion"),
    ("startup", "deployment", "caching", "field production_setup.caching"),
    ("startup", "deployment", "performance and input are watched", "need monitors"),
    ("startup", "deployment", "full or partial", "need roll_out.kind"),
    ("startup", "deployment", "by whom it is parted", "field roll_out.by"),
    ("startup", "deployment", "the share", "field roll_out.share"),
    ("startup", "deployment", "the bias", "need roll_out.bias"),
    ("startup", "deployment", "weeks of real use", "need in_use.weeks"),
    ("startup", "deployment", "KPIs met in use", "kpis kpi-check-in-use met"),
    ("startup", "deployment", "customers take part", "gate kpi-check-in-use customer-success"),
    ("startup", "deployment", "falling short: development", "back development kpi-missed"),
    ("startup", "deployment", "falling short: research", "back research kpi-missed"),
    ("startup", "maintenance", "health checks", "step Health checks and monitors"),
    ("startup", "maintenance", "triggers and how far back", "need triggers"),
    ("startup", "maintenance", "covariate shift", "back development covariate-shift"),
    ("startup", "maintenance", "degradation", "back research degradation"),
    ("startup", "maintenance", "upstream change", "back development upstream-change"),
    *(
        ("startup", "scoping", "a stop that product agrees to", f"cancel {why} product")
        for why in ("unsalvageable", "no-product-value", "no-data", "priority-change")
    ),
    ("startup", "scoping", "the business case is looked at again", "limit review_business_case_weeks"),
    ("six-step", "problem", "a business problem", "step Business problem"),
    ("six-step", "problem", "made a data problem", "step Data problem"),
    ("six-step", "problem", "solvable at all", "field solvability.solvable"),
    ("six-step", "problem", "a right answer or a subjective one", "need solvability.answer"),
    ("six-step", "problem", "data and features", "field data_sources.features"),
    ("six-step", "problem", "user tests with whom", "need user_tests.with"),
    ("six-step", "problem", "acceptable trade-off", "need trade_off.prefer"),
    ("six-step", "problem", "precision", "field trade_off.precision_at_least"),
    ("six-step", "problem", "recall", "field trade_off.recall_at_least"),
    ("six-step", "problem", "success is defined", "kpis problem-agreed defined"),
    ("six-step", "finding-a-model", "how long to look", "step Time box"),
    ("six-step", "finding-a-model", "data annotated how", "need annotation.how"),
    ("six-step", "finding-a-model", "data annotated by whom", "field annotation.by"),
    ("six-step", "finding-a-model", "at what cost", "field annotation.cost"),
    ("six-step", "finding-a-model", "prototypes", "step Prototypes"),
    ("six-step", "finding-a-model", "a demonstration as deliverable", "need deliverables"),
    ("six-step", "finding-a-model", "to stakeholders", "gate demonstration stakeholders"),
    ("six-step", "finding-a-model", "success or not", "field demonstration.success"),
    ("six-step", "finding-a-model", "what was learnt", "need demonstration.learnt"),
    ("six-step", "training", "annotation cost before", "need costs.annotation"),
    ("six-step", "training", "hardware cost before", "need costs.hardware"),
    ("six-step", "training", "precision aimed for", "field aim.precision"),
    ("six-step", "training", "recall aimed for", "field aim.recall"),
    ("six-step", "training", "time to think again", "field aim.rethink_after_weeks"),
    ("six-step", "training", "money to think again", "field aim.rethink_after_amount"),
    ("six-step", "real-data", "several tunings", "need tunings.chosen"),
    ("six-step", "real-data", "precision of each", "field tunings.precision"),
    ("six-step", "real-data", "stakeholders choose", "gate tuning-chosen stakeholders"),
    ("six-step", "real-data", "the one chosen", "field tunings.chosen"),
    ("six-step", "production", "who integrates", "need serving.integrates"),
    ("six-step", "production", "how it is stored", "field serving.storage"),
    ("six-step", "production", "how it is served", "need serving.how"),
    ("six-step", "production", "speed", "field serving.speed"),
    ("six-step", "production", "instances", "field serving.instances"),
    ("six-step", "production", "a deadline", "need deadline"),
    ("six-step", "maintenance", "drift", "need drift"),
    ("six-step", "maintenance", "retraining interval", "need retraining.interval_weeks"),
    ("six-step", "maintenance", "documentation", "need documentation"),
    ("six-step", "maintenance", "who keeps the model", "need keepers.model"),
    ("six-step", "maintenance", "who keeps the system", "need keepers.system"),
    ("six-step", "maintenance", "new work and upkeep", "field upkeep_share"),
    *(
        ("six-step", phase, point, place)
        for phase in PHASES["six-step"][:4]
        for point, place in (
            ("a time box", "need timebox.weeks"),
            ("a budget of money", "need budget.amount"),
            ("compute", "field resources.compute_hours"),
            ("people", "field resources.people_days"),
            ("go, extend or stop", "need decision.verdict"),
            ("the day of the decision", "field decision.date"),
        )
    ),
    ("kanban", "research", "goals and expectations", "step Goals and expectations"),
    ("kanban", "research", "stakeholders", "field stakeholders.expects"),
    ("kanban", "research", "available data", "step Available data"),
    ("kanban", "research", "literature and method", "step Literature and methodology"),
    ("kanban", "research", "small prototypes", "ask small prototypes"),
    ("kanban", "research", "weeks of effort per phase", "need plan.weeks"),
    ("kanban", "research", "methodology in the plan", "need plan.methodology"),
    ("kanban", "research", "data in the plan", "need plan.data"),
    ("kanban", "research", "shared for feedback", "need shared"),
    ("kanban", "data-exploration", "counts, distributions, trends", "step Counts, distributions, trends"),
    ("kanban", "data-exploration", "queries that become the extraction", "field queries"),
    ("kanban", "data-exploration", "a report", "need deliverables"),
    ("kanban", "data-exploration", "shared", "need shared"),
    ("kanban", "modeling", "extraction and features", "step Extraction and features"),
    ("kanban", "modeling", "baselines", "field baselines.value"),
    ("kanban", "modeling", "training", "step Training"),
    ("kanban", "modeling", "evaluation", "step Evaluation"),
    ("kanban", "modeling", "prototype and evaluation", "need deliverables"),
    ("kanban", "modeling", "shared", "need shared"),
    ("kanban", "productization", "rows in", "need instrumentation.rows_in"),
    ("kanban", "productization", "rows out", "need instrumentation.rows_out"),
    ("kanban", "productization", "errors", "need instrumentation.errors"),
    ("kanban", "productization", "importances", "need instrumentation.importances"),
    ("kanban", "productization", "a data scientist reviews", "gate code-review data-science"),
    ("kanban", "productization", "an engineer reviews", "gate code-review data-engineering"),
    ("kanban", "productization", "memory", "field platform.memory"),
    ("kanban", "productization", "runtime", "field platform.runtime"),
    ("kanban", "productization", "the platform pushes back", "back modeling platform-pushback"),
    ("kanban", "productization", "merged code", "need merged.reference"),
    ("kanban", "productization", "duration agreed before the test", "need ab_test.weeks"),
    ("kanban", "productization", "share agreed before the test", "need ab_test.traffic_share"),
    ("kanban", "productization", "control agreed before the test", "need ab_test.control"),
    ("kanban", "productization", "reading agreed before the test", "need ab_test.reading"),
    ("kanban", "productization", "agreed by product", "gate ab-test-agreement product"),
    ("kanban", "ab-testing", "the team works elsewhere", "step Meanwhile"),
    ("kanban", "ab-testing", "when it ran", "need test_run.started"),
    ("kanban", "results-analysis", "what really happened", "need result.verdict"),
    ("kanban", "results-analysis", "a hypothesis why", "need hypothesis"),
    ("kanban", "results-analysis", "a report", "need deliverables"),
    ("kanban", "results-analysis", "shared", "need shared"),
    ("kanban", "results-analysis", "time against the estimate", "step Time taken"),
    ("kanban", "research", "tasks of at most five days", "limit task_days"),
    ("kanban", "research", "one in progress", "limit tasks_in_progress"),
    ("product", "use-case", "a perfect prediction", "field perfect_prediction.amount"),
    ("product", "use-case", "value", "need card.business_case.value.amount"),
    ("product", "use-case", "effort", "need card.business_case.effort_weeks"),
    ("product", "use-case", "alignment with the business", "field alignment.business"),
    ("product", "use-case", "alignment with end users", "field alignment.end_users"),
    ("product", "use-case", "the sponsor commits", "gate commitment sponsor"),
    ("product", "use-case", "end users commit", "gate commitment end-users"),
    ("product", "use-case", "who lies awake", "need card.business_case.lies_awake"),
    ("product", "proof-of-concept", "several compete", "need approaches"),
    ("product", "proof-of-concept", "a dump is marked as such", "need data_basis"),
    ("product", "proof-of-concept", "tested functions", "need code.tests"),
    ("product", "proof-of-concept", "logging", "need code.logging"),
    ("product", "minimum-viable-product", "all named groups", "need end_user_groups"),
    ("product", "minimum-viable-product", "end users vote", "gate users-in-the-loop end-users"),
    ("product", "minimum-viable-product", "an owner of the data flow", "need data_flow.owner"),
    ("product", "minimum-viable-product", "its priority", "need data_flow.priority"),
    ("product", "production", "data engineering agrees", "gate production-readiness data-engineering"),
    ("product", "production", "operations agrees", "gate production-readiness operations"),
    *(
        ("product", "production", f"{point} on the checklist", f"need checklist.{point}")
        for point in (
            "serving",
            "data_logged",
            "data_watched",
            "retraining",
            "delivery",
            "roll_back",
            "logs",
            "monitors",
            "owners",
        )
    ),
    ("product", "value", "measured", "need measured_value.amount"),
    ("product", "value", "used by whom", "need used_by"),
    ("product", "use-case", "a rhythm", "limit review_business_case_weeks"),
    ("product", "use-case", "a change of priority ends it", "cancel priority-change"),
    *(("product", phase, "engineers are named", "need engineers") for phase in PHASES["product"][1:4]),
]


def sub_schema(flow: Flow, dotted: str) -> Mapping[str, Any] | None:
    """The schema of a field; a dot goes into an object or into the items of a list."""
    schema: Mapping[str, Any] | None = {"properties": builtin_schema("phase")["properties"] | flow.fields}
    for name in dotted.split("."):
        inner = (schema or {}).get("items", schema) or {}
        schema = inner.get("properties", {}).get(name)
    return schema


def has_place(flow: Flow, phase: Phase, place: str) -> bool:
    kind, _, name = place.partition(" ")
    first, *more = name.split(" ")
    gates = {gate.id: gate for gate in phase.gates}
    gate, way = gates.get(first), flow.way_back(phase.id, first)
    answers = {
        "step": any(step.title == name for step in phase.steps),
        "ask": any(name in step.guide for step in phase.steps),
        "field": sub_schema(flow, name) is not None,
        "need": name in phase.needs,
        "gate": gate is not None and gate.approvals.get("".join(more)) == 1,
        "kpis": gate is not None and more == [gate.kpis],
        "back": way is not None and more[0] in way.because,
        "cancel": first in flow.cancel.because and list(flow.cancel.approvals) == more,
        "limit": getattr(flow, name, None) or getattr(flow.limits, name, None),
    }
    return bool(answers[kind])


@pytest.mark.parametrize(("name", "phase", "point", "place"), POINTS, ids=[f"{p[0]}-{p[1]}-{p[2]}" for p in POINTS])
def test_point_has_its_place(name: str, phase: str, point: str, place: str) -> None:
    flow = FLOWS[name]
    found = flow.phase(phase)
    assert found is not None
    assert has_place(flow, found, place), f"{point}: {place}"


def sources() -> Iterator[Document]:
    folder = files("ledger") / "builtin" / "flows"
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        document = read_yaml(entry.read_bytes(), f"schema/flows/{entry.name}")
        assert isinstance(document, Document), document
        yield document


@pytest.mark.parametrize("source", list(sources()), ids=lambda source: Path(source.path).stem)
def test_flow_file_is_without_findings(source: Document) -> None:
    assert not [*check(source, compiled("flow")), *check_flow(source, Path(source.path).stem)]


def test_flows_have_the_phases_that_people_know() -> None:
    assert {flow.id: [phase.id for phase in flow.phases] for flow in FLOWS.values()} == PHASES


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_everything_is_explained(flow: Flow) -> None:
    assert flow.title
    assert flow.summary
    assert "(" in flow.source
    assert {reason for way in flow.backtracks for reason in way.because} | {*flow.cancel.because} == set(flow.reasons)
    for phase in flow.phases:
        assert phase.title
        assert phase.summary
        assert phase.kind is not None
        assert all(2 <= len(step.guide.split("?")) - 1 <= 8 for step in phase.steps), phase.id
        assert all((step.track in flow.tracks) if flow.tracks else step.track is None for step in phase.steps)
        assert all(gate.title and gate.guide for gate in phase.gates)
        assert all(set(gate.approvals) <= ROLES for gate in phase.gates)


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_every_need_is_a_field(flow: Flow) -> None:
    card = Flow(id="card", title="", phases=(), fields=builtin_schema("project")["properties"])
    for phase in flow.phases:
        for need in phase.needs:
            assert sub_schema(card if need.startswith("card.") else flow, need.removeprefix("card.")) is not None, need


def unexplained(schema: Mapping[str, Any], path: str) -> Iterator[str]:
    if not (schema.get("title") and schema.get("description")):
        yield path
    for name, inner in schema.get("properties", {}).items():
        yield from unexplained(inner, f"{path}.{name}")
    if "items" in schema:
        yield from unexplained(schema["items"], f"{path}[]")


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_every_field_is_explained(flow: Flow) -> None:
    for name, schema in flow.fields.items():
        assert isinstance(schema, dict)
        Draft202012Validator.check_schema(schema)
        assert not list(unexplained(schema, name))


def test_six_step_goes_back_any_number_of_scientific_steps() -> None:
    flow = FLOWS["six-step"]
    scientific = [phase.id for phase in flow.phases[:4]]
    assert [phase.kind for phase in flow.phases] == [PhaseKind.SCIENTIFIC] * 4 + [PhaseKind.ENGINEERING] * 2
    for place, origin in enumerate(scientific):
        assert all(flow.way_back(origin, target) for target in scientific[: place + 1])


def test_kanban_goes_back_to_any_phase() -> None:
    flow = FLOWS["kanban"]
    assert (flow.limits.task_days, flow.limits.tasks_in_progress) == (5, 1)
    for place, origin in enumerate(PHASES["kanban"]):
        assert all(flow.way_back(origin, target) for target in PHASES["kanban"][: place + 1])


@pytest.mark.parametrize(
    ("roll_out", "is_allowed"),
    [
        ("{kind: full, bias: nothing is held back}", True),
        ("{kind: partial, bias: only the big customers are seen}", False),
        ("{kind: partial, by: customer, share: 0.2, bias: only the big customers are seen}", True),
    ],
)
def test_partial_roll_out_says_for_whom(roll_out: str, is_allowed: bool) -> None:
    text = f"---\nphase: deployment\niteration: 1\nroll_out: {roll_out}\n---\n"
    document = read_document(text.encode(), "projects/x/deployment.md")
    assert not isinstance(document, Diagnostic)
    findings = check(document, compiled("phase", flow=FLOWS["startup"]))
    assert [finding.code for finding in findings] == ([] if is_allowed else ["SCH002", "SCH002"])


@pytest.mark.parametrize(
    ("flow", "phase", "field", "entry"),
    [
        ("startup", "research", "directions", "title: Trees, upsides: quick, downsides: blind"),
        ("six-step", "real-data", "tunings", "name: strict, precision: 0.9, recall: 0.3"),
    ],
)
@pytest.mark.parametrize(
    ("more", "codes"),
    [("", []), (", chosen: false", []), (", chosen: true, why: it is fast", []), (", chosen: true", ["SCH002"])],
)
def test_what_is_chosen_has_its_reason(
    flow: str, phase: str, field: str, entry: str, more: str, codes: list[str]
) -> None:
    text = f"---\nphase: {phase}\niteration: 1\n{field}: [{{{entry}}}, {{{entry}{more}}}]\n---\n"
    document = read_document(text.encode(), f"projects/x/{phase}.md")
    assert not isinstance(document, Diagnostic)
    assert [finding.code for finding in check(document, compiled("phase", flow=FLOWS[flow]))] == codes


@pytest.mark.parametrize(
    ("flow", "phase", "field", "entry"),
    [
        ("startup", "research", "directions", "title: Trees, upsides: quick, downsides: blind"),
        ("six-step", "real-data", "tunings", "name: strict, precision: 0.9, recall: 0.3"),
    ],
)
def test_one_of_several_is_chosen(flow: str, phase: str, field: str, entry: str) -> None:
    chosen = f"{{{entry}, chosen: true, why: it is fast}}"
    text = f"---\nphase: {phase}\niteration: 1\n{field}: [{chosen}, {{{entry}}}, {chosen}]\n---\n"
    document = read_document(text.encode(), f"projects/x/{phase}.md")
    assert not isinstance(document, Diagnostic)
    (finding,) = check(document, compiled("phase", flow=FLOWS[flow]))
    assert (finding.code, finding.location.line) == ("SCH006", 4)
    assert finding.message == f"'{field}' must have at most 1 entry with 'chosen: true', found 2"


def test_a_document_keeps_room_for_the_largest_number_of_votes_that_a_way_back_asks_for() -> None:
    ways = tuple(
        Backtrack(origin="b", target=target, because=("x",), approvals={"product": votes})
        for target, votes in (("a", 2), ("b", 3), ("c", 1))
    )
    (gate,) = gates_at(Flow(id="f", title="F", phases=(), backtracks=ways), "b")
    assert (gate.id, gate.approvals) == ("backtrack", {"product": 3})
