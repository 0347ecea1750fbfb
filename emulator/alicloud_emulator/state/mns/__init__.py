"""Message queues."""
