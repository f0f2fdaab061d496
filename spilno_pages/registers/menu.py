"""The registers in the menu of the admin."""

from django.utils.translation import gettext_lazy as _

from wagtail_modeladmin.options import ModelAdminGroup

from .decisions import AppealRegister, BlockRegister, DecisionRegister, QuestionRegister
from .discussion import CommentRegister, ReportRegister
from .handed_in import ApplicationRegister, BarrierRegister, ProposalRegister
from .people import ResidentRegister, VerificationRegister
from .polls import AnswerRegister, CheckpointRegister, ParticipationRegister, PollRegister
from .records import AuditRegister
from .roles import RoleRegister


class People(ModelAdminGroup):
    menu_label = _("People")
    menu_icon = "group"
    menu_order = 170
    items = (
        ApplicationRegister,
        ProposalRegister,
        ResidentRegister,
        VerificationRegister,
        RoleRegister,
        BarrierRegister,
        AuditRegister,
    )


class Discussion(ModelAdminGroup):
    menu_label = _("Discussions")
    menu_icon = "comment"
    menu_order = 165
    items = (
        CommentRegister,
        ReportRegister,
        AppealRegister,
        DecisionRegister,
        BlockRegister,
        QuestionRegister,
    )


class Polls(ModelAdminGroup):
    menu_label = _("Votes and turnout")
    menu_icon = "poll"
    menu_order = 166
    items = (PollRegister, ParticipationRegister, AnswerRegister, CheckpointRegister)
