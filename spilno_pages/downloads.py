"""Who may download a document: everyone once a public page shows it, before that those who work with it."""

from django.contrib.contenttypes.models import ContentType

from wagtail.documents.permissions import permission_policy
from wagtail.models import Page, ReferenceIndex


def shown_in_public(document):
    """True if a live page without restrictions points at the document. Two queries."""
    references = ReferenceIndex.get_references_to(document).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    ids = references.values_list("object_id", flat=True)
    return Page.objects.live().public().filter(pk__in=[int(pk) for pk in ids]).exists()


def may_download(user, document):
    if shown_in_public(document):
        return True
    return user.is_authenticated and permission_policy.user_has_any_permission_for_instance(
        user, ["choose", "change"], document
    )
