from django.urls import path

from .. import converters  # noqa: F401 - registers itself
from .views import results, voting

urlpatterns = [
    path("cabinet/votes/", voting.own, name="cabinet-votes"),
    path("polls/recount.py", results.recount, name="poll-recount"),
    path("polls/public-key.txt", results.public_key, name="poll-key"),
    path("polls/<key:pk>/", results.poll, name="poll"),
    path("polls/<key:pk>/review/", voting.review, name="poll-review"),
    path("polls/<key:pk>/cast/", voting.cast, name="poll-cast"),
    path("polls/<key:pk>/withdraw/", voting.withdraw, name="poll-withdraw"),
    path("polls/<key:pk>/mine/", voting.mine, name="poll-mine"),
    path("polls/<key:pk>/follow/", voting.follow, name="poll-follow"),
    path("polls/<key:pk>/find/", results.find, name="poll-find"),
    path("polls/<key:pk>/results.json", results.as_json, name="poll-json"),
    path("polls/<key:pk>/results.csv", results.as_csv, name="poll-csv"),
]
