"""Words of Wagtail and of its modeladmin that the people of the network meet and that our catalogues say better than upstream's.

Nothing is computed here: the strings stand in code so that makemessages finds them.
"""

from django.utils.translation import gettext_noop

WORDS = (
    # xgettext:no-python-format
    gettext_noop("Submit to %(workflow_name)s"),
    # xgettext:no-python-format
    gettext_noop("Resubmit to %(task_name)s"),
    gettext_noop("The page could not be created due to validation errors."),
    gettext_noop("The page could not be saved due to validation errors."),
    gettext_noop("Go to the first error"),
    gettext_noop("Your pages and snippets in a workflow"),
    gettext_noop("Search all pages…"),
    gettext_noop("Search…"),
    gettext_noop(
        "The name of the page as it will appear in URLs e.g http://domain.com/blog/[my-slug]/"
    ),
    gettext_noop("live"),
    gettext_noop("Live"),
    gettext_noop("live + draft"),
    gettext_noop("live + scheduled"),
    gettext_noop("live + in moderation"),
    gettext_noop("in moderation"),
    gettext_noop("expired"),
    gettext_noop("Live version"),
    gettext_noop("Title tag"),
    gettext_noop("title tag"),
    gettext_noop("Email link"),
    gettext_noop("Add an email link"),
    gettext_noop("Restart workflow "),
    gettext_noop("Cancel workflow "),
    # xgettext:no-python-format
    gettext_noop("Back to %(model_name)s list"),
    # xgettext:no-python-format
    gettext_noop("Create new %(object)s"),
    # xgettext:no-python-format
    gettext_noop("Editing %(object)s"),
    # xgettext:no-python-format
    gettext_noop("Inspecting %(object)s"),
    # xgettext:no-python-format
    gettext_noop("Add %(object)s"),
    # xgettext:no-python-format
    gettext_noop("Add a new %(object)s"),
    # xgettext:no-python-format
    gettext_noop("Inspect this %(object)s"),
    # xgettext:no-python-format
    gettext_noop("Edit this %(object)s"),
    # xgettext:no-python-format
    gettext_noop("%(model_name)s '%(object)s' created."),
    # xgettext:no-python-format
    gettext_noop("%(model_name)s '%(object)s' updated."),
)
