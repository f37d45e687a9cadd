"""Settings by environment; without any the embedded default runs: SQLite, memory broker, bundled simulators.

Split by meaning: `paths` (where things stand), `apps` (what is installed), `stores` (database, cache, broker),
`api` (REST and its documents), `admin` (the operators' site), `channels` (WeChat), `relay`, `logs`.
"""

from config.settings.admin import *  # noqa: F403 - settings modules are read whole by design
from config.settings.api import *  # noqa: F403 - as above
from config.settings.apps import *  # noqa: F403 - as above
from config.settings.channels import *  # noqa: F403 - as above
from config.settings.logs import *  # noqa: F403 - as above
from config.settings.paths import *  # noqa: F403 - as above
from config.settings.relay import *  # noqa: F403 - as above
from config.settings.security import *  # noqa: F403 - as above
from config.settings.stores import *  # noqa: F403 - as above
