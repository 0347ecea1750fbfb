"""The call log: what was asked and what came of it, without anything secret."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from alicloud_emulator.parameters import Parameters

__all__ = ["Caller", "LoggedCall", "format_time", "public_parameters"]

# What is kept of one value, and of all parameters of one call, in characters.
LONGEST_VALUE, LONGEST_CALL = 4096, 32768

# Names, at any depth, whose values can hold a credential or what a user put on a machine.
SECRET_NAMES = frozenset({"UserData", "Password", "KeyPairPrivateKey", "PrivateKeyBody", "Env", "Value"})
SECRET_PARTS = ("Password", "Secret", "EnvironmentVars")


class Caller(StrEnum):
    """Who made a call: a client over the network, or the operator of a fault."""

    CLIENT = "client"
    OPERATOR = "operator"


@dataclass(slots=True, kw_only=True)
class LoggedCall:
    """
    One call.

    `error_code` is None for a result; `caller_reached` is False where a fault kept the answer back; `is_injected`
    where a fault made the error, or delivered the request a second time. `identity` is the caller's ARN; `ram_action`
    the permission that RAM asked for and `ram_resources` what it asked about, None and empty where it asks for none.
    """

    number: int
    product: str
    version: str
    action: str
    read_only: bool
    region_id: str
    virtual_time: datetime
    parameters: dict[str, str]
    http_status: int
    error_code: str | None
    caller_reached: bool = True
    caller: Caller = Caller.CLIENT
    is_injected: bool = False
    identity: str | None = None
    ram_action: str | None = None
    ram_resources: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the entry as the control API shows it."""
        return {
            "number": self.number,
            "product": self.product,
            "version": self.version,
            "action": self.action,
            "read_only": self.read_only,
            "region_id": self.region_id,
            "virtual_time": format_time(self.virtual_time),
            "parameters": self.parameters,
            "http_status": self.http_status,
            "error_code": self.error_code,
            "caller_reached": self.caller_reached,
            "caller": self.caller,
            "is_injected": self.is_injected,
            "identity": self.identity,
            "ram_action": self.ram_action,
            "ram_resources": list(self.ram_resources),
        }


def format_time(at: datetime) -> str:
    """Return a virtual time with its microseconds, as the control API shows all times."""
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def public_parameters(parameters: Parameters) -> dict[str, str]:
    """
    Return the parameters as received, without secrets and user data (signatures were dropped by the wire).

    Of a long value only the beginning is kept, and of a call with very many of them only the first.
    """
    kept: dict[str, str] = {}
    left = LONGEST_CALL
    public = [(name, value) for name, value in parameters.as_dict().items() if not _is_secret(name)]
    for name, value in public:
        text = value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}… ({len(value)} characters)"
        left -= len(name) + len(text)
        if left < 0:
            return {**kept, "…": f"{len(public) - len(kept)} more parameters"}
        kept[name] = text
    return kept


def _is_secret(name: str) -> bool:
    if any(part in name for part in SECRET_PARTS):
        return True
    last = name.rpartition(".")[2]
    return last in SECRET_NAMES and not name.startswith(("Tag", "TemplateTag"))
