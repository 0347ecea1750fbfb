"""`ProbeClient` over requests."""

import requests

__all__ = ["HttpProbeClient"]


class HttpProbeClient:
    """Redirects are followed and certificates verified, as requests does by default. Thread-safe."""

    def get(self, url: str, *, timeout_seconds: float) -> int | str:
        try:
            # The body is nobody's business, and may be large.
            with requests.get(url, timeout=timeout_seconds, stream=True) as response:
                return response.status_code
        except requests.RequestException as error:
            # The text of the error has the whole address in it, with what is secret there.
            return f"no answer ({type(error).__name__})"
