"""`ess-refresh`: refreshes of any group, from a terminal. The only part that imports click and rich."""
