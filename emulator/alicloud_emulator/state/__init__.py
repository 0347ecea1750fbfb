"""What exists, and how calls and time change it: one folder a service, as in `services`."""
