"""gunicorn for the embedded default: web, worker and beat as threads of one process, which owns the memory broker."""

import os

wsgi_app = "config.wsgi"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = 1
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "8"))
graceful_timeout = 10
timeout = 60
limit_request_line = 8190
# Its place is outside the project, and nothing here uses it.
control_socket_disable = True


def post_worker_init(worker: object) -> None:
    """Start the threads in the process that serves, after the fork."""
    from config.embedded import embedded

    embedded.start()


def worker_exit(server: object, worker: object) -> None:
    """Let them finish what they have in hand."""
    from config.embedded import embedded

    embedded.stop()
