"""SSH key pairs through the official ECS SDK."""

import pytest
from alibabacloud_ecs20140526 import models
from alibabacloud_ecs20140526.client import Client
from alibabacloud_tea_openapi.exceptions import ClientException
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from alicloud_emulator import Emulator
from contract.official import PUBLIC_KEY, REGION, ecs_client, make_key_pair
from contract.scaling import refusal
from contract.system_events import run_machine


@pytest.fixture(name="ecs")
def _ecs(alicloud_emulator: Emulator) -> Client:
    return ecs_client(alicloud_emulator)


def names(ecs: Client, region_id: str = REGION, **filters: str) -> list[str]:
    answer = ecs.describe_key_pairs(models.DescribeKeyPairsRequest(region_id=region_id, **filters))
    return [pair.key_pair_name for pair in answer.body.key_pairs.key_pair]


def delete(ecs: Client, *key_pair_names: str) -> None:
    listed = "[" + ",".join(f'"{name}"' for name in key_pair_names) + "]"
    ecs.delete_key_pairs(models.DeleteKeyPairsRequest(region_id=REGION, key_pair_names=listed))


def test_private_key_is_told_once_and_fits_the_public_one(ecs: Client) -> None:
    made = ecs.create_key_pair(models.CreateKeyPairRequest(region_id=REGION, key_pair_name="deploy")).body
    [pair] = ecs.describe_key_pairs(
        models.DescribeKeyPairsRequest(region_id=REGION, key_pair_name="deploy", include_public_key=True)
    ).body.key_pairs.key_pair

    private = load_pem_private_key(made.private_key_body.encode(), None)
    public = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    assert pair.public_key == public
    assert pair.key_pair_finger_print == made.key_pair_finger_print
    assert made.key_pair_id.startswith("ssh-")


def test_names_are_found_by_pattern_and_in_their_region_alone(alicloud_emulator: Emulator, ecs: Client) -> None:
    for name in ("web-deploy", "deploy", "other"):
        make_key_pair(alicloud_emulator, name)

    assert names(ecs, key_pair_name="deploy") == ["deploy"]
    assert names(ecs, key_pair_name="*deploy") == ["web-deploy", "deploy"]
    assert names(ecs, "cn-beijing") == []
    delete(ecs, "deploy", "other", "never-was")
    assert names(ecs) == ["web-deploy"]


def test_tags_go_by_the_name(alicloud_emulator: Emulator, ecs: Client) -> None:
    make_key_pair(alicloud_emulator)
    tag = models.TagResourcesRequestTag(key="team", value="web")
    ecs.tag_resources(
        models.TagResourcesRequest(region_id=REGION, resource_type="keypair", resource_id=["deploy"], tag=[tag])
    )
    [pair] = ecs.describe_key_pairs(models.DescribeKeyPairsRequest(region_id=REGION)).body.key_pairs.key_pair
    assert [(each.tag_key, each.tag_value) for each in pair.tags.tag] == [("team", "web")]
    assert "PublicKey" not in pair.to_map()


def test_one_that_an_instance_has_is_not_deleted(alicloud_emulator: Emulator, ecs: Client) -> None:
    make_key_pair(alicloud_emulator)
    machine = run_machine(alicloud_emulator, key_pair_name="deploy")
    with pytest.raises(ClientException) as refused:
        delete(ecs, "deploy")
    assert refusal(refused)[:2] == (400, "InvalidParameter.KeypairAlreadyAttachedInstance")

    ids = f'["{machine.instance_id}"]'
    ecs.detach_key_pair(models.DetachKeyPairRequest(region_id=REGION, instance_ids=ids, key_pair_name="deploy"))
    delete(ecs, "deploy")
    assert names(ecs) == []


def test_imported_key_is_kept_as_it_is(alicloud_emulator: Emulator, ecs: Client) -> None:
    make_key_pair(alicloud_emulator)
    [pair] = ecs.describe_key_pairs(
        models.DescribeKeyPairsRequest(region_id=REGION, include_public_key=True)
    ).body.key_pairs.key_pair
    assert pair.public_key == PUBLIC_KEY
