"""
Runs several example programs in one stack, so that one preview judges them all.

`programs` lists their files in `folder`. Resources of each one become children of a component whose type
tells the program, so that equal names do not collide and a finding's URN says where it comes from.
"""

import runpy
from pathlib import Path

import pulumi
from pulumi.runtime.settings import get_root_resource, set_root_resource

config = pulumi.Config()
folder = Path(config.require("folder"))
stack = get_root_resource()
assert stack is not None
for program in config.require_object("programs"):
    rule, _, kind = program.removesuffix(".py").rpartition("_")
    set_root_resource(pulumi.ComponentResource(f"example:{rule.replace('_', '-')}:{kind}", "it"))
    runpy.run_path(str(folder / program))
    set_root_resource(stack)
