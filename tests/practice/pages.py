"""Reading the pages of the deck and of practice."""

import html
import re


def text(response):
    """What the page says between its head and its foot, without tags and with single spaces."""
    main = response.content.decode().split("<main", 1)[1].split("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", f"<{main}")).split())


def links(response, pattern):
    """Addresses of links that match, in order, each once."""
    found = re.findall(r'href="([^"]*)"', response.content.decode())
    wanted = (html.unescape(each) for each in found)
    return list(dict.fromkeys(each for each in wanted if re.search(pattern, each)))
