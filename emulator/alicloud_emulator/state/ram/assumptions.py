"""
What no source tells about RAM and the emulator had to decide.

As `state.ess.assumptions` does for Auto Scaling: each value is one constant, and emulator/README.md lists them.
"""

from __future__ import annotations

# --- Values ------------------------------------------------------------------------------------------------------

# A key of a user or role session that was deleted (404); one that nobody ever had acts as the account itself.
CODE_KEY_NOT_FOUND = "InvalidAccessKeyId.NotFound"
# A key that UpdateAccessKey made Inactive (403).
CODE_KEY_INACTIVE = "InvalidAccessKeyId.Inactive"
# A role session whose time is over (403).
CODE_SESSION_EXPIRED = "InvalidSecurityToken.Expired"
# A policy document that is none (400).
CODE_MALFORMED_POLICY = "MalformedPolicyDocument"
# Versions that a policy may have; RotateStrategy deletes the oldest that is not the default.
POLICY_VERSIONS_MAX = 5

# --- Behaviour: these are not values, and each is one place in the code ---------------------------------------------

BEHAVIOURS = (
    "Permission is judged before anything else, also whether the resource is there.",
    "A call that names several resources is allowed if it is for each of them.",
    "A condition whose key a request does not have is not met, whatever the operator.",
    (
        "Resources are known for instances, disks, security groups, scaling groups, queues, trails, event rules and "
        "what RAM has. A call about instances or scaling groups that names none is about all of them; any other call "
        "is about `acs:<product>:<region>:<account>:*`."
    ),
    "No call has a second factor: acs:MFAPresent is false, unless the user has a device bound to it.",
    "A policy or trust change holds from the next call on.",
)
