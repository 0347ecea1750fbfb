"""What somebody probably meant by a name that there is not."""

from collections.abc import Collection
from difflib import get_close_matches

__all__ = ["did_you_mean"]


def did_you_mean(name: str, names: Collection[str]) -> str:
    """Answer `; did you mean …?` with the nearest name, or nothing where none is near."""
    nearest = get_close_matches(name, sorted(names), n=1)
    return f"; did you mean `{nearest[0]}`?" if nearest else ""
