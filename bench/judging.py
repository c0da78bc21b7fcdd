#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs a judge that uses PyMuPDF: judging.py JUDGE.py ARGUMENTS...

Debian's PyMuPDF 1.21 fails when a program lists the annotations of a page with form fields
("SwigPyObject has no attribute thisown").  A judge only counts them: here they are counted by
their object numbers, without making objects of them.
"""
import runpy
import sys

import fitz

NOT_LISTED = {fitz.PDF_ANNOT_LINK, fitz.PDF_ANNOT_POPUP, fitz.PDF_ANNOT_WIDGET}

fitz.Page.annots = lambda page, *_: iter([a for a in page.annot_xrefs() if a[1] not in NOT_LISTED])
fitz.Page.widgets = lambda page, *_: iter([a for a in page.annot_xrefs() if a[1] == fitz.PDF_ANNOT_WIDGET])
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
