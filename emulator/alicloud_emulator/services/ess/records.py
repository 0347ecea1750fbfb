"""Create, describe, modify and delete, once for all that is kept beside a group: see `GroupRecord`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.services.ess.fields import read_fields
from alicloud_emulator.services.pages import page
from alicloud_emulator.state.ess.groups import find_group
from alicloud_emulator.state.ess.model import GroupRecord

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_emulator.services.ess.fields import Field
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["RecordKind"]


def _nothing_more(_: World, __: GroupRecord) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind:
    """
    One kind of record, with the handlers of its actions.

    Args:
        noun: As in error codes: `ScalingRule` gives InvalidScalingRuleId.NotFound.
        store: Where the world keeps them.
        id_name: `ScalingRuleId`; lists are filtered by `ScalingRuleIds.N` too.
        name_field: Gets the id where the user gives no name; "" for none.
        required: Parameters without which there is no creating.
        defaults: What the service sets where the user said nothing.
        exact_filters: Parameters of the describing action that must equal the setting of the same name.
        more: Further fields of answers to create and describe.
    """

    noun: str
    store: Callable[[World], dict[str, GroupRecord]]
    id_name: str
    id_prefix: str
    list_name: str
    fields: tuple[Field, ...]
    name_field: str = ""
    required: tuple[str, ...] = ("ScalingGroupId",)
    defaults: dict[str, Any] = field(default_factory=dict)
    exact_filters: tuple[str, ...] = ()
    more: Callable[[World, GroupRecord], dict[str, Any]] = _nothing_more

    def create(self, world: World, call: Call) -> dict[str, Any]:
        """Keep a new record."""
        for name in self.required:
            call.parameters.require(name)
        group_id = call.parameters.text("ScalingGroupId", "")
        if group_id:
            find_group(world, group_id)
        record = GroupRecord(
            record_id=world.new_id(self.id_prefix),
            region_id=call.region_id,
            scaling_group_id=group_id,
            settings=self.defaults | read_fields(call.parameters, self.fields),
        )
        if self.name_field:
            record.settings.setdefault(self.name_field, record.record_id)
        self.store(world)[record.record_id] = record
        return {self.id_name: record.record_id, **self.more(world, record)}

    def describe(self, world: World, call: Call) -> dict[str, Any]:
        """List records; every filter that is given holds."""
        parameters = call.parameters
        ids = parameters.strings(f"{self.id_name}s")
        names = parameters.strings(f"{self.name_field}s") if self.name_field else []
        found = [
            record
            for record in self.store(world).values()
            if record.region_id == call.region_id
            and parameters.text("ScalingGroupId") in (None, record.scaling_group_id)
            and parameters.text(self.id_name) in (None, record.record_id)
            and (not ids or record.record_id in ids)
            and (not names or record.settings[self.name_field] in names)
            and all(parameters.text(name) in (None, record.settings.get(name)) for name in self.exact_filters)
        ]
        shown, fields = page(found, parameters)
        return {**fields, self.list_name: [self._answer(world, record) for record in shown]}

    def modify(self, world: World, call: Call) -> dict[str, Any]:
        """Change what is given."""
        record = self.find(world, call)
        record.settings |= read_fields(call.parameters, self.fields)
        return {}

    def delete(self, world: World, call: Call) -> dict[str, Any]:
        """Forget a record, at once: the provider asks without pause until it is gone (service_alicloud_ess.go)."""
        del self.store(world)[self.find(world, call).record_id]
        return {}

    def find(self, world: World, call: Call) -> GroupRecord:
        """Return the record that the call names; raise Invalid…Id.NotFound (404) if there is none."""
        record_id = call.parameters.require(self.id_name)
        record = self.store(world).get(record_id)
        if record is None:
            raise ApiError(404, f"Invalid{self.noun}Id.NotFound", f"The specified {self.noun} does not exist.")
        return record

    def _answer(self, world: World, record: GroupRecord) -> dict[str, Any]:
        group = {"ScalingGroupId": record.scaling_group_id} if record.scaling_group_id else {}
        return {self.id_name: record.record_id, **group, **record.settings, **self.more(world, record)}
