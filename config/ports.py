"""Who stands behind which port: the synchronous way up."""


def fill() -> None:
    """Fill the registries of the lower rooms. Called once, when every app is loaded."""
