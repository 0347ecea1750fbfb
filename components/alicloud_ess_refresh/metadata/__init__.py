"""How instances of a scaling configuration answer to whoever asks for their metadata, as a resource."""

from alicloud_ess_refresh.metadata.resource import MetadataOptions, MetadataOptionsArgs

__all__ = ["MetadataOptions", "MetadataOptionsArgs"]
