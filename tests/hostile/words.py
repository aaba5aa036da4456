"""What strangers call themselves and write: the pieces of hostile texts, and chance to mix them."""

import os
import re

from hypothesis import strategies as st

#: How many times as many examples as usual: ``make fuzz`` asks for more.
TIMES = int(os.environ.get("FUZZ_TIMES", "1"))

#: What must never be shown raw: C0 and C1 controls, bidi and zero-width marks, tags, surrogates.
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
PIECES = (
    "\r\nBcc: all@evil.example\r\n", "\rBcc: a@evil.example", "\nX-Evil: yes", "\r\n\r\nA body",
    "=?utf-8?q?=0D=0ABcc:_all@evil.example?=", "=?utf-8?b?DQpCY2M6IGFAZXZpbC5leGFtcGxl?=",
    "=?utf-8?q?=1B[31mRed?=", "=?x?q??=", "=?utf-8?q?", "?=", "%0d%0aBcc: a@evil.example", "\u2028",
    "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\0", "\x1b[31m", "\x1b]0;title\x07", "\x9b31m",
    "\x08",
    "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\U000e0041", "\ud800", "\udc80", "\u00ad",
    "{{ 7*7 }}", "{{ owner.__class__.__mro__ }}", "{% for x in range(10**9) %}x{% endfor %}",
    "{# x #}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{owner}", "{0.__class__}", "%(name)s", "%s",
    "$name",
    "<script>alert(1)</script>", '<img src=x onerror="a">', "<a@b.example>", "&lt;b&gt;", "[red]",
    "[link=http://evil.example]x[/link]", "a@evil.example, b@evil.example",
    "Group: a@evil.example;",
    '"', "'", "\\", "(", ")", "<", ">", ",", ";", ":", "@", "*", "_", "`", "#", "--", "From ", ".",
    "https://www.linkedin.com/comm/in/x?otpToken=SECRETOTP&midToken=SECRETMID", "&eid=SECRETEID-x",
    "https://evil.example/?a=b", "www.evil.example", "Ada", "Quill", "Zoë", "王小明", "محمد", "🚀",
    "Dr. ", " ", "  ", "\t", "CEO at ", "Head of Ink at Northwind", "we met at the fair in Oslo",
    "I write because of your talk about ink", "a" * 300, "é" * 300, "🚀" * 200, "x " * 200,
)  # fmt: skip

#: A text that is made of such pieces, or of anything.
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.tuples(st.sampled_from(PIECES), st.text(max_size=40)).map("".join),
    st.text(max_size=120),
)

#: What stands where an address stands.
addresses = st.one_of(
    st.sampled_from([
        "ada@example.org", "ada+a.b@mail.example.org", '"a b"@example.org', "a@b",
        "a@b.example,c@d.example",
        "Group:a@b.example;", "Ada <ada@example.org>", "a@[127.0.0.1]", "zoë@example.org",
        "a@exämple.org", "a%0d%0ab@example.org", "=?utf-8?q?=0D=0A?=@example.org",
        "a(b)@example.org",
        "a@b.example\nBcc: c@d.example", "a@b.example ", " a@b.example", "<a@b.example>",
        "a@@b.example",
        "a..b@example.org", ".a@example.org", "{{7*7}}@example.org", "a!b@example.org",
        "@example.org",
        "a@-b.example", "\u202ea@example.org", "a@example.org.", "", "a" * 65 + "@example.org",
        "a@" + "b" * 60 + ".example" * 30,
    ]),
    st.tuples(texts, st.sampled_from(["", "@example.org", "a@example.org"])).map("".join),
)  # fmt: skip

message_ids = st.one_of(
    texts.map(lambda text: f"<{text}@example.org>"),
    texts,
    st.sampled_from(["<a@b>", "<" + "x" * 980 + "@b>", "<a b@c>", "<a@b>\n <c@d>", "<a@b> x", ""]),
)
