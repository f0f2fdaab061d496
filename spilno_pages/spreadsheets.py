"""What a spreadsheet program must not take for a formula."""

# A cell that begins with one of these is a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(value):
    """Returns the text so that no spreadsheet program takes it for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
