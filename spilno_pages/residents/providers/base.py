"""What every way of proving a person answers with."""

from dataclasses import dataclass
from datetime import date

from ..models import Level


class IdentityError(Exception):
    """Proving failed; str() is the whole sentence for the person. is_refusal: it will fail again in the same way."""

    def __init__(self, sentence, *, is_refusal=False):
        super().__init__(str(sentence))
        self.is_refusal = is_refusal


@dataclass(frozen=True)
class IdentityClaim:
    """What a provider says of a person. born is used for the age band and the term, and then forgotten.

    person_tag: documents.person_tag of what id.gov.ua calls drfocode. basis: a Basis, "" where only the identity is proven.
    district: a district's word in addresses, counted only with a basis; "" where it is not shown.
    """

    person_tag: str
    method: str
    level: int = Level.IDENTITY
    basis: str = ""
    district: str = ""
    born: date | None = None
    name: str = ""
