"""What to write instead of a name that is not known."""

import difflib
from collections.abc import Iterable

__all__ = ["did_you_mean"]


def did_you_mean(name: str, allowed: Iterable[str]) -> str:
    """
    Answer the name that was probably meant, or all that are allowed.

    >>> did_you_mean("imge_id", ["image_id", "triggers"])
    'did you mean `image_id`?'
    """
    names = list(allowed)
    close = difflib.get_close_matches(name, names, n=1)
    return f"did you mean `{close[0]}`?" if close else f"expected one of {', '.join(names)}"
