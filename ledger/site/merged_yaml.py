"""Two YAML texts as one, merged as trees that nobody evaluates, so that tags such as `!ENV` stay what they are.

Both engines can inherit a `mkdocs.yml`, but one replaces the lists of the other file and the other appends to them.
"""

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode


def merged(base: bytes, over: str) -> str:
    """The text of both mappings: where both have a key, mappings are merged and anything else is that of `over`."""
    found, said = (yaml.compose(text, Loader=yaml.SafeLoader) for text in (base, over.encode()))
    both = _merged(found, said) if found is not None and said is not None else said or found
    return yaml.serialize(both, Dumper=yaml.SafeDumper, allow_unicode=True, width=1000) if both is not None else ""


def _merged(base: Node, over: Node) -> Node:
    if not isinstance(base, MappingNode) or not isinstance(over, MappingNode):
        return over
    ours = {_key(key): (key, value) for key, value in over.value}
    kept = [(key, _merged(value, ours.pop(_key(key))[1]) if _key(key) in ours else value) for key, value in base.value]
    return MappingNode(base.tag, [*kept, *ours.values()], flow_style=False)


def _key(node: Node) -> str:
    return node.value if isinstance(node, ScalarNode) else ""
