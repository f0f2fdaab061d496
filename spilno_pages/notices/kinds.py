"""What people are written about. Each room registers its own kinds in apps.ready()."""

from dataclasses import dataclass

KINDS = {}


@dataclass(frozen=True)
class Kind:
    """One kind of notice. title and text are lazy translations with %(names)s of what notify() is given.

    group: the line of the preferences that switches its letters off; None for what always goes by mail.
    action: the words of the link.
    """

    name: str
    title: str
    text: str
    action: str
    group: str | None = None


# {group: its name in the preferences}, in the order of the preferences.
GROUPS = {}


def register(*kinds):
    for kind in kinds:
        KINDS[kind.name] = kind
