"""How much has run: from the test that counts, in whichever process, to pytest's summary."""

INTERLEAVINGS = "interleavings"
REQUESTS = "requests"
MATRIX_CELLS = "matrix cells"
SENTENCES = {
    INTERLEAVINGS: "{:,} interleavings of faults, operators, kills and restarts ran",
    REQUESTS: "{:,} random requests got an answer that is no server error",
}
"""Property of a test's report → what the summary says of it."""
