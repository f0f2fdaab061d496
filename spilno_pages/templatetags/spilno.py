"""What templates ask the network for."""

import json
import re
from functools import lru_cache

from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils.formats import date_format
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext

from wagtail.models import Page, Site

from .. import feeds, listings
from ..anchors import anchor
from ..discussion.offices import is_moderator
from ..frame import Menu, menu
from ..linked_data import linked_data
from ..models import BlogPostPage, DepartmentPage, InitiativePage
from ..models.organizations import with_organizations
from ..notices.models import Notice
from ..pictures import drawn
from ..residents.models import Role, RoleKind
from ..residents.rules import present_roles
from ..visits import front_page

register = template.Library()

JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
NBSP = "\u00a0"
# More words tied into one would not fit a phone's line.
MAX_TIES = 2
IN_NUMBERS = re.compile(r"(?<=\d) (?=\d{3}\b|(?:тис\.|млн|млрд|грн|км|м|год|хв|%)(?!\w))")


def site_root(request):
    """The site's front page in the language of the request; asked for often, looked up once."""
    if not hasattr(request, "spilno_root"):
        request.spilno_root = front_page(Site.find_for_request(request))
    return request.spilno_root


def scope_of(context, scope):
    """What a list looks under: a chosen organization, else the whole site."""
    return scope or site_root(context["request"])


@register.simple_tag
def listing(page, request):
    """The list of an index page; asked for twice in a request, it is made once."""
    if not hasattr(request, "spilno_listing"):
        request.spilno_listing = listings.listing(page, request)
    return request.spilno_listing


@register.simple_tag(takes_context=True)
def latest_posts(context, count, scope=None, leave_out=None):
    scope = scope_of(context, scope)
    return with_organizations(
        listings.latest(BlogPostPage, scope, get_language(), count, leave_out)
    )


@register.simple_tag(takes_context=True)
def latest_initiatives(context, count, scope=None):
    return with_organizations(
        listings.latest(InitiativePage, scope_of(context, scope), get_language(), count)
    )


@register.simple_tag(takes_context=True)
def coming_events(context, count, scope=None):
    return with_organizations(
        listings.coming_events(scope_of(context, scope), get_language(), count)
    )


@register.simple_tag(takes_context=True)
def similar_initiatives(context, page, count):
    return listings.similar_initiatives(page, scope_of(context, None), get_language(), count)


@register.simple_tag
def chosen(pages):
    """The pages that an editor chose for cards, as far as anyone may read them, in the editor's order."""
    return listings.chosen(pages)


@register.simple_tag
def activity(organization):
    return listings.activity(organization, get_language())


@register.simple_tag(takes_context=True)
def front(context):
    return listings.front(scope_of(context, None), get_language())


@register.simple_tag
def departments(index):
    """Returns the live departments below a list, in the order of the tree. Two queries."""
    found = DepartmentPage.objects.child_of(index).listed().order_by("path")
    return found.prefetch_related("topics")


@register.simple_tag
def officials(department):
    """Returns the present roles of a department's people. One query, two for a translation."""
    page = anchor(department)
    roles = Role.objects.current().filter(kind=RoleKind.OFFICIAL, page_id=page.pk)
    return roles.select_related("resident").order_by("since", "pk")


@register.simple_tag
def legal_versions(page):
    return page.versions()


@register.simple_tag(takes_context=True)
def unread_notices(context):
    """How many notices a signed-in person has not read; asked once a request."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return 0
    if not hasattr(request, "spilno_unread"):
        request.spilno_unread = Notice.objects.filter(user=user).unread().count()
    return request.spilno_unread


@register.simple_tag(takes_context=True)
def cabinet_sections(context):
    """Returns [(name of the view, words)] of the cabinet's own menu: officials and moderators have more. One query."""
    person = context["request"].user
    roles = present_roles(person) if person.is_authenticated else []
    kinds = {role.kind for role in roles}
    more = []
    if RoleKind.OFFICIAL in kinds:
        more.append(("cabinet-questions", gettext("Questions to my department")))
    if RoleKind.REPRESENTATIVE in kinds or is_moderator(person):
        more.append(("cabinet-moderation", gettext("Moderation")))
    return [
        ("cabinet", gettext("Cabinet")),
        ("cabinet-inbox", gettext("Notices")),
        *more,
        ("cabinet-comments", gettext("My comments")),
        ("cabinet-votes", gettext("Where I voted")),
        ("cabinet-profile", gettext("Profile")),
        ("cabinet-verification", gettext("Verification")),
        ("cabinet-preferences", gettext("Letters")),
        ("cabinet-security", gettext("Sign-in and safety")),
        ("cabinet-data", gettext("My data")),
    ]


@register.simple_tag
def sign_out_view():
    return settings.SPILNO_SIGN_OUT_VIEW


@register.filter
def browser(user_agent):
    """«Firefox, Windows» of what a browser calls itself; the browser's own words where they say neither."""
    programs = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
    systems = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
    names = {"Edg": "Edge", "OPR": "Opera"}
    found = [
        names.get(part, part)
        for parts in (programs, systems)
        if (part := next((part for part in parts if part in user_agent), None))
    ]
    return ", ".join(found) or user_agent[:60] or gettext("unknown browser")


@register.simple_tag
def containers(organization):
    """Returns the live containers of an organization in the order of the tree. Two queries."""
    return organization.get_children().live().order_by("path").specific(defer=True)


@register.simple_tag(takes_context=True)
def menus(context):
    """Returns the frame.Menu of the site in the language of the request."""
    request = context.get("request")
    if not request or not Site.find_for_request(request):
        return Menu()
    return menu(site_root(request), request)


@register.filter
def place(page, frame):
    """Returns the key of the page where a Menu marks it as the one at hand, else None."""
    key = getattr(page, "pk", None)
    return key if key in frame.keys else None


@register.simple_tag(takes_context=True)
def languages(context):
    """Returns [{"code", "name", "url", "current"}]: this page in each language, else that language's front page."""
    request, page = context["request"], context.get("page")
    if not hasattr(request, "spilno_languages"):
        request.spilno_languages = language_links(request, page)
    return request.spilno_languages


@lru_cache(maxsize=256)
def in_language(path, spoken, code):
    """Returns the path of a view in another language. spoken: the language at hand, which the path is read in."""
    return translate_url(path, code)


def language_links(request, page):
    translations = {}
    if isinstance(page, Page) and page.pk and not getattr(request, "is_preview", False):
        translations = {
            twin.locale.language_code: twin.get_url(request)
            for twin in page.get_translations().live().select_related("locale")
        }
    links = []
    for code, name in settings.LANGUAGES:
        current = code == get_language()
        if current:
            url = request.get_full_path()
        elif isinstance(page, Page):
            url = translations.get(code) or translate_url("/", code)
            url = url if code in translations or code == settings.LANGUAGE_CODE else f"/{code}/"
        else:
            url = in_language(request.get_full_path(), get_language(), code)
        links.append(
            {
                "code": code,
                "name": name,
                "url": url,
                "current": current,
                "translated": code in translations,
            }
        )
    return links


@register.simple_tag
def ancestors(page):
    """Returns the pages above one, from the network's or the city's front page down. One query."""
    if not page.pk:
        return []
    chain = page.get_ancestors().live().filter(depth__gt=1).order_by("depth")
    return [above for above in chain.select_related("locale") if above.depth > 2 or page.depth == 3]


@register.simple_tag
def json_ld(page):
    """Returns a <script> of JSON-LD in which no text of a page can end the script; "" if there is nothing to say."""
    data = linked_data(page)
    if not data:
        return ""
    text = json.dumps(data, ensure_ascii=False, default=str).translate(JSON_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


@register.simple_tag(takes_context=True)
def subscriptions(context):
    """Returns the feeds.subscriptions of the page that is being read."""
    page, listing = context.get("page"), getattr(context["request"], "spilno_listing", None)
    return feeds.subscriptions(page, listing.form.chosen if listing else {})


@register.simple_tag
def photo(image, shape, **attributes):
    """Returns <picture> of an image in one of pictures.SHAPES; an empty alt where the words beside it say the same."""
    return drawn(image, shape, alt=attributes.pop("alt", ""), **attributes) or ""


@register.filter
def day(value):
    """«24 листопада», with the year unless it is the present one."""
    if not value:
        return ""
    value = localtime(value) if hasattr(value, "hour") else value
    pattern = "j E" if value.year == localtime().year else "j E Y"
    if get_language() != "uk":
        pattern = pattern.replace("E", "F")
    return date_format(value, pattern).replace(" ", NBSP)


@register.filter
def clock(value):
    return date_format(localtime(value), "H:i")


@register.filter
def amount(value):
    """1240000 → «1 240 000» with spaces that do not break."""
    return "" if value in (None, "") else f"{int(value):,}".replace(",", NBSP)


@register.filter
def tied(text):
    """Ties short words to what follows, a dash to what stands before, a number to its unit, as typesetters do. Escapes."""
    text = IN_NUMBERS.sub(NBSP, str(conditional_escape(text)))
    words = text.replace(" — ", f"{NBSP}— ").split(" ")
    joined = []
    for word in words:
        if (
            joined
            and joined[-1].count(NBSP) < MAX_TIES
            and len(joined[-1].rpartition(NBSP)[2]) <= 2
            and joined[-1].rpartition(NBSP)[2].isalpha()
        ):
            joined[-1] += NBSP + word
        else:
            joined.append(word)
    return mark_safe(" ".join(joined))  # noqa: S308 - escaped above
