"""VPCs and vSwitches through the official generic client."""

import pytest
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import VPC, ask, make_network


def test_a_new_vpc_has_its_system_route_table_at_once(alicloud_emulator: Emulator) -> None:
    """The provider's create fails without it: service_alicloud_vpc_v2.go."""
    made = ask(alicloud_emulator, VPC, "CreateVpc", VpcName="web")

    shown = ask(alicloud_emulator, VPC, "DescribeVpcAttribute", VpcId=made["VpcId"])
    assert (shown["Status"], shown["CidrBlock"], shown["VpcName"]) == ("Available", "172.16.0.0/12", "web")
    tables = ask(alicloud_emulator, VPC, "DescribeRouteTableList", VpcId=made["VpcId"])["RouterTableList"]
    [table] = tables["RouterTableListType"]
    assert (table["RouteTableType"], table["VpcId"], table["RouteTableId"], table["RouterId"]) == (
        "System",
        made["VpcId"],
        made["RouteTableId"],
        made["VRouterId"],
    )


def test_a_repeated_client_token_makes_one_vpc(alicloud_emulator: Emulator) -> None:
    first = ask(alicloud_emulator, VPC, "CreateVpc", ClientToken="a")
    second = ask(alicloud_emulator, VPC, "CreateVpc", ClientToken="a")

    assert first["VpcId"] == second["VpcId"]
    assert ask(alicloud_emulator, VPC, "DescribeVpcs")["TotalCount"] == 1


@pytest.mark.parametrize(
    ("zone_id", "block", "status", "code"),
    [
        ("cn-hangzhou-h", "10.1.0.0/24", 400, "InvalidParameter"),
        ("cn-hangzhou-h", "10.0.0.128/25", 400, "InvalidCidrBlock.Overlapped"),
        ("cn-hangzhou-h", "10.0.1.0/30", 400, "InvalidCidrBlock.Malformed"),
        ("cn-hangzhou-h", "10.0.1.7/24", 400, "InvalidCidrBlock.Malformed"),
        ("cn-beijing-h", "10.0.1.0/24", 404, "InvalidZoneId.NotFound"),
    ],
)
def test_a_vswitch_that_does_not_fit_is_refused(
    alicloud_emulator: Emulator, zone_id: str, block: str, status: int, code: str
) -> None:
    vpc_id, _ = make_network(alicloud_emulator)

    with pytest.raises(ClientException) as refused:
        ask(alicloud_emulator, VPC, "CreateVSwitch", VpcId=vpc_id, ZoneId=zone_id, CidrBlock=block)

    assert (refused.value.status_code, refused.value.code) == (status, code)


def test_a_vpc_goes_after_its_vswitches(alicloud_emulator: Emulator) -> None:
    vpc_id, vswitch_id = make_network(alicloud_emulator)

    with pytest.raises(ClientException) as refused:
        ask(alicloud_emulator, VPC, "DeleteVpc", VpcId=vpc_id)
    ask(alicloud_emulator, VPC, "DeleteVSwitch", VSwitchId=vswitch_id)
    ask(alicloud_emulator, VPC, "DeleteVpc", VpcId=vpc_id)
    with pytest.raises(ClientException) as gone:
        ask(alicloud_emulator, VPC, "DescribeVpcAttribute", VpcId=vpc_id)

    assert refused.value.code == "DependencyViolation.VSwitch"
    # The provider looks at the status, not at the code (errors.go, NotFoundError).
    assert (gone.value.status_code, gone.value.code) == (404, "InvalidVpcId.NotFound")
    assert alicloud_emulator.state["empty"]


def test_lists_are_filtered_and_paged(alicloud_emulator: Emulator) -> None:
    for number in range(3):
        ask(alicloud_emulator, VPC, "CreateVpc", VpcName=f"net-{number}")

    page = ask(alicloud_emulator, VPC, "DescribeVpcs", PageNumber="2", PageSize="2")
    named = ask(alicloud_emulator, VPC, "DescribeVpcs", VpcName="net-1")
    none = ask(alicloud_emulator, VPC, "DescribeVpcs", VpcName="net-9")

    assert [vpc["VpcName"] for vpc in page["Vpcs"]["Vpc"]] == ["net-2"]
    assert (page["TotalCount"], page["PageNumber"], page["PageSize"]) == (3, 2, 2)
    assert [vpc["VpcName"] for vpc in named["Vpcs"]["Vpc"]] == ["net-1"]
    assert none["Vpcs"] == {"Vpc": []}


def test_tags_are_set_listed_and_taken_away(alicloud_emulator: Emulator) -> None:
    vpc_id, _ = make_network(alicloud_emulator)
    resource = {"ResourceType": "VPC", "ResourceId.1": vpc_id}

    tags = {"Tag.1.Key": "team", "Tag.1.Value": "web", "Tag.2.Key": "stage", "Tag.2.Value": "test"}
    ask(alicloud_emulator, VPC, "TagResources", **resource, **tags)
    ask(alicloud_emulator, VPC, "UnTagResources", **resource, **{"TagKey.1": "stage"})

    listed = ask(alicloud_emulator, VPC, "ListTagResources", **resource)["TagResources"]["TagResource"]
    assert listed == [{"ResourceId": vpc_id, "ResourceType": "VPC", "TagKey": "team", "TagValue": "web"}]
    shown = ask(alicloud_emulator, VPC, "DescribeVpcAttribute", VpcId=vpc_id)
    assert shown["Tags"] == {"Tag": [{"Key": "team", "Value": "web"}]}
