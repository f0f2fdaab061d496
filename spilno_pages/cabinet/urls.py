from django.urls import path

from .. import converters  # noqa: F401 - registers itself
from . import views

urlpatterns = [
    path("cabinet/", views.home, name="cabinet"),
    path("cabinet/inbox/", views.inbox, name="cabinet-inbox"),
    path("cabinet/inbox/<key:pk>/", views.notice, name="cabinet-notice"),
    path("cabinet/profile/", views.profile, name="cabinet-profile"),
    path("cabinet/preferences/", views.preferences, name="cabinet-preferences"),
    path("cabinet/security/", views.security, name="cabinet-security"),
    path("cabinet/consent/", views.consent, name="cabinet-consent"),
    path("cabinet/data/", views.data, name="cabinet-data"),
    path("cabinet/data/export/", views.export, name="cabinet-export"),
    path("cabinet/data/erase/", views.erase, name="cabinet-erase"),
    path("cabinet/erased/", views.erased, name="cabinet-erased"),
    path("cabinet/organizations/<key:page_id>/", views.organization, name="cabinet-organization"),
    path("cabinet/organizations/<key:page_id>/leave/", views.leave, name="organization-leave"),
    path(
        "cabinet/organizations/<key:page_id>/people/<key:user_id>/remove/",
        views.dismiss,
        name="organization-dismiss",
    ),
    path(
        "cabinet/organizations/<key:page_id>/invitations/<key:pk>/",
        views.take_back,
        name="invitation-take-back",
    ),
    path(
        "cabinet/invitations/<key:pk>/accept/",
        views.answer,
        {"decision": "accept"},
        name="invitation-accept",
    ),
    path(
        "cabinet/invitations/<key:pk>/decline/",
        views.answer,
        {"decision": "decline"},
        name="invitation-decline",
    ),
]
