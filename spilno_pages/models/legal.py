import hashlib
import json

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Locale

from ..residents.models import LegalKind, LegalVersion
from .base import NetworkPageManager, StoryPage
from .settings import DECIDE


class LegalPage(RoutablePageMixin, StoryPage):
    """A legal text of the council. Each change that is published becomes a version that stays readable."""

    kind = models.CharField(
        _("kind"),
        max_length=13,
        choices=LegalKind.choices,
        help_text=_("What an account agrees to: terms, privacy notice, rules. One page a kind."),
    )
    changes = models.CharField(
        _("what has changed"),
        max_length=400,
        blank=True,
        help_text=_(
            "One sentence for people who agreed to the version before. Shown when they are asked."
        ),
    )
    asks_anew = models.BooleanField(
        _("ask everyone anew"),
        default=True,
        help_text=_("Off for corrected typos only: people keep the consent they gave."),
    )

    objects = NetworkPageManager()
    subpage_types = []
    content_panels = [
        HelpPanel(
            content=_(
                "Publishing a changed text makes a new version. People with accounts are asked to agree at their next visit."
            )
        ),
        FieldPanel("kind"),
        *StoryPage.head_panels,
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("changes", permission=DECIDE),
                FieldPanel("asks_anew", permission=DECIDE),
            ],
            heading=_("This change"),
        ),
    ]

    class Meta:
        verbose_name = _("legal text")
        verbose_name_plural = _("legal texts")

    def clean(self):
        super().clean()
        if self.alias_of_id or self.locale_id not in (None, Locale.get_default().pk):
            return
        others = LegalPage.objects.filter(kind=self.kind, locale=Locale.get_default())
        if others.exclude(pk=self.pk).filter(alias_of=None).exists():
            raise ValidationError(
                {"kind": _("There is a page of this kind already: change that one.")}
            )

    def content_hash(self):
        """SHA-256 of the words: title, summary and blocks without their keys."""
        blocks = [[block["type"], block["value"]] for block in self.body.get_prep_value()]
        words = json.dumps([self.title, self.summary, blocks], sort_keys=True, default=str)
        return hashlib.sha256(words.encode()).hexdigest()

    def versions(self):
        """Returns the versions of this kind, the newest first. One query."""
        return LegalVersion.objects.filter(kind=self.kind).order_by("-number")

    @path("versions/<int:number>/")
    def version(self, request, number):
        """The text as it was: what a person agreed to."""
        found = LegalVersion.objects.filter(kind=self.kind, number=number, page=self).first()
        if found is None or found.revision is None:
            raise Http404
        old = found.revision.as_object()
        return self.render(
            request,
            context_overrides={"shown": old, "version": found},
        )


LegalPage.edit_handler = LegalPage.tabs((_("Text"), LegalPage.content_panels))
