"""What an editor or a representative may enter by mistake: a sentence at the field, the rest of the form kept."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import pytest

from spilno_pages.models import (
    BlogIndexPage,
    BlogPostPage,
    EventIndexPage,
    EventPage,
    InitiativeIndexPage,
    InitiativePage,
    OrganizationKind,
    OrganizationPage,
)
from tests import factories

EMPTY = {
    "body-count": "0",
    "comments-TOTAL_FORMS": "0",
    "comments-INITIAL_FORMS": "0",
    "documents-count": "0",
    "links-count": "0",
    "problem": "null",
    "solution": "null",
}
GOOD = {
    OrganizationPage: {
        "title": "Нова",
        "register_code": "00000017",
        "contact_person": "Олена Гайова",
    },
    BlogPostPage: {"title": "Допис", "author": "Олена Гайова"},
    EventPage: {
        "title": "Толока",
        "starts_at": "2027-05-01 10:00",
        "ends_at": "2027-05-01 12:00",
        "place": "Човнова станція",
    },
    InitiativePage: {
        "title": "Тиха набережна",
        "kind": "project",
        "stage": "talk",
        "place": "Берег Росі",
    },
}
KEPT = {
    OrganizationPage: "Олена Гайова",
    BlogPostPage: "Олена Гайова",
    EventPage: "Човнова станція",
    InitiativePage: "Берег Росі",
}


def parent_of(model):
    if model is OrganizationPage:
        from spilno_pages.models import OrganizationIndexPage

        return OrganizationIndexPage.objects.get()
    index = {
        BlogPostPage: BlogIndexPage,
        EventPage: EventIndexPage,
        InitiativePage: InitiativeIndexPage,
    }[model]
    return factories.container(index)


def send(client, model, **fields):
    if model is OrganizationPage:
        fields = {"kind": OrganizationKind.objects.get(slug="hromadska-orhanizatsiia").pk} | fields
    url = reverse(
        "wagtailadmin_pages:add", args=["spilno_pages", model._meta.model_name, parent_of(model).pk]
    )
    return client.post(url, EMPTY | GOOD[model] | fields | {"action-publish": "1"})


@pytest.fixture
def desk(rosj, sign_in):
    rosj.decide(register_code="00000098")
    return sign_in(factories.editor())


@pytest.mark.parametrize("model", GOOD)
def test_what_is_right_is_published(desk, model):
    answer = send(desk, model)

    assert answer.status_code == 302
    assert model.objects.get(title=GOOD[model]["title"]).live


def picture(value):
    return {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "picture",
        "body-0-id": "",
        "body-0-value-image": str(value),
        "body-0-value-alt": "",
        "body-0-value-caption": "",
        "body-0-value-credit": "",
    }


def video(url):
    return {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "video",
        "body-0-id": "",
        "body-0-value-url": url,
        "body-0-value-title": "Відео",
        "body-0-value-transcript": "null",
    }


WRONG = [
    (OrganizationPage, {"register_code": "00000018"}, "остання цифра"),
    (OrganizationPage, {"register_code": "123"}, "вісім цифр"),
    (OrganizationPage, {"register_code": "00000098"}, "вже має інша організація"),
    (OrganizationPage, {"founded": "12"}, "1500"),
    (OrganizationPage, {"website": "javascript:alert(1)"}, "URL"),
    (EventPage, {"ends_at": "2027-05-01 09:00"}, "пізніше"),
    (EventPage, {"ends_at": "2027-05-01 10:00"}, "пізніше"),
    (EventPage, {"starts_at": "завтра"}, "дату"),
    (InitiativePage, {"budget": "-1"}, "більше чи дорівнює 0"),
    (InitiativePage, {"budget": "9000000000000"}, "Стільки місто не витратить"),
    (InitiativePage, {"budget": "1" * 40}, "9223372036854775807"),
    (InitiativePage, {"kind": "petition"}, "petition"),
    (BlogPostPage, {"title": "Т" * 300}, "255"),
    (BlogPostPage, {"title": ""}, "необхідно заповнити"),
    (BlogPostPage, {"summary": "С" * 401}, "400"),
    (BlogPostPage, video("https://evil.example/watch?v=00000000000"), "YouTube"),
    (BlogPostPage, video("https://www.youtube.com/"), "YouTube"),
    (BlogPostPage, video("https://youtube.com.evil.example/watch?v=00000000000"), "YouTube"),
]


@pytest.mark.parametrize(("model", "fields", "words"), WRONG)
def test_what_is_wrong_is_told_at_its_field_and_the_rest_is_kept(desk, model, fields, words):
    answer = send(desk, model, **fields)

    html = answer.content.decode()
    assert answer.status_code == 200
    assert words in html
    assert KEPT[model] in html
    assert not model.objects.filter(title=GOOD[model]["title"]).exists()


def test_a_picture_without_words_is_not_published(desk):
    answer = send(desk, BlogPostPage, **picture(factories.image().pk))

    assert answer.status_code == 200
    assert "error-message" in answer.content.decode()
    assert not BlogPostPage.objects.exists()


def test_the_page_s_own_picture_needs_words_too(desk):
    answer = send(desk, BlogPostPage, picture=factories.image().pk)

    assert "одним реченням" in answer.content.decode().lower()
    assert not BlogPostPage.objects.exists()


def test_a_slug_that_is_taken_is_refused(desk):
    factories.post(None, "Допис")

    answer = send(desk, BlogPostPage, slug="dopys", title="Інший")

    assert answer.status_code == 200
    assert not BlogPostPage.objects.filter(title="Інший").exists()


def test_an_empty_slug_is_made_of_the_title(desk):
    send(desk, BlogPostPage, slug="", title="Згурський м’яч")

    assert BlogPostPage.objects.get().slug == "zghurskyi-miach"


def test_videos_of_listed_hosts_are_shown_without_loading_anything(desk, client):
    send(desk, BlogPostPage, **video("https://youtu.be/dQw4w9WgXcQ"))

    html = client.get(BlogPostPage.objects.get().get_url()).content.decode()

    assert 'data-frame="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"' in html
    assert "<iframe" not in html


def png(width, height):
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    Image.new("1", (width, height)).save(file, "PNG")
    return SimpleUploadedFile("great.png", file.getvalue(), "image/png")


def jpeg_with_place():
    from io import BytesIO

    from PIL import Image

    picture, file = Image.new("RGB", (40, 20), "red"), BytesIO()
    exif = picture.getexif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "secret phone"
    picture.save(file, "JPEG", exif=exif)
    return SimpleUploadedFile("phone.jpg", file.getvalue(), "image/jpeg")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "file",
    [
        png(10_000, 6_000),
        SimpleUploadedFile("a.svg", SVG, "image/svg+xml"),
        SimpleUploadedFile("a.png", SVG, "image/png"),
        SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 50, "image/png"),
        SimpleUploadedFile("a.html", b"<html>", "text/html"),
    ],
    ids=["60 megapixels", "svg", "svg named png", "broken png", "html"],
)
def test_a_picture_that_is_none_or_too_large_is_refused_with_a_sentence(desk, file):
    from wagtail.images import get_image_model

    answer = desk.post(
        reverse("wagtailimages:add"), {"title": "Фото", "file": file, "collection": 1}
    )

    assert answer.status_code == 200
    assert "error-message" in answer.content.decode()
    assert not get_image_model().objects.exists()


def test_a_photo_loses_where_and_with_what_it_was_taken(desk):
    from wagtail.images import get_image_model

    from PIL import Image

    desk.post(
        reverse("wagtailimages:add"), {"title": "Фото", "file": jpeg_with_place(), "collection": 1}
    )

    with get_image_model().objects.get().file.open() as file, Image.open(file) as picture:
        assert dict(picture.getexif()) == {}
        assert picture.size == (20, 40)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.pdf", b"<html><script>alert(1)</script>"),
        ("data.csv", b"<!DOCTYPE html><script>"),
        ("page.html", b"<html>"),
        ("drawing.svg", SVG),
        ("book.xlsx", b"not a zip"),
    ],
)
def test_a_document_that_is_not_what_it_says_is_refused(desk, name, content):
    from wagtail.documents import get_document_model

    answer = desk.post(
        reverse("wagtaildocs:add"),
        {"title": "Документ", "file": SimpleUploadedFile(name, content), "collection": 1},
    )

    assert answer.status_code == 200
    assert not get_document_model().objects.exists()
