"""System events of instances, decided on and answered: the command `ess-events`, and the same for a function."""
