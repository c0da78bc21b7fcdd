#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text that should have been translated and was not: outcome.py SOURCE.pdf OUTPUT.pdf REPORT.json
EXTRACT.json UNITS.xliff [--max-pages N] [--password PW]

A judge that knows nothing of the program counts every word that still stands at its place, letter for
letter.  This prints, as JSON {"left": SHARE}, the share of the source's words of four letters and more
that do so and are neither in a block that the report says is kept by a rule, nor in no block at all,
nor among the signs that travel inside a text (formulas, addresses).  Pages are those of the judge.
"""
import argparse
import collections
import json
import re
import sys
import xml.etree.ElementTree

import fitz

CORE = "{urn:oasis:names:tc:xliff:document:2.0}"
META = "{urn:oasis:names:tc:xliff:metadata:2.0}"
NEAR = 2  # points: boxes of glyphs and of blocks are not the same


def pages_judged(count, most):
    """As judge.py chooses them."""
    most = max(2, most)
    return range(count) if count <= most else sorted({round(k * (count - 1) / (most - 1)) for k in range(most)})


def long_words(page, letters):
    return {(round(w[0]), round(w[1]), w[4]): (w[0] + w[2], w[1] + w[3])
            for w in page.get_text("words") if len(re.findall(r"[^\W\d_]", w[4])) >= letters}


def inside(boxes, x, y):
    return any(b[0] - NEAR <= x <= b[2] + NEAR and b[1] - NEAR <= y <= b[3] + NEAR for b in boxes)


def boxes_of(blocks):
    boxes = collections.defaultdict(list)
    for block in blocks:
        boxes[block["page"]].append(block["bbox"])
    return boxes


def travelling_signs(path):
    """Of each page."""
    signs = collections.defaultdict(set)
    for unit in xml.etree.ElementTree.parse(path).iter(CORE + "unit"):
        words = [w for data in unit.iter(CORE + "data") for w in (data.text or "").split()]
        for meta in unit.iter(META + "meta"):
            if meta.get("type") == "page":
                signs[int(meta.text)].update(words)
    return signs


def measure(arg):
    source, output = fitz.open(arg.source), fitz.open(arg.output)
    for document in (source, output):
        if document.needs_pass:
            document.authenticate(arg.password)
    report, extract = json.load(open(arg.report)), json.load(open(arg.extract))
    kept = boxes_of(b for b in report["ledger"]["not_translated"] if b["fate"] == "kept")
    blocks = boxes_of(dict(b, page=p["page"]) for p in extract["pages"] for b in p.get("blocks", ()))
    signs = travelling_signs(arg.units)
    words = left = 0
    for i in pages_judged(len(source), arg.max_pages):
        before, after = long_words(source[i], 4), long_words(output[i], 0)
        words += len(before)
        # a transformation may turn the page; boxes of the report are as the page is shown
        for word in before.keys() & after.keys():
            x, y = (v / 2 for v in before[word])
            left += (inside(blocks[i + 1], x, y) and not inside(kept[i + 1], x, y)
                     and not any(word[2] in sign or sign in word[2] for sign in signs[i + 1]))
    return {"left": round(left / words, 5) if words else 0.0}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("source", "output", "report", "extract", "units"):
        options.add_argument(name)
    options.add_argument("--max-pages", type=int, default=60)
    options.add_argument("--password", default="")
    arg = options.parse_args()
    fitz.TOOLS.mupdf_display_errors(False)
    print(json.dumps(measure(arg)))
    return 0


sys.exit(main())
