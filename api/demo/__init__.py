"""The demo: a made-up partnership, loaded from files as a partnership would write them, with its own mail server."""

from importlib import import_module

from api.demo.loading import load as load


def run(port: int = 8000) -> None:
    """Runs the whole demo until Ctrl-C or SIGTERM; see ``api.demo.running``."""
    # By name, when asked: the pages use this package, and what runs the demo serves the pages.
    import_module("api.demo.running").run(port)
