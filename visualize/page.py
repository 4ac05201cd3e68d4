"""One HTML file with an answer's picture, to mail and open anywhere: no server, no network.

Drawn with pyvis, held to what is safe. Of pyvis 0.3.2 we take neither its menus nor its heading
nor its way of writing files; its two links to a foreign server are cut out; every stored text
enters the page either escaped or as JSON inside the script; and a content security policy lets
only the scripts and styles run whose hashes it names.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from visualize.canvas import rendered
from visualize.picture import Answer, picture
from visualize.summary import summary
from visualize.words import count, plain

DETAIL_LIMIT = 1_500
GAPS_SHOWN = 5

BOOTSTRAP = re.compile(
    r"<link\s[^>]*cdn\.jsdelivr\.net/npm/bootstrap[^>]*/>"
    r"|<script\s[^>]*cdn\.jsdelivr\.net/npm/bootstrap[^>]*></script>"
)
HEADING = re.compile(r"<center>\s*<h1></h1>\s*</center>")
OPENING = re.compile(r'\s*<html>\s*<head>\s*<meta charset="utf-8">')
INLINE = re.compile(r"<(script|style)(?:\s[^>]*)?>(.*?)</\1>", re.DOTALL)


def page(answer: Answer, title: str) -> str:
    """The answer of a trace or recall as one HTML document that needs nothing else.

    `answer` is the JSON of the `trace` and `recall` commands. Above 1,500 nodes the picture
    becomes a summary by level and material, and says so with counts.
    """
    whole = picture(answer)
    drawn = whole if len(whole.cards) <= DETAIL_LIMIT else summary(answer, whole)
    header = _header(answer, title, drawn.note)
    return _document(rendered(drawn), header, title)


def write_page(path: Path, answer: Answer, title: str) -> None:
    """Write the page as UTF-8 with plain line ends, which its script hashes count on."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(page(answer, title))


def _header(answer: Answer, title: str, note: str) -> str:
    """What a reader must know before looking: the verdict first, then counts and marks."""
    parts = [f"<h1>{escape(plain(title))}</h1>", *_verdict(answer.get("verdict"))]
    parts.append(f"<p>{escape(_counts(answer))}</p>")
    if note:
        parts.append(f'<p class="note">{escape(note)}</p>')
    parts.append(f'<p class="quiet">{escape(_question(answer))}</p>')
    parts.append(
        '<div class="legend"><span class="origin">origin (thick border)</span>'
        '<span>batch, coloured by level</span><span class="operation">operation</span>'
        '<span class="party">supplier or customer</span>'
        '<span class="gap">dashed border, “! gap”: has a gap</span>'
        '<span class="possible">dashed line: possible</span>'
        '<button type="button" id="whole">Whole picture</button></div>'
    )
    return "<header>" + "\n".join(parts) + "</header>\n"


def _verdict(verdict: Mapping[str, Any] | None) -> Iterable[str]:
    """Complete only where the answer says so and names no gap."""
    if verdict is None:
        yield '<p class="verdict incomplete">No verdict: completeness was not checked.</p>'
        return
    gaps = verdict.get("gaps") or ()
    if verdict.get("complete") and not gaps:
        yield '<p class="verdict complete">complete: no gap known</p>'
        return
    yield f'<p class="verdict incomplete">INCOMPLETE: {count(len(gaps), "gap")}</p>'
    shown = [
        ": ".join(plain(gap[part]) for part in ("subject", "kind", "why") if gap.get(part))
        for gap in gaps[:GAPS_SHOWN]
    ]
    if len(gaps) > GAPS_SHOWN:
        shown.append(f"and {len(gaps) - GAPS_SHOWN:,} more, all in the answer")
    if shown:
        yield '<ul class="gaps">' + "".join(f"<li>{escape(line)}</li>" for line in shown) + "</ul>"


def _counts(answer: Answer) -> str:
    batches = answer.get("batches") or ()
    possible = sum(not batch.get("certain", True) for batch in batches)
    told = [count(len(batches), "batch", "batches")]
    if possible:
        told[0] += f" ({possible:,} only possible)"
    for many in ("operations", "suppliers", "customers", "shipments"):
        if number := len(answer.get(many) or ()):
            told.append(count(number, many[:-1]))
    return " · ".join(told)


def _question(answer: Answer) -> str:
    question = answer.get("question") or {}
    origins = [plain(origin) for origin in question.get("origins") or ()]
    told = [
        plain(question.get("direction")),
        "from " + ", ".join(origins[:5]) if origins else "",
        f"and {len(origins) - 5:,} more" if len(origins) > 5 else "",
        f"· fingerprint {plain(answer['fingerprint'])}" if answer.get("fingerprint") else "",
    ]
    return " ".join(word for word in told if word)


def _document(html: str, header: str, title: str) -> str:
    """The rendered picture as one valid document of ours, closed to everything foreign."""
    html = html.replace("\r\n", "\n").replace("\r", "\n")
    html = _without(BOOTSTRAP, html, 2)
    html = _without(HEADING, html, 2)
    html = _without(re.compile(re.escape(' style="width: 100%"')), html, 1)
    ours = files("visualize") / "static"
    css = (ours / "page.css").read_text(encoding="utf-8")
    script = (ours / "page.js").read_text(encoding="utf-8")
    facts = '<output id="facts">Click a box for its facts and its whole path.</output>\n'
    html = html.replace("<body>", "<body>\n" + header, 1)
    html = html.replace("</head>", f"<style>\n{css}</style>\n</head>", 1)
    end = html.rindex("</body>")
    html = f"{html[:end]}{facts}<script>\n{script}</script>\n{html[end:]}"
    head = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(html)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(plain(title))}</title>\n"
    )
    opening = OPENING.match(html)
    if opening is None:
        raise RuntimeError("pyvis renders another page than the one this was made for")
    return head + html[opening.end() :]


def _without(pattern: re.Pattern[str], html: str, expected: int) -> str:
    """The page without what the pattern finds: exactly so often, or pyvis has changed."""
    html, found = pattern.subn("", html)
    if found != expected:
        raise RuntimeError(f"pyvis renders {found} of {pattern.pattern!r}, not {expected}")
    return html


def _policy(html: str) -> str:
    """Only the page's own scripts and styles, known by their hashes; no request at all."""
    hashes: dict[str, list[str]] = {"script": [], "style": []}
    for tag, text in INLINE.findall(html):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        hashes[tag].append(f"'sha256-{digest}'")
    return (
        f"default-src 'none'; script-src {' '.join(hashes['script'])}; "
        f"style-src {' '.join(hashes['style'])}; img-src data:; base-uri 'none'; form-action 'none'"
    )
