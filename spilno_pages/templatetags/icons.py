"""Icons beside words."""

from functools import lru_cache

from django import template

from lucide.templatetags.lucide import lucide

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name, size=20):
    """Returns the SVG of an icon of Lucide, `size` CSS pixels wide; decoration, so it is hidden from screen readers."""
    return lucide(name, size=size, **{"class": "icon", "aria_hidden": "true"})
