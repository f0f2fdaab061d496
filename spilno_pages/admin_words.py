"""What upstream's admin says in English and no catalogue can say otherwise: words written into templates and forms."""

import re

from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from wagtail.admin.forms.choosers import (
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)

# In the results of a search for pages upstream names a parent that there is none of.
NO_PARENT = re.compile(r"(\d+–\d+ \S+ \d+) \(None\)")


class AdminWordsMiddleware:
    """Puts the words into pages of the admin on their way out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        match = request.resolver_match
        if not match or not match.route.startswith("admin/") or response.streaming:
            return response
        if not response.get("Content-Type", "").startswith(("text/html", "application/json")):
            return response
        text = response.content.decode(response.charset)
        said = in_words(text, getattr(request, "user", None))
        if said != text:
            response.content = said
        return response


def in_words(text, user):
    profile = getattr(user, "wagtail_userprofile", None)
    language = profile.get_preferred_language() if profile else get_language()
    with override(language):
        for found, said in (
            ('<nav aria-label="Actions"', f'<nav aria-label="{_("Actions")}"'),
            ('<input type="submit" value="Search"', f'<input type="submit" value="{_("Search")}"'),
        ):
            text = text.replace(found, said)
            # The same inside the JSON that windows of choosers come in.
            text = text.replace(found.replace('"', '\\"'), said.replace('"', '\\"'))
    return NO_PARENT.sub(r"\1", text)


def label_forms():
    """Gives labels to the fields of upstream's forms for links that have none."""
    labels = {
        "url": gettext_lazy("Address"),
        "link_text": gettext_lazy("Words of the link"),
        "email_address": gettext_lazy("E-mail"),
        "phone_number": gettext_lazy("Phone"),
        "subject": gettext_lazy("Subject of the letter"),
        "body": gettext_lazy("Text of the letter"),
    }
    for form in (
        AnchorLinkChooserForm,
        EmailLinkChooserForm,
        ExternalLinkChooserForm,
        PhoneLinkChooserForm,
    ):
        for name, field in form.base_fields.items():
            if not field.label or field.label == "URL":
                field.label = labels[name]
