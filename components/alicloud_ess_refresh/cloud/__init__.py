"""Auto Scaling as this package sees it; the only place that imports vendor SDKs, and not before a call is made."""
