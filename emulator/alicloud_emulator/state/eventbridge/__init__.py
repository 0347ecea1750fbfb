"""EventBridge: the bus of the account."""
