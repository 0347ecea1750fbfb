"""What a program loads that imports the package: no vendor SDK, nothing of the commands, only what Pulumi has, too."""

import subprocess
import sys

import pytest

import alicloud_ess_refresh

PROGRAM = """
import sys, {loaded}
def loaded():
    return {{name.partition(".")[0] for name in sys.modules}} - sys.stdlib_module_names
before = loaded()
{program}
print(*(loaded() - before))
"""
DYNAMIC = "from alicloud_ess_refresh import InstanceRedeploy, InstanceRefresh, MetadataOptions, ReleaseProtection"
ALL = f"from alicloud_ess_refresh import {', '.join(alicloud_ess_refresh.__all__)}"


@pytest.mark.parametrize(
    ("loaded", "program"),
    [
        ("sys", "import alicloud_ess_refresh.readiness"),
        ("pulumi", DYNAMIC),
        ("pulumi", "import alicloud_ess_refresh.refresh.provider, alicloud_ess_refresh.redeploy.provider"),
        ("pulumi_alicloud", ALL),
    ],
    ids=["the package and its readiness rules", "dynamic resources", "their providers before a call", "everything"],
)
def test_import_loads_nothing_else(loaded: str, program: str) -> None:
    source = PROGRAM.format(loaded=loaded, program=program)
    run = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["alicloud_ess_refresh"]
