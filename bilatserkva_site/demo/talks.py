"""What the people of the demo city say: discussions, questions to departments, what moderators decided."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from wagtail.models import Page

from bilatserkva_site.models import NewsPage
from spilno_pages.discussion.actions.writing import row
from spilno_pages.discussion.bulk import insert, like
from spilno_pages.discussion.models import (
    Appeal,
    Comment,
    Decision,
    Done,
    ModerationReason,
    Report,
    State,
    Thread,
)
from spilno_pages.discussion.models.comments import digest_of, free_fingerprint
from spilno_pages.discussion.offices import badge_of
from spilno_pages.models import BlogPostPage, DiscussionPage, EventPage
from spilno_pages.questions.models import Question
from spilno_pages.questions.rules import WORKING_DAYS
from spilno_pages.residents.models import Resident
from spilno_pages.submissions.models import Proposal
from spilno_pages.terms.rules import due

TITLED = {"post": BlogPostPage, "event": EventPage, "news": NewsPage, "discussion": DiscussionPage}


class Talks:
    """Lays the data file's comments under the city's pages, as if they had been written over the last weeks."""

    def __init__(self, city):
        self.city = city
        self.people = {
            resident.user.email.partition("@")[0]: resident
            for resident in Resident.objects.select_related("user")
        }
        self.editor = get_user_model().objects.get(email="editor@spilno.example")
        self.likers = [
            resident.user for who, resident in self.people.items() if who.startswith("resident")
        ]
        self.reasons = {reason.slug: reason for reason in ModerationReason.objects.all()}
        self.now = timezone.now()
        self.badges = {}

    def page(self, data):
        if key := data.get("initiative"):
            return Page.objects.get(pk=self.city.page(key)).specific
        kind = next(kind for kind in TITLED if kind in data)
        return TITLED[kind].objects.get(title=data[kind], locale__language_code="uk")

    def said(self, page, data, answers=None, **fields):
        resident = self.people[data["who"]]
        if (resident.pk, page.pk) not in self.badges:
            self.badges[resident.pk, page.pk] = badge_of(resident, page)
        badge, words = self.badges[resident.pk, page.pk]
        at = self.now - timedelta(hours=data["ago"], minutes=data["ago"] * 7 % 60)
        hidden = self.reasons.get(data.get("hidden"))
        comment = row(
            resident,
            page,
            data["text"],
            None,
            at,
            stance="" if answers else data.get("stance", ""),
            badge=badge,
            badge_words=words[:200],
            helpful=0 if hidden else min(data.get("likes", 0), len(self.likers)),
            digest=digest_of(data["text"]),
            fingerprint=free_fingerprint(),
            state=State.HIDDEN if hidden else State.PUBLIC,
            is_public=not hidden,
            reason=hidden,
            is_official=bool(data.get("official")),
            **fields,
        )
        comment.root = comment.answers = answers
        return comment

    def thread(self, data):
        page = self.page(data)
        comments = []
        for root_data in data["comment"]:
            root = self.said(page, root_data)
            comments.append(root)
            replies = [self.said(page, reply, root) for reply in root_data.get("reply", ())]
            comments += replies
        # Keys follow the time of writing.
        comments.sort(key=lambda comment: comment.submit_date)
        insert(comments)
        like([comment for comment in comments if comment.state == State.PUBLIC], self.likers)
        for comment in comments:
            if comment.is_official:
                Thread.objects.update_or_create(page_id=page.pk, defaults={"answer": comment})
            if comment.state == State.HIDDEN:
                self.hidden(comment)

    def hidden(self, comment):
        at = min(comment.submit_date + timedelta(hours=9), self.now)
        Report.objects.create(
            comment=comment,
            reporter=self.people["resident"],
            reason=comment.reason,
            made_at=at - timedelta(hours=6),
            decision=Decision.objects.create(
                comment=comment, act=Done.HIDE, reason=comment.reason, by=self.editor, at=at
            ),
        )
        Comment.objects.filter(pk=comment.pk).update(state_at=at)

    def question(self, data):
        department = Page.objects.get(pk=self.city.page(data["department"])).specific
        asked = self.said(department, data)
        comments = [asked]
        if answer := data.get("answer"):
            given = {"who": "official", "official": True} | answer
            comments.append(self.said(department, given, asked))
        insert(comments)
        day = timezone.localdate(asked.submit_date)
        reply = comments[1] if answer else None
        Question.objects.create(
            comment=asked,
            department=department.page_ptr,
            asked_on=day,
            due_on=due("question", day, WORKING_DAYS),
            answer=reply,
            answered_on=reply and timezone.localdate(reply.submit_date),
            department_words=department.title if reply else "",
        )

    def proposals(self, rows):
        for data in rows:
            if data["by"]:
                page = DiscussionPage.objects.get(title=data["title"])
                user = self.people[data["by"]].user
                Page.objects.filter(pk=page.pk).update(owner=user)
                made = page.first_published_at - timedelta(days=2)
                Proposal.objects.create(
                    applicant=user,
                    page=page.page_ptr,
                    made_at=made,
                    approved_at=page.first_published_at,
                )

    def work_for_moderators(self):
        """Leaves something to do: two reported comments, one of them on an organization's page, and an appeal."""
        waiting = Comment.objects.public().filter(badge="", root=None).order_by("-submit_date")
        slugs = ("offtopic", "personal-data")
        for comment, slug in zip(waiting[3:5], slugs, strict=True):
            Report.objects.create(
                comment=comment,
                reporter=self.people["resident05"],
                reason=self.reasons[slug],
                made_at=self.now - timedelta(hours=5),
            )
        decision = Decision.objects.filter(act=Done.HIDE).order_by("-at").first()
        Appeal.objects.create(
            decision=decision,
            appellant=decision.comment.author,
            words="Я писав про стан речей, а не про людину. Прошу перечитати ще раз.",
            made_at=self.now - timedelta(hours=20),
        )


def talk(city, data):
    """Loads texts/discussions.toml under pages that are there."""
    talks = Talks(city)
    talks.proposals(data["discussion"])
    for thread in data["thread"]:
        talks.thread(thread)
    for question in data["question"]:
        talks.question(question)
    talks.work_for_moderators()
