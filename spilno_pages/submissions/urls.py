from django.urls import path

from .. import converters  # noqa: F401 - registers itself
from . import views

urlpatterns = [
    path("apply/organization/", views.apply, name="apply-organization"),
    path("cabinet/applications/<key:pk>/", views.application, name="cabinet-application"),
    path("cabinet/applications/<key:pk>/withdraw/", views.withdraw, name="application-withdraw"),
    path("apply/discussion/", views.propose, name="propose-discussion"),
    path("cabinet/proposals/<key:pk>/", views.proposal, name="cabinet-proposal"),
    path("cabinet/proposals/<key:pk>/withdraw/", views.withdraw_proposal, name="proposal-withdraw"),
    path("accessibility/report/", views.accessibility, name="accessibility-report"),
]
