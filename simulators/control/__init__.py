"""``/_sim/``: what a tester, a demo visitor or a curious developer may do to this world."""
