#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a test wants to know of two PDF files, asked of PyMuPDF.

    judge.py same SOURCE OUTPUT [TEXT PIXELS]   pages, words and pixels agree (shares wanted)
    judge.py kept SOURCE OUTPUT                 pages, sizes, links, outline, labels are kept
    judge.py pages FILE                         number of pages
    judge.py title FILE | lang FILE | outline FILE | text FILE
    judge.py glyphs FILE                        characters without a glyph
    judge.py twins FILE                         links of every second page lead to such pages: N of M
    judge.py box FILE                           size of the first page
    judge.py ink FILE X0 Y0 X1 Y1               darkest grey in a part of the first page

Prints what differs; the exit status says whether it is all right.
"""
import collections
import sys

import fitz
import numpy


def words(page):
    return collections.Counter("".join(page.get_text().split()))


def grey(page):
    pixels = page.get_pixmap(dpi=72, colorspace=fitz.csGRAY, alpha=False)
    image = numpy.frombuffer(pixels.samples, numpy.uint8).reshape(pixels.h, pixels.stride)
    return image[:, :pixels.w].astype(numpy.int16)


def same(source, output, text=0.995, pixels=0.998):
    total = found = area = alike = 0
    for a, b in zip(source, output):
        wa, wb = words(a), words(b)
        total += sum(wa.values())
        found += sum((wa & wb).values())
        ga, gb = grey(a), grey(b)
        if ga.shape != gb.shape:
            yield f"page {a.number + 1} has another size"
            continue
        area += ga.size
        alike += int((numpy.abs(ga - gb) <= 64).sum())
    if total and found / total < text:
        yield f"only {found / total:.4f} of the characters are there"
    if area and alike / area < pixels:
        yield f"only {alike / area:.4f} of the pixels are alike"


def kept(source, output):
    for name, of in (("pages", len), ("outline entries", lambda d: len(d.get_toc())),
                     ("links", lambda d: sum(len(p.get_links()) for p in d)),
                     ("page sizes", lambda d: [tuple(map(round, p.rect)) for p in d]),
                     ("outline targets", lambda d: [(t[0], t[2]) for t in d.get_toc()]),
                     ("link targets", lambda d: sorted((l.get("uri") or "", l.get("page", -1))
                                                       for p in d for l in p.get_links()))):
        a, b = of(source), of(output)
        if a != b:
            yield f"{name}: {a} in the source, {b} in the output"


def missing_glyphs(document):
    return sum(1 for page in document for span in page.get_texttrace() if span.get("type") != 3
               for code, glyph, *_ in span["chars"] if glyph == 0 and code not in (32, 160))


def twins(document):
    links = [link["page"] for page in document if page.number % 2 for link in page.get_links()
             if link["kind"] in (fitz.LINK_GOTO, fitz.LINK_NAMED) and link.get("page", -1) >= 0]
    return f"{sum(to % 2 for to in links)} of {len(links)}"


def darkest(page, box):
    return page.get_pixmap(dpi=144, colorspace=fitz.csGRAY, alpha=False, clip=fitz.Rect(*box)).samples


def main():
    fitz.TOOLS.mupdf_display_errors(False)
    what = sys.argv[1]
    first = fitz.open(sys.argv[2])
    if what in ("same", "kept"):
        second = fitz.open(sys.argv[3])
        faults = [f"{len(first)} pages became {len(second)}"] if len(first) != len(second) else \
            list(same(first, second, *map(float, sys.argv[4:])) if what == "same" else kept(first, second))
        print("\n".join(faults))
        return 1 if faults else 0
    print({
        "pages": lambda: len(first),
        "title": lambda: first.metadata["title"],
        "lang": lambda: first.xref_get_key(first.pdf_catalog(), "Lang")[1],
        "outline": lambda: "\n".join(entry[1] for entry in first.get_toc()),
        "twins": lambda: twins(first),
        "box": lambda: "%g %g" % tuple(first[0].rect)[2:],
        "ink": lambda: min(darkest(first[0], map(float, sys.argv[3:7]))),
        "text": lambda: "\n".join(page.get_text() for page in first),
        "glyphs": lambda: missing_glyphs(first),
    }[what]())
    return 0


sys.exit(main())
