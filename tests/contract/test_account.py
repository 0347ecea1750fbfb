"""Who calls, where products are, and what the provider asks before anything else."""

from alicloud_emulator import Emulator
from contract.official import BSS, LOCATION, STS, ask


def test_any_key_belongs_to_the_one_account(alicloud_emulator: Emulator) -> None:
    caller = ask(alicloud_emulator, STS, "GetCallerIdentity")

    assert (caller["AccountId"], caller["IdentityType"], caller["Arn"]) == (
        "1234567890123456",
        "Account",
        "acs:ram::1234567890123456:root",
    )


def test_every_product_is_where_the_caller_asked(alicloud_emulator: Emulator) -> None:
    found = ask(alicloud_emulator, LOCATION, "DescribeEndpoints", Id="cn-beijing", ServiceCode="ess")

    [endpoint] = found["Endpoints"]["Endpoint"]
    assert (endpoint["Endpoint"], endpoint["Type"], endpoint["SerivceCode"]) == (
        alicloud_emulator.endpoint,
        "openAPI",
        "ess",
    )


def test_the_question_for_the_kind_of_account_succeeds(alicloud_emulator: Emulator) -> None:
    """Any code but `Success`, or an error, would change how the provider signs and where it calls."""
    answer = ask(alicloud_emulator, BSS, "QueryAvailableInstances", ProductCode="vipcloudfw", PageNum="1")

    assert (answer["Code"], answer["Success"], answer["Data"]["InstanceList"]) == ("Success", True, [])
