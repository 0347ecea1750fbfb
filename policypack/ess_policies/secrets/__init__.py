"""Finds credentials in user data: read by its form first, then judged by names, values and known forms."""
