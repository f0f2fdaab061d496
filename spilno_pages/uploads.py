"""What may be uploaded: pictures bounded in bytes, pixels and frames and freed of hidden data; documents that are what they say."""

import secrets
from functools import wraps
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.utils.translation import gettext_lazy as _

from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from PIL import Image, ImageOps

MAX_FRAMES = 200
PILLOW_ERRORS = (OSError, SyntaxError, ValueError, AttributeError, Image.DecompressionBombError)
MAX_DOCUMENT_BYTES = 20 * 1024 * 1024
# What a browser would run if it were ever shown instead of saved.
MARKUP = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<?xml")
ARCHIVES = {"docx", "odt", "ods", "pptx", "xlsx", "zip"}


def without_hidden_data(upload):
    """Returns the picture re-encoded upright and without EXIF (place, phone, time); animations come back as they were."""
    upload.seek(0)
    with Image.open(upload) as picture:
        frames = getattr(picture, "n_frames", 1)
        if frames > MAX_FRAMES:
            raise ValidationError(
                _("This animation has too many frames. Upload a still picture or a video link.")
            )
        if frames > 1:
            upload.seek(0)
            return upload
        upright = ImageOps.exif_transpose(picture)
        clean = BytesIO()
        options = {"quality": 92} if picture.format in {"JPEG", "WEBP", "AVIF"} else {}
        profile = picture.info.get("icc_profile")
        upright.info.pop("exif", None)
        upright.save(clean, format=picture.format, icc_profile=profile, exif=b"", **options)
    return InMemoryUploadedFile(
        clean, "file", upload.name, upload.content_type, clean.getbuffer().nbytes, None
    )


class ImageUploadForm(BaseImageForm):
    """Wagtail's picture form; its own field has checked the kind, the bytes and the pixels before."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Tags are one list for the whole site: they would tell organizations of each other's files.
        self.fields.pop("tags", None)
        self.fields["file"].to_python = refusing_damage(self.fields["file"].to_python)

    def clean_file(self):
        upload = self.cleaned_data.get("file")
        if not upload or "file" not in self.changed_data:
            return upload
        clean = refusing_damage(without_hidden_data)(upload)
        clean.name = unguessable(clean.name)
        return clean


def unguessable(name):
    """Returns the file's name with eight random digits: pictures of a draft are not found by trying names."""
    stem, dot, extension = name.rpartition(".")
    return f"{stem[:60]}-{secrets.token_hex(4)}{dot}{extension}"


def refusing_damage(read):
    """Returns the function with a ValidationError in the place of what Pillow raises for damaged files."""

    @wraps(read)
    def careful(upload):
        try:
            return read(upload)
        except PILLOW_ERRORS:
            raise ValidationError(
                _("The picture is damaged and cannot be read. Save it anew and upload it again.")
            ) from None

    return careful


class DocumentUploadForm(BaseDocumentForm):
    """Wagtail's document form with a bound in bytes and a look at the first bytes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("tags", None)

    def clean_file(self):
        upload = self.cleaned_data.get("file")
        if not upload or "file" not in self.changed_data:
            return upload
        if upload.size > MAX_DOCUMENT_BYTES:
            raise ValidationError(_("The file is larger than 20 MB. Make it smaller or split it."))
        upload.seek(0)
        head = upload.read(512).lstrip().lower()
        upload.seek(0)
        extension = upload.name.rpartition(".")[2].lower()
        honest = {"pdf": head.startswith(b"%pdf")} | dict.fromkeys(ARCHIVES, head.startswith(b"pk"))
        if not honest.get(extension, not head.startswith(MARKUP)):
            raise ValidationError(
                _("What is inside the file does not fit its name. Save it anew in its own format.")
            )
        return upload
