"""The twin: what a newcomer to the framework would write over the same table."""
