from django.urls import path

from .. import converters  # noqa: F401 - registers itself
from . import views

urlpatterns = [
    path("discussion/<key:page_id>/ask/", views.ask, name="question-ask"),
    path("cabinet/questions/", views.own, name="cabinet-questions"),
    path("cabinet/questions/<key:pk>/", views.answer, name="question-answer"),
]
