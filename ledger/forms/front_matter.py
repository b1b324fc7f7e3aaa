"""Values to front matter that the strict reader reads back as the same values."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import frontmatter
import yaml

_WIDE: Final = 10**9  # a scalar is never folded: one line for one fact keeps diffs small
_TRICKY: Final = re.compile(
    r"[^\x20-\x7e\xa1-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010fffd]|[\u2028\u2029\ufeff]"
)


class _CoreDumper(yaml.SafeDumper):
    """Writes text plain only where YAML 1.2's core schema reads it as text, so that a date stays as people type it."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never write an alias: the reader refuses them."""
        del data
        return True


def _text(dumper: _CoreDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"' if _TRICKY.search(value) else None)


_CoreDumper.yaml_implicit_resolvers = {}
_CoreDumper.add_representer(str, _text)
for _tag, _pattern, _starts in (
    ("null", r"(?:~|null|Null|NULL|)", [*"~nN", ""]),
    ("bool", r"(?:true|True|TRUE|false|False|FALSE)", [*"tTfF"]),
    ("int", r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)", [*"-+0123456789"]),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", [*"-+.0123456789"]),
    ("merge", r"<<", ["<"]),
):
    _CoreDumper.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"{_pattern}\Z"), _starts)


def yaml_text(meta: Mapping[str, Any]) -> str:
    """A mapping as YAML in block style, keys in their order."""
    return str(yaml.dump(dict(meta), Dumper=_CoreDumper, allow_unicode=True, sort_keys=False, width=_WIDE))


def inline_text(value: Any) -> str:
    """A value on one line, as it may stand anywhere in YAML: plain where that is safe, else in double quotes."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{inline_text(name)}: {inline_text(one)}" for name, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(inline_text(one) for one in value)}]"
    listed = yaml.dump([value], Dumper=_CoreDumper, allow_unicode=True, default_flow_style=True, width=_WIDE)
    text = str(listed).rstrip()[1:-1]  # as an item of a list in brackets it is safe everywhere else, too
    return json.dumps(value, ensure_ascii=False) if text.startswith("'") else text


def document_text(meta: Mapping[str, Any], body: str, *, sketch: Sequence[str] = ()) -> str:
    """A document with front matter; `sketch` lines (YAML comments) stand at the end of the front matter."""
    post = frontmatter.Post(body.strip("\n"))
    post.metadata = dict(meta)
    text = frontmatter.dumps(post, Dumper=_CoreDumper, allow_unicode=True, sort_keys=False, width=_WIDE)
    head, fence, rest = f"{text}\n".partition("\n---\n")
    return "".join((head, "\n", *(f"{line}\n" for line in sketch), fence.lstrip("\n"), rest))
