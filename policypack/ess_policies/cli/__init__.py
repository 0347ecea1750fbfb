"""`ess-policies`: runs the pack over a preview, an exported state or a live stack, and writes reports."""
