package main

import (
	"strings"
	"unicode"

	"github.com/aliyun/terraform-provider-alicloud/alicloud"
	"github.com/hashicorp/terraform-plugin-sdk/helper/schema"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shimv1 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v1"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

// The official plugin's rule for a property `name` that the program leaves out: logical name, dash, random suffix.
const (
	nameMaxLength = 255
	nameSeparator = "-"
)

// Where the official plugin shows another shape than upstream's schema asks for: it keeps what had one element once.
var reshaped = map[string]map[string]*tfbridge.SchemaInfo{
	"alicloud_instance": {"network_interfaces": {MaxItemsOne: tfbridge.True()}},
}

func providerInfo() tfbridge.ProviderInfo {
	info := tfbridge.ProviderInfo{
		P:           shimv1.NewProvider(alicloud.Provider().(*schema.Provider)),
		Name:        "alicloud",
		Version:     version,
		Config:      configDefaults(),
		Resources:   map[string]*tfbridge.ResourceInfo{},
		DataSources: map[string]*tfbridge.DataSourceInfo{},
	}
	for upstream, member := range resources {
		info.Resources[upstream] = &tfbridge.ResourceInfo{Tok: tokens.Type(token(member)), Fields: reshaped[upstream]}
	}
	for upstream, member := range functions {
		info.DataSources[upstream] = &tfbridge.DataSourceInfo{Tok: tokens.ModuleMember(token(member))}
	}
	info.SetAutonaming(nameMaxLength, nameSeparator)
	return info
}

// The three settings that the Python SDK's Provider class, too, takes from the environment.
// All other variables (ALIBABA_CLOUD_*, ALICLOUD_*) are read by the upstream provider itself.
func configDefaults() map[string]*tfbridge.SchemaInfo {
	fromEnvironment := func(variable string) *tfbridge.SchemaInfo {
		return &tfbridge.SchemaInfo{Default: &tfbridge.DefaultInfo{EnvVars: []string{variable}}}
	}
	return map[string]*tfbridge.SchemaInfo{
		"ecs_role_name": fromEnvironment("ALICLOUD_ECS_ROLE_NAME"),
		"profile":       fromEnvironment("ALICLOUD_PROFILE"),
		"region":        fromEnvironment("ALICLOUD_REGION"),
	}
}

// token makes "alicloud:ess/scalingGroup:ScalingGroup" of "ess.ScalingGroup".
func token(member string) string {
	module, name, _ := strings.Cut(member, ".")
	first := []rune(name)
	first[0] = unicode.ToLower(first[0])
	return "alicloud:" + module + "/" + string(first) + ":" + name
}
