"""Pages that people spoke under are kept: the admin refuses to delete them with a sentence instead of an error."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from wagtail.admin import messages
from wagtail.models import Page

from .discussion.models import Comment
from .models import District, PollPage
from .polls.models import Poll
from .questions.models import Question


def spoken_under(pages):
    """Returns how many comments and questions hang on the pages and on all below them. Up to two queries a page."""
    found = 0
    for page in pages:
        found += Comment.objects.below(page.path).count()
        found += Question.objects.filter(department__path__startswith=page.path).count()
    return found


def before_delete_snippet(request, instances):
    """A district whose residents a poll asks stays: it is part of the paper."""
    districts = [found for found in instances if isinstance(found, District)]
    asked = Poll.objects.filter(district__in=districts).first() if districts else None
    asked = asked or (districts and PollPage.objects.filter(audience__in=districts).first())
    if not asked:
        return None
    messages.error(
        request,
        gettext("The poll “%(poll)s” asks the residents of this district, so the district stays.")
        % {"poll": asked.title},
    )
    return redirect(reverse(District.snippet_viewset.get_url_name("list")))


def voted_under(pages):
    """Returns True where a poll of the pages, or of any page below, has opened. One query a page."""
    return any(
        Poll.objects.laid()
        .filter(page__path__startswith=page.path, opens_at__lte=timezone.now())
        .exists()
        for page in pages
    )


def refuse(request, pages):
    """Returns an answer that says why the pages stay; None where they may go."""
    if voted_under(pages):
        messages.error(
            request,
            gettext(
                "People have been asked here: the record of a vote stays. Unpublish the page instead: it disappears from the site, the votes stay."
            ),
        )
        return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
    if not (count := spoken_under(pages)):
        return None
    messages.error(
        request,
        ngettext(
            "%(count)s comment of people would be lost. Unpublish the page instead: it disappears from the site, the record stays.",
            "%(count)s comments of people would be lost. Unpublish the page instead: it disappears from the site, the record stays.",
            count,
        )
        % {"count": count},
    )
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)


def before_delete_page(request, page):
    return refuse(request, [page]) if request.method == "POST" else None


def before_bulk_action(request, action_type, objects, action_class_instance):
    pages = [thing for thing in objects if isinstance(thing, Page)]
    return refuse(request, pages) if action_type == "delete" and pages else None
