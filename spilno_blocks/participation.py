"""Blocks of taking part: the questions of a poll, and a poll inside any page."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wagtail import blocks

GROUP = _("Participation")
MOST_OPTIONS = 40


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(
        label=_("Option"), max_length=200, help_text=_("What is chosen, in a few plain words.")
    )
    help = blocks.CharBlock(
        label=_("What stands behind it"),
        max_length=400,
        required=False,
        help_text=_(
            "One sentence: whom it concerns, what changes. The same length for all options."
        ),
    )
    cost = blocks.IntegerBlock(
        label=_("Cost, UAH"),
        required=False,
        min_value=0,
        max_value=10**12,
        help_text=_("Whole hryvnias; shown in a table before the ballot."),
    )
    page = blocks.PageChooserBlock(
        label=_("Page that tells of it"), required=False, help_text=_("For example an initiative.")
    )

    class Meta:
        label = _("Option")
        icon = "radio-full"
        label_format = "{text}"


class QuestionBlock(blocks.StructBlock):
    """What all kinds of questions share."""

    text = blocks.CharBlock(
        label=_("Question"),
        max_length=300,
        help_text=_("One thing is asked, without hinting at the answer."),
    )
    help = blocks.CharBlock(
        label=_("What to know"), max_length=400, required=False, help_text=_("May be left empty.")
    )


def options():
    return blocks.ListBlock(
        OptionBlock(),
        label=_("Options"),
        min_num=2,
        max_num=MOST_OPTIONS,
        help_text=_(
            "The order on the ballot is drawn by lot, the same for everyone. A vote gets “I abstain” by itself."
        ),
    )


def clashing(value):
    """True where two options read the same."""
    written = [option["text"] or "" for option in value.get("options") or []]
    words = [" ".join(text.lower().split()) for text in written if text.strip()]
    return len(words) != len(set(words))


class OneBlock(QuestionBlock):
    options = options()

    class Meta:
        label = _("One of many")
        icon = "radio-full"
        group = GROUP
        label_format = "{text}"
        preview_value = {
            "text": _("Which yard should be fitted out first?"),
            "options": [
                {"text": _("45 Verbova Street")},
                {"text": _("12 Yaroslava Mudroho Street")},
            ],
        }
        description = _("A person chooses one option.")

    def clean(self, value):
        value = super().clean(value)
        if clashing(value):
            raise blocks.StructBlockValidationError(
                block_errors={"text": ValidationError(_("Two options read the same."))}
            )
        return value


class SeveralBlock(OneBlock):
    least = blocks.IntegerBlock(label=_("At least"), default=1, min_value=1, max_value=MOST_OPTIONS)
    most = blocks.IntegerBlock(label=_("At most"), default=3, min_value=1, max_value=MOST_OPTIONS)

    class Meta:
        label = _("Several of many")
        icon = "list-ul"
        group = GROUP
        label_format = "{text}"
        preview_value = {
            "text": _("What does the embankment need first?"),
            "options": [{"text": _("Light")}, {"text": _("Benches")}, {"text": _("A path")}],
            "least": 1,
            "most": 2,
        }
        description = _("A person chooses from so many to so many options.")

    def clean(self, value):
        value = super().clean(value)
        least, most = value["least"], value["most"]
        if least is None or most is None:  # a draft may wait for them, as for all that is required
            return value
        if least > most or most > len(value["options"]):
            raise blocks.StructBlockValidationError(
                block_errors={
                    "most": ValidationError(
                        _(
                            "At most must be neither less than at least nor more than there are options."
                        )
                    )
                }
            )
        return value


class YesNoBlock(QuestionBlock):
    class Meta:
        label = _("Yes or no")
        icon = "check"
        group = GROUP
        label_format = "{text}"
        preview_value = {"text": _("Should the embankment be closed to cars on weekends?")}
        description = _("Yes, no; in a vote also “I abstain”.")


class ScaleBlock(QuestionBlock):
    low = blocks.CharBlock(
        label=_("What 1 means"), max_length=60, help_text=_("“Not at all”, “very bad”.")
    )
    high = blocks.CharBlock(
        label=_("What 5 means"), max_length=60, help_text=_("“Very much”, “very good”.")
    )

    class Meta:
        label = _("Scale from 1 to 5")
        icon = "order"
        group = GROUP
        label_format = "{text}"
        preview_value = {
            "text": _("How safe do you feel on your street in the evening?"),
            "low": _("not at all"),
            "high": _("quite safe"),
        }
        description = _("A person puts a number between two words.")


class OwnWordsBlock(QuestionBlock):
    class Meta:
        label = _("In own words")
        icon = "edit"
        group = GROUP
        label_format = "{text}"
        preview_value = {"text": _("What else should we know?")}
        description = _("For surveys alone. An editor reads each answer before it is shown.")


class QuestionsBlock(blocks.StreamBlock):
    """The questions of a poll, in the order of the paper."""

    one = OneBlock()
    several = SeveralBlock()
    yesno = YesNoBlock()
    scale = ScaleBlock()
    text = OwnWordsBlock()

    class Meta:
        max_num = 20


class PollBlock(blocks.StructBlock):
    """The ballot of a poll inside any page; a poll that is gone or not public shows nothing."""

    intro = blocks.TextBlock(
        label=_("Before the ballot"),
        max_length=300,
        rows=2,
        required=False,
        help_text=_("One sentence that leads from the text to the question. May be left empty."),
    )
    page = blocks.PageChooserBlock(page_type="spilno_pages.PollPage", label=_("Poll"))

    class Meta:
        label = _("Poll")
        icon = "poll"
        group = GROUP
        template = "spilno_blocks/poll.html"
        preview_value = {"intro": _("What do you think? You can vote right here."), "page": None}
        description = _("The ballot of a poll, or its result, right inside this page.")

    def get_preview_value(self):
        page = apps.get_model("spilno_pages.PollPage").objects.live().first()
        return self.normalize(self.meta.preview_value | {"page": page})
