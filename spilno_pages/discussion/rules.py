"""Who may, and when."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wagtail.models import Page

from ..open_pages import paths_of
from ..residents.models import Level, Resident
from ..residents.rules import default_site, may_link
from ..verdicts import YES, Verdict, no
from .models import Block, Comment, Decision, DiscussionSettings, Done, State, Thread
from .offices import Office, is_moderator, is_official, office_of
from .texts import links_in

APPEALED_WITHIN = timedelta(days=30)


def discussion_settings():
    """Returns the DiscussionSettings of the site; the defaults where there is no site yet."""
    site = default_site()
    return DiscussionSettings.for_site(site) if site else DiscussionSettings()


def thread_of(page):
    """Returns the Thread of a page, an unsaved open one where nothing was set. One query."""
    return Thread.objects.filter(page_id=page.pk).first() or Thread(page_id=page.pk)


def asks_stance(page, thread):
    """page: specific."""
    if thread.asks_stance is None:
        return getattr(page, "asks_stance", False)
    return thread.asks_stance


def is_discussed(page, thread):
    """True where the page shows a discussion at all. page: specific."""
    return getattr(page, "discussed", False) and thread.mode != Thread.Mode.OFF


def is_open(page, thread):
    """YES where people write now, else the sentence that stands in place of the form. page: specific."""
    if not is_discussed(page, thread) and not getattr(page, "takes_questions", False):
        return no(_("There is no discussion on this page."))
    if getattr(page, "discussion_closed", False):
        return no(_("The discussion is closed: its summary stands above."))
    if thread.mode == Thread.Mode.CLOSED:
        return no(thread.note or _("The discussion is closed. It can be read, nobody writes."))
    return YES


def block_on(resident, page, at=None):
    """Returns the Block that keeps the resident from writing under the page, None mostly. One query."""
    blocks = (
        Block.objects.in_force(at)
        .filter(resident=resident)
        .select_related("scope", "decision__reason")
    )
    paths = set(paths_of(page))
    return next((block for block in blocks if not block.scope or block.scope.path in paths), None)


def may_speak(resident: Resident, page: Page, at: datetime | None = None) -> Verdict:
    """Whether a person may say anything under the page: not blocked, and has a name. One query."""
    if block := block_on(resident, page, at):
        words = {
            "until": date_format(timezone.localtime(block.until), "j E Y, H:i"),
            "reason": block.decision.reason,
            "where": block.scope and block.scope.title,
        }
        if block.scope:
            return no(
                _("You cannot write on the pages of “%(where)s” until %(until)s: %(reason)s.")
                % words
            )
        return no(_("You cannot write in discussions until %(until)s: %(reason)s.") % words)
    if not resident.display_name:
        return no(_("Comments are signed. Enter the name that others will see in your profile."))
    return YES


def may_write(
    resident: Resident, page: Page, thread: Thread, at: datetime | None = None
) -> Verdict:
    """Whether a person may write a comment under the page now. page: specific. One query."""
    return is_open(page, thread) and may_speak(resident, page, at)


def may_reply(comment: Comment) -> Verdict:
    """Whether a comment is there to be answered."""
    if comment.state != State.PUBLIC:
        return no(_("This comment is no longer shown, so it cannot be answered."))
    return YES


def may_contain(resident: Resident, text: str, settings=None) -> Verdict:
    """Whether the links in a text are for this person to post."""
    settings = settings or discussion_settings()
    links = links_in(text)
    if not links:
        return YES
    if not (verdict := may_link(resident)):
        return verdict
    if links > settings.most_links:
        return no(
            _("There are too many links: %(most)s at most. Say in your own words what is there.")
            % {"most": settings.most_links}
        )
    return YES


def hourly(resident, settings=None, at=None):
    """Returns how many comments an hour this person may write."""
    settings = settings or discussion_settings()
    at = at or timezone.now()
    if resident.level >= Level.IDENTITY:
        return settings.hourly_proven
    if at - resident.joined_at < timedelta(days=settings.new_days):
        return settings.hourly_new
    return settings.hourly


def may_edit(resident: Resident, comment: Comment, at: datetime | None = None) -> Verdict:
    """The author corrects what was just written."""
    at = at or timezone.now()
    if comment.author_id != resident.pk:
        return no(_("This is another person’s comment."))
    if comment.state not in {State.PUBLIC, State.WAITING}:
        return no(_("This comment is no longer shown, so it cannot be changed."))
    minutes = discussion_settings().edit_minutes
    if at - comment.submit_date > timedelta(minutes=minutes):
        return no(
            _(
                "A comment can be edited for %(minutes)s minutes. Add what is missing in an answer to it."
            )
            % {"minutes": minutes}
        )
    return YES


def may_withdraw(resident: Resident, comment: Comment) -> Verdict:
    if comment.author_id != resident.pk:
        return no(_("This is another person’s comment."))
    if comment.is_official:
        return no(_("An official answer stays. Correct it by a new answer."))
    if comment.state not in {State.PUBLIC, State.WAITING}:
        return no(_("This comment is no longer shown."))
    return YES


def may_like(resident: Resident, comment: Comment) -> Verdict:
    if comment.state != State.PUBLIC:
        return no(_("This comment is no longer shown."))
    if comment.author_id == resident.pk:
        return no(_("This is your own comment: let others say whether it helps."))
    return YES


def may_report(resident: Resident, comment: Comment) -> Verdict:
    """One query."""
    if comment.state != State.PUBLIC:
        return no(_("This comment is no longer shown."))
    if comment.author_id == resident.pk:
        return no(_("This is your own comment: you can withdraw it."))
    if comment.reports.filter(reporter=resident).exists():
        return no(_("You have reported this comment already. A moderator will look at it."))
    return YES


def last_of_council(comment):
    """Returns the newest Decision of the council on what is shown of the comment, None mostly. One query."""
    decided = comment.decisions.filter(office_words="").exclude(act__in=[Done.BLOCK, Done.UNBLOCK])
    return decided.order_by("-at", "-pk").first()


def may_decide(office: Office | None, comment: Comment, user) -> Verdict:
    """Whether the account may decide anything about the comment in this office. One query for organizations."""
    if office is None:
        return no(_("Only a moderator of this page may do that."))
    if comment.author and comment.author.user_id == user.pk:
        return no(_("This is your own comment: let a colleague decide about it."))
    if office.is_council:
        return YES
    if comment.is_official:
        return no(_("An official answer is the council’s: an organization does not hide it."))
    if last_of_council(comment):
        return no(_("The council has decided about this comment. Write to it if you disagree."))
    return YES


def offered(office: Office, comment: Comment) -> list[Done]:
    """Returns what may be done with the comment now, in the order of the form."""
    acts = {
        State.WAITING: [Done.APPROVE, Done.HIDE, Done.BLOCK],
        State.PUBLIC: [Done.KEEP, Done.HIDE, Done.WARN, Done.BLOCK],
        State.HIDDEN: [Done.RESTORE, Done.BLOCK],
    }.get(comment.state, [])
    if comment.author_id is None:
        acts = [act for act in acts if act not in {Done.WARN, Done.BLOCK}]
    if comment.is_official:
        acts = [act for act in acts if act != Done.BLOCK]
    return acts


def may_appeal(resident: Resident, decision: Decision, at: datetime | None = None) -> Verdict:
    """The author of what was hidden, or who was blocked or warned, asks the council once to decide anew."""
    at = at or timezone.now()
    if decision.comment.author_id != resident.pk:
        return no(_("This decision is about another person’s comment."))
    if decision.act not in {Done.HIDE, Done.BLOCK, Done.WARN}:
        return no(_("There is nothing to appeal in this decision."))
    if hasattr(decision, "appeal"):
        return no(_("You have appealed this decision already: it can be done once."))
    if at - decision.at > APPEALED_WITHIN:
        return no(_("A decision can be appealed within 30 days."))
    if decision.act == Done.HIDE and decision.comment.state != State.HIDDEN:
        return no(_("The comment is shown again."))
    return YES


def may_decide_appeal(user, appeal) -> Verdict:
    """A moderator of the council who has not made the decision himself."""
    if not is_moderator(user):
        return no(_("Appeals are decided by the council’s moderators."))
    if appeal.decided_at:
        return no(_("This appeal is decided already."))
    if appeal.decision.by_id == user.pk:
        return no(_("You made this decision yourself: let a colleague look at the appeal."))
    if appeal.decision.comment.author and appeal.decision.comment.author.user_id == user.pk:
        return no(_("This is your own comment: let a colleague look at the appeal."))
    return YES


def may_answer_officially(resident: Resident) -> Verdict:
    if not is_official(resident):
        return no(_("Official answers are given by officials of the council."))
    return YES


def may_set_thread(user, page, thread: Thread) -> Verdict:
    """A moderator of the page; what the council has set is the council's to change."""
    office = office_of(user, page)
    if office is None:
        return no(_("Only a moderator of this page may do that."))
    if thread.is_of_council and not office.is_council:
        return no(_("The council has set this discussion. Write to it if it should be otherwise."))
    return YES
