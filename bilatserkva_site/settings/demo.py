"""A small town's server, and the demo city: SQLite, one process with threads, mail to the console."""

import os
import secrets

from .base import *  # noqa: F403
from .base import VAR_DIR, WAGTAILADMIN_BASE_URL, env_list


def kept_secret(name):
    """Returns a secret of this installation, made at the first start and kept under var/."""
    path = VAR_DIR / name
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii")


DEBUG = False
SECRET_KEY = kept_secret("secret-key")
SPILNO_PEPPER = os.environ.get("SPILNO_PEPPER") or kept_secret("pepper")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
SPILNO_DEMO = True
# The demo's accounts have one password and no second factor; its id.gov.ua is a look-alike on this very server.
SPILNO_STAFF_MFA = False
SPILNO_FAKE_IDENTITY = True
SPILNO_ICEI = {
    "url": f"{WAGTAILADMIN_BASE_URL.rstrip('/')}/id-lookalike",
    "client_id": "spilno-demo",
    "client_secret": "spilno-demo",
    "decryptor": "spilno_pages.residents.providers.fake:open_sealed",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# There is no worker: tick makes the sizes and formats of pictures, beside the server.
SPILNO_MAKE_PICTURES = False
