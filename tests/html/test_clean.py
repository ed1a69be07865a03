"""What a page is sent is on a list, whatever a note says."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.html.clean import FOR_PAGE, harmless
from kb.html.render import card_html, note_html
from tests.html.places import PLACES
from tests.torture.test_linear import MARKS

VOID = {"br", "hr", "img"}

HOSTILE = [
    "<script>seen()</script>",
    "<SCRIPT src=//example.org/x.js></SCRIPT>",
    "<style>body { display: none }</style>",
    "<link rel=stylesheet href=//example.org>",
    "<meta http-equiv=refresh content='0; url=//example.org'>",
    "<base href='//example.org/'>",
    "<iframe src='javascript:seen()'></iframe>",
    "<iframe srcdoc='<script>seen()</script>'></iframe>",
    "<object data='x.swf'></object><embed src=x.swf>",
    "<form action=/answer><input name=rating value=1><button>x</button></form>",
    "<img src=x onerror=seen()>",
    "<img src='missing' srcset='//example.org/x 2x'>",
    "<IMG SRC=x ONERROR=seen()>",
    '<img src="x"onerror="seen()">',
    "<div onclick=seen() style='position:fixed'>x</div>",
    "<details open ontoggle=seen()>x</details>",
    "<a href='javascript:seen()'>x</a>",
    "<a href='JaVa\tScRiPt:seen()'>x</a>",
    "<a href='&#106;avascript:seen()'>x</a>",
    "<a href='data:text/html,<script>seen()</script>'>x</a>",
    "<a href='vbscript:seen()'>x</a>",
    "<a href='//example.org/x'>x</a>",
    "<a href='\\\\example.org/x'>x</a>",
    "<a id=kb-answer name=kb-answer class='kb-button'>x</a>",
    "[x](javascript:seen())",
    "[x](<java script:seen()>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:seen())",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    '![x" onerror="seen()](a.png)',
    '![[a.png|x" onerror="seen()]]',
    '[[a" onclick="seen()|x]]',
    "[[missing<script>seen()</script>]]",
    '![[inner"><script>seen()</script>]]',
    "`<script>seen()</script>`",
    "```<script>\nseen()\n```",
    "```html\n<script>seen()</script>\n```",
    '```"><script>seen()</script>\nx\n```',
    "<svg onload=seen()><script>seen()</script><a xlink:href='javascript:seen()'>x</a></svg>",
    "<svg><style><img src=x onerror=seen()></style></svg>",
    "<svg><foreignObject><iframe src=x></iframe></foreignObject></svg>",
    "<svg><use href='data:image/svg+xml,<svg onload=seen()>'/></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=seen()&gt;">',  # noqa: E501
    "<math><annotation-xml encoding='text/html'><img src=x onerror=seen()></annotation-xml></math>",
    "<math href='javascript:seen()'><mi href='javascript:seen()' xlink:href='javascript:seen()'>x</mi></math>",  # noqa: E501
    "<math><maction actiontype='statusline#javascript:seen()'>x</maction></math>",
    "$\\href{javascript:seen()}{x}$",
    "$\\style{background:url(//example.org)}{x}$",
    "$\\class{kb-answer}{x}$",
    "$\\text{<img src=x onerror=seen()>}$",
    "$x<img src=x onerror=seen()>$",
    "$$\n</annotation></semantics></math><script>seen()</script>\n$$",
    '<div title="\n\n$x$\n\n<img src=x onerror=seen()>">',
    "<p title='`'><script>seen()</script>`'>",
    '<noscript><p title="</noscript><img src=x onerror=seen()>"></noscript>',
    "<textarea><img title='</textarea><img src=x onerror=seen()>'>",
    "<title></title><xmp><img src=x onerror=seen()></xmp><plaintext>",
    "<!--><img src=x onerror=seen()>-->",
    "<![CDATA[<img src=x onerror=seen()>]]>",
    "<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>seen()</x:script>",
    "<template><script>seen()</script></template>",
    "<video src=x onerror=seen()><source src=//example.org/x onerror=seen()></video>",
    "<audio src='//example.org/x.mp3' autoplay></audio>",
    "[^<script>]: <script>seen()</script>\n\n[^<script>]",
    "> [!<script>]- <script>seen()</script>\n> x",
    'https://example.org/"onmouseover="seen()',
    '<https://example.org/"onmouseover="seen()>',
    '#tag"onclick="seen()',
    'x ^id"onclick="seen()',
    '# Heading " onclick="seen()',
    "| a\" onclick=\"seen() |\n|:-:|\n| <td style='x:expression(seen())'> |",
    "<td colspan='1' onclick=seen()>",
    "</main></body></html><script>seen()</script>",
]


class Sent(HTMLParser):
    """What a browser is sent: checks that all is on the list, and closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.feed(html)
        self.close()
        assert self.opened == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = FOR_PAGE.attributes[tag]
        for name, value in attrs:
            assert name in names
            address = value or ""
            if name == "href":
                assert re.match(r"https?:|mailto:|/(?!/)|[#\w.]", address), address
                assert not re.match(r"(?i)\s*(?:javascript|data|vbscript)", address)
            if name == "src":
                assert re.match(r"/attachment/|data:image/(?:png|jpeg|gif|webp);", address), address
        if tag not in VOID:
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)


@pytest.mark.parametrize("payload", HOSTILE)
def test_nothing_hostile_is_sent(payload: str) -> None:
    for around in ("{}", "a {} b", "> {}", "- {}", "| {} |\n|--|\n", "==**{}**==", "<div>{}</div>"):
        text = around.replace("{}", payload)
        for html in (note_html(text, PLACES), card_html(text, PLACES, is_cloze=True)):
            Sent(html)


def test_a_note_full_of_it_is_harmless_too() -> None:
    Sent(note_html("\n\n".join(HOSTILE), PLACES))
    Sent(note_html("\n".join(reversed(HOSTILE)), PLACES))


def test_what_a_script_would_do_is_at_most_text() -> None:
    html = note_html("<script>seen()</script>\n\nand <script>seen()</script>", PLACES)
    assert html.strip() == "<p>and &lt;script&gt;seen()&lt;/script&gt;</p>"


def test_a_picture_from_elsewhere_is_a_link() -> None:
    shown = '<a class="remote" href="https://a.org/x.png">cat</a>'
    assert shown in note_html("![cat](https://a.org/x.png)", PLACES)
    assert shown in note_html('<img alt="cat" src="https://a.org/x.png">', PLACES)
    assert shown in card_html('a <img alt="cat" src="https://a.org/x.png">', PLACES)


def test_a_note_cannot_take_a_class_or_a_name_of_the_page() -> None:
    html = note_html('<span class="kb tag" id="kb">x</span> <p id="h-x">y</p>', PLACES)
    assert "kb" not in html
    assert 'class="tag"' in html


pieces = st.lists(st.sampled_from([*HOSTILE, *MARKS]) | st.text(max_size=8), max_size=12)


@settings(max_examples=300, deadline=None)
@given(pieces.map("".join), st.booleans())
def test_no_text_raises_or_sends_what_is_not_on_the_list(text: str, is_cloze: bool) -> None:  # noqa: FBT001
    for html in (note_html(text, PLACES), card_html(text, PLACES, is_cloze=is_cloze)):
        Sent(html)
        assert harmless(html) == html


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=200))
def test_any_characters_can_be_sent(text: str) -> None:
    note_html(text, PLACES).encode()
    card_html(text, PLACES).encode()
