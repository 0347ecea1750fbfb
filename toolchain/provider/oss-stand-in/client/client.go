// Package client stands in for a module that no tagged release offers to the Go module proxy.
// The upstream provider uses it for Object Storage only, which this provider does not expose.
package client

import (
	"errors"

	spi "github.com/alibabacloud-go/alibabacloud-gateway-spi/client"
)

// NewClient answers an error: there is no Object Storage here.
func NewClient() (spi.ClientInterface, error) {
	return nil, errors.New("this build of the alicloud provider has no Object Storage")
}
