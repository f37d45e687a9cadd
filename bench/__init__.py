"""Loads and their limits: each figure of ours stands beside a limit measured in the same run on the same machine."""
