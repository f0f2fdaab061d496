from django.urls import path

from .. import converters  # noqa: F401 - registers itself
from . import views

urlpatterns = [
    path("apply/organization/", views.apply, name="apply-organization"),
    path("cabinet/applications/<key:pk>/", views.application, name="cabinet-application"),
    path("cabinet/applications/<key:pk>/withdraw/", views.withdraw, name="application-withdraw"),
    path("accessibility/report/", views.accessibility, name="accessibility-report"),
]
