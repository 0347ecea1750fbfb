"""Resource options of components: those that Pulumi would ignore without a word are refused."""

import pulumi

__all__ = ["check_options"]

TRANSFORM = "set it on the part that you mean, with `transforms`"
WITHOUT_EFFECT = {
    "ignore_changes": f"leave the argument out, or {TRANSFORM}",
    "replace_on_changes": TRANSFORM,
    "replacement_trigger": TRANSFORM,
    "replace_with": TRANSFORM,
    "delete_before_replace": f"what is replaced is made first and deleted last; {TRANSFORM}",
    "additional_secret_outputs": "wrap the output in `pulumi.Output.secret`",
    "custom_timeouts": f"`wait_timeout_seconds` limits a rollout; for anything else, {TRANSFORM}",
    "import_": "declare the resources that exist with their own classes, and import those",
}
"""Options that have no effect on a component (pulumi/pulumi, source_eval.go, and #9704), and what to do instead."""


def check_options(component: str, opts: pulumi.ResourceOptions | None) -> None:
    """
    Refuse options that would have no effect.

    Raises:
        ValueError: It names the option and what to do instead.
    """
    for option, advice in WITHOUT_EFFECT.items():
        if opts is not None and getattr(opts, option, None) not in (None, [], False):
            raise ValueError(f"{component}: the option `{option}` has no effect on a component: {advice}")
