"""Processes that die at a certain call."""

from typing import Any

__all__ = ["DyingClients", "Killed"]


class Killed(BaseException):
    """Nothing in the package can catch it: the process is gone."""


class DyingClients:
    """Passes calls on to whichever client they are for, until the one with this number."""

    def __init__(self, *, dies_at: int, after: bool) -> None:
        self.left = dies_at
        self.after = after

    def around(self, client: Any) -> Any:
        clients = self

        class Dying:
            def __getattr__(self, name: str) -> Any:
                attribute = getattr(client, name)

                def call(*args: Any, **kwargs: Any) -> Any:
                    clients.left -= 1
                    if clients.left == 0 and not clients.after:
                        raise Killed
                    answer = attribute(*args, **kwargs)
                    if clients.left == 0:
                        raise Killed
                    return answer

                return call if callable(attribute) else attribute

        return Dying()
