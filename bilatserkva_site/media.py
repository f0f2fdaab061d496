"""Uploaded pictures, where no web server stands before the site. Documents never go this way."""

import posixpath

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
    """404 for whatever is not a file's own plain name: "images/../documents/…" would slip past the rule."""
    if posixpath.normpath(name) != name or "\\" in name:
        raise Http404
    if not name.startswith(RENDITIONS) and not may_see_original(request.user, name):
        raise Http404
    try:
        response = serve(request, name, document_root=settings.MEDIA_ROOT)
    except OSError:
        raise Http404 from None
    public = name.startswith(RENDITIONS)
    response["Cache-Control"] = (
        "public, max-age=31536000, immutable" if public else "private, no-store"
    )
    return response
