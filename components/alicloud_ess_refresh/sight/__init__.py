"""A group as anybody sees it who comes along: its task, its instances, the time left; whoever started what."""
