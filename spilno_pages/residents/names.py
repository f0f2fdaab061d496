"""Names that people choose for themselves: no marks nobody sees, nobody else's office."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Letters and digits of other alphabets that look like Ukrainian small letters.
LOOKALIKES = str.maketrans(
    "abceghikmnoprtuxylαβεικμνορτυχω013456@|!ёйыэ",
    "авсегнікмпоргтихуіавеікмиортухшоізчббаііеиие",
)
# Whole words, or words in a row, that only the council and the network may bear.
RESERVED = (
    "міська рада",
    "міськрада",
    "міський голова",
    "мер міста",
    "мер",
    "виконком",
    "виконавчий комітет",
    "адміністратор",
    "адміністрація",
    "модератор",
    "модерація",
    "редакція",
    "служба підтримки",
    "спільно",
    "біла церква",
    "офіційно",
    "офіційна сторінка",
    "поліція",
    "admin",
    "administrator",
    "moderator",
    "city council",
    "mayor",
    "official",
    "spilno",
    "support",
)
# What an organization, too, must not be called.
COUNCIL = (
    "міська рада",
    "міськрада",
    "виконком",
    "виконавчий комітет",
    "міський голова",
    "поліція",
    "city council",
)
LINK = re.compile(
    r"(?i)(?:https?://|www\.|\b[\w-]+\.(?:com|net|org|ua|ru|info|io|me|ly|site|online|shop|top)\b|t\.me)"
)


def visible(text):
    """Returns the text without what nobody sees: control, format and bidi marks; runs of spaces are one."""
    kept = (
        letter
        for letter in unicodedata.normalize("NFC", text)
        if unicodedata.category(letter) not in {"Cc", "Cf", "Co", "Cs", "Cn"} or letter in "\n\t "
    )
    return re.sub(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+", " ", "".join(kept)).strip()


def within(text, longest):
    """Returns the text if it is no longer than that, in the form in which it is stored. Raises ValidationError."""
    if longest and len(text) > longest:
        raise ValidationError(
            _("This is too long: %(longest)s characters at most.") % {"longest": longest}
        )
    return text


def skeleton(text):
    """What the text looks like: no accents, one alphabet, letters and spaces only."""
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(letter)
    )
    bare = bare.translate(LOOKALIKES)
    return " ".join(re.sub(r"[^\w]|_", " ", bare).split())


def claims_office(text, reserved=RESERVED):
    """True where a name says, or looks like saying, that its bearer is the council or the network."""
    looks = f" {skeleton(text)} "
    joined = looks.replace(" ", "")
    return any(
        f" {name} " in looks or (len(name) > 7 and name.replace(" ", "") in joined)
        for name in map(skeleton, reserved)
    )


def validate_name(name):
    """Raises ValidationError with a sentence for the person."""
    if not re.search(r"[^\W\d_]{2}", name):
        raise ValidationError(_("Enter a name that people can call you by: at least two letters."))
    if LINK.search(name) or "@" in name:
        raise ValidationError(_("A name holds no addresses and no links."))
    if claims_office(name):
        raise ValidationError(
            _(
                "This name sounds as if the council itself were speaking. Choose another; officials get a badge beside their own name."
            )
        )
