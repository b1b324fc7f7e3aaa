"""The key that a vote is signed with: git's, the agent's, the usual one; and what is said when there is none."""

import os
import pty
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import PEOPLE, Desk

ROOT = Path(__file__).parent.parent


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's home with the keys `mine` and `other`, and `locked` with a passphrase; no agent."""
    folder = tmp_path / "home"
    (folder / ".ssh").mkdir(parents=True)
    for name, passphrase in (("mine", ""), ("other", ""), ("locked", "secret")):
        made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", name, "-f", str(folder / name)]
        subprocess.run(made, check=True, capture_output=True)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")  # whoever runs the tests is asked for no passphrase
    monkeypatch.setenv("SSH_ASKPASS", "/bin/false")
    return folder


@pytest.fixture
def desk(tmp_path: Path, home: Path) -> Desk:
    keys = ", ".join(f'"{(home / f"{name}.pub").read_text().strip()}"' for name in ("mine", "locked"))
    ledger = PEOPLE.replace("github: dana-codes,", f"github: dana-codes, keys: [{keys}],")
    return Desk(tmp_path / "ledger", ledger=ledger).sit()


@pytest.fixture
def agent(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A real agent that holds `other` and `mine`, whose files are gone; its socket's path is short, as it must be."""
    folder = tempfile.TemporaryDirectory(prefix="agent-")
    socket = Path(folder.name, "socket")
    process = subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()  # it says where it listens once it does
    monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
    for name in ("other", "mine"):
        subprocess.run(["ssh-add", "-q", str(home / name)], check=True, capture_output=True)
        (home / name).unlink()
    yield socket
    process.terminate()
    process.communicate()
    folder.cleanup()


def signed(desk: Desk, *more: str, code: int = 0) -> str:
    return desk.run("churn", "budget", "--as", "management", "--sign", *more, code=code)


def configured(desk: Desk, key: str) -> None:
    desk.git("config", "gpg.format", "ssh")
    desk.git("config", "user.signingkey", key)


@pytest.mark.usefixtures("agent")
def test_a_public_key_whose_private_half_the_agent_holds(desk: Desk, home: Path) -> None:
    configured(desk, "~/mine.pub")
    assert (home / "mine.pub").exists()
    assert "proof: signed" in signed(desk)


@pytest.mark.usefixtures("agent")
@pytest.mark.parametrize("literal", ["key::", ""])
def test_a_key_that_stands_in_gits_configuration_itself(desk: Desk, home: Path, literal: str) -> None:
    configured(desk, literal + (home / "mine.pub").read_text().strip())
    assert "proof: signed" in signed(desk)


@pytest.mark.usefixtures("agent")
def test_of_the_agents_keys_the_one_that_the_person_has(desk: Desk) -> None:
    assert "proof: signed" in signed(desk)


def test_of_the_usual_files_the_one_that_the_person_has(desk: Desk, home: Path) -> None:
    for name, usual in (("other", "id_ed25519"), ("mine", "id_rsa")):
        (home / name).rename(home / ".ssh" / usual)
        (home / f"{name}.pub").rename(home / ".ssh" / f"{usual}.pub")
    assert "proof: signed" in signed(desk)


def test_a_key_for_another_kind_of_signature_is_left_alone(desk: Desk, home: Path) -> None:
    desk.git("config", "user.signingkey", "0123456789ABCDEF")
    (home / "mine").rename(home / ".ssh/id_ed25519")
    assert "proof: signed" in signed(desk)


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("~/nowhere.pub", "git's user.signingkey names '~/nowhere.pub', which is no file: mend it, or name one"),
        ("~/locked", "the key '~/locked' is locked: unlock it with 'ssh-add', or sign at a terminal"),
        ("~/other", "'~/other' is none of the keys that dana has in ledger.yml"),
        ("~/alone.pub", "the private half of '~/alone.pub' is not here: load it into the ssh-agent with 'ssh-add'"),
        ("key::ssh-ed25519 AAAA", "ssh-keygen could not sign with 'user.signingkey': "),
    ],
)
def test_a_key_that_cannot_sign_is_one_sentence(desk: Desk, home: Path, key: str, sentence: str) -> None:
    (home / "alone.pub").write_text((home / "mine.pub").read_text())
    configured(desk, key)
    said = signed(desk, code=3)
    assert (sentence in said, said.count("\n")) == (True, 0), said
    assert desk.git("status", "--porcelain") == ""


def test_no_key_at_all(desk: Desk) -> None:
    assert signed(desk, code=3).startswith("there is no key to sign with: name its file with --key, or make one")


# --- what ssh-keygen asks -------------------------------------------------------------------------------------------


def test_a_passphrase_is_asked_for_by_the_program_that_the_person_has_set(
    desk: Desk, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = home / "asks"
    asks.write_text('#!/bin/sh\necho "$1" > "$HOME/asked"\necho secret\n')
    asks.chmod(0o700)
    monkeypatch.setenv("SSH_ASKPASS", str(asks))
    configured(desk, "~/locked")
    assert "proof: signed" in signed(desk)
    assert "Enter passphrase" in (home / "asked").read_text()


def at_a_terminal(desk: Desk, typed: bytes, **more: str) -> str:
    """All that a terminal of its own shows when somebody signs and types; what is asked comes before it is typed."""
    command = [sys.executable, "-m", "ledger", "-C", str(desk.root), "--now", "2026-01-20", "approve"]
    command += ["churn", "budget", "--as", "management", "--sign", "--yes"]
    process, keyboard = pty.fork()
    if process == 0:
        gone = ("SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "DISPLAY")
        clean = {name: value for name, value in os.environ.items() if name not in gone}
        os.execve(command[0], command, clean | {"PYTHONPATH": str(ROOT)} | more)  # noqa: S606 - it needs none
    shown = b""
    try:
        while piece := os.read(keyboard, 1 << 14):
            shown += piece
            if b"Enter passphrase" in piece:
                os.write(keyboard, typed)
    except OSError:  # Linux ends a terminal whose program has gone with EIO
        pass
    os.waitpid(process, 0)
    os.close(keyboard)
    return shown.decode()


def test_a_passphrase_is_typed_at_the_terminal(desk: Desk) -> None:
    configured(desk, "~/locked")
    shown = at_a_terminal(desk, b"secret\n")
    assert "Enter passphrase" in shown
    assert "proof: signed" in shown


def test_a_wrong_passphrase_is_one_sentence(desk: Desk) -> None:
    configured(desk, "~/locked")
    shown = at_a_terminal(desk, b"wrong\n").replace("\r\n", "\n")
    assert shown.splitlines()[-1].startswith("ledger: the key '~/locked' is locked: unlock it with 'ssh-add'")
    assert "incorrect passphrase" not in shown  # the sentence stands instead of ssh-keygen's own words
    assert desk.git("status", "--porcelain") == ""


def doing_first(home: Path, steps: str) -> str:
    """A search path on which ssh-keygen does these steps of a shell before it really signs."""
    real, own = subprocess.check_output(["which", "ssh-keygen"], text=True).strip(), home / "bin"
    own.mkdir()
    (own / "ssh-keygen").write_text(f'#!/bin/sh\ncase "$2" in sign) {steps} ;; esac\nexec {real} "$@"\n')
    (own / "ssh-keygen").chmod(0o700)
    return f"{own}:{os.environ['PATH']}"


def test_a_key_that_wants_to_be_touched_says_so_at_the_terminal(desk: Desk, home: Path) -> None:
    # No machine that runs tests has a hardware key: what one would say is said before the real program signs.
    configured(desk, "~/mine")
    shown = at_a_terminal(
        desk, b"", PATH=doing_first(home, 'echo "Confirm user presence for key ED25519-SK SHA256:x" >&2')
    )
    assert shown.index("Confirm user presence for key ED25519-SK SHA256:x") < shown.index("proof: signed")


def test_of_a_failure_that_nobody_knows_the_last_words_are_told(desk: Desk, home: Path) -> None:
    configured(desk, "~/mine")
    fails = 'echo "first words" >&2; echo "the card is full" >&2; exit 1'
    shown = at_a_terminal(desk, b"", PATH=doing_first(home, fails)).splitlines()
    assert shown[-1] == "ledger: ssh-keygen could not sign with '~/mine': the card is full"
