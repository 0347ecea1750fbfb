from pulumi_policy import PolicyPack

from ess_policies import POLICIES

PolicyPack("alicloud-ess-refresh", list(POLICIES))
