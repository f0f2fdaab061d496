"""The forms that pages are edited and copied with in the admin."""

from django.forms import HiddenInput

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.models import Page

from ..slugs import official_slug
from .rights import refuse_foreign
from .settings import DECIDE


class NetworkCopyForm(CopyForm):
    """The copy's address is made of its title, except when the council chooses one."""

    def __init__(self, data=None, *args, user, page, **kwargs):
        if data is not None and not user.has_perm(DECIDE):
            chosen = data.get("new_parent_page", "")
            parent = chosen.isdecimal() and Page.objects.filter(pk=chosen).first()
            data = data.copy()
            data["new_slug"] = free_slug(
                data.get("new_title", ""), parent or page.get_parent(), None
            )
        super().__init__(data, *args, user=user, page=page, **kwargs)
        if not user.has_perm(DECIDE):
            self.fields["new_slug"].widget = HiddenInput()


class CouncilForm(WagtailAdminPageForm):
    """The editor's form: what the council decides is out of others' reach and holds from the moment it is saved."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        elif self.instance.pk:
            self.instance.slug = Page.objects.values_list("slug", flat=True).get(
                pk=self.instance.pk
            )

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug or not (title := self.cleaned_data.get("title")):
            return slug
        if self.parent_page and not self.instance.pk:
            return free_slug(title, self.parent_page, self.instance)
        return free_slug(title, self.instance.get_parent(), self.instance)

    def full_clean(self):
        if self.is_bound:
            refuse_foreign(self)
        super().full_clean()

    def save(self, commit=True):
        decided = {
            name: self.cleaned_data[name]
            for name in self.instance.council_fields
            if name in self.fields and name in self.changed_data
        }
        page = super().save(commit=commit)
        if page.pk and decided:
            page.decide(user=self.for_user, **decided)
        return page


def free_slug(title, parent, page):
    """Returns the title's slug, with a number where a sister page of the parent has it already."""
    base = official_slug(title) or "page"
    slug, number = base, 1
    while not Page._slug_is_available(slug, parent, page):
        number += 1
        slug = f"{base}-{number}"
    return slug
