"""The poll's key and the council's signing key: in a directory outside of the database and of its backups.

A poll's key ties a ballot to its voter while the poll is open; it is random, derived from nothing, and destroyed at sealing.
"""

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

BYTES = 32
SIGNING = "signing.key"


class KeyLostError(Exception):
    """The poll's key is not where it should be, or is another one: the database was restored without it."""

    reason = _(
        "The key of this poll is not in its place, so no votes can be taken or changed now. The votes that are in are safe and will be counted."
    )


def directory():
    return Path(settings.SPILNO_KEYS_DIR)


def path_of(poll):
    return directory() / f"{poll.key}.key"


def print_of(key):
    """Returns what tells one key from another and says nothing of it, 64 hex digits."""
    return hashlib.sha256(b"spilno-poll-key|" + key).hexdigest()


def kept(path):
    """Returns the 32 bytes under a path, made at the first call: on the disk before anyone uses them."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = secrets.token_bytes(BYTES)
    new = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(new, path)  # fails where another process was first
    except FileExistsError:
        key = path.read_bytes()
    finally:
        new.unlink()
    sync(path.parent)
    return key


def sync(folder):
    """Names of files reach the disk, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make(poll):
    """Returns the fingerprint of the poll's key, made now if there is none."""
    return print_of(kept(path_of(poll)))


def read(poll):
    """Returns the poll's key. Raises KeyLostError."""
    try:
        key = path_of(poll).read_bytes()
    except OSError:
        raise KeyLostError(poll.key) from None
    if print_of(key) != poll.key_print:
        raise KeyLostError(poll.key)
    return key


def is_there(poll):
    try:
        read(poll)
    except KeyLostError:
        return False
    return True


def destroy(poll):
    """Overwrites and removes the poll's key. Safe to call again."""
    path = path_of(poll)
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(BYTES))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink(missing_ok=True)
    sync(path.parent)


def signing_key():
    return Ed25519PrivateKey.from_private_bytes(kept(directory() / SIGNING))


def public_key():
    """Returns the key that results are checked with, 64 hex digits."""
    return signing_key().public_key().public_bytes_raw().hex()


def signed(data):
    """Returns the Ed25519 signature of bytes, 128 hex digits."""
    return signing_key().sign(data).hex()
