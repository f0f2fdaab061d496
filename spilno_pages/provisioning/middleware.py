"""The fence between organizations in the admin: an address that names another's page or file is refused."""

from django.core.exceptions import BadRequest, PermissionDenied

from wagtail.documents import get_document_model
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Page, Revision

from . import rules

MAX_DIGITS = 18
PAGE_ARGUMENTS = {
    "page_id",
    "parent_page_id",
    "page_to_move_id",
    "destination_id",
    "page_pk",
    "root_page_id",
}
# Fields of forms that name a page.
SENT = ("new_parent_page", "parent_page", "chooser")
FILES = {
    "wagtailimages": (get_image_model, image_policy),
    "wagtaildocs": (get_document_model, document_policy),
}
# Only the council hides pages and reads across the site.
COUNCIL_VIEWS = {"set_privacy", "set_collection_privacy", "wagtailadmin_tag_autocomplete"}
COUNCIL_NAMESPACES = {
    "wagtailadmin_api:images",
    "wagtailadmin_api:documents",
    "wagtailadmin_reports",
}


def for_council_only(match):
    """True for views that read across organizations or give addresses and tags, however they are asked."""
    by_api = match.namespace == "wagtailadmin_api:pages" and match.url_name == "action"
    by_tag = match.url_name == "wagtail_bulk_action" and match.kwargs["action"] == "add_tags"
    return (
        by_api
        or by_tag
        or match.url_name in COUNCIL_VIEWS
        or match.namespace in COUNCIL_NAMESPACES
        or match.route.startswith("admin/reports/")
    )


def number(value):
    """Returns the value as a key. Raises BadRequest: Django reads more into " 1", "+1" and "1_0" than digits."""
    text = str(value)
    if not text.isascii() or not text.isdecimal() or len(text) > MAX_DIGITS:
        raise BadRequest
    return int(text)


def asked_ids(request):
    """Returns the keys of ?id=; "all" is known to bulk actions and to nothing else."""
    bulk = request.resolver_match.url_name == "wagtail_bulk_action"
    asked = request.GET.getlist("id")
    return {number(value) for value in asked if not (bulk and value == "all")}


def pages_named(request, match, kwargs):
    """Returns the primary keys of the pages that an admin request names, by arguments, revisions, ?id= or form."""
    named = {kwargs[name] for name in PAGE_ARGUMENTS & kwargs.keys()}
    if match.namespace == "wagtailadmin_pages":
        named.update(filter(None, [kwargs.get("pk"), *match.args[:1]]))
    if "revision_id" in kwargs:
        revisions = Revision.page_revisions.filter(pk=kwargs["revision_id"])
        named.update(revisions.values_list("object_id", flat=True))
    if "choose_page" in (match.url_name or "") or kwargs.get("model_name") == "page":
        named |= asked_ids(request)
        # "All" is all of the site's unless a parent is named, which is checked as any other page.
        if "all" in request.GET.getlist("id"):
            named.add(request.GET.get("childOf") or Page.get_first_root_node().pk)
    named.update(filter(None, (request.POST.get(name) for name in SENT)))
    return {number(pk) for pk in named}


class TenancyMiddleware:
    """Wagtail keeps rights where something is changed; here a representative is kept from looking, too."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        if not match.route.startswith("admin/") or not request.user.is_authenticated:
            return
        for name in SENT:
            number(request.POST.get(name) or 0)
        if rules.is_council(request.user):
            return
        if for_council_only(match):
            raise PermissionDenied
        self.check_pages(request, match, kwargs)
        self.check_files(request, match, kwargs)

    def check_pages(self, request, match, kwargs):
        choosing = "choose" in (match.url_name or "") and match.url_name != "choose_parent"
        allowed = rules.may_meet if choosing else rules.may_work_on
        for page in Page.objects.filter(pk__in=pages_named(request, match, kwargs)):
            if not allowed(request.user, page):
                raise PermissionDenied

    def check_files(self, request, match, kwargs):
        app = match.namespace.partition("_")[0] if match.namespace else ""
        if match.url_name == "wagtail_bulk_action":
            app = kwargs["app_label"]
        if app not in FILES:
            return
        get_model, policy = FILES[app]
        named = [
            value for name, value in kwargs.items() if name in {"pk", "image_id", "document_id"}
        ]
        named += asked_ids(request)
        for file in get_model().objects.filter(pk__in=named):
            if not policy.user_has_any_permission_for_instance(
                request.user, ["choose", "change", "delete"], file
            ):
                raise PermissionDenied
