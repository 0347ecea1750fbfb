"""What teams say to the pack: levels, options, presets and exemptions."""
