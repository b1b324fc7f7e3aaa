"""Every finding's code, usual severity and title; a code is never reused.

The long text behind a code, with a bad and a good example, is `explanations/<CODE>.md` beside this file.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ledger.diagnostics import Diagnostic, Location, Severity

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

FAMILIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "DOC": "reading a file",
        "SCH": "schema",
        "REF": "names and links",
        "MOV": "moves",
        "APR": "approvals",
        "KPI": "KPIs",
        "TSK": "tasks",
        "BIZ": "business case, time boxes and budgets",
        "POL": "policy: ledger.yml and flows",
        "GIT": "history",
    }
)

CODES: Final[Mapping[str, tuple[Severity, str]]] = MappingProxyType(
    {
        "DOC001": (_ERROR, "no opening fence"),
        "DOC002": (_ERROR, "no closing fence"),
        "DOC003": (_ERROR, "text before the opening fence"),
        "DOC004": (_ERROR, "front matter is not a mapping"),
        "DOC005": (_ERROR, "a key stands twice"),
        "DOC006": (_ERROR, "an anchor or alias"),
        "DOC007": (_ERROR, "a merge key"),
        "DOC008": (_ERROR, "a tag"),
        "DOC009": (_ERROR, "YAML cannot be read"),
        "DOC010": (_ERROR, "conflict markers"),
        "DOC011": (_ERROR, "a control character"),
        "DOC012": (_ERROR, "not UTF-8"),
        "DOC013": (_ERROR, "a byte-order mark"),
        "DOC014": (_ERROR, "too large"),
        "DOC015": (_ERROR, "nested too deeply"),
        "DOC016": (_ERROR, "a number that cannot be kept exactly"),
        "DOC017": (_ERROR, "a symbolic link or a submodule"),
        "DOC018": (_ERROR, "the current phase has no document"),
        "DOC019": (_ERROR, "a project folder without a card"),
        "DOC020": (_ERROR, "a name that is too long"),
        "SCH001": (_ERROR, "an unknown field"),
        "SCH002": (_ERROR, "a required field is missing"),
        "SCH003": (_ERROR, "a value of the wrong type"),
        "SCH004": (_ERROR, "a value that is not allowed"),
        "SCH005": (_ERROR, "a value of the wrong form"),
        "SCH006": (_ERROR, "a value outside its bounds"),
        "REF001": (_ERROR, "an unknown flow"),
        "REF002": (_ERROR, "an unknown phase"),
        "REF003": (_ERROR, "an unknown person"),
        "REF004": (_ERROR, "an unknown project"),
        "REF005": (_ERROR, "projects depend on each other in a circle"),
        "REF006": (_ERROR, "a path that leaves the project"),
        "REF007": (_ERROR, "a file that is not there"),
        "REF008": (_ERROR, "two projects of the same name"),
        "REF009": (_ERROR, "a document's phase is not its file's name"),
        "REF010": (_ERROR, "an unknown role or gate"),
        "REF011": (_WARNING, "a document that is no phase of the flow"),
        "REF012": (_ERROR, "an id stands twice"),
        "REF013": (_ERROR, "a project inside a project"),
        "REF014": (_ERROR, "a file with other content than its document pins"),
        "REF015": (_ERROR, "a proxy that is no KPI"),
        "MOV001": (_ERROR, "a skipped phase"),
        "MOV002": (_ERROR, "a way back that the flow does not list"),
        "MOV003": (_ERROR, "a move without a reason that the flow allows"),
        "MOV004": (_ERROR, "a needed field is missing in the phase left"),
        "MOV005": (_ERROR, "a step without text in the phase left"),
        "MOV006": (_ERROR, "the iteration is not the number of times the phase was entered"),
        "MOV007": (_ERROR, "a change of flow that moves something else"),
        "MOV008": (_ERROR, "a project is removed"),
        "MOV009": (_ERROR, "the card's move does not say where the project is"),
        "MOV010": (_ERROR, "a move left over from an older move"),
        "MOV011": (_ERROR, "a project that does not start at the start"),
        "MOV012": (_ERROR, "a move while the project is not active"),
        "MOV013": (_WARNING, "a project that is completed before the end of its flow"),
        "MOV014": (_ERROR, "a project whose place another one takes"),
        "MOV015": (_WARNING, "a project whose first day changes"),
        "APR001": (_ERROR, "a gate that is not satisfied"),
        "APR002": (_WARNING, "an approval that no longer covers the content"),
        "APR003": (_ERROR, "a vote in a role that the voter does not hold"),
        "APR004": (_ERROR, "a vote of the owner on their own project"),
        "APR005": (_ERROR, "a vote that is dated in the future"),
        "APR006": (_ERROR, "not-applicable without a note"),
        "APR007": (_ERROR, "a new vote on other content"),
        "APR008": (_WARNING, "a gate that somebody blocks"),
        "APR009": (_ERROR, "a landed vote that was edited or removed"),
        "APR010": (_ERROR, "a vote that is proven too weakly"),
        "APR011": (_ERROR, "a signature that does not verify"),
        "APR012": (_ERROR, "an attestation that does not verify"),
        "APR013": (_ERROR, "a vote from before its project"),
        "KPI001": (_ERROR, "a target that changes after it was set"),
        "KPI002": (_ERROR, "measured and source disagree"),
        "KPI003": (_ERROR, "a source that cannot be read"),
        "KPI004": (_ERROR, "a KPI is not met where the gate asks for it"),
        "KPI005": (_ERROR, "no KPI is defined where the gate asks for it"),
        "KPI006": (_ERROR, "a target that cannot be compared"),
        "KPI007": (_ERROR, "a measured KPI that was never defined"),
        "TSK001": (_ERROR, "a task that is longer than the flow allows"),
        "TSK002": (_ERROR, "too many tasks in progress"),
        "TSK003": (_WARNING, "a task in progress outside the current phase"),
        "BIZ001": (_WARNING, "a time box is over"),
        "BIZ002": (_WARNING, "a budget is spent"),
        "BIZ003": (_WARNING, "the business case is due for another look"),
        "BIZ004": (_WARNING, "no business case"),
        "BIZ005": (_WARNING, "a project that goes on after the decision to stop"),
        "BIZ006": (_WARNING, "a value measured in other units than the business case"),
        "BIZ007": (_WARNING, "a deadline that has passed"),
        "BIZ008": (_WARNING, "a day of what happened that is still to come"),
        "POL001": (_ERROR, "a flow that names something unknown"),
        "POL002": (_ERROR, "a flow that names something twice"),
        "POL003": (_ERROR, "a part of a flow that can never be reached"),
        "POL004": (_ERROR, "a flow's file name is not its id"),
        "POL005": (_WARNING, "a waiver that covers nothing"),
        "POL006": (_WARNING, "a waiver that has ended"),
        "POL007": (_ERROR, "a waiver for something unknown"),
        "POL008": (_NOTE, "the policy changes in this change"),
        "POL009": (_ERROR, "a schema that cannot be used"),
        "POL010": (_ERROR, "a handle, an address, an account or a key of two people"),
        "POL011": (_WARNING, "a gate that nobody can satisfy"),
        "POL012": (_ERROR, "a witness whose key a person has too"),
        "POL013": (_ERROR, "a waiver whose project's name another one has"),
        "POL014": (_ERROR, "a handle that another person takes over"),
        "GIT001": (_NOTE, "a file could not be read at some commit"),
        "GIT002": (_ERROR, "the change conflicts with its base"),
        "GIT003": (_NOTE, "uncommitted changes are not part of the merge result"),
        "GIT004": (_ERROR, "a commit that was audited is gone"),
    }
)


def severity_of(code: str) -> Severity:
    """The usual severity of a code."""
    return CODES[code][0]


def diagnostic(
    code: str,
    location: Location,
    message: str,
    hint: str,
    project: str | None = None,
    severity: Severity | None = None,
) -> Diagnostic:
    """A finding of a project, or of the ledger when none is named; its severity is the code's unless one is given."""
    return Diagnostic(
        code=code,
        severity=severity or severity_of(code),
        location=location,
        message=message,
        hint=hint,
        project=project,
    )
