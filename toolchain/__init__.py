"""
Finds or builds the Pulumi engine and the alicloud provider.

`scripts/toolchain` makes them available and may take minutes; `locate()` answers where they are, or that they are not.
"""

from toolchain.errors import ToolchainError
from toolchain.search import Toolchain, locate

__all__ = ["Toolchain", "ToolchainError", "locate"]
