"""What ssh-keygen says of a signature is remembered when it would always say so; it leaves nothing behind."""

import base64
import subprocess
from pathlib import Path
from typing import Final

import pytest

from ledger.edges.signature import VERDICTS, _refusal, is_signed, sign

TEXT: Final = b"project-ledger approval 1\n"


def made(folder: Path, name: str, *more: str) -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name), *more], check=True)
    return folder / name


@pytest.fixture
def key(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return made(tmp_path / "home", "mine")


def certified(key: Path) -> Path:
    """A certificate of the key, good for a day."""
    authority = made(key.parent, "authority")
    certify = ["ssh-keygen", "-q", "-s", str(authority), "-I", "id", "-n", "voter", "-V", "+1d", f"{key}.pub"]
    subprocess.run(certify, check=True)
    return key.with_name("mine-cert.pub")


def asked(statement: bytes, signature: str, public: Path) -> tuple[bool, list[bool]]:
    """The answer, and what is remembered of it."""
    VERDICTS.clear()
    is_signed.cache_clear()
    return is_signed(statement, signature, (public.read_text(),)), list(VERDICTS.values())


def test_a_good_and_a_false_signature_are_remembered(key: Path) -> None:
    signature, public = sign(TEXT, key), key.with_suffix(".pub")
    assert asked(TEXT, signature, public) == (True, [True])
    assert asked(b"another", signature, public) == (False, [False])


def test_what_is_remembered_answers(key: Path) -> None:
    signature, public = sign(TEXT, key), key.with_suffix(".pub")
    asked(TEXT, signature, public)
    VERDICTS.update(dict.fromkeys(VERDICTS, False))
    is_signed.cache_clear()
    assert not is_signed(TEXT, signature, (public.read_text(),))


def test_what_could_not_be_judged_is_not_remembered(key: Path) -> None:
    whole = base64.b64decode(sign(TEXT, key))
    assert asked(TEXT, base64.b64encode(whole[:-8]).decode(), key.with_suffix(".pub")) == (False, [])


def test_nothing_about_a_certificate_is_remembered(key: Path) -> None:
    certificate = certified(key)
    signature = sign(TEXT, certificate)
    assert asked(TEXT, signature, certificate) == (True, [])
    assert asked(b"another", signature, certificate) == (False, [])


def test_nothing_is_left_where_the_command_runs(key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert asked(TEXT, sign(TEXT, key), key.with_suffix(".pub"))[0]
    assert [one.name for one in tmp_path.iterdir()] == ["home"]


def test_a_failure_without_a_word_is_said_to_be_one() -> None:
    assert _refusal("", "mine") == "ssh-keygen could not sign with 'mine': it gave no reason"
