"""What a program hands to a resource or a component, checked: one error, before anything is declared."""

from collections.abc import Mapping
from typing import Any, TypeVar

import pulumi

from alicloud_ess_refresh.dynamic.alicloud_provider import alicloud_provider
from alicloud_ess_refresh.typed_arguments import read_typed

__all__ = ["check_https", "region_of", "secret_address", "take_arguments"]

Arguments = TypeVar("Arguments")


def take_arguments(
    name: str,
    typed: type[Arguments],
    args: object,
    opts: pulumi.ResourceOptions | None,
    keywords: Mapping[str, Any],
) -> tuple[Arguments, pulumi.ResourceOptions | None]:
    """
    Return arguments and options, however a constructor was called: with a mapping, or with keyword arguments.

    As everywhere in Pulumi, options may come second, without a name, where there is no mapping; and None is not set.

    Args:
        name: The resource's name.
        typed: TypedDict of its arguments.
        args: What came second.
        opts: What came third, or was named `opts`.
        keywords: All other keyword arguments.

    Raises:
        ValueError: Both forms at once, or options twice; an argument is not known, missing or of a wrong type.
    """
    if isinstance(args, pulumi.ResourceOptions):
        if opts is not None:
            raise ValueError(f"{name}: got resource options twice, expected them once: as `opts`")
        args, opts = None, args
    if args is not None and keywords:
        named = ", ".join(f"`{keyword}`" for keyword in keywords)
        raise ValueError(f"{name}: got {named} beside a mapping, expected all arguments in the mapping or none of them")
    return read_typed(name, keywords if args is None else args, typed), opts


def check_https(where: str, url: str) -> None:
    """
    Refuse an address without TLS.

    Raises:
        ValueError: The message leaves out the address: webhooks have their secret in its path or its query.
    """
    if not url.startswith("https://"):
        raise ValueError(
            f"{where}: got an address that does not begin with `https://` (not shown, for it may hold a secret), "
            "expected one that does"
        )


def secret_address(where: str, url: pulumi.Input[str]) -> pulumi.Output[str]:
    """
    Return an address as a secret, which the engine encrypts wherever it is stored, and refuse one without TLS.

    An Output is checked when its value is known, so that a preview may pass and the update fail.
    """

    def checked(known: str) -> str:
        check_https(where, known)
        return known

    return pulumi.Output.secret(url).apply(checked)


def region_of(name: str, given: str | None, opts: pulumi.ResourceOptions | None) -> pulumi.Output[str]:
    """
    Return the region of a component: the one that is given, else its alicloud provider's, else the stack's.

    Raises:
        ValueError: There is none of them.
    """
    provider = alicloud_provider(opts)
    if provider is not None and not given:
        return pulumi.Output.from_input(provider.region).apply(lambda region: _required(name, region))  # type: ignore[attr-defined]
    # Loads the bundled resources, which a program with dynamic resources alone need not pay for.
    import pulumi_alicloud as alicloud  # noqa: PLC0415

    return pulumi.Output.from_input(_required(name, given or alicloud.config.region))


def _required(name: str, region: str | None) -> str:
    if not region:
        raise ValueError(f"{name}: `region` not set, and neither is `alicloud:region`: set one of them")
    return region
