from django.urls import path

from . import views

app_name = "account"
urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.Logout.as_view(), name="logout"),
    path("in/", views.after_login, name="after-login"),
    path("password/", views.PasswordReset.as_view(), name="password"),
    path("password/sent/", views.PasswordResetSent.as_view(), name="password-sent"),
    path("password/<uidb64>/<token>/", views.PasswordSet.as_view(), name="password-set"),
    path("password/done/", views.PasswordDone.as_view(), name="password-done"),
]
