"""gunicorn for a server: several web processes; workers and beat run by `make worker`."""

import os

wsgi_app = "config.wsgi"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = os.environ.get("WEB_WORKER_CLASS", "gthread")
threads = int(os.environ.get("WEB_THREADS", "4"))
graceful_timeout = 30
timeout = 60
limit_request_line = 8190
# Its place is outside the project, and nothing here uses it.
control_socket_disable = True
# Leaks, ours or a library's, end with the process; the jitter keeps the processes from leaving together.
max_requests = int(os.environ.get("WEB_MAX_REQUESTS", "20000"))
max_requests_jitter = max_requests // 10


def child_exit(server: object, worker: object) -> None:
    """Take a dead process's gauges out of the shared metrics, where they are shared."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[attr-defined] # gunicorn ships no types
