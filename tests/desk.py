"""A ledger at which a person runs `ledger approve`, for every test that votes by it."""

from datetime import date
from pathlib import Path

from typer.testing import CliRunner

from ledger import assemble
from ledger.cli.app import app
from ledger.diagnostics import LedgerError
from ledger.records.model import Project
from ledger.records.papers import Approval
from tests.build import FLOW, Builder, card, document

TODAY = date(2026, 1, 20)
GATES = FLOW.replace(
    "    needs: [timebox]\n",
    "    needs: [timebox]\n    gates:\n"
    "      - {id: go, title: Go, approvals: {product: 1, data-engineering: 1}}\n"
    "      - {id: budget, title: Budget, approvals: {management: 1}, grade: signed}\n",
).replace("because: [goal-change]}", "because: [goal-change], approvals: {product: 1}}")
GATES = GATES.replace("cancel: {because: [no-data]}", "cancel: {because: [no-data], approvals: {management: 1}}")
PEOPLE = """\
title: Portfolio
flow: small
people:
  sam: {name: Sam, emails: [sam@example.com], github: sam-codes, roles: [data-science, product]}
  dana: {name: Dana, emails: [Dana@example.com, d@example.com], github: dana-codes, roles: [product, management]}
  mira: {name: Mira, emails: [mira@example.com], github: mira, roles: [data-engineering]}
  twin: {name: Twin, emails: [both@example.com], roles: [product]}
  other: {name: Other, emails: [both@example.com], roles: [product]}
"""
IDEA = "projects/churn/idea.md"


class Desk(Builder):
    """A ledger with one project, at which a person runs commands."""

    def __init__(self, root: Path, *, ledger: str = PEOPLE) -> None:
        super().__init__(root, ledger=ledger, flow=GATES)
        self.project().commit("Start")

    def sit(self, name: str = "dana") -> "Desk":
        self.git("config", "user.name", name.capitalize())
        self.git("config", "user.email", f"{name}@example.com")
        return self

    def run(self, *arguments: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, ["-C", str(self.root), "--now", TODAY.isoformat(), "approve", *arguments])
        if isinstance(done.exception, LedgerError):
            assert code == 3, done.exception
            return str(done.exception)
        assert done.exit_code == code, (done.output, done.exception)
        return done.output

    def read(self) -> Project:
        return assemble.load(self.root, today=TODAY).projects["churn"]

    def votes(self, phase: str = "idea") -> tuple[Approval, ...]:
        return self.read().documents[phase].approvals


def in_build(desk: Desk) -> Desk:
    desk.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    desk.commit("Advance", date="2026-01-12")
    return desk
