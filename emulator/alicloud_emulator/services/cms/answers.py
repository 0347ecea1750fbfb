"""What every answer of CloudMonitor carries."""

from __future__ import annotations

__all__ = ["SUCCESS"]

# This product's word for success, as text; the provider takes any other for an error.
SUCCESS = {"Code": "200", "Success": True, "Message": ""}
