"""Auto Scaling: groups, configurations, instances, activities, and the instance refresh."""
