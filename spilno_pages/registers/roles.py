"""Roles: given and ended here."""

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList, PageChooserPanel
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.views import CreateView

from ..models import DepartmentPage
from ..residents import rules
from ..residents.actions import announce_role, end_role, resident_of
from ..residents.models import Role, RoleKind
from ..sessions import is_confirmed
from .base import ReadOnly, Register, row_key


class RoleForm(WagtailAdminModelForm):
    """A role is given to an account by its address; who may give which is residents.rules.may_give_role."""

    email = forms.EmailField(
        label=_("E-mail of the account"),
        help_text=_("The person signs up first; the role is then added to their account."),
    )

    def clean(self):
        data = super().clean()
        user = get_user_model().objects.filter(email__iexact=data.get("email", "")).first()
        if data.get("email") and (user is None or not user.is_active or not is_confirmed(user)):
            self.add_error(
                "email",
                _(
                    "There is no account with this address, or nobody has confirmed the address yet."
                ),
            )
            return data
        kind = data.get("kind")
        if kind and not (verdict := rules.may_give_role(self.for_user, kind)):
            self.add_error("kind", verdict.reason)
        page = data.get("page")
        if kind == RoleKind.OFFICIAL and not page:
            self.add_error("page", _("Choose the official’s department."))
        if page and not DepartmentPage.objects.filter(pk=page.pk).exists():
            self.add_error("page", _("A role belongs to a department of the council."))
        if user and user == self.for_user:
            self.add_error("email", _("Nobody gives themselves a role. Ask a colleague."))
        if user and kind:
            self.instance.resident = resident_of(user)
            self.refuse_twice(kind, data.get("page"))
        return data

    def refuse_twice(self, kind, page):
        roles = self.instance.resident.roles.filter(kind=kind, page=page)
        if roles.filter(until=None).exists() or roles.current().exists():
            self.add_error("email", _("This person has this role already."))


class RolePermissions(ReadOnly):
    def user_can_create(self, user):
        return self.user_has_specific_permission(user, "add_role")


class CreateRole(CreateView):
    """The act behind the form is residents': rights, the audit log and the notice follow."""

    def dispatch(self, request, *args, **kwargs):
        if page := request.POST.get("page"):
            row_key(page)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        answer = super().form_valid(form)
        announce_role(form.instance, self.request.user)
        return answer


def lasts(role):
    return role.until is None or role.until >= timezone.localdate()


class RoleButtons(ButtonHelper):
    """Ending stands beside each role that the person at the admin may end."""

    def get_buttons_for_obj(self, obj, *args, **kwargs):
        buttons = super().get_buttons_for_obj(obj, *args, **kwargs)
        if lasts(obj) and rules.may_give_role(self.request.user, obj.kind):
            buttons.append(
                {
                    "url": reverse("spilno_role_end", args=[obj.pk]),
                    "label": _("End"),
                    "classname": self.finalise_classname(["no", "button-small"]),
                    "title": gettext("End the role: %(role)s") % {"role": obj},
                }
            )
        return buttons


class RoleRegister(Register):
    model = Role
    menu_icon = "group"
    menu_order = 120
    permission_helper_class = RolePermissions
    button_helper_class = RoleButtons
    create_view_class = CreateRole
    list_display = ("resident", "kind", "title", "page", "from_day", "until_day")
    list_filter = ("kind",)
    search_fields = ("resident__display_name", "title")
    list_select_related = ("resident", "page")
    ordering = ("-since",)
    edit_handler = ObjectList(
        [
            FieldPanel("email"),
            FieldPanel("kind"),
            PageChooserPanel("page", [DepartmentPage]),
            FieldPanel("title"),
            FieldPanel("since"),
            FieldPanel("until"),
        ],
        base_form_class=RoleForm,
    )

    def from_day(self, role):
        return self.day(role.since)

    from_day.short_description = _("from")

    def until_day(self, role):
        return self.day(role.until)

    until_day.short_description = _("until")


def role_end(request, pk):
    """GET asks, POST ends the role."""
    role = get_object_or_404(Role.objects.select_related("resident__user", "page"), pk=pk)
    if not lasts(role):
        raise Http404
    if not (verdict := rules.may_give_role(request.user, role.kind)):
        raise PermissionDenied(verdict.reason)
    if request.method != "POST":
        return render(request, "spilno_residents/role_end.html", {"role": role})
    end_role(role, by=request.user)
    messages.success(request, gettext("The role has ended; the person is told."))
    return redirect("spilno_residents_role_modeladmin_index")


ADDRESSES = [path("roles/<int:pk>/end/", role_end, name="spilno_role_end")]
