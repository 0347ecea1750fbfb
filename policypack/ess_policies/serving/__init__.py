"""The pack as a process: how the engine asks and what it is answered."""
