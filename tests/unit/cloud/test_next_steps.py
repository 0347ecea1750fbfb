"""Refusals that say what to do about them."""

import pytest

from alicloud_ess_refresh.errors import ServiceAnswer, ServiceApiError

REFUSED = "CreateScalingGroup on asg-1 was refused: `{}` No. (HTTP 403, RequestId r-1)"
KEY = (
    ": check the access key. A refresh or a destroy uses the one that the state holds: after you have rotated it, add"
    " `--run-program`"
)
ROLE = (
    ": the account authorizes Auto Scaling once: create the service-linked role AliyunServiceRoleForAutoScaling in the"
    " console of Auto Scaling, then repeat"
)


@pytest.mark.parametrize(
    ("code", "step"),
    [
        ("UserNotAuthorizeEss", ROLE),
        ("InvalidAccessKeyId.NotFound", KEY),
        ("InvalidAccessKeyId.Inactive", KEY),
        ("SignatureDoesNotMatch", KEY),
        ("InvalidSecurityToken.Expired", ""),
        ("Forbidden.Unauthorized", ""),
    ],
)
def test_a_refusal_says_what_to_do_next(code: str, step: str) -> None:
    answer = ServiceAnswer(code=code, message="No.", request_id="r-1", http_status=403)
    error = ServiceApiError(answer, action="CreateScalingGroup", subject="asg-1")
    assert str(error) == REFUSED.format(code) + step
