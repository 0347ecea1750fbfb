"""VPC: networks, vSwitches and their addresses."""
