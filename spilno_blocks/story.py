"""The story of any page, the council's and the network's alike."""

from wagtail import blocks

from .cards import (
    CallToActionBlock,
    ComingEventsBlock,
    ContactBlock,
    InitiativesBlock,
    LatestPostsBlock,
    OrganizationsBlock,
)
from .media import DocumentsBlock, GalleryBlock, PictureBlock, TableBlock, VideoBlock
from .participation import PollBlock
from .text import AccordionBlock, FactsBlock, HeadingBlock, QuoteBlock, TextBlock


class StoryBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    text = TextBlock()
    quote = QuoteBlock()
    facts = FactsBlock()
    accordion = AccordionBlock()

    picture = PictureBlock()
    gallery = GalleryBlock()
    video = VideoBlock()
    documents = DocumentsBlock()
    table = TableBlock()

    organizations = OrganizationsBlock()
    initiatives = InitiativesBlock()
    latest_posts = LatestPostsBlock()
    coming_events = ComingEventsBlock()
    contact = ContactBlock()
    call_to_action = CallToActionBlock()
    poll = PollBlock()

    class Meta:
        max_num = 80
