"""Checks of a release: alarms of CloudMonitor and HTTP probes, watched while it runs and after it."""

from alicloud_ess_refresh.checks.checks import Checks, Verdict
from alicloud_ess_refresh.checks.clients import CheckClients, open_check_clients
from alicloud_ess_refresh.checks.probes import Probe, ProbeClient

__all__ = ["CheckClients", "Checks", "Probe", "ProbeClient", "Verdict", "open_check_clients"]
