from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from .safety import refuse_demo_accounts, refuse_unsafe_settings


def refusals(check):
    if not getattr(settings, "SPILNO_PRODUCTION", False):
        return []
    try:
        check()
    except ImproperlyConfigured as problem:
        return [Error(str(problem), id="bilatserkva_site.E001")]
    return []


@register(Tags.security)
def safe_settings(app_configs, **kwargs):
    return refusals(refuse_unsafe_settings)


@register(Tags.database)
def no_demo_accounts(app_configs, databases=None, **kwargs):
    return refusals(refuse_demo_accounts) if databases else []
