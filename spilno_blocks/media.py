"""Blocks of pictures, videos, files and tables."""

import re
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock

GROUP = _("Pictures, videos, files")


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"), help_text=_("At least 1200 pixels wide."))
    alt = blocks.CharBlock(
        label=_("What the picture shows"),
        max_length=200,
        help_text=_("One sentence for people who cannot see it."),
    )
    caption = blocks.CharBlock(
        label=_("Caption"),
        max_length=200,
        required=False,
        help_text=_("Place, date, what is going on."),
    )
    credit = blocks.CharBlock(
        label=_("Author of the picture"),
        max_length=120,
        required=False,
        help_text=_("Whose photo or drawing it is."),
    )

    class Meta:
        label = _("Picture")
        icon = "image"
        group = GROUP
        template = "spilno_blocks/picture.html"
        label_format = "{alt}"
        preview_value = {
            "alt": _("A path along the river with lamps and people"),
            "caption": _("How the bank is meant to look from the bridge."),
            "credit": _("Sketch by Taras Levada"),
        }
        description = _("One picture across the column.")

    def get_preview_value(self):
        """The words of the example over any picture that the site has."""
        return self.normalize(
            self.meta.preview_value | {"image": get_image_model().objects.first()}
        )


class GalleryBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Title"), max_length=120, required=False, help_text=_("May be left empty.")
    )
    images = blocks.ListBlock(PictureBlock(), label=_("Pictures"), min_num=2, max_num=24)

    class Meta:
        label = _("Gallery")
        icon = "grip"
        group = GROUP
        template = "spilno_blocks/gallery.html"
        preview_value = {
            "title": _("The clean-up in pictures"),
            "images": [
                {"alt": _("A boat by the bank"), "caption": _("Before")},
                {"alt": _("People with bags"), "caption": _("After")},
            ],
        }
        description = _("Several pictures, two or three in a row.")

    def get_preview_value(self):
        images = list(get_image_model().objects.all()[:2]) or [None]
        filled = [
            words | {"image": images[place % len(images)]}
            for place, words in enumerate(self.meta.preview_value["images"])
        ]
        return self.normalize(self.meta.preview_value | {"images": filled})


def video_frame(url):
    """Returns the address a listed host shows the video at, without cookies; None if the address is not a video's."""
    address = urlsplit(url)
    if (
        address.scheme not in {"http", "https"}
        or address.hostname not in settings.SPILNO_VIDEO_HOSTS
    ):
        return None
    if address.hostname.endswith("vimeo.com"):
        found = re.search(r"/(\d{5,12})(?:/|$)", address.path)
        return found and f"https://player.vimeo.com/video/{found[1]}?dnt=1"
    named = parse_qs(address.query).get("v", [""])[0] or address.path.rstrip("/").rpartition("/")[2]
    found = re.fullmatch(r"[\w-]{11}", named, re.ASCII)
    return found and f"https://www.youtube-nocookie.com/embed/{found[0]}"


class VideoAddressBlock(blocks.URLBlock):
    def clean(self, value):
        value = super().clean(value)
        if value and not video_frame(value):
            raise ValidationError(
                _(
                    "Only videos on YouTube and Vimeo can be shown. Copy the address of the video itself."
                )
            )
        return value


class VideoBlock(blocks.StructBlock):
    url = VideoAddressBlock(label=_("Address of the video"), help_text=_("On YouTube or Vimeo."))
    title = blocks.CharBlock(
        label=_("What it is about"),
        max_length=160,
        help_text=_("Read aloud to people who cannot see."),
    )
    transcript = blocks.RichTextBlock(
        label=_("What is said in it"),
        features=["bold", "ul", "ol", "link"],
        required=False,
        help_text=_("For people who cannot hear; the main points are enough."),
    )

    class Meta:
        label = _("Video")
        icon = "media"
        group = GROUP
        template = "spilno_blocks/video.html"
        label_format = "{title}"
        preview_value = {
            "url": "https://www.youtube.com/watch?v=00000000000",
            "title": _("The clean-up in ninety seconds"),
            "transcript": _("<p>Olena explains where the bags came from.</p>"),
        }
        description = _("Nothing is loaded from the video's host until the reader presses play.")

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        return context | {
            "frame": video_frame(value.get("url") or ""),
            "host": urlsplit(value.get("url") or "").hostname,
        }


class DocumentItemBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(
        label=_("What it is"),
        max_length=160,
        required=False,
        help_text=_("Left empty, the file's own title is shown."),
    )

    class Meta:
        label = _("Document")
        icon = "doc-full"
        label_format = "{title}"


class DocumentsBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Title"), max_length=120, required=False, help_text=_("May be left empty.")
    )
    items = blocks.ListBlock(DocumentItemBlock(), label=_("Documents"), min_num=1, max_num=30)

    class Meta:
        label = _("Documents")
        icon = "doc-full"
        group = GROUP
        template = "spilno_blocks/documents.html"
        preview_value = {"title": _("Reports"), "items": [{"title": _("Report for 2025")}]}
        description = _("Files to download, with their kind and size.")

    def get_preview_value(self):
        document = get_document_model().objects.first()
        items = [words | {"document": document} for words in self.meta.preview_value["items"]]
        return self.normalize(self.meta.preview_value | {"items": items})


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(
        label=_("What the table shows"),
        max_length=160,
        help_text=_("Read aloud before the table and shown above it."),
    )
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=_("Words"), required=False)),
            ("amount", blocks.CharBlock(label=_("Number"), required=False)),
        ],
        label=_("Table"),
        help_text=_("Columns of numbers are set to the right. The first column names the row."),
    )

    class Meta:
        label = _("Table")
        icon = "table"
        group = GROUP
        template = "spilno_blocks/table.html"
        preview_value = {
            "caption": _("What it costs"),
            "table": {
                "columns": [
                    {"type": "text", "heading": _("Item")},
                    {"type": "amount", "heading": _("UAH")},
                ],
                "rows": [
                    {"values": [_("Path, 600 m"), "1 240 000"]},
                    {"values": [_("18 lamps"), "486 000"]},
                ],
            },
        }
        description = _("Numbers in rows and columns.")
