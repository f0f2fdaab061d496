"""What a Wagtail site spreads into its settings to have «Спільно»: apps, middleware and the settings of Wagtail it relies on.

INSTALLED_APPS = [*SPILNO_APPS, …], MIDDLEWARE = [*SPILNO_FIRST_MIDDLEWARE, …, *SPILNO_MIDDLEWARE], and the rest as they stand.
docs/operations.md tells the whole of it.
"""

SPILNO_APPS = [
    "spilno_pages",
    "spilno_pages.record",
    "spilno_pages.terms",
    "spilno_pages.notices",
    "spilno_pages.residents",
    "spilno_pages.discussion",
    "spilno_pages.questions",
    "spilno_pages.polls",
    "spilno_pages.provisioning",
    "spilno_pages.submissions",
    "spilno_blocks",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail_modeladmin",
    "lucide",
    "django_htmx",
    "django_comments_xtd",
    "django_comments",
    "django.contrib.sites",
]
SPILNO_FIRST_MIDDLEWARE = ["spilno_pages.page_cache.PageCacheMiddleware"]
SPILNO_MIDDLEWARE = [
    "spilno_pages.page_passwords.PagePasswordMiddleware",
    "spilno_pages.provisioning.middleware.TenancyMiddleware",
    "spilno_pages.visits.VisitMiddleware",
    "spilno_pages.admin_words.AdminWordsMiddleware",
]

# Hosts whose videos a story may show, and where each is shown from; nothing is loaded from them before a click.
SPILNO_VIDEO_HOSTS = (
    "youtube.com",
    "www.youtube.com",
    "m.youtube.com",
    "youtu.be",
    "vimeo.com",
    "player.vimeo.com",
)
SPILNO_VIDEO_FRAMES = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")

# Pages for people without an account: the cache they are kept in, for how long at most (0 switches it off), and the
# file that tells processes with a cache of their own memory of changes; None where the cache is shared by all.
SPILNO_PAGE_CACHE = "default"
SPILNO_PAGE_CACHE_SECONDS = 300
SPILNO_GENERATION_FILE = None

# PostgreSQL plans the statements of a vote once for each connection; off behind a pooler that hands connections out by the
# transaction and knows no prepared statements.
SPILNO_PREPARE = True

# Sizes and formats of a page's pictures are made by a task after publishing; without, by manage.py make_pictures alone.
SPILNO_MAKE_PICTURES = True

# The view that sets a password by "uidb64" and "token"; a site with sign-in pages of its own names them.
SPILNO_INVITATION_VIEW = "wagtailadmin_password_reset_confirm"

# The view that signs out by POST, and a decorator that asks a signed-in person for the password or a code once more.
SPILNO_SIGN_OUT_VIEW = "wagtailadmin_logout"
SPILNO_REAUTHENTICATE = None
# Views of the site's own pages of an account, as (name of the view, words): links of the cabinet.
SPILNO_ACCOUNT_LINKS = ()
# Columns of a site's own models that a person's export leaves out, by the model's label.
SPILNO_SECRET_FIELDS = {}
SPILNO_TRUSTED_PROXIES = 0
SPILNO_PEPPER = ""
SPILNO_FAKE_IDENTITY = False
SPILNO_ICEI = {}

# Where the polls' keys lie: outside of the database and of its backups, shared by all machines of the site.
SPILNO_KEYS_DIR = "var/keys"

# The comments' library: our model and form, none of its letters; its addresses are not reachable.
SITE_ID = 1
COMMENTS_APP = "django_comments_xtd"
COMMENTS_XTD_MODEL = "spilno_pages.discussion.models.Comment"
COMMENTS_XTD_FORM_CLASS = "spilno_pages.discussion.forms.CommentForm"
COMMENTS_XTD_MAX_THREAD_LEVEL = 1
COMMENTS_XTD_CONFIRM_EMAIL = False
COMMENTS_XTD_THREADED_EMAILS = False

WAGTAIL_I18N_ENABLED = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = True
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_NOTIFICATION_USE_HTML = False
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["bold", "italic", "ol", "ul", "link", "document-link"]},
    }
}
WAGTAILEMBEDS_FINDERS = []
WAGTAILIMAGES_AVIF_QUALITY = 58
WAGTAILIMAGES_WEBP_QUALITY = 76
WAGTAILIMAGES_JPEG_QUALITY = 78
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "spilno_pages.uploads.ImageUploadForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "ods", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "spilno_pages.uploads.DocumentUploadForm"
WAGTAILAPI_LIMIT_MAX = 100
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "spilno_pages.search_backend"}}
