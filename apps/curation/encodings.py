"""Reading a text file whose encoding nobody wrote down; never silent mojibake."""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class UnreadableText(Exception):
    """Bytes that are no text we can read, with the reason as a sentence."""


def decode(data: bytes) -> str:
    """The text of a file: by its byte order mark, else UTF-8, else Windows-1252."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    if b"\0" in data:
        return _without_mark(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = _strictly(data, "cp1252")
    if any(ord(letter) < 32 and letter not in "\t\n\r\f\v" for letter in text):
        raise UnreadableText("This is not a text file.")
    return text


def _strictly(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.removesuffix("-sig").upper().replace("CP1252", "Windows-1252")
        raise UnreadableText(
            f"This file is not valid {name} (byte {error.start:,}). Save it as UTF-8."
        ) from None
    if "\0" in text:
        raise UnreadableText("This is not a text file: it holds NUL characters.")
    return text


def _without_mark(data: bytes) -> str:
    """UTF-16 without a mark shows as NUL in every second byte of plain English."""
    for encoding, nul in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
        if len(data) % 2 == 0 and nul.count(0) > len(nul) // 2:
            return _strictly(data, encoding)
    raise UnreadableText("This is not a text file: it holds NUL characters.")
