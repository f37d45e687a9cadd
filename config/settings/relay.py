"""The relay of facts. Bedrock: operator options stand a floor above it, so these are set by environment."""

from config.settings.paths import env

# How long a relay holds what it has claimed and not begun: what a killed worker held comes back after this.
OUTBOX_CLAIM_SECONDS = env.int("OUTBOX_CLAIM_SECONDS", default=10)
# How long a handler that talks to a channel may take before another relay tries as well.
OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", default=60)
OUTBOX_MAX_ATTEMPTS = env.int("OUTBOX_MAX_ATTEMPTS", default=12)
OUTBOX_RETENTION_DAYS = env.int("OUTBOX_RETENTION_DAYS", default=30)
OUTBOX_SWEEP_SECONDS = env.int("OUTBOX_SWEEP_SECONDS", default=5)
