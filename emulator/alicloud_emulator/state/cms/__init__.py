"""CloudMonitor: metric rules and event rules."""
