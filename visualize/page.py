"""One HTML file with an answer's picture, to mail and open anywhere: no server, no network.

Drawn with pyvis, held to what is safe. Of pyvis 0.3.2 we take neither its menus nor its heading
nor its way of writing files; its two links to a foreign server are cut out; every stored text
enters the page either escaped or as JSON inside the script; and a content security policy lets
only the scripts and styles run whose hashes it names.
"""

import base64
import hashlib
import re
from html import escape
from importlib.resources import files
from pathlib import Path

from visualize.canvas import rendered
from visualize.drawing import Drawing
from visualize.drawing import drawing as drawing_of
from visualize.head import Head
from visualize.languages import Words
from visualize.picture import Answer
from visualize.words import plain

PAGE_MOST = 1_500
"""Nodes that vis-network draws one by one without keeping its reader waiting."""

BOOTSTRAP = re.compile(
    r"<link\s[^>]*cdn\.jsdelivr\.net/npm/bootstrap[^>]*/>"
    r"|<script\s[^>]*cdn\.jsdelivr\.net/npm/bootstrap[^>]*></script>"
)
HEADING = re.compile(r"<center>\s*<h1></h1>\s*</center>")
OPENING = re.compile(r'\s*<html>\s*<head>\s*<meta charset="utf-8">')
INLINE = re.compile(r"<(script|style)(?:\s[^>]*)?>(.*?)</\1>", re.DOTALL)


def page(drawing: Drawing, head: Head) -> str:
    """A picture as one HTML document that needs nothing else.

    `drawing` has at most 1,500 nodes one by one: `PAGE_MOST`.
    """
    return _document(rendered(drawing), _header(drawing, head), head.title, drawing.words)


def write_page(path: Path, answer: Answer, head: Head) -> None:
    """Write the page as UTF-8 with plain line ends, which its script hashes count on."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(page(drawing_of(answer, most=PAGE_MOST), head))


def _header(drawing: Drawing, head: Head) -> str:
    """What a reader must know before looking: the verdict first, then counts and marks."""
    parts = [f"<h1>{escape(plain(head.title))}</h1>"]
    parts += [
        f'<p class="verdict {colour}">{escape(plain(text))}</p>' for text, colour in head.verdict
    ]
    if gaps := head.gaps_shown:
        parts.append('<ul class="gaps">' + "".join(f"<li>{escape(gap)}</li>" for gap in gaps))
        parts[-1] += "</ul>"
    parts += [f'<p class="quiet">{escape(plain(line))}</p>' for line in head.lines]
    summed = drawing.mode != "detail" or drawing.picture.note
    parts.append(f'<p class="{"note" if summed else "quiet"}">{escape(drawing.said)}</p>')
    said = drawing.words.say
    parts.append(
        f'<div class="legend"><span class="origin">{said("picture.legend.origin")}</span>'
        f"<span>{said('picture.legend.batch')}</span>"
        f'<span class="operation">{said("value.operation")}</span>'
        f'<span class="party">{said("picture.legend.party")}</span>'
        f'<span class="gap">{said("picture.legend.gap")}</span>'
        f'<span class="possible">{said("picture.legend.possible")}</span>'
        f'<button type="button" id="whole">{said("picture.whole")}</button></div>'
    )
    return "<header>" + "\n".join(parts) + "</header>\n"


def _document(html: str, header: str, title: str, words: Words) -> str:
    """The rendered picture as one valid document of ours, closed to everything foreign."""
    html = html.replace("\r\n", "\n").replace("\r", "\n")
    html = _without(BOOTSTRAP, html, 2)
    html = _without(HEADING, html, 2)
    html = _without(re.compile(re.escape(' style="width: 100%"')), html, 1)
    ours = files("visualize") / "static"
    css = (ours / "page.css").read_text(encoding="utf-8")
    script = (ours / "page.js").read_text(encoding="utf-8")
    facts = f'<output id="facts">{words.say("picture.click")}</output>\n'
    html = html.replace("<body>", "<body>\n" + header, 1)
    html = html.replace("</head>", f"<style>\n{css}</style>\n</head>", 1)
    end = html.rindex("</body>")
    html = f"{html[:end]}{facts}<script>\n{script}</script>\n{html[end:]}"
    head = (
        f'<!DOCTYPE html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">\n'
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
