"""Parts of addresses."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class KeyConverter(IntConverter):
    """A primary key: larger numbers are no row's and SQLite's error."""

    regex = "[0-9]{1,18}"


register_converter(KeyConverter, "key")
