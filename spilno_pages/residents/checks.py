from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, register

MIN_PEPPER = 32  # characters
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def identity_problems():
    """Returns what must not be so where real people are verified: [] on a good site. Used by production's own refusal, too."""
    problems = []
    if getattr(settings, "SPILNO_FAKE_IDENTITY", False):
        problems.append(
            "The look-alike of id.gov.ua (SPILNO_FAKE_IDENTITY) is for the demo and tests."
        )
    if (
        len(settings.SPILNO_PEPPER) < MIN_PEPPER
        or len(set(settings.SPILNO_PEPPER)) < MIN_PEPPER // 4
    ):
        problems.append(
            "SPILNO_PEPPER is too short: make one with `openssl rand -base64 48` and keep it for ever."
        )
    if not Path(settings.SPILNO_KEYS_DIR).is_absolute():
        problems.append(
            "SPILNO_KEYS_DIR must be an absolute path outside of the database's backups."
        )
    url = urlsplit(settings.SPILNO_ICEI.get("url", ""))
    if url.netloc and (url.scheme != "https" or url.hostname in LOOPBACK):
        problems.append("ICEI_URL must be the https address of id.gov.ua.")
    return problems


@register(Tags.security)
def identity_is_real(app_configs, **kwargs):
    if not getattr(settings, "SPILNO_PRODUCTION", False):
        return []
    return [Error(problem, id="spilno_residents.E001") for problem in identity_problems()]
