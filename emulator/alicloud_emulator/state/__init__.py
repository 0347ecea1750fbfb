"""
What exists, and how calls and time change it: one folder a service, as in `services`.

From the bottom up: data (each `model.py` and its like) with what is assumed; `world`, which holds all of it; what reads
and changes a world; `passing_time`, which lets all that is due happen.
"""
