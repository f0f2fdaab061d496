"""Blocks of words."""

from django.utils.translation import gettext_lazy as _

from wagtail import blocks

GROUP = _("Text")
INLINE = ["bold", "italic", "link"]
FEATURES = [*INLINE, "ol", "ul", "document-link"]


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(
        label=_("Heading"),
        max_length=120,
        help_text=_("Says what the part is about, without a full stop."),
    )
    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[("h2", _("Part of the story")), ("h3", _("Inside a part"))],
        default="h2",
        help_text=_("Parts first, smaller headings only inside them."),
    )

    class Meta:
        label = _("Heading")
        icon = "title"
        group = GROUP
        template = "spilno_blocks/heading.html"
        label_format = "{text}"
        preview_value = {"text": _("What is wrong now"), "level": "h2"}
        description = _("Divides a long story so that people find their part.")


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs):
        super().__init__(**{"features": FEATURES} | kwargs)

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        group = GROUP
        template = "spilno_blocks/text.html"
        preview_value = _(
            "<p>More than two thousand people walk along the bank every day: to school, to work, with their dogs. "
            "They walk on the roadside, because there is no other way.</p>"
        )
        description = _("Paragraphs, lists and links.")


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(
        label=_("Words"),
        max_length=600,
        rows=3,
        help_text=_("Without quotation marks: the page adds them."),
    )
    author = blocks.CharBlock(
        label=_("Who said it"), max_length=120, required=False, help_text=_("Name and surname.")
    )
    role = blocks.CharBlock(
        label=_("Who this is"),
        max_length=160,
        required=False,
        help_text=_("“head of the building”, “teacher”."),
    )

    class Meta:
        label = _("Quote")
        icon = "openquote"
        group = GROUP
        template = "spilno_blocks/quote.html"
        preview_value = {
            "text": _(
                "For eight years my mother has not been to the river. To her it is not “landscaping”, it is summer."
            ),
            "author": _("Natalia Veres"),
            "role": _("lives on Zayarska street"),
        }
        description = _("A person's own words, with the name.")


class FactBlock(blocks.StructBlock):
    label = blocks.CharBlock(
        label=_("What it is"), max_length=120, help_text=_("“lamps set up”, “since”.")
    )
    value = blocks.CharBlock(
        label=_("Value"), max_length=120, help_text=_("A number with its unit, a date, a place.")
    )

    class Meta:
        label = _("Fact")
        icon = "tag"
        label_format = "{label}: {value}"


class FactsBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Title"), max_length=120, required=False, help_text=_("May be left empty.")
    )
    items = blocks.ListBlock(FactBlock(), label=_("Facts"), min_num=1, max_num=12)

    class Meta:
        label = _("Facts")
        icon = "list-ul"
        group = GROUP
        template = "spilno_blocks/facts.html"
        preview_value = {
            "title": _("The bank in numbers"),
            "items": [
                {"label": _("meters of path"), "value": "600"},
                {"label": _("lamps"), "value": "18"},
                {"label": _("ways down to the water"), "value": "3"},
            ],
        }
        description = _("Short answers side by side: how many, when, where.")


class AccordionItemBlock(blocks.StructBlock):
    question = blocks.CharBlock(
        label=_("Question"), max_length=200, help_text=_("As a reader would ask it.")
    )
    answer = blocks.RichTextBlock(label=_("Answer"), features=FEATURES)

    class Meta:
        label = _("Question and answer")
        icon = "help"
        label_format = "{question}"


class AccordionBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Title"), max_length=120, required=False, help_text=_("May be left empty.")
    )
    items = blocks.ListBlock(AccordionItemBlock(), label=_("Questions"), min_num=1, max_num=30)

    class Meta:
        label = _("Questions and answers")
        icon = "collapse-down"
        group = GROUP
        template = "spilno_blocks/accordion.html"
        preview_value = {
            "title": _("What people ask"),
            "items": [
                {
                    "question": _("May I come with a child?"),
                    "answer": _("<p>Yes. There is work for everyone from six.</p>"),
                },
                {
                    "question": _("What should I bring?"),
                    "answer": _("<p>Boots. We have gloves and tea.</p>"),
                },
            ],
        }
        description = _("Answers that open at a press. For what only some readers need.")
