"""The relay of facts, and how the house is watched. Operator options stand a floor above: these come by environment."""

from config.settings.paths import env

# How long a relay holds what it has claimed and not begun: what a killed worker held comes back after this.
OUTBOX_CLAIM_SECONDS = env.int("OUTBOX_CLAIM_SECONDS", default=10)
# How long a handler that talks to a channel may take before another relay tries as well.
OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", default=60)
OUTBOX_MAX_ATTEMPTS = env.int("OUTBOX_MAX_ATTEMPTS", default=12)
OUTBOX_RETENTION_DAYS = env.int("OUTBOX_RETENTION_DAYS", default=30)
# Older than this, what could be delivered means that no worker is at work: `/readyz` says so.
READY_MAX_LAG_SECONDS = env.int("READY_MAX_LAG_SECONDS", default=60)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
# Statements slower than this are logged; 0 switches the log off.
SLOW_QUERY_MS = env.int("SLOW_QUERY_MS", default=200)
