"""A scaling configuration that is named by its content, so that changed content is another resource."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

import pulumi
import pulumi_alicloud as alicloud

from alicloud_ess_refresh.physical_names import SCALING_CONFIGURATION, keeping, unique_name
from alicloud_ess_refresh.refresh.superseded import ROLLOUT

__all__ = ["named_by_content"]

DIGEST_LENGTH = 10

Content = Mapping[str, Any]


def named_by_content(
    name: str,
    content: Content,
    *,
    http_tokens: str,
    group: alicloud.ess.ScalingGroup,
    security_group_ids: pulumi.Input[Sequence[pulumi.Input[str]]],
    instance_name: str | None,
    opts: pulumi.ResourceOptions,
) -> alicloud.ess.ScalingConfiguration:
    """
    Declare a scaling configuration whose logical name is made of its content.

    A changed content is another resource, so the engine creates the new configuration before the refresh starts, and
    a change that is taken back finds the old one where it was. What is not known while the program runs (an Output) is
    not part of the name: `replace_on_changes` makes a change of it another configuration all the same.

    The name that it has in the cloud is another one, and says nothing of the content: the old configuration and the
    new one may have the same content (a drift that is taken back, `--replace`) and are in one group.

    `active` and `enable` stay unset: activating the new configuration is what the refresh does at its end.

    Args:
        content: Arguments of `alicloud.ess.ScalingConfiguration`.
        http_tokens: Access mode of instance metadata. It is part of the name, and set by `MetadataOptions`.
        instance_name: Name of the instances that is no content: instances are not replaced for another one. None
            where `content` has it.
    """
    no_content: dict[str, Any] = {"scaling_configuration_name": unique_name(name, SCALING_CONFIGURATION, ROLLOUT)}
    if instance_name is not None:
        no_content["instance_name"] = instance_name
    return alicloud.ess.ScalingConfiguration(
        f"{name}-configuration-{_digest({**content, 'http_tokens': http_tokens})}",
        scaling_group_id=group.id,
        security_group_ids=_sorted(security_group_ids),
        **content,
        **no_content,
        opts=pulumi.ResourceOptions.merge(
            keeping(opts, no_content),
            # An instance that a refresh ignores may be made from the old one, so that the service refuses to delete it
            # now: the next rollout does, and the group takes what is left along. A component that is protected has to
            # forget it all the same.
            pulumi.ResourceOptions(retain_on_delete=True, protect=False, replace_on_changes=["*"]),
        ),
    )


def _sorted(ids: pulumi.Input[Sequence[pulumi.Input[str]]]) -> pulumi.Input[Sequence[pulumi.Input[str]]]:
    """
    Return ids whose order means nothing in one order, for the provider compares them as a list.

    A list that the program gives stays one while its ids are not known: a plan that is made of a preview holds the
    update to the number of items.
    """
    known = pulumi.Output.from_input(cast("pulumi.Input[list[str]]", ids)).apply(_in_order)
    return [known[place] for place in range(len(ids))] if isinstance(ids, Sequence) else known


def _in_order(ids: list[str]) -> Sequence[str]:
    return sorted(ids)


def _digest(content: Content) -> str:
    text = json.dumps(content, sort_keys=True, default=_unknown_while_the_program_runs)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


def _unknown_while_the_program_runs(value: object) -> Literal["output"]:
    if not isinstance(value, pulumi.Output):
        raise TypeError(f"{value!r}: expected a plain value or an Output")
    return "output"
