"""What a program loads that imports the package: no vendor SDK, nothing of the commands, only what Pulumi has, too."""

import subprocess
import sys

import pytest

import alicloud_ess_refresh

PROGRAM = """
import sys, {before}
def loaded():
    return {{name.partition(".")[0] for name in sys.modules}} - sys.stdlib_module_names
before = loaded()
{program}
print(*(loaded() - before))
"""
OWN = {"alicloud_ess_refresh", "ess_readiness"}
DYNAMIC = "from alicloud_ess_refresh import InstanceRedeploy, InstanceRefresh, MetadataOptions, ReleaseProtection"
ALL = f"from alicloud_ess_refresh import {', '.join(alicloud_ess_refresh.__all__)}"


@pytest.mark.parametrize(
    ("before", "program", "loaded"),
    [
        ("sys", "import ess_readiness", {"ess_readiness"}),
        ("sys", "import alicloud_ess_refresh", {"alicloud_ess_refresh"}),
        ("pulumi", DYNAMIC, OWN),
        ("pulumi", "import alicloud_ess_refresh.refresh.provider, alicloud_ess_refresh.redeploy.provider", OWN),
        ("pulumi_alicloud", ALL, OWN),
    ],
    ids=["readiness rules", "the package", "dynamic resources", "their providers before a call", "everything"],
)
def test_import_loads_nothing_else(before: str, program: str, loaded: set[str]) -> None:
    source = PROGRAM.format(before=before, program=program)
    run = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert set(run.stdout.split()) == loaded
