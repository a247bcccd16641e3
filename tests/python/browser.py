"""A browser as far as signing in needs one: it keeps cookies, fills in the form of a page, and tells
where it was sent instead of going there."""

import html.parser
import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request


class Page:
    """What a browser got."""

    def __init__(self, answer, url):
        self.url = url
        self.status = answer.status
        self.location = answer.headers.get("Location")
        self.text = answer.read().decode()
        self.form = Form(self.text)

    @property
    def brought(self):
        """What the address holds that the browser was sent to, behind `?` or `#`."""
        assert self.status == 303, self.text
        parts = urllib.parse.urlsplit(self.location)
        return dict(urllib.parse.parse_qsl(parts.fragment or parts.query))


class Form(html.parser.HTMLParser):
    """The inputs of a page's form, with the values that they have."""

    def __init__(self, text):
        super().__init__()
        self.inputs = {}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "input":
            self.inputs[attributes["name"]] = attributes.get("value", "")


class Browser:
    def __init__(self):
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies, Stay)

    def get(self, url):
        return self._open(urllib.request.Request(url))

    def submit(self, page, **values):
        """Fills in what is given and sends the form where it belongs: where it came from."""
        unknown = values.keys() - page.form.inputs.keys()
        assert not unknown, f"the form has no {unknown}: {page.text}"
        body = urllib.parse.urlencode({**page.form.inputs, **values}).encode()
        return self._open(urllib.request.Request(page.url, data=body))

    def _open(self, request):
        try:
            with self.opener.open(request, timeout=30) as answer:
                return Page(answer, request.full_url)
        except urllib.error.HTTPError as answer:
            with answer:
                return Page(answer, request.full_url)


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing."""

    def redirect_request(self, *_):
        return None
