"""Who may do what to a page beyond the rights that Wagtail keeps by the tree."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest, PermissionDenied
from django.forms import ModelChoiceField

from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.documents import get_document_model
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Page, PagePermissionTester, ReferenceIndex
from wagtail.rich_text import extract_references_from_rich_text

from .settings import DECIDE


def references(page):
    """Returns {(model, primary key)} of all that a page's fields and blocks point at."""
    return {
        (ContentType.objects.get_for_id(content_type).model_class(), int(pk))
        for content_type, pk, *_where in ReferenceIndex._extract_references_from_object(page)
        if str(pk).isdecimal()
    }


def sent_references(form):
    """Returns {(model, primary key)} that a sent form names, valid or not. Raises BadRequest for rubbish."""
    named = set()
    for name, field in form.fields.items():
        try:
            sent = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
            named.update(references_in(field, sent))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BadRequest from None
    return named


def references_in(field, sent):
    if hasattr(field, "block"):
        return [(model, int(pk)) for model, pk, *_where in field.block.extract_references(sent)]
    if isinstance(field.widget, DraftailRichTextArea) and sent:
        return [(model, int(pk)) for model, pk, *_where in extract_references_from_rich_text(sent)]
    if type(field) is ModelChoiceField and sent:
        return [(field.queryset.model, int(sent))]
    return []


def may_point_at(user, thing):
    """True for files that the person may choose, pages that anyone may read or the person may edit, and all else."""
    if isinstance(thing, get_image_model()):
        return image_policy.user_has_any_permission_for_instance(user, ["choose", "change"], thing)
    if isinstance(thing, get_document_model()):
        return document_policy.user_has_any_permission_for_instance(
            user, ["choose", "change"], thing
        )
    if isinstance(thing, Page):
        public = thing.live and not thing.get_view_restrictions().exists()
        return public or thing.specific_deferred.permissions_for_user(user).can_edit()
    return True


def refuse_foreign(form):
    """Raises PermissionDenied for what no chooser offers: only a forged form points at another's draft or file.

    Before validation: a form that comes back with an error would show the titles of what it names.
    """
    if form.for_user is None or form.for_user.has_perm(DECIDE):
        return
    for model, pk in sent_references(form) - references(form.instance):
        thing = model.objects.filter(pk=pk).first()
        if thing and not may_point_at(form.for_user, thing):
            raise PermissionDenied


class NetworkPagePermissionTester(PagePermissionTester):
    """Hiding a page behind a password or a group is the council's decision, whoever may publish it."""

    def by_council(self):
        return self.user.is_active and self.user.has_perm(DECIDE)

    def can_set_view_restrictions(self):
        return self.by_council() and super().can_set_view_restrictions()


class KeptPagePermissionTester(NetworkPagePermissionTester):
    """An organization's own page and its containers: only the council publishes, moves or takes them away."""

    def can_publish(self):
        return self.by_council() and super().can_publish()

    def can_unpublish(self):
        return self.by_council() and super().can_unpublish()

    def can_delete(self, ignore_bulk=False):
        return self.by_council() and super().can_delete(ignore_bulk)

    def can_copy(self):
        return self.by_council() and super().can_copy()

    def can_reorder_children(self):
        return self.by_council() and super().can_reorder_children()
