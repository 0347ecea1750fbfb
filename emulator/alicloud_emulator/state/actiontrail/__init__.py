"""ActionTrail: the record of every call."""
