"""SSH key pairs of a region: which there are, and which may be deleted."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.ecs.key_pair_model import KeyPair

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alicloud_emulator.state.world import World

__all__ = ["add_key_pair", "delete_key_pairs", "fingerprint_of", "has_key_pair", "require_key_pair"]

MAX_KEY_PAIRS = 500
"""In a region: CreateKeyPair, ECS 2014-05-26."""


def has_key_pair(world: World, region_id: str, name: str) -> bool:
    """Whether the region has a key pair of the name."""
    return any(item.region_id == region_id and item.name == name for item in world.compute.key_pairs.values())


def require_key_pair(world: World, region_id: str, name: str) -> None:
    """Raise InvalidKeyPairName.NotFound (404) if there is no such key pair; an empty name asks for none."""
    if name and not has_key_pair(world, region_id, name):
        raise ApiError(
            404,
            "InvalidKeyPairName.NotFound",
            'The specified parameter "KeyPairName" does not exist in our records.',
        )


def add_key_pair(
    world: World,
    region_id: str,
    name: str,
    *,
    public_key: str,
    resource_group_id: str | None,
    tags: Mapping[str, str],
) -> KeyPair:
    """Add a key pair; raise KeyPair.AlreadyExist (400) or QuotaExceed.KeyPair (403)."""
    if has_key_pair(world, region_id, name):
        raise ApiError(400, "KeyPair.AlreadyExist", "The key pair already exist.")
    if sum(item.region_id == region_id for item in world.compute.key_pairs.values()) >= MAX_KEY_PAIRS:
        raise ApiError(403, "QuotaExceed.KeyPair", "The key pair quota exceeds.")
    pair = KeyPair(
        key_pair_id=world.new_id("ssh"),
        region_id=region_id,
        name=name,
        public_key=public_key,
        resource_group_id=resource_group_id or world.catalogue.default_resource_group_id,
        created_at=world.now,
        tags=dict(tags),
    )
    world.compute.key_pairs[pair.key_pair_id] = pair
    return pair


def delete_key_pairs(world: World, region_id: str, names: Iterable[str]) -> None:
    """
    Delete key pairs of a region; one that does not exist is no error.

    Raises:
        ApiError: InvalidParameter.KeypairAlreadyAttachedInstance (400) while an instance has one of them.
    """
    wanted = frozenset(names)
    used = {
        item.spec.key_pair_name for item in world.compute.instances.values() if item.region_id == region_id
    } & wanted
    if used:
        raise ApiError(
            400,
            "InvalidParameter.KeypairAlreadyAttachedInstance",
            f"The key pair {min(used)} is bound to an instance.",
        )
    for key_pair_id, pair in list(world.compute.key_pairs.items()):
        if pair.region_id == region_id and pair.name in wanted:
            del world.compute.key_pairs[key_pair_id]


def fingerprint_of(pair: KeyPair) -> str:
    """Return the fingerprint of the public key, as RFC 4716 writes it."""
    digest = hashlib.md5(pair.public_key.encode(), usedforsecurity=False).hexdigest()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))
