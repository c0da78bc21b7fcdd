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

Blanks are not given to the judge as glyphs: nobody sees them, a translation has fewer where the source
filled lines with them, and then the share of the source's own missing glyphs among all would go up.
"""
import runpy
import sys

import fitz

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
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
