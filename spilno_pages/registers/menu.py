"""The registers in the menu of the admin."""

from django.utils.translation import gettext_lazy as _

from wagtail_modeladmin.options import ModelAdminGroup

from .handed_in import ApplicationRegister, BarrierRegister
from .people import ResidentRegister, VerificationRegister
from .records import AuditRegister
from .roles import RoleRegister


class People(ModelAdminGroup):
    menu_label = _("People")
    menu_icon = "group"
    menu_order = 170
    items = (
        ApplicationRegister,
        ResidentRegister,
        VerificationRegister,
        RoleRegister,
        BarrierRegister,
        AuditRegister,
    )
