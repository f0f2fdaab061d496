"""Parts of a template that are the same for everybody."""

from django import template
from django.utils.translation import get_language

from ..generations import remembered

register = template.Library()


class KeptNode(template.Node):
    def __init__(self, name, varies, nodelist):
        self.name, self.varies, self.nodelist = name, varies, nodelist

    def render(self, context):
        request = context.get("request")
        if request is None:
            return self.nodelist.render(context)
        varies = [vary.resolve(context, ignore_failures=True) for vary in self.varies]
        if not hasattr(request, "spilno_host"):
            request.spilno_host = request.scheme, request.get_host()
        key = ("kept", self.name, get_language(), request.spilno_host, *varies)
        return remembered(key, lambda: self.nodelist.render(context))


@register.tag
def kept(parser, token):
    """{% kept "name" vary… %}…{% endkept %}: drawn once a generation for each language and host, and for each value of what varies.

    Nothing inside may depend on who reads. Values that vary are few: each is remembered by the process.
    """
    _tag, name, *varies = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name, [parser.compile_filter(vary) for vary in varies], nodelist)
