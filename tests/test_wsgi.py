"""The entry point copes with what no middleware would see."""

import io

from essayplanner.wsgi import PlainRequest


def test_a_charset_that_is_no_text_encoding_is_ignored() -> None:
    body = b"q=terror"
    request = PlainRequest(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "CONTENT_TYPE": "application/x-www-form-urlencoded; charset=base64",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
    )
    assert request.POST["q"] == "terror"
