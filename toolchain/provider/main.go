// Command pulumi-resource-alicloud is the alicloud provider with the types that this project uses.
//
// It joins the two released modules that the official plugin is made of: the upstream Terraform provider, unchanged,
// and Pulumi's bridge. `-shapes` prints the names and types of all properties; a test holds them against the Python SDK.
package main

import (
	"encoding/json"
	"os"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
)

// The release of the official plugin, and of the Python SDK, that bridges the upstream version in go.mod. Set by -ldflags.
var version string

func main() {
	info := providerInfo()
	if len(os.Args) == 2 && os.Args[1] == "-shapes" {
		if err := json.NewEncoder(os.Stdout).Encode(shapesOf(info)); err != nil {
			os.Exit(1)
		}
		return
	}
	// No package schema: it serves documentation and `pulumi import`'s code generation only.
	tfbridge.Main("alicloud", version, info, nil)
}
