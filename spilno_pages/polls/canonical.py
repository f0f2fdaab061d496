"""One way to write data down, and the hashes made of it. docs/trust.md tells the format; recount.py does the same by itself."""

import hashlib
import json

EMPTY_ROOT = hashlib.sha256(b"").hexdigest()
WIDTH = 32  # bytes of a hash
ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(data):
    """Returns the only bytes for plain data: JSON in UTF-8, keys in order, no spaces."""
    return ENCODER.encode(data).encode()


def digest(data):
    """Returns SHA-256 of the canonical form, 64 hex digits."""
    return hashlib.sha256(canonical(data)).hexdigest()


def leaf_of(poll_key, choices, salt, name=""):
    """Returns the leaf of a ballot, 64 hex digits. choices: {code of an option: value}. salt: 16 bytes.

    RFC 6962, 2.1: SHA-256(0x00 | the entry).
    """
    return leaf_behind(before_salt(poll_key, written(choices), name), salt)


def written(choices):
    """Returns the choices of a ballot as they stand in its entry."""
    return ENCODER.encode(choices)


def before_salt(poll_key, choices, name=""):
    """Returns the bytes under a leaf up to the salt. choices: as written() returns them. A count of many ballots writes equal ones once.

    The keys of the entry stand in their order, as canonical() would put them: the salt is the last.
    """
    own = f'"name":{ENCODER.encode(name)},' if name else ""
    return f'\x00{{"choices":{choices},{own}"poll":"{poll_key}","salt":"'.encode()


def leaf_behind(before, salt):
    """The same as leaf_of, before: as before_salt() returns it."""
    return hashlib.sha256(before + bytes(salt).hex().encode() + b'"}').hexdigest()


def merkle_root(leaves):
    """Returns the Merkle tree hash of leaves (hex digits, in order), 64 hex digits. RFC 6962, 2.1."""
    level = bytes.fromhex("".join(leaves))
    if not level:
        return EMPTY_ROOT
    while len(level) > WIDTH:
        # Pairs from the left; an odd one out rises as it is, which gives the tree of the RFC.
        paired = b"".join(
            hashlib.sha256(b"\x01" + level[place : place + 2 * WIDTH]).digest()
            for place in range(0, len(level) - WIDTH, 2 * WIDTH)
        )
        level = paired + level[2 * len(paired) :]
    return level.hex()


def checkpoint_hash(poll_key, seq, ballots, root, before):
    """Returns the hash that chains a checkpoint to the one before, 64 hex digits."""
    return digest(
        {
            "ballots": ballots,
            "merkle_root": root,
            "poll": str(poll_key),
            "prev_hash": before,
            "seq": seq,
        }
    )
