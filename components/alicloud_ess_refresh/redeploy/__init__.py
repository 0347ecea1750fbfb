"""RedeployInstance: declared, `resource.InstanceRedeploy`; without Pulumi, `carry_out.Redeployment`."""
