"""Blocks that point at pages, people and things to do. What they point at may be gone: then they show nothing of it."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wagtail import blocks

GROUP = _("Cards")


class LinkBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Name of the site"), max_length=60, help_text=_("“Facebook”, “Telegram channel”.")
    )
    url = blocks.URLBlock(label=_("Address"), help_text=_("Full address, with https://"))

    class Meta:
        label = _("Link")
        icon = "link"
        label_format = "{title}"


class PagesBlock(blocks.StructBlock):
    """Cards of chosen pages of one type; a page that is gone or not public is left out."""

    def get_preview_value(self):
        pages = apps.get_model(self.meta.preview_model).objects.live()[:3]
        return self.normalize(self.meta.preview_value | {"pages": list(pages)})


class OrganizationsBlock(PagesBlock):
    title = blocks.CharBlock(
        label=_("Title"), max_length=120, required=False, help_text=_("May be left empty.")
    )
    pages = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="spilno_pages.OrganizationPage", label=_("Organization")),
        label=_("Organizations"),
        min_num=1,
        max_num=12,
    )

    class Meta:
        label = _("Organizations")
        icon = "group"
        group = GROUP
        template = "spilno_blocks/organizations.html"
        preview_model = "spilno_pages.OrganizationPage"
        preview_value = {"title": _("We work together with")}
        description = _("Cards of organizations: partners, neighbors, examples.")


class InitiativesBlock(PagesBlock):
    title = blocks.CharBlock(
        label=_("Title"), max_length=120, required=False, help_text=_("May be left empty.")
    )
    pages = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="spilno_pages.InitiativePage", label=_("Initiative")),
        label=_("Initiatives"),
        min_num=1,
        max_num=12,
    )

    class Meta:
        label = _("Initiatives")
        icon = "pick"
        group = GROUP
        template = "spilno_blocks/initiatives.html"
        preview_model = "spilno_pages.InitiativePage"
        preview_value = {"title": _("What we are doing")}
        description = _("Cards of initiatives with their stage.")


class LatestBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Title"), max_length=120, help_text=_("“What they write”, “Where to come”.")
    )
    organization = blocks.PageChooserBlock(
        page_type="spilno_pages.OrganizationPage",
        label=_("Organization"),
        required=False,
        help_text=_("Left empty, those of the whole city are shown."),
    )
    count = blocks.IntegerBlock(
        label=_("How many"),
        default=3,
        min_value=1,
        max_value=10,
        help_text=_("One to ten."),
    )


class LatestPostsBlock(LatestBlock):
    class Meta:
        label = _("Latest posts")
        icon = "edit"
        group = GROUP
        template = "spilno_blocks/latest_posts.html"
        preview_value = {"title": _("What they write"), "organization": None, "count": 3}
        description = _("Fills itself with the newest posts.")


class ComingEventsBlock(LatestBlock):
    class Meta:
        label = _("Coming events")
        icon = "date"
        group = GROUP
        template = "spilno_blocks/coming_events.html"
        preview_value = {"title": _("Where to come"), "organization": None, "count": 3}
        description = _("Fills itself with the nearest events.")


class ContactBlock(blocks.StructBlock):
    name = blocks.CharBlock(
        label=_("Name or title"), max_length=120, help_text=_("A person or an office.")
    )
    role = blocks.CharBlock(
        label=_("What about"), max_length=160, required=False, help_text=_("Position or subject.")
    )
    phone = blocks.CharBlock(label=_("Phone"), max_length=40, required=False)
    email = blocks.EmailBlock(label=_("E-mail"), required=False)
    address = blocks.CharBlock(label=_("Address"), max_length=200, required=False)
    hours = blocks.CharBlock(
        label=_("Hours"), max_length=120, required=False, help_text=_("“Mon–Thu 9:00–17:00”.")
    )

    class Meta:
        label = _("Contact")
        icon = "user"
        group = GROUP
        template = "spilno_blocks/contact.html"
        label_format = "{name}"
        preview_value = {
            "name": _("Olena Haiova"),
            "role": _("head of the organization"),
            "phone": "(04563) 0-00-01",
            "email": "ros@example.org",
            "address": _("boat station, Zarichchia"),
            "hours": _("Thursdays, 18:00"),
        }
        description = _("Whom to ask, and how.")


class CallToActionBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Title"), max_length=120, help_text=_("What is asked of the reader.")
    )
    text = blocks.TextBlock(label=_("Why"), max_length=400, rows=2, required=False)
    label = blocks.CharBlock(
        label=_("Button"),
        max_length=40,
        help_text=_("A verb of the person: “I’ll come”, “I’ll bring”."),
    )
    page = blocks.PageChooserBlock(
        label=_("Page"), required=False, help_text=_("A page of this site.")
    )
    url = blocks.URLBlock(
        label=_("or address"), required=False, help_text=_("Full address of another site.")
    )

    class Meta:
        label = _("Call to action")
        icon = "arrow-right-full"
        group = GROUP
        template = "spilno_blocks/call_to_action.html"
        label_format = "{title}"
        preview_value = {
            "title": _("Two more people are needed on Saturday"),
            "text": _("Three hours, gloves and tea are on us."),
            "label": _("I’ll come"),
            "page": None,
            "url": "https://example.org/",
        }
        description = _("One thing to do, with a button.")

    def clean(self, value):
        value = super().clean(value)
        if bool(value.get("page")) == bool(value.get("url")):
            problem = ValidationError(_("Choose a page or enter an address: exactly one of them."))
            raise blocks.StructBlockValidationError(block_errors={"page": problem})
        return value
