"""Who took part, and what was cast: two tables that nothing joins but a key outside of the database."""

import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .papers import Poll


class Participation(models.Model):
    """Somebody took part, known by a pseudonym of this poll alone. No account, no time, no choice."""

    # HMAC(pepper, poll | person): ballot_tags.voter_tag. Never shown.
    voter_tag = models.CharField(max_length=64, primary_key=True)
    poll = models.ForeignKey(
        Poll, verbose_name=_("poll"), on_delete=models.PROTECT, related_name="participations"
    )
    day = models.DateField(_("day"))
    district = models.ForeignKey(
        "spilno_pages.District",
        verbose_name=_("district"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    age_band = models.CharField(_("age"), max_length=5, blank=True)
    # The account is gone; the row stays until the poll is sealed, so that nobody counts twice.
    is_orphan = models.BooleanField(_("account deleted"), default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.poll_id} · {self.day}"


class Bar(models.Model):
    """An account lost the person it was verified for: where that person's vote counts, the account casts no second one.

    Both known by pseudonyms of this poll alone, written for every poll that is not sealed then; gone with the sealing.
    """

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="bars")
    # HMAC(pepper, poll | account): ballot_tags.account_tag.
    account_tag = models.CharField(max_length=64)
    # Of the person who is proven on it no more.
    voter_tag = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("account barred from a second vote")
        verbose_name_plural = _("accounts barred from a second vote")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["account_tag", "voter_tag"], name="spilno_polls_bar_once"
            )
        ]

    def __str__(self):
        return f"{self.poll_id}"


DRAWN = 15  # bits of a ballot's key: another one comes where two tags begin alike


def random_key():
    """Returns a whole number from 0 to 2**63 - 1 that tells nothing of when it was drawn."""
    return secrets.randbits(63)


class RandomKey(models.BigIntegerField):
    """A key drawn by chance, eight bytes. In SQLite the row itself lies under it, so rows lie in no order of time there."""

    def db_type(self, connection):
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class Ballot(models.Model):
    """What was cast by somebody. No account, no time, no address, no order."""

    # key_of(ballot_tag), so rows and the index that finds them lie in one order.
    id = RandomKey(primary_key=True, default=random_key)
    # Found by the unique index that begins with it.
    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="ballots", db_index=False)
    # HMAC(key of the poll, person): one ballot of a person, and whose it is nobody can tell without the key.
    ballot_tag = models.CharField(max_length=64)
    salt = models.BinaryField(max_length=16)
    # {code of an option on the paper: value}. value: 1; a rank or a sum where a kind of question has them. As it is hashed and
    # published; triggers take no option of another paper. A row a choice would double what a count reads, writes and deletes.
    choices = models.JSONField()
    # In a named vote alone, where the voter was told so before.
    name = models.CharField(max_length=80, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["poll", "ballot_tag"], name="spilno_polls_one_ballot")
        ]

    def __str__(self):
        return str(self.pk)

    @staticmethod
    def key_of(tag):
        """Returns a key for the ballot with this tag: its first 48 bits, which tell nothing without the poll's key, and 15 drawn ones."""
        return int(tag[:12], 16) << DRAWN | secrets.randbits(DRAWN)


class Checkpoint(models.Model):
    """What the ballots of a poll hashed to at a moment, chained to the one before."""

    poll = models.ForeignKey(
        Poll, verbose_name=_("poll"), on_delete=models.PROTECT, related_name="checkpoints"
    )
    seq = models.PositiveIntegerField(_("number"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    ballots = models.PositiveIntegerField(_("ballots"))
    merkle_root = models.CharField(_("Merkle root"), max_length=64)
    prev_hash = models.CharField(_("hash of the one before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        ordering = ["poll", "seq"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["poll", "seq"], name="spilno_polls_checkpoint_once")
        ]

    def __str__(self):
        return f"{self.poll_id} · {self.seq}"


class SealedBallot(models.Model):
    """A ballot as it is published: in the order of the leaves, so that its place says nothing of when it came."""

    # key_of(salt): by the code of a receipt the row itself is found, and no salt is there twice.
    id = RandomKey(primary_key=True)
    # The trigger asks for the poll when the list is written, and lets no opened one go: PostgreSQL need not ask once more a row.
    poll = models.ForeignKey(
        Poll, on_delete=models.PROTECT, related_name="sealed", db_constraint=False
    )
    leaf = models.CharField(max_length=64)
    salt = models.BinaryField(max_length=16)
    choices = models.JSONField()
    name = models.CharField(max_length=80, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("published ballot")
        verbose_name_plural = _("published ballots")
        ordering = ["leaf"]
        default_permissions = ()

    def __str__(self):
        return self.leaf

    @staticmethod
    def key_of(salt):
        """Returns the key of the ballot that is published with this salt of 16 bytes: its first 63 bits."""
        return int.from_bytes(salt[:8], "big") >> 1
