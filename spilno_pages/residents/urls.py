from django.urls import path

from . import views

urlpatterns = [
    path("people/<uuid:key>/", views.profile, name="resident"),
    path("cabinet/verification/", views.verification, name="cabinet-verification"),
    path("cabinet/verification/code/", views.desk_code, name="verification-code"),
    path("cabinet/verification/start/", views.start, name="verification-start"),
    path("cabinet/verification/return/", views.returned, name="verification-return"),
]
# Outside of languages: machines ask here.
lookalike_urlpatterns = [
    path("id-lookalike/", views.lookalike, name="id-lookalike"),
    path("id-lookalike/<slug:path>", views.lookalike),
]
