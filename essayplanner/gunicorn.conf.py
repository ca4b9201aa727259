"""How gunicorn serves the app: two processes of four threads, on this machine only.

Put a web server with HTTPS in front of it for others to reach; see docs/running.md.
"""

import gc
import os
from typing import Any

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
timeout = 60
loglevel = "warning"
graceful_timeout = 20
# Restarting a worker now and then keeps its memory from growing; the jitter spreads them.
max_requests = 20_000
max_requests_jitter = 2_000
# Nobody here steers gunicorn from outside.
control_socket_disable = True


def post_fork(server: Any, worker: Any) -> None:
    """Collect garbage less often: drawing a board makes thousands of short-lived objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def when_ready(server: Any) -> None:
    """Say where the app is, once it really listens."""
    site = os.environ.get("SITE_URL", f"http://{bind}")
    print(f"Essay planner is at {site}/ (Ctrl-C stops it)", flush=True)
