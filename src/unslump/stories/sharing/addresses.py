"""What points at somebody whatever it says: e-mail and web addresses, telephone and account numbers."""

from __future__ import annotations

import re

from unslump.stories.sharing.spans import Span, apart

__all__ = ["addresses"]

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_NO_MARK = r"[^\s@<>()\[\],;:\"]"
_ENDINGS = (
    "com|net|org|info|biz|name|pro|coop|shop|store|online|site|web|tech|agency|company|group|solutions|services|"
    "consulting|cloud|app|dev|io|ai|co|me|tv|eu|de|at|ch|li|fr|be|nl|lu|es|pt|it|uk|ie|dk|se|no|fi|is|pl|cz|sk|hu|"
    "ro|bg|hr|si|rs|gr|cy|mt|ee|lv|lt|ua|tr|ru|us|ca|mx|br|ar|cl|au|nz|za|in|jp|cn|kr|il|ae|example|invalid|test|"
    "local|localhost|internal|lan"
)
_KINDS: tuple[tuple[str, str, str], ...] = (
    ("a link", r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)", "]"),
    ("a web address", r"\b[a-z][a-z0-9+.-]{1,20}://[^\s<>\"']+", "a web page"),
    ("a web address", r"\bwww\.[^\s<>\"']+", "a web page"),
    ("an e-mail address", rf"{_NO_MARK}{{1,64}}\s?(?:@|\(at\)|\[at\])\s?{_NO_MARK}{{2,250}}", "an address"),
    ("a web address", rf"\b(?:{_LABEL}\.){{1,6}}(?:{_ENDINGS})\b(?:/[^\s<>\"']*)?", "a web page"),
    ("an account number", r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{2,4}){3,8}\b", "an account"),
    ("a telephone", r"(?:\+|\b00)\d{1,3}[\s./()-]{0,3}(?:\d[\s./()-]{0,3}){5,13}\d", "a telephone number"),
    ("a telephone", r"\(?\b0\d{1,5}\)?[\s./-]{1,3}\d(?:[\s./-]?\d){3,11}\b", "a telephone number"),
    ("a number", r"\b\d(?:[ -]?\d){11,}\b", "a number"),
    ("an address on a network", r"\b(?:\d{1,3}\.){3}\d{1,3}\b", "an address"),
    ("a handle", r"(?<![\w@])@[A-Za-z_][\w.]{1,40}", "an address"),
)  # fmt: skip
_FOUND = [(why, re.compile(pattern, re.IGNORECASE), instead) for why, pattern, instead in _KINDS]


def addresses(text: str) -> list[Span]:
    """Every address and number that points at somebody.

    >>> text = "Write to anna@acme.example or ring +49 30 123456, see [this](https://acme.example/x)."
    >>> [text[span.start:span.end] for span in addresses(text)]
    ['anna@acme.example', '+49 30 123456', '](https://acme.example/x)']
    """
    return apart(
        Span(match.start(), match.end() - _trailing(match[0]), instead, why)
        for why, pattern, instead in _FOUND
        for match in pattern.finditer(text)
    )


def _trailing(found: str) -> int:
    """Marks at the end that belong to the sentence."""
    return len(found) - len(found.rstrip(".,;:!?»”’"))
