"""Instead of the library's addresses: no api/, confirm/ and mute/ is reachable."""

from django.urls import path

from .. import converters  # noqa: F401 - registers itself
from . import feeds
from .views import moderation, reading, writing

urlpatterns = [
    path("discussion/log/", reading.log, name="moderation-log"),
    path("discussion/<key:page_id>/write/", writing.write, name="discussion-write"),
    path("discussion/<key:page_id>/fresh/", reading.fresh, name="discussion-fresh"),
    path("discussion/<key:page_id>/feed/", feeds.thread_feed, name="discussion-feed"),
    path("discussion/<key:page_id>/set/", moderation.set_discussion, name="discussion-set"),
    path("discussion/<key:page_id>/unpin/", moderation.unpin, name="discussion-unpin"),
    path("comments/<key:pk>/", reading.permalink, name="comment"),
    path("comments/<key:pk>/branch/", reading.branch, name="comment-branch"),
    path("comments/<key:pk>/edit/", writing.edit, name="comment-edit"),
    path("comments/<key:pk>/withdraw/", writing.withdraw, name="comment-withdraw"),
    path("comments/<key:pk>/like/", writing.like, name="comment-like"),
    path("comments/<key:pk>/report/", writing.report, name="comment-report"),
    path("comments/<key:pk>/moderate/", moderation.moderate, name="comment-moderate"),
    path("comments/blocks/<key:pk>/lift/", moderation.lift, name="comment-unblock"),
    path("cabinet/comments/", moderation.own, name="cabinet-comments"),
    path("cabinet/comments/decisions/<key:pk>/appeal/", moderation.appeal, name="appeal"),
    path("cabinet/moderation/", moderation.desk, name="cabinet-moderation"),
    path("cabinet/moderation/appeals/<key:pk>/", moderation.appeal_decide, name="appeal-decide"),
]
