"""What is left of a search line when only words are kept."""

MAX_LENGTH = 200


def plain_words(text):
    """Returns words, numbers, hyphens and apostrophes of at most 200 characters; no signs of a query language."""
    text = str(text or "")[: MAX_LENGTH * 4].replace("'", "’").replace("ʼ", "’")
    kept = "".join(sign if sign.isalnum() or sign in "’-№" else " " for sign in text)
    line = " ".join(kept.split())[:MAX_LENGTH].strip()
    return line if any(sign.isalnum() for sign in line) else ""
