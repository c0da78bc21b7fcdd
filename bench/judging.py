#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs a judge that uses PyMuPDF: judging.py JUDGE.py ARGUMENTS...

Debian's PyMuPDF 1.21 fails when a program lists the annotations of a page with form fields
("SwigPyObject has no attribute thisown").  A judge only counts them: here they are counted by
their object numbers, without making objects of them.

It gives the places of text as they are before a page's /Rotate, and pixels as they are after it:
what a judge then takes for the ground beside text is text, and the other way round.  Pages are
given to the judge with a /Rotate of 0, those of the source and those of the result: nothing on
them changes by that but the side that is up.

PyMuPDF leaves out glyphs that the edge of the page cuts through: what is seen of them is text for a
judge, too, not ground.

Which lines are lost is told by lost.py, which says why; "lost_lines" and "letter_lines" are what the
share is made of, for a share over a whole corpus.

Blanks are not given to the judge as glyphs: nobody sees them, a translation has fewer where the source
filled lines with them, and then the share of the source's own missing glyphs among all would go up.
"""
import importlib.util
import sys

import fitz

from lost import Line, lost_lines

NOT_LISTED = {fitz.PDF_ANNOT_LINK, fitz.PDF_ANNOT_POPUP, fitz.PDF_ANNOT_WIDGET}

fitz.Page.annots = lambda page, *_: iter([a for a in page.annot_xrefs() if a[1] not in NOT_LISTED])
fitz.Page.widgets = lambda page, *_: iter([a for a in page.annot_xrefs() if a[1] == fitz.PDF_ANNOT_WIDGET])
load = fitz.Document.__getitem__


def upright(document, number):
    page = load(document, number)
    if page.rotation:
        page.set_rotation(0)
    return page


fitz.Document.__getitem__ = upright
text_of = fitz.Page.get_text


def with_cut_glyphs(page, option="text", **more):
    if option == "dict":
        more.setdefault("clip", fitz.INFINITE_RECT())
    return text_of(page, option, **more)


fitz.Page.get_text = with_cut_glyphs
trace = fitz.Page.get_texttrace
BLANKS = (0x20, 0xA0)


def seen(page):
    spans = trace(page)
    for span in spans:
        span["chars"] = [c for c in span["chars"] if c[0] not in BLANKS]
    return spans


fitz.Page.get_texttrace = seen



def lines_of(page):
    flags = fitz.TEXT_PRESERVE_WHITESPACE | fitz.TEXT_PRESERVE_LIGATURES | fitz.TEXT_MEDIABOX_CLIP
    lines = []
    for number, block in enumerate(page.get_text("dict", flags=flags)["blocks"]):
        for line in block.get("lines", ()):
            text = "".join(s["text"] for s in line["spans"])
            if text.strip():
                size = max(line["spans"], key=lambda s: len(s["text"]))["size"]
                lines.append(Line(*line["bbox"], size, text, number, abs(line["dir"][0]) > 0.99))
    return lines


def with_lost_lines(measure):
    def measured(source, output, roundtrip, most):
        figures = measure(source, output, roundtrip, most)
        lost = lines = 0
        count = len(source)
        # as the judge does
        for i in range(count) if count <= most else sorted({round(k * (count - 1) / (most - 1)) for k in range(most)}):
            before, after = source[i], output[i]
            if before.rect.irect == after.rect.irect:
                of_page, of_all = lost_lines(lines_of(before), lines_of(after))
                lost, lines = lost + len(of_page), lines + of_all
        figures.update(lost=round(lost / lines, 5) if lines else 0.0, lost_lines=lost, letter_lines=lines)
        return figures

    return measured


sys.argv = sys.argv[1:]
judge_at = importlib.util.spec_from_file_location("judge", sys.argv[0])
judge = importlib.util.module_from_spec(judge_at)
judge_at.loader.exec_module(judge)
if hasattr(judge, "measure"):
    judge.measure = with_lost_lines(judge.measure)
sys.exit(judge.main())
