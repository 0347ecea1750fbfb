"""How many interleavings have run: from the test that plays them, in whichever process, to pytest's summary."""

INTERLEAVINGS = "interleavings"
"""Property of the test's report."""
