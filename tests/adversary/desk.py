"""A desk at which a pull request is made: a team, a flow with gates, a project, votes with real keys, ways to merge."""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from ledger.edges.signature import ATTESTING, NAMESPACE, sign
from ledger.records.front_matter import approvals_of
from ledger.text.document import Document, read_document
from ledger.votes.digest import attested, digest, statement
from ledger.words import Decision
from tests.build import Builder

TODAY: Final = "2026-02-02"
REVIEW: Final = "https://git.example.com/data/ledger/pull/7#review-1"
WAYS: Final = ("merge", "squash", "squash_co", "rebase", "pick")

LEDGER: Final = """\
title: Portfolio
flow: gated
people:
  sam: {emails: [sam@example.com], github: sam-s, roles: [data-science, product]}
  dana: {emails: [dana@example.com, dana.old@example.com], github: dana-d, roles: [product], keys: ["DANA"]}
  pam: {emails: [pam@example.com], github: pam-p, roles: [product], keys: ["PAM"]}
  erin: {emails: [erin@example.com], roles: [data-engineering]}
  cody: {emails: [cody@example.com], github: cody-c, roles: [customer-success]}
"""

FLOW: Final = """\
flow: gated
title: Four phases with gates
phases:
  - id: scoping
    title: Scoping
    steps: [{title: Product need}]
    needs: [kpis]
    gates: [{id: scope, approvals: {product: 1}, kpis: defined}]
  - id: research
    title: Research
    gates:
      - {id: validity, approvals: {data-engineering: 1}}
      - {id: value, approvals: {product: 2}}
  - id: development
    title: Development
    gates: [{id: launch, approvals: {product: 1}, grade: signed}]
  - {id: operation, title: Operation, delivers: true}
backtracks:
  - {from: research, to: scoping, because: [goal-change]}
  - {from: research, to: research, because: [model-failure]}
  - {from: development, to: research, because: [approach-failure], approvals: {product: 1}}
cancel: {because: [no-data], approvals: {product: 1}}
"""

CARD: Final = """\
---
title: Rush hours
owner: sam
flow: gated
phase: scoping
status: active
started: 2026-01-05
---

# Rush hours
"""

SCOPING: Final = """\
---
phase: scoping
iteration: 1
kpis:
  - {id: within-half, product: Weekly hours, target: ">= 0.80"}
tasks:
  - {id: t1, title: Count, status: todo}
extra: {share: 0.80}
---

## Product need

Airports staff by habit.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Private keys by the name of their holder; the public half lies beside each."""

    home: Path

    @classmethod
    def made(cls, home: Path, *holders: str) -> Self:
        """New ed25519 keys without a passphrase."""
        for holder in holders:
            arguments = ["-q", "-t", "ed25519", "-N", "", "-C", holder, "-f", str(home / holder)]
            subprocess.run(["ssh-keygen", *arguments], check=True)
        return cls(home=home)

    def private(self, holder: str) -> Path:
        return self.home / holder

    def public(self, holder: str) -> str:
        return " ".join((self.home / f"{holder}.pub").read_text().split()[:2])


class Desk(Builder):
    """A builder that knows the project `churn`; verbs in the third person (`approves`) commit, the others only edit."""

    def __init__(self, root: Path, keys: Keys) -> None:
        super().__init__(root, ledger="")
        self.keys = keys
        self.reviews: list[Mapping[str, Any]] = []

    def write(self, files: Mapping[str, str | bytes | None]) -> "Desk":
        super().write(files)
        return self

    def reviewed(self, account: str, state: str = "APPROVED", commit: str = "HEAD") -> "Desk":
        """Let the forge list a review of a commit, as GitHub does."""
        of = self.git("rev-parse", commit).strip()
        at = f"{TODAY}T10:{len(self.reviews):02}:00Z"
        self.reviews.append({"user": {"login": account}, "state": state, "commit_id": of, "submitted_at": at})
        return self

    def begin(self) -> None:
        """The ledger with its team and flow, and a project that is ready to leave its first phase."""
        people = LEDGER.replace("DANA", self.keys.public("dana")).replace("PAM", self.keys.public("pam"))
        self.write({"ledger.yml": people, "schema/flows/gated.yml": FLOW}).commit("Start", date="2026-01-05")
        self.write({"projects/churn/README.md": CARD, "projects/churn/scoping.md": SCOPING})
        self.commit("Begin", date="2026-01-12")

    def path(self, name: str = "scoping", slug: str = "churn") -> Path:
        """Where a document of a project lies; `README` is its card."""
        return self.root / "projects" / slug / f"{name}.md"

    def swap(self, old: str, new: str, name: str = "scoping", slug: str = "churn") -> "Desk":
        """Replace text in a document of a project."""
        return self.swap_in(str(self.path(name, slug).relative_to(self.root)), old, new)

    def swap_in(self, path: str, old: str, new: str) -> "Desk":
        """Replace text in a file that must hold it."""
        text = (self.root / path).read_bytes().decode()
        assert old in text, f"{path} does not hold {old!r}"
        self.write({path: text.replace(old, new)})
        return self

    def read(self, phase: str, slug: str = "churn") -> Document:
        """A phase document as the ledger reads it."""
        found = read_document(self.path(phase, slug).read_bytes(), f"projects/{slug}/{phase}.md")
        assert isinstance(found, Document)
        return found

    def digest(self, phase: str = "scoping", slug: str = "churn") -> str:
        """What a vote must cover now."""
        found = self.read(phase, slug)
        return digest(found.meta, found.body)

    def vote(
        self,
        by: str = "dana",
        role: str = "product",
        gate: str = "scope",
        *,
        decision: str = Decision.APPROVED,
        date: str = TODAY,
        phase: str = "scoping",
        slug: str = "churn",
        of: str | None = None,
        key: str = "",
        signed: Mapping[str, str] | None = None,
        note: str = "",
        witness: str = "",
        seen: Mapping[str, str] | None = None,
    ) -> "Desk":
        """Put a vote at the end of a document's list, signed when `key` is named; `signed` is what it says instead.

        With `witness`, a key, it is attested too; `seen` is what the witness says instead.
        """
        entry = {"gate": gate, "role": role, "by": by, "date": date, "decision": decision}
        entry |= {"of": of or self.digest(phase, slug)} | ({"note": note} if note else {})
        if key:
            said = {"project": slug, "phase": phase, **(signed or {})}
            vote = approvals_of({"approvals": [entry | said]})[0]
            text = statement(said["project"], said["phase"], vote)
            entry["signature"] = sign(text, self.keys.private(key))
        if witness:
            entry["review"] = REVIEW
            said = {"project": slug, "phase": phase, **(seen or {})}
            (vote,) = approvals_of({"approvals": [entry | said]})
            place = said.get("namespace", ATTESTING)
            text = (statement if place == NAMESPACE else attested)(said["project"], said["phase"], vote)
            entry["attestation"] = sign(text, self.keys.private(witness), place)
        return self.enter(entry, phase, slug)

    def enter(self, entry: Mapping[str, Any], phase: str = "scoping", slug: str = "churn") -> "Desk":
        """Put an entry at the end of a document's list of approvals, the last field of its front matter."""
        line = "  - {" + ", ".join(f'{name}: "{value}"' for name, value in entry.items()) + "}\n"
        fence, header, body = self.path(phase, slug).read_text().split("---\n", 2)
        listed = header if "\napprovals:" in header else f"{header}approvals:\n"
        self.path(phase, slug).write_text(f"{fence}---\n{listed}{line}---\n{body}")
        return self

    def approves(self, by: str = "dana", role: str = "product", gate: str = "scope", **more: Any) -> "Desk":
        """Vote and commit as the voter."""
        self.vote(by, role, gate, **more).commit(f"Vote of {by}", author=by)
        return self

    def move(self, to: str, because: str = "", *, status: str = "active", count: int = 1, more: str = "") -> "Desk":
        """Write a move into the card, and the document of the phase entered."""
        text = re.sub(r"move: .*\n", "", self.path("README").read_text())
        text = re.sub(r"phase: .*\n", f"phase: {to}\n", text)
        text = re.sub(r"status: .*\n", f"status: {status}\n", text)
        if because:
            target = to if status == "active" else status
            text = text.replace("---\n\n", f"move: {{to: {target}, because: {because}{more}}}\n---\n\n")
        self.write({"projects/churn/README.md": text})
        if status == "active":
            self.enter_phase(to, count)
        return self

    def enter_phase(self, phase: str, count: int = 1) -> None:
        """Write the document of a phase, or count it up when it is there."""
        if not self.path(phase).exists():
            self.write({f"projects/churn/{phase}.md": f"---\nphase: {phase}\niteration: {count}\n---\n\nText.\n"})
            return
        text = self.path(phase).read_text()
        again = re.sub(r"iteration: (\d+)", lambda found: f"iteration: {int(found[1]) + count}", text)
        self.write({f"projects/churn/{phase}.md": again})

    def moves(self, to: str = "research", because: str = "", *, author: str = "sam", **more: Any) -> "Desk":
        """Move and commit."""
        self.move(to, because, **more).commit(f"Move to {to}", author=author)
        return self

    def commit(self, subject: str = "Change", *, date: str = TODAY, author: str = "sam") -> str:
        return super().commit(subject, date=date, author=author)

    def on_main(self) -> "Desk":
        """Step over to the base, to let something land there meanwhile."""
        self.git("checkout", "-q", "main")
        return self

    def back(self) -> "Desk":
        """Step back to the branch of the pull request."""
        self.git("checkout", "-q", "pull")
        return self

    def land(self, way: str) -> None:
        """Merge the branch in the way that a forge would."""
        authors = self.git("log", "--reverse", "--format=%an <%ae>", "main..pull").splitlines()
        trailers = "\n".join(f"Co-authored-by: {author}" for author in dict.fromkeys(authors))
        if way == "rebase":
            self.git("rebase", "-q", "main", "pull")
        self.on_main()
        match way:
            case "merge":
                self.git("merge", "-q", "--no-ff", "-m", "Merge", "pull", date=TODAY)
            case "rebase":
                self.git("merge", "-q", "--ff-only", "pull")
            case "pick":
                self.git("cherry-pick", "main..pull", date=TODAY)
            case _:
                self.git("merge", "-q", "--squash", "pull")
                self.commit(f"Squashed\n\n{trailers}" if way == "squash_co" else "Squashed")
