"""OpenSSH signatures: whether one covers a statement, with `ssh-keygen -Y verify` as the only judge."""

import base64
import binascii
import hashlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from shutil import which
from textwrap import wrap
from typing import Final

from ledger.diagnostics import LedgerError

NAMESPACE: Final = "project-ledger"
ATTESTING: Final = "project-ledger-attestation"  # of witnesses, so that nothing they sign can pass for a vote
MAX_SIGNATURE: Final = 16 * 1024  # characters; an RSA-16384 signature takes a third of it
_MAGIC: Final = b"SSHSIG"
_KIND: Final = re.compile(r"[a-z0-9@.-]+")
_INCORRECT: Final = b"incorrect signature"
_BEGIN: Final = "-----BEGIN SSH SIGNATURE-----"
_END: Final = "-----END SSH SIGNATURE-----"
_TOUCH: Final = "Confirm user presence"
_REFUSALS: Final = (
    (
        "passphrase",
        "the key '{name}' is locked: unlock it with 'ssh-add', or sign at a terminal and type its passphrase",
    ),
    ("agent refused", "the ssh-agent would not sign with '{name}': unlock it, or confirm when it asks"),
    ("NOT accessible by others", "others may read the key '{name}', so OpenSSH will not use it: 'chmod 600' it first"),
    ("No private key found", "the private half of '{name}' is not here: load it into the ssh-agent with 'ssh-add'"),
)
_SIGNER: Final = (
    "voter"  # the name in the allowed-signers file: our own word, since a handle could be read as a pattern
)


def _sealed(signature: str) -> bytes | None:
    """The signature's bytes, from base64 without armour lines; None for what cannot be one."""
    packed = "".join(signature.split())
    try:
        raw = base64.b64decode(packed, validate=True) if len(packed) <= MAX_SIGNATURE else b""
    except (binascii.Error, ValueError):
        return None
    return raw if raw.startswith(_MAGIC) else None


def _signing_key(sealed: bytes) -> bytes:
    """The public key that a signature says it was made with (PROTOCOL.sshsig: after the magic and a version)."""
    start = len(_MAGIC) + 8
    return sealed[start : start + int.from_bytes(sealed[start - 4 : start], "big")]


def _line_of(wanted: bytes, keys: Iterable[str], namespace: str) -> str | None:
    """The line of an allowed-signers file for a key, when it is one of `keys`.

    Of each key only type and base64 are read, so that no option can be smuggled in; and since only the key that made
    the signature is written down, a damaged key beside it does no harm.
    """
    for kind, packed in (words[:2] for words in (key.split() for key in keys) if len(words) > 1):
        try:
            is_wanted = bool(wanted) and base64.b64decode(packed, validate=True) == wanted
        except (binascii.Error, ValueError):
            continue
        if is_wanted and _KIND.fullmatch(kind):
            return f'{_SIGNER} namespaces="{namespace}" {kind} {base64.b64encode(wanted).decode()}\n'
    return None


VERDICTS: Final[dict[bytes, bool]] = {}  # what ssh-keygen said, by a hash of all that it was asked


@cache
def is_signed(statement: bytes, signature: str, keys: tuple[str, ...], namespace: str = NAMESPACE) -> bool:
    """Whether `signature` (base64, no armour) covers `statement` with one of `keys` (OpenSSH public keys).

    Each different question starts ssh-keygen once, and not at all when its answer is among the VERDICTS. Raises
    LedgerError when there is no ssh-keygen.
    """
    made = _sealed(signature)
    allowed = _line_of(_signing_key(made), keys, namespace) if made else None
    if made is None or allowed is None:
        return False
    question = _question(statement, made, allowed, namespace)
    if question in VERDICTS:
        return VERDICTS[question]
    is_good, is_certain = _verified(statement, made, allowed, namespace)
    if is_certain:
        VERDICTS[question] = is_good
    return is_good


def _question(statement: bytes, made: bytes, allowed: str, namespace: str) -> bytes:
    """A hash of everything that decides a verdict, each part with its length so that none can pass for another."""
    parts = (b"verdict 1", namespace.encode(), allowed.encode(), made, statement)
    return hashlib.sha256(b"".join(b"%d:%b" % (len(part), part) for part in parts)).digest()


def _verified(statement: bytes, made: bytes, allowed: str, namespace: str) -> tuple[bool, bool]:
    """What ssh-keygen says of a signature, and whether it would always say so: it may have failed for want of memory.

    A certificate is good for some days only, so nothing about one is certain.
    """
    with tempfile.TemporaryDirectory(prefix="ledger-") as folder:
        signers, sealed = Path(folder, "signers"), Path(folder, "signature")
        signers.write_text(allowed, encoding="ascii")
        sealed.write_text("\n".join([_BEGIN, *wrap(base64.b64encode(made).decode(), 70), _END, ""]), encoding="ascii")
        arguments = ["-Y", "verify", "-f", str(signers), "-I", _SIGNER, "-n", namespace, "-s", str(sealed)]
        done = subprocess.run([_program(), *arguments], input=statement, capture_output=True, check=False)  # noqa: S603 - an argument list, never a shell
    is_good = done.returncode == 0
    return is_good, "-cert-" not in allowed and (is_good or _INCORRECT in done.stderr)


def sign(statement: bytes, key: Path, namespace: str = NAMESPACE, *, name: str | None = None) -> str:
    """The signature of a statement with a key file (private, or public when an agent holds the private one).

    Base64 without armour. Raises LedgerError when it cannot sign, in which the key has a `name`, else its file's.
    A person at a terminal is asked there for a passphrase, a PIN or a touch.
    """
    with tempfile.TemporaryDirectory(prefix="ledger-") as folder:
        file = Path(folder, "statement")
        file.write_bytes(statement)
        code, said = _asking("-Y", "sign", "-q", "-f", str(key.absolute()), "-n", namespace, str(file))
        if code != 0:
            raise LedgerError(_refusal(said.strip(), name or str(key)))
        made = file.with_name("statement.sig").read_text("ascii")
    return "".join(line for line in made.splitlines() if not line.startswith("-----"))


def _asking(*arguments: str) -> tuple[int, str]:
    """Exit code and complaints of an ssh-keygen that may ask the person at the terminal.

    Passphrases and PINs it asks for at the terminal itself, given the standard input as it is. That a hardware key
    wants to be touched it says among its complaints and waits, so that line is passed on at once.
    """
    lines = []
    with subprocess.Popen([_program(), *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:  # noqa: S603 - an argument list, never a shell
        for raw in process.stderr or ():
            lines.append(line := raw.decode("utf-8", "replace"))
            if line.startswith(_TOUCH) and sys.stderr.isatty():
                sys.stderr.write(line)
                sys.stderr.flush()
    return process.returncode, "".join(lines)


def _refusal(said: str, name: str) -> str:
    """Why ssh-keygen did not sign, with what to do; an unknown reason in its own words."""
    for sign_of, words in _REFUSALS:
        if sign_of in said:
            return words.format(name=name)
    lines = said.splitlines()
    return f"ssh-keygen could not sign with '{name}': {lines[-1] if lines else 'it gave no reason'}"


@cache
def _program() -> str:
    found = which("ssh-keygen")
    if found is None:
        raise LedgerError("signatures need ssh-keygen, which is not on the PATH: install OpenSSH 8.2 or later")
    return found
