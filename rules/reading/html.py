"""The one home of selectolax: an HTML part as the same lines that a text part gives."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from rules.reading.clean import flat
from rules.reading.limits import LINE, LINES, NODES, TAGS, TooBigError, refuse_over
from rules.reading.lines import Line
from rules.reading.links import Link, classify

# fmt: off
_SKIPPED = frozenset((
    "head", "script", "style", "title", "meta", "link", "svg", "noscript", "template", "object",
    "iframe",
))
_INLINE = frozenset((
    "a", "abbr", "b", "big", "cite", "code", "em", "font", "i", "img", "label", "mark", "q", "s",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
))
# fmt: on
_PARAGRAPHS = frozenset(("p", "blockquote", "ul", "ol"))
_HIDING = re.compile(
    r"\b(?:display\s*:\s*none|visibility\s*:\s*hidden|max-height\s*:\s*0|mso-hide\s*:\s*all|"
    r"opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|font-size\s*:\s*0(?:px)?\s*(?:;|!|$)|"
    r"text-indent\s*:\s*-\d{3}|left\s*:\s*-\d{3})",
    re.IGNORECASE,
)
_KEEPING = re.compile(r"white-space:\s*(?:pre|break-spaces)", re.IGNORECASE)


def _hidden(attributes: dict[str, str | None], style: str) -> bool:
    """Whether a reader does not see this: LinkedIn's preheader, and what a forger hides."""
    if "hidden" in attributes or attributes.get("data-email-preheader") == "true":
        return True
    return bool(style) and _HIDING.search(style) is not None


class _Page:
    """Walks a document once and writes down its lines."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._words: list[str] = []
        self._link: Link | None = None  # the first link on the line being written
        self._around: list[Link] = []  # the <a> elements that are open
        self._kept: list[int] = []  # the open elements whose line breaks count

    def _flush(self) -> bool:
        """End the line being written; True if there was one."""
        if not self._words:
            return False
        text = flat("".join(self._words)[:LINE])
        link, self._link = self._link, None
        self._words.clear()
        if text:
            self.lines.append(Line(text, link, text))
        return bool(text)

    def _blank(self) -> None:
        if self.lines and not self.lines[-1].blank:
            self.lines.append(Line(""))

    def text(self, text: str) -> None:
        """Words, which end lines only where the page says that its line breaks count."""
        if not text or text.isspace():
            if self._kept and "\n" in text:
                self._breaks(text)
            elif self._words:
                self._words.append(" ")
            return
        if self._around and self._link is None:
            self._link = self._around[-1]
        if self._kept and "\n" in text:
            self._breaks(text)
        else:
            self._words.append(text)

    def _breaks(self, text: str) -> None:
        for at, piece in enumerate(text.split("\n")):
            if at and not self._flush():
                self._blank()
            self._words.append(piece)

    def _image(self, alt: str) -> None:
        if alt := flat(alt[:LINE]):
            link = self._around[-1] if self._around else None
            self.lines.append(Line(alt, link, alt, image=True))

    def enter(self, node: LexborNode, tag: str) -> bool:
        """Begin an element; True where its inside is to be read."""
        if tag in _SKIPPED:
            return False
        attributes = node.attributes
        style = attributes.get("style") or ""
        if _hidden(attributes, style):
            return False
        if tag == "a":
            self._around.append(classify((attributes.get("href") or "").strip()))
        elif tag == "img":
            self._image(attributes.get("alt") or "")
        elif tag == "br":
            if not self._flush():
                self._blank()
        elif tag not in _INLINE:
            self._edge(tag)
        if tag == "pre" or (style and _KEEPING.search(style)):
            self._kept.append(node.mem_id)
        return True

    def _edge(self, tag: str) -> None:
        if self._words:
            self._flush()
        if tag in _PARAGRAPHS:
            self._blank()

    def leave(self, node: LexborNode, tag: str) -> None:
        """End an element."""
        if self._kept and self._kept[-1] == node.mem_id:
            self._flush()
            self._kept.pop()
        if tag not in _INLINE:
            self._edge(tag)
        elif tag == "a" and self._around:
            self._around.pop()

    def done(self) -> list[Line]:
        """The lines, the last one ended."""
        self._flush()
        return self.lines


def _read_node(node: LexborNode, page: _Page) -> bool:
    """Read one node; True where its children are to be read too."""
    tag = node.tag
    if tag == "-text":
        page.text(node.text_content or "")
        return False
    if tag is None or tag[0] in "-!_" or not page.enter(node, tag):
        return False
    if node.first_child is not None:
        return True
    page.leave(node, tag)
    return False


def _walk(root: LexborNode, page: _Page) -> None:
    """Every node below the root in order, without recursion: nesting is the sender's choice."""
    node, top = root.first_child, root.mem_id
    for _ in range(NODES):
        if node is None:
            return
        if _read_node(node, page):
            node = node.first_child
            continue
        after = node.next
        while after is None:
            node = node.parent
            if node is None or node.mem_id == top:
                return
            page.leave(node, node.tag or "")
            after = node.next
        node = after
    raise TooBigError(f"more than {NODES} nodes of HTML")


def html_lines(html: str) -> list[Line]:
    """The lines of an HTML part, as a reader sees them. Raises TooBigError."""
    refuse_over(TAGS, html.count("<"), "HTML tags")
    page = _Page()
    root = LexborHTMLParser(html).body
    if root is not None:
        _walk(root, page)
    lines = page.done()
    refuse_over(LINES, len(lines), "lines of HTML")
    return lines
