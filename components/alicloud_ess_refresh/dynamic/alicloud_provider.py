"""
A dynamic resource asks the region and the account that the alicloud provider beside it asks.

A dynamic resource has a provider of its own, which has the settings of the stack. A program that gives a component or a
resource another `alicloud.Provider` means both: that one's settings are given to a provider for dynamic resources.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

import pulumi
from pulumi.output import Unknown

from alicloud_ess_refresh.cloud.settings import CONFIG_KEYS

__all__ = ["alicloud_provider", "served_beside_alicloud"]

ALICLOUD, DYNAMIC = "alicloud", "pulumi-python"
SECRETS = frozenset({"accessKey", "secretKey", "securityToken", "assumeRole", "assumeRoleWithOidc"})
_made: "WeakKeyDictionary[pulumi.ProviderResource, pulumi.ProviderResource]" = WeakKeyDictionary()
"""Each of them is a process: all resources beside one alicloud provider share it."""


def served_beside_alicloud(opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
    """Return options of a dynamic resource with which it has the settings of the alicloud provider that it is given."""
    opts = opts or pulumi.ResourceOptions()
    alicloud = alicloud_provider(opts)
    if alicloud is None or _given(DYNAMIC, opts) is not None:
        return opts
    if alicloud not in _made:
        _made[alicloud] = _with_settings_of(alicloud)
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(provider=_made[alicloud]))


def alicloud_provider(opts: pulumi.ResourceOptions | None) -> pulumi.ProviderResource | None:
    """Return the alicloud provider that these options give or inherit; None where the stack's settings count."""
    return _given(ALICLOUD, opts or pulumi.ResourceOptions())


def _given(package: str, opts: pulumi.ResourceOptions) -> pulumi.ProviderResource | None:
    providers = opts.providers or ()
    several: Iterable[pulumi.ProviderResource] = providers.values() if isinstance(providers, Mapping) else providers
    for provider in (opts.provider, *several):
        if provider is not None and provider.package == package:
            return provider
    return opts.parent.get_provider(f"{package}:index:Any") if opts.parent else None


def _with_settings_of(alicloud: pulumi.ProviderResource) -> pulumi.ProviderResource:
    settings = {f"alicloud:{key}": _setting(alicloud, key) for key in CONFIG_KEYS}
    return pulumi.ProviderResource(
        DYNAMIC, f"{alicloud.pulumi_resource_name}-for-refreshes", settings, pulumi.ResourceOptions(parent=alicloud)
    )


def _setting(alicloud: pulumi.ProviderResource, key: str) -> Any:
    """Return a setting as the program gave it; the SDK keeps structures as JSON text, which is what is read here."""
    name = re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", key)
    value = alicloud.__dict__.get(name)
    if value is None:
        return None
    # In a preview the SDK holds what the program has not set for not known yet.
    known = value.apply(lambda given: None if isinstance(given, Unknown) else given, run_with_unknowns=True)
    return pulumi.Output.secret(known) if key in SECRETS else known
