"""What every dynamic resource of this package needs: its way to the engine, and patience with the services."""
