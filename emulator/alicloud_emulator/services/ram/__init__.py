"""RAM 2015-05-01: users, groups, roles, keys and policies. Whether a call is allowed is in `services.authorization`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.services.ram import (
    access_keys,
    attachments,
    groups,
    policies,
    roles,
    second_factors,
    tags,
    users,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.services.action import Action

__all__ = ["ACTIONS"]

ACTIONS: Mapping[str, Action] = {
    **access_keys.ACTIONS,
    **attachments.ACTIONS,
    **groups.ACTIONS,
    **policies.ACTIONS,
    **roles.ACTIONS,
    **second_factors.ACTIONS,
    **tags.ACTIONS,
    **users.ACTIONS,
}
