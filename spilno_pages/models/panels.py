"""Panels of the editor's form that are the network's own."""

from functools import cached_property

from wagtail.admin.panels import Panel

from ..remarks import remarks


class RemarksPanel(Panel):
    """What readers may stumble over on the page, for its author and for who reviews it; nothing when it reads well."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "spilno_pages/admin/remarks.html"

        @cached_property
        def remarks(self):
            return remarks(self.instance) if self.instance.pk else []

        def is_shown(self):
            return super().is_shown() and bool(self.remarks)
