"""A site's settings that are asked of the database once a generation."""

from wagtail.contrib.settings.models import BaseSiteSetting

from .generations import own_copy, remembered


class RememberedSetting(BaseSiteSetting):
    """What a council sets for its site; every page may ask for it at no cost."""

    class Meta:
        abstract = True

    @classmethod
    def for_site(cls, site):
        """Returns a copy that the caller may change and save."""
        if site is None:
            return super().for_site(site)
        kept = remembered(
            f"settings {cls._meta.label} {site.pk}",
            lambda: super(RememberedSetting, cls).for_site(site),
        )
        return own_copy(kept)
