"""Votes that are signed as they are recorded: with whose key, and what is refused."""

import base64
import subprocess
from pathlib import Path

import pytest

from ledger.words import Grade
from tests.desk import PEOPLE, Desk


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two real keys: `mine` and `other`."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("mine", "other"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)]
        subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture
def signing(tmp_path: Path, keys: Path) -> Desk:
    public = (keys / "mine.pub").read_text().strip()
    ledger = PEOPLE.replace("github: dana-codes,", f'github: dana-codes, keys: ["{public}"],')
    return Desk(tmp_path / "ledger", ledger=ledger).sit()


def test_a_signed_vote_is_proven_by_its_signature(signing: Desk, keys: Path) -> None:
    said = signing.run("churn", "budget", "--as", "management", "--key", str(keys / "mine"))
    assert "proof: signed, and the gate asks for signed\n" in said
    (vote,) = signing.votes()
    assert base64.b64decode(vote.signature or "").startswith(b"SSHSIG")
    assert signing.read().grades["idea", 0] is Grade.SIGNED


def test_a_vote_may_be_signed_after_it_was_recorded(signing: Desk, keys: Path) -> None:
    said = signing.run("churn", "go", "--as", "product")
    assert "authored" in said
    signing.run("churn", "go", "--as", "product", "--key", str(keys / "mine"))
    assert [bool(vote.signature) for vote in signing.votes()] == [False, True]
    assert "already" in signing.run("churn", "go", "--as", "product", "--key", str(keys / "mine"), code=3)


def test_the_key_that_git_signs_with_is_the_default(signing: Desk, keys: Path) -> None:
    signing.git("config", "gpg.format", "ssh")
    signing.git("config", "user.signingkey", str(keys / "mine"))
    assert "proof: signed" in signing.run("churn", "go", "--as", "product", "--sign")


def test_a_key_that_the_person_does_not_have_is_refused(signing: Desk, keys: Path) -> None:
    said = signing.run("churn", "go", "--as", "product", "--key", str(keys / "other"), code=3)
    assert "is none of the keys that dana has in ledger.yml" in said
    assert signing.git("status", "--porcelain") == ""


def test_signing_needs_a_key(signing: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "there is no key to sign with" in signing.run("churn", "go", "--as", "product", "--sign", code=3)
    missing = str(tmp_path / "missing")
    said = signing.run("churn", "go", "--as", "product", "--key", missing, code=3)
    assert said == f"'{missing}' is no file: name that of a key with --key"
