"""Signatures, with the real ssh-keygen: what one covers, whose it is, and what is refused without a crash."""

import base64
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from ledger.diagnostics import LedgerError
from ledger.edges.signature import MAX_SIGNATURE, is_signed, sign
from ledger.records.papers import Approval
from ledger.votes.digest import statement

VOTE: Final = Approval(
    gate="scope",
    role="product",
    by="dana",
    date="2026-01-23",
    decision="approved",
    of="sha256:1111",
    note=None,
    review=None,
    signature=None,
    index=0,
)
TEXT: Final = statement("churn", "idea", VOTE)
KINDS: Final = {
    "ed25519": ("-t", "ed25519"),
    "rsa": ("-t", "rsa", "-b", "2048"),
    "ecdsa": ("-t", "ecdsa", "-b", "256"),
}


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("keys")
    for name, kind in {**KINDS, "other": KINDS["ed25519"]}.items():
        subprocess.run(["ssh-keygen", "-q", *kind, "-N", "", "-C", "a comment", "-f", str(folder / name)], check=True)
    return {name: folder / name for name in (*KINDS, "other")}


def public(key: Path) -> str:
    return key.with_suffix(".pub").read_text().strip()


@pytest.mark.parametrize("kind", KINDS)
def test_a_signature_of_every_kind_of_key_verifies(keys: dict[str, Path], kind: str) -> None:
    signature = sign(TEXT, keys[kind])
    assert is_signed(TEXT, signature, (public(keys[kind]),))
    assert is_signed(TEXT, signature, (public(keys["other"]), public(keys[kind])))
    assert not is_signed(TEXT, signature, (public(keys["other"]),))
    assert not is_signed(TEXT, signature, ())


def test_the_public_half_of_a_key_is_not_enough_to_sign(keys: dict[str, Path], tmp_path: Path) -> None:
    alone = tmp_path / "alone.pub"
    alone.write_text(public(keys["ed25519"]))
    with pytest.raises(LedgerError, match=r"the private half of '.*' is not here"):
        sign(TEXT, alone)
    with pytest.raises(LedgerError, match="could not sign"):
        sign(TEXT, tmp_path / "none")


@pytest.mark.parametrize(
    "other",
    [
        statement("ads", "idea", VOTE),
        statement("churn", "build", VOTE),
        statement("churn", "idea", replace(VOTE, gate="check")),
        statement("churn", "idea", replace(VOTE, role="sales")),
        statement("churn", "idea", replace(VOTE, by="noor")),
        statement("churn", "idea", replace(VOTE, date="2026-01-24")),
        statement("churn", "idea", replace(VOTE, decision="rejected")),
        statement("churn", "idea", replace(VOTE, of="sha256:2222")),
        TEXT.rstrip(b"\n"),
        TEXT.replace(b"\n", b"\r\n"),
        b"",
    ],
)
def test_a_signature_covers_one_statement_only(keys: dict[str, Path], other: bytes) -> None:
    signature = sign(TEXT, keys["ed25519"])
    assert not is_signed(other, signature, (public(keys["ed25519"]),))


def test_note_and_review_are_not_part_of_it() -> None:
    assert statement("churn", "idea", replace(VOTE, note="n", review="r", signature="s", index=7)) == TEXT


def test_a_signature_for_another_purpose_does_not_count(keys: dict[str, Path]) -> None:
    arguments = ["ssh-keygen", "-Y", "sign", "-q", "-f", str(keys["ed25519"]), "-n", "git"]
    done = subprocess.run(arguments, input=TEXT, capture_output=True, check=True)
    packed = "".join(line for line in done.stdout.decode().splitlines() if not line.startswith("-"))
    assert not is_signed(TEXT, packed, (public(keys["ed25519"]),))


def _flipped(signature: str) -> str:
    raw = bytearray(base64.b64decode(signature))
    raw[-5] ^= 1
    return base64.b64encode(raw).decode()


def _of_another_key(signature: str) -> str:
    raw = bytearray(base64.b64decode(signature))
    raw[40] ^= 1
    return base64.b64encode(raw).decode()


@pytest.mark.parametrize(
    "spoil",
    [
        _flipped,
        _of_another_key,
        lambda signature: signature[: len(signature) // 8 * 4],
        lambda signature: signature[:8],
        lambda signature: signature + "AAAA",
        lambda signature: f"*{signature}",
        lambda signature: f"ﬁ{signature}",
        lambda signature: signature * 200,
        lambda _: "",
        lambda _: "A" * (MAX_SIGNATURE + 4),
        lambda _: base64.b64encode(b"SSHSIG").decode(),
        lambda _: base64.b64encode(b"SSHSIG" + b"\0\0\0\1" + b"\xff" * 4).decode(),
        lambda _: "-----BEGIN SSH SIGNATURE-----",
        lambda _: "../../etc/passwd",
        lambda _: "\0",
    ],
)
def test_what_is_damaged_or_no_signature_is_refused(keys: dict[str, Path], spoil: Callable[[str], str]) -> None:
    assert not is_signed(TEXT, spoil(sign(TEXT, keys["ed25519"])), (public(keys["ed25519"]),))


def test_white_space_in_a_signature_does_not_matter(keys: dict[str, Path]) -> None:
    signature = sign(TEXT, keys["ed25519"])
    assert is_signed(TEXT, "\n  ".join(signature[at : at + 40] for at in range(0, len(signature), 40)), _keys(keys))


def _keys(keys: dict[str, Path]) -> tuple[str, ...]:
    return (public(keys["ed25519"]),)


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "ssh-ed25519",
        "ssh-ed25519 AAAA",
        "ssh-ed25519 not-base64!",
        "no-such-kind AAAAC3NzaC1lZDI1NTE5AAAA",
        'voter namespaces="*" ssh-ed25519 AAAA\nvoter',
        "\0 \0",
        "# ssh-ed25519 AAAA",
    ],
)
def test_a_damaged_key_beside_a_good_one_does_no_harm(keys: dict[str, Path], damaged: str) -> None:
    assert is_signed(TEXT, sign(TEXT, keys["ed25519"]), (damaged, *_keys(keys)))


@pytest.mark.parametrize(
    "smuggled",
    [
        "cert-authority {key}",
        'namespaces="git" {key}',
        'valid-before="20000101" {key}',
        "* {key}",
        "ssh-rsa {packed}",
        'ssh-ed25519" {packed}',
        "ssh-ed25519,cert-authority {packed}",
    ],
)
def test_a_key_line_with_anything_before_or_in_its_kind_is_no_key(keys: dict[str, Path], smuggled: str) -> None:
    key = " ".join(public(keys["ed25519"]).split()[:2])
    line = smuggled.format(key=key, packed=key.split()[1])
    assert not is_signed(TEXT, sign(TEXT, keys["ed25519"]), (line,))


def test_a_comment_behind_the_key_is_not_read(keys: dict[str, Path]) -> None:
    key = f'{public(keys["ed25519"])} "\nvoter namespaces="project-ledger" {public(keys["other"])}'
    assert is_signed(TEXT, sign(TEXT, keys["ed25519"]), (key,))
    assert not is_signed(TEXT, sign(TEXT, keys["other"]), (key,))
