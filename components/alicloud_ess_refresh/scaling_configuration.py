"""A scaling configuration that is named by its content, so that changed content is another resource."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pulumi
import pulumi_alicloud as alicloud

__all__ = ["named_by_content"]

DIGEST_LENGTH = 10
SCALING_CONFIGURATION_NAME_MAX_LENGTH = 64
"""Source: CreateScalingConfiguration, ESS 2014-08-28, parameter ScalingConfigurationName."""

Content = Mapping[str, Any]


def named_by_content(
    name: str,
    content: Content,
    *,
    http_tokens: str,
    group: alicloud.ess.ScalingGroup,
    security_group_ids: pulumi.Input[Sequence[pulumi.Input[str]]],
    opts: pulumi.ResourceOptions,
) -> alicloud.ess.ScalingConfiguration:
    """
    Declare a scaling configuration under a name made of its content.

    A changed content is another resource, so the engine creates the new configuration first and deletes the
    old one only after the refresh has succeeded; a change that is taken back finds the old one where it was.
    What is not known while the program runs (an Output) is not part of the name: `replace_on_changes` makes
    a change of it another configuration all the same.

    `active` and `enable` stay unset: activating the new configuration is what the refresh does at its end.

    Args:
        content: Arguments of `alicloud.ess.ScalingConfiguration`.
        http_tokens: Access mode of instance metadata. It is part of the name, and set by `MetadataOptions`.
    """
    named = {**content, "http_tokens": http_tokens}
    return alicloud.ess.ScalingConfiguration(
        f"{name}-configuration-{_digest(named)}",
        scaling_group_id=group.id,
        security_group_ids=security_group_ids,
        scaling_configuration_name=_physical_name(name, {**named, "security_group_ids": security_group_ids}),
        **content,
        opts=pulumi.ResourceOptions.merge(
            opts,
            # The provider refuses to delete the last configuration of a group; the group takes it along.
            pulumi.ResourceOptions(deleted_with=group, replace_on_changes=["*"]),
        ),
    )


def _physical_name(name: str, content: Content) -> pulumi.Output[str]:
    prefix = name[: SCALING_CONFIGURATION_NAME_MAX_LENGTH - DIGEST_LENGTH - 1]
    return pulumi.Output.from_input(dict(content)).apply(lambda known: f"{prefix}-{_digest(known)}")


def _digest(content: Content) -> str:
    text = json.dumps(content, sort_keys=True, default=_unknown_while_the_program_runs)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


def _unknown_while_the_program_runs(value: object) -> Literal["output"]:
    if not isinstance(value, pulumi.Output):
        raise TypeError(f"{value!r}: expected a plain value or an Output")
    return "output"
