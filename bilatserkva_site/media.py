"""Uploaded pictures, where no web server stands before the site. Documents never go this way."""

from django.conf import settings
from django.http import Http404
from django.views.static import serve

from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy

RENDITIONS = ("images/",)


def may_see_original(user, name):
    """An original may carry more than its renditions show: only those who may choose the picture get it."""
    picture = get_image_model().objects.filter(file=name).first()
    return picture is not None and permission_policy.user_has_permission_for_instance(
        user, "choose", picture
    )


def media(request, name):
    if not name.startswith(RENDITIONS) and not may_see_original(request.user, name):
        raise Http404
    response = serve(request, name, document_root=settings.MEDIA_ROOT)
    if name.startswith(RENDITIONS):
        response["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response["Cache-Control"] = "private, no-store"
    return response
