"""Who may do what to a page beyond the rights that Wagtail keeps by the tree."""

from wagtail.models import PagePermissionTester

from .settings import DECIDE


class NetworkPagePermissionTester(PagePermissionTester):
    """Hiding a page behind a password or a group is the council's decision, whoever may publish it."""

    def by_council(self):
        return self.user.is_active and self.user.has_perm(DECIDE)

    def can_set_view_restrictions(self):
        return self.by_council() and super().can_set_view_restrictions()


class KeptPagePermissionTester(NetworkPagePermissionTester):
    """An organization's own page and its containers: only the council publishes, moves or takes them away."""

    def can_publish(self):
        return self.by_council() and super().can_publish()

    def can_unpublish(self):
        return self.by_council() and super().can_unpublish()

    def can_delete(self, ignore_bulk=False):
        return self.by_council() and super().can_delete(ignore_bulk)

    def can_copy(self):
        return self.by_council() and super().can_copy()

    def can_reorder_children(self):
        return self.by_council() and super().can_reorder_children()
