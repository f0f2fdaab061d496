from django.apps import AppConfig
from django.db.models.signals import pre_save
from django.utils.translation import gettext_lazy as _


class DiscussionConfig(AppConfig):
    name = "spilno_pages.discussion"
    label = "spilno_discussion"
    verbose_name = _("Spilno: discussion")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from django_comments.models import CommentFlag
        from django_comments_xtd.models import publish_or_unpublish_on_pre_save

        from . import receivers, words  # noqa: F401 - words register themselves

        # It hides a whole branch with its root; here a hidden comment leaves a tombstone and its replies stand.
        pre_save.disconnect(publish_or_unpublish_on_pre_save, sender="spilno_discussion.Comment")
        CommentFlag.wagtail_reference_index_ignore = True
        receivers.connect()
