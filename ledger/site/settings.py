"""The generated `mkdocs.yml`: the ledger's own look, inherited, and what the generated pages need."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import yaml
from mkdocs.exceptions import ConfigurationError
from mkdocs.utils.yaml import yaml_load

from ledger.diagnostics import LedgerError
from ledger.records.model import Ledger
from ledger.site import merged_yaml
from ledger.site.addresses import CONFIG_NAME, site_address
from ledger.site.words import day_words

STYLE: Final = "assets/ledger.css"
FONTS: Final = "assets/fonts"  # beside the style sheet, which names them
SCRIPTS: Final = tuple(f"assets/{name}.js" for name in ("ledger", "board", "portfolio", "time", "records"))
SEARCH: Final = ("assets/offline-search.js", "assets/lazy-search.js")
GUIDE: Final = "guide"

_FEATURES: Final = ("navigation.tabs",)
_EXTENSIONS: Final = ("toc", "tables", "fenced_code")  # those of MkDocs; Zensical would take many where none is named
# What the pages would load from elsewhere at view time, or would break links from file://, is switched off.
_REFUSED_FEATURES: Final = frozenset({"navigation.instant", "navigation.instant.prefetch", "announce.dismiss"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The `mkdocs.yml` that the site inherits: where it is, what it says, whether it is the ledger's own."""

    path: Path
    says: Mapping[str, Any]
    own: bool

    @property
    def docs(self) -> Path | None:
        """The folder of the ledger's own documentation, or None."""
        if not self.own:
            return None
        folder = self.path.parent / str(self.says.get("docs_dir") or "docs")
        inside = folder.resolve().is_relative_to(self.path.parent.resolve())
        return folder if inside and folder.is_dir() else None

    @property
    def templates(self) -> Path | None:
        """The folder of the ledger's own templates, or None."""
        theme = self.says.get("theme")
        custom = theme.get("custom_dir") if isinstance(theme, dict) else None
        return self.path.parent.resolve() / str(custom) if custom else None

    @property
    def address(self) -> str:
        """The `site_url` with a slash at its end; empty where there is none that can be linked to."""
        return site_address(self.says.get("site_url"))

    @property
    def repository(self) -> object:
        """The `repo_url`, as written."""
        return self.says.get("repo_url")


def look_of(root: Path) -> Look:
    """The ledger's `mkdocs.yml`, or the built-in one. Raises LedgerError when the ledger's cannot be read."""
    own = root / CONFIG_NAME
    path = own if own.is_file() else Path(str(files("ledger") / "builtin" / CONFIG_NAME))
    try:
        with path.open("rb") as stream:
            says = yaml_load(stream)
    except (ConfigurationError, yaml.YAMLError, OSError) as error:
        raise LedgerError(
            f"{CONFIG_NAME} cannot be read, mend it and build again: {' '.join(str(error).split())}"
        ) from error
    return Look(path=path, says=says, own=own.is_file())


def config_of(
    look: Look, ledger: Ledger, *, docs: Path, out: Path, guide: Sequence[Any], overrides: Path | None = None
) -> str:
    """The text of the generated `mkdocs.yml`, which stands beside the folders that it names: Zensical takes no others.

    The pages are in `docs` already: those of the list that are not there are left out. `overrides` holds templates.
    `guide` is the navigation of the ledger's own documentation.
    """
    theme = look.says.get("theme")
    theme = theme if isinstance(theme, dict) else {}
    nav: list[Any] = [
        {"Portfolio": "index.md"},
        {"Backtracks": "backtracks.md"},
        {"Flow analysis": "analysis.md"},
        {"People": "people.md"},
        {"Activity": "activity.md"},
        {"Flows": "flows/index.md"},
        {"Audit": "audit.md"},
        {"Data": "data.md"},
    ]
    nav = [one for one in nav if all((docs / path).is_file() for path in one.values())]
    if guide:
        nav.append({"Guide": list(guide)})
    config: dict[str, Any] = {
        **_inherited(look),
        "site_name": escape(
            str(look.says.get("site_name") or ledger.policy.title) if look.own else ledger.policy.title
        ),
        "docs_dir": docs.name,
        "site_dir": out.name,
        "use_directory_urls": False,
        "copyright": _foot(look, ledger),
        "repo_url": None,  # the theme would ask the forge for stars at view time
        "edit_uri": None,
        "hooks": _hooks(look),
        "nav": nav,
        "not_in_nav": f"/projects/\n/flows/\n/activity/\n/codes.md\n/onward.md\n/portfolio-*.md\n/{GUIDE}/\n",
        "exclude_docs": "!.*\n!/templates/\n",
        "validation": {
            "nav": {"omitted_files": "warn", "not_found": "warn", "absolute_links": "warn"},
            "links": {"not_found": "warn", "absolute_links": "warn", "unrecognized_links": "warn", "anchors": "warn"},
        },
        "theme": {
            "name": "material",
            "variant": "classic",  # Zensical then looks as mkdocs-material does
            "font": False,
            "features": _features(theme),
            **_theme_paths(look, overrides),
        },
        "extra": {"analytics": None, "generator": False, "polyfills": list(SEARCH)},
        **({} if look.says.get("plugins") else {"plugins": ["search"]}),
        **({} if look.says.get("markdown_extensions") else {"markdown_extensions": list(_EXTENSIONS)}),
        "extra_css": [*_guide_assets(look, "extra_css"), STYLE],
        "extra_javascript": [*_guide_assets(look, "extra_javascript"), *SCRIPTS],
    }
    own = yaml.safe_dump(config, sort_keys=False, allow_unicode=True)
    return merged_yaml.merged(look.path.read_bytes(), own)


def _foot(look: Look, ledger: Ledger) -> str:
    """What stands below every page: the ledger's own words, then the day and commit that the site shows."""
    own = look.says.get("copyright") if look.own else None
    changes = " and changes that are not committed" if ledger.uncommitted else ""
    shown = f"As of {day_words(ledger.today)} · commit <code>{ledger.head[:8]}</code>{changes}"
    return f"{own}<br>{shown}" if isinstance(own, str) and own.strip() else shown


def _inherited(look: Look) -> dict[str, str]:
    """The file that the inherited one inherits itself, seen from where the generated one stands."""
    path = (yaml_load(look.path.read_bytes().decode(errors="replace")) or {}).get("INHERIT")  # a text stays unmerged
    return {"INHERIT": str(look.path.parent.resolve() / path)} if isinstance(path, str) else {}


def _hooks(look: Look) -> list[str]:
    """The hook that saves time, then the ledger's own."""
    own = look.says.get("hooks")
    theirs = [str(look.path.parent.resolve() / str(hook)) for hook in own] if isinstance(own, list) else []
    return [str(files("ledger.site") / "hook.py"), *theirs]


def _features(theme: Mapping[str, Any]) -> list[str]:
    asked = [str(one) for one in theme.get("features") or () if one not in _REFUSED_FEATURES]
    return list(dict.fromkeys([*_FEATURES, *asked]))


def _theme_paths(look: Look, overrides: Path | None) -> dict[str, Any]:
    folder = overrides.name if overrides else look.templates
    return {"custom_dir": str(folder)} if folder else {}


def _guide_assets(look: Look, key: str) -> list[str]:
    """The local style sheets or scripts of the ledger's documentation; none from the network."""
    found = []
    for one in look.says.get(key) or ():
        path = one if isinstance(one, str) else one.get("path") if isinstance(one, dict) else None
        if isinstance(path, str) and "//" not in path and look.docs and (look.docs / path).is_file():
            found.append(os.path.normpath(f"{GUIDE}/{path}").replace(os.sep, "/"))
    return found
