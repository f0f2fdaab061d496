from django.urls import path

from . import views

urlpatterns = [path("notices/off/<str:token>/", views.off, name="notices-off")]
