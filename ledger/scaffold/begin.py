"""A ledger is begun: a repository where there is none, and the files that are not there yet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ledger.diagnostics import Diagnostic, LedgerError, did_you_mean
from ledger.edges.gitrepo import open_repository, run, setting
from ledger.edges.stage import GIT, appear, fresh_folder, gather
from ledger.edit.desk import held
from ledger.forge.codeowners import PATHS, Host, Place, owners_text
from ledger.records.config import builtin_flows, policy_of
from ledger.records.flow import Flow
from ledger.scaffold.ground import Ground, ground_of
from ledger.scaffold.hosting import Forge
from ledger.scaffold.people import Founder, gathered
from ledger.scaffold.project import Wish, folder_of, owner_of, project_files
from ledger.scaffold.starter import starter_files
from ledger.scaffold.writing import Written, parted, write_new
from ledger.schema import check, compiled
from ledger.text.document import read_yaml
from ledger.words import LEDGER_FILE

_NO_REPOSITORY = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What somebody says about a ledger that is to be; a title that is None is made from the folder's name.

    `account` is the first person's. With `is_everybody`, nobody is added to `people` from git's configuration.
    """

    title: str | None = None
    flow: str = "startup"
    forge: str = Forge.GITHUB
    account: str | None = None
    people: tuple[Founder, ...] = ()
    is_everybody: bool = False
    project: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """A ledger as it would be begun: where, whether its repository is new, who takes part, every file.

    `ignores_site` says that git ignores the built site there already.
    """

    root: Path
    is_new_repository: bool
    people: tuple[Founder, ...]
    forge: Forge
    project: str | None
    files: Mapping[str, str]
    ignores_site: bool


def planned(directory: Path, wishes: Wishes, *, today: date) -> Beginning:
    """What begins a ledger at the top of a repository; nothing is written. Raises LedgerError when it cannot be."""
    flow, forge = _flow(wishes.flow), _forge(wishes.forge)
    is_new = _is_free(directory)
    people = _people(directory, wishes, forge)
    title = wishes.title or default_title(directory)
    files = {**starter_files(title=title, flow=flow, forge=forge, people=people)}
    ground = _ground(directory, files[LEDGER_FILE], people)
    files |= _first_project(wishes.project, ground, today)
    if forge is not Forge.NONE:
        files |= _owners(wishes.project, ground, "github" if forge is Forge.GITHUB else "gitlab")
    return Beginning(
        root=directory,
        is_new_repository=is_new,
        people=people,
        forge=forge,
        project=wishes.project,
        files=files,
        ignores_site=_ignores_site(directory),
    )


def _ignores_site(directory: Path) -> bool:
    try:
        lines = (directory / ".gitignore").read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return any(line.strip() in {"/site/", "/site", "site/", "site"} for line in lines)


def would_write(beginning: Beginning) -> Written:
    """What `begin` would write and what it would leave."""
    return parted(beginning.root, beginning.files)


def begin(beginning: Beginning) -> Written:
    """Make the repository and write the files that are not there. Raises LedgerError where that cannot be done."""
    root = beginning.root
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(f"'{root}' cannot be made a folder ({error.strerror}): name another one") from error
    if beginning.is_new_repository:
        return _with_repository(root, beginning.files)
    repository = open_repository(root)
    with held(repository) as recovered:
        return write_new(root, beginning.files, git_dir=repository.git_dir, recovered=recovered)


def _with_repository(root: Path, files: Mapping[str, str]) -> Written:
    """Make a repository whose git directory holds the files already when it takes its place, then let them appear."""
    found = parted(root, files)
    try:
        with fresh_folder(root) as scratch:
            run(scratch, "init", "--quiet", "--initial-branch=main")
            gather(scratch / GIT, scratch, {path: files[path] for path in found.written})
            (scratch / GIT).rename(root / GIT)
        appear(root / GIT, root)
    except OSError as error:
        raise LedgerError(f"'{root}' cannot be written to ({error.strerror}): make it writable") from error
    return found


def default_title(directory: Path) -> str:
    """The folder's name as a title."""
    return directory.resolve().name.replace("-", " ").replace("_", " ").capitalize() or "Project ledger"


def known_founder(directory: Path, forge: Forge) -> Founder | None:
    """The person whom git commits as in a directory, with the account that its configuration names."""
    home = _existing(directory)
    email, name = setting(home, "user.email"), setting(home, "user.name")
    if email is None:
        return None
    account = None if forge is Forge.NONE else setting(home, f"{forge}.user")
    return Founder(name=name or email.split("@")[0], email=email, account=account)


def _people(directory: Path, wishes: Wishes, forge: Forge) -> tuple[Founder, ...]:
    first = None if wishes.is_everybody else known_founder(directory, forge)
    people = gathered(first, wishes.people)
    if wishes.account is None:
        return people
    if forge is Forge.NONE:
        raise LedgerError("an account is one at a forge: add --forge github or --forge gitlab")
    if people[0].is_example:
        raise LedgerError("an account must be somebody's: set user.name and user.email in git, or add --person")
    return (replace(people[0], account=wishes.account), *people[1:])


def _flow(name: str) -> Flow:
    flows = builtin_flows()
    if name not in flows:
        raise LedgerError(f"there is no built-in flow '{name}': {did_you_mean(name, flows)}")
    return flows[name]


def _forge(name: str) -> Forge:
    if name not in set(Forge):
        raise LedgerError(f"there is no forge '{name}': {did_you_mean(name, Forge)}")
    return Forge(name)


def _existing(directory: Path) -> Path:
    """The folder itself, or the nearest one above it that is there."""
    place = directory.absolute()
    return next(folder for folder in (place, *place.parents) if folder.is_dir())


def _is_free(directory: Path) -> bool:
    """Whether a repository must be made; raises LedgerError below the top of one."""
    home = _existing(directory)
    code, output = run(home, "rev-parse", "--is-inside-work-tree", accept=(0, _NO_REPOSITORY))
    if code == _NO_REPOSITORY:
        return True
    if output.strip() != b"true":
        raise LedgerError(f"'{directory}' is inside git's own files: start the ledger in a work tree")
    _, top = run(home, "rev-parse", "--show-toplevel")
    root = Path(top.decode("utf-8", "surrogateescape").rstrip("\n"))
    if root.resolve() != directory.resolve():
        raise LedgerError(
            f"a ledger stands at the top of its repository: run 'ledger init {root}', or choose a folder outside of it"
        )
    return False


def _ground(directory: Path, policy: str, people: tuple[Founder, ...]) -> Ground:
    """What the first project stands on: the ledger that is there, or the one that will be."""
    if (directory / LEDGER_FILE).exists():
        return ground_of(directory)
    source = read_yaml(policy.encode(), LEDGER_FILE)
    wrong = [source] if isinstance(source, Diagnostic) else check(source, compiled("ledger"))
    if wrong or isinstance(source, Diagnostic):
        raise LedgerError(f"this would be no good {LEDGER_FILE}: {wrong[0].message}")
    known = policy_of(source)
    return Ground(
        root=directory, policy=known, flows=builtin_flows(), projects={}, used=frozenset(), email=people[0].email
    )


def _first_project(slug: str | None, ground: Ground, today: date) -> Mapping[str, str]:
    if slug is None or slug in ground.projects:
        return {}
    return project_files(Wish(slug=slug), ground, today=today)


def _owners(slug: str | None, ground: Ground, host: Host) -> dict[str, str]:
    if ground.projects:
        return {}  # `ledger codeowners --write` knows what they are, and keeps the file current later on
    places = []
    if slug is not None:
        wish = Wish(slug=slug)
        flow = ground.flows.get(ground.policy.default_flow or "")
        places = [Place(folder=folder_of(wish, ground), owner=owner_of(wish, ground), flow=flow)]
    return {PATHS[host]: owners_text(ground.policy, places, host)}
