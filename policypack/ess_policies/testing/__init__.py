"""
Test policies as the engine runs them, without an engine: your own, or these with your options.

    from ess_policies.testing import UNKNOWN, Resource, in_process, secret

    def test_my_policy_waits_for_an_unknown_name() -> None:
        outcome = in_process(my_policy).judge(Resource("alicloud:oss/bucket:Bucket", {"bucket": UNKNOWN}))

        assert outcome.violations == ()
        assert outcome.undecided == {"my-policy": "string value at .bucket can't be known during preview"}

Properties reach a policy as in production: behind the proxies of `pulumi_policy`, whole numbers as floats, secrets in
clear, and of a policy's config the defaults filled in. `pack_process` runs the folder of a pack as the engine does.
"""

from ess_policies.testing.outcome import Outcome, Violation
from ess_policies.testing.pack import Pack, PackConfigError, in_process, pack_process
from ess_policies.testing.resources import UNKNOWN, Resource, secret

__all__ = [
    "UNKNOWN",
    "Outcome",
    "Pack",
    "PackConfigError",
    "Resource",
    "Violation",
    "in_process",
    "pack_process",
    "secret",
]
