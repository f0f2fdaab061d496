"""A small town's server, and the demo city: SQLite, one process with threads, mail to the console."""

import secrets

from .base import *  # noqa: F403
from .base import VAR_DIR, env_list


def secret_key():
    """Returns the key of this installation, made at the first start and kept under var/."""
    path = VAR_DIR / "secret-key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii")


DEBUG = False
SECRET_KEY = secret_key()
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
SPILNO_DEMO = True
# There is no worker: tick makes the sizes and formats of pictures, beside the server.
SPILNO_MAKE_PICTURES = False
