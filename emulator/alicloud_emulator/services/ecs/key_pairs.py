"""SSH key pairs. Attaching them to instances is in `instance_settings`."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.services.action import Action
from alicloud_emulator.services.pages import has_tags, ids_of, page
from alicloud_emulator.services.tags import tag_key_value, tags_in
from alicloud_emulator.state.ecs import key_pairs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.ecs.key_pair_model import KeyPair
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

KEY_BITS = 2048
# ImportKeyPair, ECS 2014-05-26: how a public key begins that is taken.
PUBLIC_KEY_TYPES = ("rsa", "dsa", "ssh-rsa", "ssh-dss", "ecdsa")


def create_key_pair(world: World, call: Call) -> dict[str, Any]:
    """Make a key pair and tell its private key, this once."""
    # Loaded only here: few programs have the service make their keys.
    from cryptography.hazmat.primitives import serialization as form  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415

    private = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    public = private.public_key().public_bytes(form.Encoding.OpenSSH, form.PublicFormat.OpenSSH)
    pem = private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    return {**_added(world, call, public.decode()), "PrivateKeyBody": pem.decode()}


def import_key_pair(world: World, call: Call) -> dict[str, Any]:
    """Take the public key of a key pair that somebody has made."""
    body = call.parameters.require("PublicKeyBody")
    kind, _, rest = body.strip().partition(" ")
    if not rest or not kind.startswith(PUBLIC_KEY_TYPES):
        raise ApiError(400, "InvalidPublicKeyBody.Malformed", "The PublicKeyBody format is not supported.")
    return _added(world, call, body)


def describe_key_pairs(world: World, call: Call) -> dict[str, Any]:
    """Show the key pairs of the region that match every filter; `*` in a name stands for any characters."""
    parameters = call.parameters
    found = [
        pair
        for pair in world.compute.key_pairs.values()
        if pair.region_id == call.region_id
        and fnmatchcase(pair.name, parameters.text("KeyPairName", "*"))
        and parameters.text("KeyPairFingerPrint") in (None, key_pairs.fingerprint_of(pair))
        and parameters.text("ResourceGroupId") in (None, pair.resource_group_id)
        and has_tags(pair.tags, parameters)
    ]
    shown, fields = page(found, parameters)
    has_key = parameters.flag("IncludePublicKey", default=False)
    return {**fields, "KeyPairs": {"KeyPair": [_key_pair(pair, has_key=has_key) for pair in shown]}}


def delete_key_pairs(world: World, call: Call) -> dict[str, Any]:
    """Delete key pairs by their names."""
    call.parameters.require("KeyPairNames")
    key_pairs.delete_key_pairs(world, call.region_id, ids_of(call.parameters, "KeyPairNames") or [])
    return {}


def _added(world: World, call: Call, public_key: str) -> dict[str, Any]:
    parameters = call.parameters
    pair = key_pairs.add_key_pair(
        world,
        call.region_id,
        parameters.require("KeyPairName"),
        public_key=public_key,
        resource_group_id=parameters.text("ResourceGroupId"),
        tags=tags_in(parameters),
    )
    return {
        "KeyPairId": pair.key_pair_id,
        "KeyPairName": pair.name,
        "KeyPairFingerPrint": key_pairs.fingerprint_of(pair),
    }


def _key_pair(pair: KeyPair, *, has_key: bool) -> dict[str, Any]:
    shown = {
        "KeyPairName": pair.name,
        "KeyPairFingerPrint": key_pairs.fingerprint_of(pair),
        "CreationTime": pair.created_at.strftime("%Y-%m-%dT%H:%MZ"),
        "ResourceGroupId": pair.resource_group_id,
        "Tags": {"Tag": tag_key_value(pair.tags)},
    }
    return {**shown, "PublicKey": pair.public_key} if has_key else shown


ACTIONS: Mapping[str, Action] = {
    "CreateKeyPair": Action(create_key_pair, "API, resource_alicloud_ecs_key_pair.go"),
    "ImportKeyPair": Action(import_key_pair, "API, resource_alicloud_ecs_key_pair.go"),
    "DescribeKeyPairs": Action(describe_key_pairs, "SDK, service_alicloud_ecs.go"),
    "DeleteKeyPairs": Action(delete_key_pairs, "API, resource_alicloud_ecs_key_pair.go"),
}
