"""What to write instead of a name that is not known."""

import difflib
from collections.abc import Iterable

__all__ = ["closest", "did_you_mean"]


def closest(name: str, allowed: Iterable[str]) -> str:
    """
    Return the name that was probably meant; empty where none is close.

    >>> closest("imge_id", ["image_id", "triggers"])
    'image_id'
    """
    return next(iter(difflib.get_close_matches(name, list(allowed), n=1)), "")


def did_you_mean(name: str, allowed: Iterable[str]) -> str:
    """
    Answer the name that was probably meant, or all that are allowed.

    >>> did_you_mean("imge_id", ["image_id", "triggers"])
    'did you mean `image_id`?'

    A longer name that ends like one that is allowed means that one: bundled resources put the object before it.

    >>> did_you_mean("desired_configuration_image_id", ["image_id", "triggers"])
    'did you mean `image_id`?'
    """
    names = list(allowed)
    close = next((each for each in names if name.endswith(f"_{each}")), closest(name, names))
    return f"did you mean `{close}`?" if close else f"expected one of {', '.join(names)}"
