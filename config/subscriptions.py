"""Who reacts to which fact. Every asynchronous way through the house is a line on this page (rules 12.4)."""


def connect() -> None:
    """Subscribe the handlers. Called once, when every app is loaded."""
