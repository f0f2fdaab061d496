"""An organization applies, a resident proposes a discussion: handed in, changed when returned, taken back, approved."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.models import Page, Site, WorkflowState
from wagtail.rich_text import RichText

from ..models import (
    DiscussionIndexPage,
    DiscussionPage,
    OrganizationIndexPage,
    OrganizationPage,
    SpilnoSettings,
)
from ..notices.actions import notify
from ..provisioning.actions import review_workflow
from ..provisioning.rules import is_council
from ..residents.actions import resident_of
from . import rules
from .forms import PLAIN
from .models import AccessibilityReport, Application, Proposal

ADDRESSES_KEPT = timedelta(days=365)
TAKEN = gettext_lazy("Another organization has applied with this register code a moment ago.")


def filled(page, data):
    """Puts what the form holds into a page; the story's paragraphs are escaped text."""
    page.title, page.draft_title = data["title"], data["title"]
    page.kind, page.register_code = data["kind"], data["register_code"]
    page.district, page.topics = data["district"], list(data["topics"])
    for name in PLAIN:
        setattr(page, name, data[name])
    return told(page, data)


def told(page, data):
    """Puts the paragraphs of a form into the story of a page, as escaped text."""
    if data["about"].strip():
        page.body = [("text", RichText(linebreaks(data["about"], autoescape=True)))]
    return page


def asked(page, data):
    """Puts what the form of a proposed discussion holds into a page."""
    page.title, page.draft_title = data["title"], data["title"]
    page.summary, page.district, page.topics = (
        data["summary"],
        data["district"],
        list(data["topics"]),
    )
    return told(page, data)


@transaction.atomic
def propose(user, data):
    """Makes the draft page of a discussion and sends it to the council's review. Returns the Proposal.

    data: cleaned_data of forms.ProposalForm. Raises PermissionDenied, ValidationError with a sentence.
    """
    if not (verdict := rules.may_propose(user)):
        raise PermissionDenied(verdict.reason)
    index = DiscussionIndexPage.objects.live().order_by("path").first()
    if index is None:
        raise ValidationError(_("The council has not opened the list of discussions yet."))
    page = asked(DiscussionPage(live=False, owner=user, locale=index.locale), data)
    Page.objects.get(pk=index.pk).add_child(instance=page)
    page.save_revision(user=user)
    proposal = Proposal.objects.create(applicant=user, page=page.page_ptr)
    review_workflow().start(page, user)
    tell(proposal, "proposal.sent", "sent")
    return proposal


@transaction.atomic
def propose_again(proposal, user, data):
    """Changes what the council returned and sends it again. Raises PermissionDenied."""
    if not (verdict := rules.may_change(user, proposal)):
        raise PermissionDenied(verdict.reason)
    page = asked(proposal.page.specific.get_latest_revision_as_object(), data)
    DiscussionPage.objects.filter(pk=page.pk).update(title=data["title"], draft_title=data["title"])
    page.save_revision(user=user)
    resumed(proposal, user)


def resumed(handed, user):
    handed.workflow_state.resume(user)
    del handed._workflow_state


def apply(user, data):
    """Makes the draft page of an organization and sends it to the council's review. Returns the Application.

    data: cleaned_data of forms.ApplicationForm. Raises PermissionDenied, ValidationError with a sentence.
    """
    if not (verdict := rules.may_apply(user, resident_of(user))):
        raise PermissionDenied(verdict.reason)
    index = OrganizationIndexPage.objects.live().order_by("path").first()
    if index is None:
        raise ValidationError(_("The council has not opened the list of organizations yet."))
    try:
        with transaction.atomic():
            page = filled(OrganizationPage(live=False, owner=user, locale=index.locale), data)
            Page.objects.get(pk=index.pk).add_child(instance=page)
            page.save_revision(user=user)
            application = Application.objects.create(
                applicant=user,
                page=page.page_ptr,
                standing=data["standing"],
                register_code=data["register_code"],
            )
            review_workflow().start(page, user)
    except IntegrityError:
        raise ValidationError({"register_code": TAKEN}) from None
    tell(application, "application.sent", "sent")
    return application


def resubmit(application, user, data):
    """Changes what the council returned and sends it again. Raises PermissionDenied, ValidationError for a code taken meanwhile."""
    if not (verdict := rules.may_change(user, application)):
        raise PermissionDenied(verdict.reason)
    try:
        with transaction.atomic():
            sent_again(application, user, data)
    except IntegrityError:
        raise ValidationError(TAKEN) from None


def sent_again(application, user, data):
    page = filled(application.page.specific.get_latest_revision_as_object(), data)
    OrganizationPage.objects.filter(pk=page.pk).update(
        register_code=data["register_code"], title=data["title"], draft_title=data["title"]
    )
    page.save_revision(user=user)
    application.standing, application.register_code = data["standing"], data["register_code"]
    application.save(update_fields=["standing", "register_code"])
    resumed(application, user)


@transaction.atomic
def withdraw(application, user):
    """The applicant takes an undecided application or proposal back: the draft goes with it. Raises PermissionDenied."""
    application = type(application).objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.applicant_id != user.pk or application.approved_at:
        raise PermissionDenied
    page = application.page
    application.delete()
    page.specific.delete()


@transaction.atomic
def approve(application):
    """What publishing a page that was handed in brings: an organization's applicant is its first representative. Called once."""
    application.approved_at = timezone.now()
    application.save(update_fields=["approved_at"])
    if isinstance(application, Proposal):
        tell(application, "proposal.approved", "approved")
        return
    if not is_council(application.applicant):
        application.applicant.groups.add(application.page.workspace.group)
    tell(application, "application.approved", "approved")


def returned(application, state):
    """What the council's «Return with a reason» tells the applicant. The register code is free for whoever it belongs to."""
    OrganizationPage.objects.filter(pk=application.page_id, live=False).update(register_code="")
    task = state.current_task_state
    tell(
        application,
        f"{application.kind}.returned",
        f"returned:{task.pk if task else 0}",
        reason=task.get_comment() if task else "",
    )


def place_of(application, kind):
    """Returns the address to which a notice leads."""
    if kind.endswith(".closed"):
        return reverse("cabinet")
    if kind == "application.approved":
        return reverse("cabinet-organization", args=[application.page_id])
    if kind == "proposal.approved":
        return application.page.get_url() or reverse("cabinet")
    return reverse(f"cabinet-{application.kind}", args=[application.pk])


def tell(application, kind, what, **data):
    notify(
        application.applicant,
        kind,
        f"{application.kind}:{application.pk}:{what}",
        url=place_of(application, kind),
        organization=application.page.get_latest_revision_as_object().title
        if application.page.latest_revision_id
        else application.page.title,
        **data,
    )


def cancel_reviews(page):
    """Ends what is under review of a page that goes."""
    for state in WorkflowState.objects.for_instance(page).active():
        state.cancel()


def report_barrier(data, site):
    """Keeps a report of a barrier and writes to who answers for the network. Returns the AccessibilityReport."""
    report = AccessibilityReport.objects.create(**data)
    network = SpilnoSettings.for_site(site or Site.objects.get(is_default_site=True))
    if network.support_email:
        transaction.on_commit(lambda: write_of(report, network.support_email), robust=True)
    return report


def write_of(report, address):
    lines = (
        (report._meta.get_field(name).verbose_name, getattr(report, name))
        for name in ("where", "problem", "tools", "reply_to")
    )
    body = "\n\n".join(f"{label}:\n{value or '—'}" for label, value in lines)
    EmailMessage(
        _("A barrier on the site: report %(number)s") % {"number": report.pk},
        body,
        settings.DEFAULT_FROM_EMAIL,
        [address],
        reply_to=[report.reply_to] if report.reply_to else None,
    ).send()


def forget_addresses(at=None):
    """Takes the addresses for an answer out of reports older than ADDRESSES_KEPT. Returns their number."""
    before = (at or timezone.now()) - ADDRESSES_KEPT
    return (
        AccessibilityReport.objects.filter(made_at__lt=before)
        .exclude(reply_to="")
        .update(reply_to="")
    )
