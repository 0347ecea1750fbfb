"""Whom the checks of a release ask; and the checks that its inputs ask for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alicloud_ess_refresh.checks.alarms import Alarms
from alicloud_ess_refresh.checks.checks import Checks, Tell
from alicloud_ess_refresh.checks.probes import Probe, ProbeClient, ProbeWatch
from alicloud_ess_refresh.cloud.cms import CmsClient
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.dynamic.patience import Patience

__all__ = ["CheckClients", "open_check_clients"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckClients:
    """`open_cms` and `open_probes` are called only where there are alarms, or probes."""

    open_cms: Callable[[], CmsClient]
    open_probes: Callable[[], ProbeClient]

    def checks(self, alarms: Sequence[str], probes: Sequence[Probe], *, patience: Patience, tell: Tell) -> Checks:
        """
        Make the checks of a release.

        Raises:
            ConnectionSettingsError: There are alarms, and the settings do not say whom to ask.
        """
        probe_client = self.open_probes() if probes else None
        watches = [ProbeWatch(probe, probe_client) for probe in probes] if probe_client else []
        return Checks(Alarms(alarms, self.open_cms()) if alarms else None, watches, patience=patience, tell=tell)


def open_check_clients(settings: Settings) -> CheckClients:
    """Answer the real ones: the official SDK for what the settings say, and requests."""

    def open_cms() -> CmsClient:
        # Loads the vendor SDK, which a release without alarms need not pay for.
        from alicloud_ess_refresh.cloud.sdk_cms import open_client  # noqa: PLC0415

        return open_client(settings)

    def open_probes() -> ProbeClient:
        from alicloud_ess_refresh.checks.http_probes import HttpProbeClient  # noqa: PLC0415

        return HttpProbeClient()

    return CheckClients(open_cms=open_cms, open_probes=open_probes)
