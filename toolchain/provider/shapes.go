package main

import (
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim"
)

// A shape is what a property looks like to a program, ready for JSON: a scalar's type name; a list of one element shape;
// for a map {"*": element shape}; for an object its properties by name.
type shape any

type shapes struct {
	Config    map[string]shape            `json:"config"`
	Resources map[string]map[string]shape `json:"resources"`
	Functions map[string]map[string]shape `json:"functions"`
}

func shapesOf(info tfbridge.ProviderInfo) shapes {
	all := shapes{
		Config:    object(info.P.Schema(), info.Config),
		Resources: map[string]map[string]shape{},
		Functions: map[string]map[string]shape{},
	}
	for upstream, resource := range info.Resources {
		properties := info.P.ResourcesMap().Get(upstream).Schema()
		all.Resources[string(resource.Tok)] = object(properties, resource.Fields)
	}
	for upstream, function := range info.DataSources {
		properties := info.P.DataSourcesMap().Get(upstream).Schema()
		all.Functions[string(function.Tok)] = object(properties, function.Fields)
	}
	return all
}

func object(properties shim.SchemaMap, fields map[string]*tfbridge.SchemaInfo) map[string]shape {
	named := map[string]shape{}
	properties.Range(func(upstream string, property shim.Schema) bool {
		// The bridge hides what upstream has removed.
		if property.Removed() == "" {
			named[tfbridge.TerraformToPulumiNameV2(upstream, properties, fields)] = of(property, fields[upstream])
		}
		return true
	})
	return named
}

func of(property shim.Schema, field *tfbridge.SchemaInfo) shape {
	switch property.Type() {
	case shim.TypeBool:
		return "bool"
	case shim.TypeInt:
		return "int"
	case shim.TypeFloat:
		return "float"
	case shim.TypeString:
		return "str"
	case shim.TypeMap:
		return map[string]shape{"*": element(property, field)}
	}
	if tfbridge.IsMaxItemsOne(property, field) {
		return element(property, field)
	}
	return []shape{element(property, field)}
}

func element(property shim.Schema, field *tfbridge.SchemaInfo) shape {
	var inner *tfbridge.SchemaInfo
	if field != nil {
		inner = field.Elem
	}
	switch elem := property.Elem().(type) {
	case shim.Schema:
		return of(elem, inner)
	case shim.Resource:
		var fields map[string]*tfbridge.SchemaInfo
		if inner != nil {
			fields = inner.Fields
		}
		return object(elem.Schema(), fields)
	}
	// Upstream leaves the element type of some maps open; the bridge takes them for strings.
	return "str"
}
