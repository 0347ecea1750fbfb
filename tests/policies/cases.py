"""What every tier shows to the rules: resources that keep all of them, and each fault alone."""

from policies.cases_refresh import REFRESH_FAULTS
from policies.cases_release import RELEASE_FAULTS
from policies.cases_security import SECURITY_FAULTS
from policies.fault import (
    COMPLIANT,
    INSTANCE,
    INSTANCE_SET,
    LAUNCH_TEMPLATE,
    SCALING_CONFIGURATION,
    SCALING_GROUP,
    Fault,
)

__all__ = [
    "COMPLIANT",
    "FAULTS",
    "INSTANCE",
    "INSTANCE_SET",
    "LAUNCH_TEMPLATE",
    "SCALING_CONFIGURATION",
    "SCALING_GROUP",
    "Fault",
]

FAULTS: tuple[Fault, ...] = (*REFRESH_FAULTS, *RELEASE_FAULTS, *SECURITY_FAULTS)
