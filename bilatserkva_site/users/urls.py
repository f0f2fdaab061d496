from django.urls import include, path

from . import fresh_codes, views

urlpatterns = [
    path("invitation/<uidb64>/<token>/", views.Invitation.as_view(), name="account_invitation"),
    path("fresh/", fresh_codes.fresh_code, name="account_fresh_code"),
    path("", include("allauth.urls")),
]
