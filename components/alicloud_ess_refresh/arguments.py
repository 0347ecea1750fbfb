"""Checks of what a program hands to a component: one error, before anything is declared."""

from collections.abc import Mapping
from typing import Any

import pulumi_alicloud as alicloud

from alicloud_ess_refresh.suggestions import did_you_mean

__all__ = ["check_https", "check_names", "region_of"]


def check_names(where: str, given: Mapping[str, Any], typed: type) -> None:
    """
    Refuse names that a TypedDict does not have, and the lack of those that it requires.

    Type checkers find this, too; programs that are not checked would lose a setting without a word.

    Args:
        where: The component, and the path to `given` in its arguments.

    Raises:
        ValueError: The message names what was found and what is allowed.
    """
    allowed: frozenset[str] = typed.__required_keys__ | typed.__optional_keys__  # type: ignore[attr-defined]
    if not isinstance(given, Mapping):
        raise ValueError(f"{where}: got `{given!r}`, expected a dict of {', '.join(sorted(allowed))}")  # noqa: TRY004
    for name in given:
        if name not in allowed:
            raise ValueError(f"{where}: `{name}` is not a known argument: {did_you_mean(name, sorted(allowed))}")
    missing = sorted(typed.__required_keys__ - given.keys())  # type: ignore[attr-defined]
    if missing:
        raise ValueError(f"{where}: {', '.join(f'`{name}`' for name in missing)} not set, but required")


def check_https(where: str, url: str) -> None:
    """
    Refuse an address without TLS.

    Raises:
        ValueError: The message leaves out the query, in which webhooks have their secret.
    """
    if not url.startswith("https://"):
        raise ValueError(f"{where}: got `{url.split('?', maxsplit=1)[0]}`, expected an address with `https://`")


def region_of(name: str, given: str | None) -> str:
    """
    Answer the region of a component: the one that is given, else that of the stack.

    Raises:
        ValueError: There is neither.
    """
    region = given or alicloud.config.region
    if not region:
        raise ValueError(f"{name}: `region` not set, and neither is `alicloud:region`: set one of them")
    return region
