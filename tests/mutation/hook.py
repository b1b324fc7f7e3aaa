"""What a changed function calls instead of itself: the variant that is chosen, or the function as it is written."""

import functools
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeAlias

MutantDict: TypeAlias = dict[str, Callable[..., Any]]
_ORIGINAL: Final = "_mutmut_orig"

chosen: Final[dict[str, str]] = {}  # the variant of a function, both by name; at most one function has one
called: Final[set[str]] = set()  # the functions that were called since somebody cleared this


def choosing(variants: MutantDict, *_: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator: the function notes that it was called, and runs as the chosen variant."""

    def decorated(function: Callable[..., Any]) -> Callable[..., Any]:
        name = f"{function.__module__}.{function.__qualname__}"

        @wraps(function)
        def call(*given: Any, **named: Any) -> Any:
            called.add(name)
            return variants[chosen.get(name, _ORIGINAL)](*given, **named)

        return call

    return decorated


def forget() -> None:
    """Empty the caches of functions, or they would answer for a function that has another variant by now."""
    for module in [one for name, one in sys.modules.items() if name.partition(".")[0] == "ledger"]:
        for one in vars(module).values():
            if isinstance(one, functools._lru_cache_wrapper):
                one.cache_clear()
