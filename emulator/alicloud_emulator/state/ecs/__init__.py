"""ECS: instances and their events, launch templates, security groups, and the catalogue of what there is to launch."""
