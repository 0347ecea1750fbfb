"""
What the pack found, as documents: SARIF, JUnit, JSON, Markdown and a table for the terminal.

Pure functions from a `Report` to text; the pack itself does not load them.
"""
