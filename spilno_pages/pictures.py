"""Pictures as browsers like them: AVIF, WebP and a plain format, in the sizes that a place on a page needs.

A visitor never waits for an encoder: a page shows what has been made, at least the plain format, and the rest is made
after publishing, by a task. `manage.py make_pictures` makes whatever is missing.
"""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch

from wagtail.images import get_image_model
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import Filter, Picture, SourceImageIOError
from wagtail.models import Page
from wagtail.signals import page_published

from django_tasks import task

from . import generations


@dataclass(frozen=True)
class Shape:
    """A place for a picture: crops from the largest down, how wide the place is, the format that every browser reads."""

    crops: tuple
    sizes: str
    plain: str = "jpeg"

    @cached_property
    def filters(self):
        formats = ("avif", "webp", self.plain)
        return [Filter(spec=f"{crop}|format-{name}") for name in formats for crop in self.crops]

    @cached_property
    def plainest(self):
        return Filter(spec=f"{self.crops[0]}|format-{self.plain}")

    @cached_property
    def specs(self):
        return [one.spec for one in self.filters]


SHAPES = {
    "row": Shape(("fill-480x320", "fill-240x160"), "10.5rem"),
    "lead": Shape(("fill-900x450", "fill-450x225"), "(min-width: 60rem) 40rem, 100vw"),
    "hero": Shape(("fill-1200x600", "fill-600x300"), "(min-width: 60rem) 50rem, 100vw"),
    "story": Shape(("width-1000", "width-500"), "(min-width: 60rem) 50rem, 100vw"),
    "gallery": Shape(("fill-720x480", "fill-360x240"), "(min-width: 40rem) 20rem, 100vw"),
    "avatar": Shape(("fill-256x256", "fill-128x128"), "8rem", plain="png"),
}


def drawn(image, name, **attributes):
    """Returns a wagtail Picture of what there is of an image in a shape; None if its file is gone."""
    shape = SHAPES[name]
    found = image.find_existing_renditions(*shape.filters)
    if shape.plainest not in found:
        try:
            found[shape.plainest] = image.get_rendition(shape.plainest)
        except (SourceImageIOError, InvalidFilterSpecError):
            return None
    there = {one.spec: found[one] for one in shape.filters if one in found}
    return Picture(there, {"sizes": shape.sizes} | attributes)


def prefetch(path, *names):
    """Returns the Prefetch of an image's renditions in the shapes that a list draws, by the path to the image."""
    specs = [spec for name in names for spec in SHAPES[name].specs]
    renditions = get_image_model().get_rendition_model().objects.filter(filter_spec__in=specs)
    return Prefetch(f"{path}__renditions", queryset=renditions, to_attr="prefetched_renditions")


def places(page):
    """Yields (image, name of a shape) for every picture of a page and each place where it may be drawn."""
    if picture := getattr(page, "picture", None):
        yield from ((picture, name) for name in ("row", "lead", "hero"))
    if logo := getattr(page, "logo", None):
        yield logo, "avatar"
    for block in getattr(page, "body", ()):
        if block.block_type == "picture":
            yield block.value["image"], "story"
        elif block.block_type == "gallery":
            yield from ((item["image"], "gallery") for item in block.value["images"])


def make(page):
    """Makes the renditions that a page lacks. Returns how many."""
    made = 0
    for image, name in places(page):
        filters = SHAPES[name].filters
        if not image or len(image.find_existing_renditions(*filters)) == len(filters):
            continue
        try:
            made += len(image.get_renditions(*filters))
        except (SourceImageIOError, InvalidFilterSpecError):
            continue
    return made


@task()
def make_for_page(pk):
    page = Page.objects.filter(pk=pk, live=True).first()
    if page and make(page.specific):
        generations.begin()


def make_missing(since):
    """Makes what pages published since then lack; for a site without a worker, once a minute. Returns how many."""
    made = 0
    for pk in list(
        Page.objects.live().filter(last_published_at__gte=since).values_list("pk", flat=True)
    ):
        page = Page.objects.filter(pk=pk).first()
        made += make(page.specific) if page else 0
    if made:
        generations.begin()
    return made


def after_publishing(instance, **kwargs):
    if settings.SPILNO_MAKE_PICTURES:
        transaction.on_commit(lambda: make_for_page.enqueue(instance.pk), robust=True)


def connect():
    page_published.connect(after_publishing, dispatch_uid="spilno.pictures")
