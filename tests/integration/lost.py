#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""lost.py TOP CASE WANTED: how many lines bench/lost.py takes for lost on a page that CASE writes."""
import sys

sys.path.insert(0, sys.argv[1] + "/bench")
from lost import Line, lost_lines  # noqa: E402

WIDE = "one line of running text as wide as its column"
HEBREW = "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd"


def line(x, y, text, block=0, width=None, upright=True):
    return Line(x, y - 8, x + (5 * len(text) if width is None else width), y + 2, 10, text, block, upright)


def paragraph(x, y, last, block=0, lines=4):
    return [line(x, y + 12 * k, WIDE, block) for k in range(lines)] + [line(x, y + 12 * lines, last, block)]


def longer(lines):
    """1.3 letters for each, in the same place."""
    return [one._replace(text=one.text + one.text[:len(one.text) * 3 // 10]) for one in lines]


SOURCE = paragraph(50, 100, "and its end") + paragraph(50, 300, "and another end", 1)
LIST = [line(50, 500 + 12 * k, text, 2) for k, text in
        enumerate(("changes for the year of it", "teams", "a calendar", "the references"))]


def centred(texts, y):
    return [line(300 - 2.5 * len(text), y + 12 * k, text, 2) for k, text in enumerate(texts)]


CELL = ("(g)", "Unrecognized", "gain on", "offsetting", "positions")
NOTES = [line(60, 500, WIDE, 2), line(50, 512, "and its end", 2), line(60, 524, WIDE, 2), line(50, 536, WIDE, 2)]
# name: lines of the source, lines of the result
CASES = {
    "nothing": (SOURCE, longer(SOURCE)),
    "a_paragraph": (SOURCE, longer(SOURCE[:5])),
    # all letters in four lines instead of five
    "ends_early": (SOURCE, longer([one._replace(text=one.text + " and end") for one in SOURCE[:4]] + SOURCE[5:])),
    # the last two lines of the first paragraph are not there
    "cut": (SOURCE, longer(SOURCE[:3] + SOURCE[5:])),
    "cut_by_one": (SOURCE + paragraph(50, 500, WIDE, 2), longer(SOURCE + paragraph(50, 500, WIDE, 2)[:4])),
    # the second paragraph is a line further down
    "begins_late": (SOURCE, longer(SOURCE[:5] + [one._replace(y0=one.y0 + 13, y1=one.y1 + 13) for one in SOURCE[5:]])),
    # entries of a list that stand behind each other in its first line
    "joined": (SOURCE + LIST, longer(SOURCE + [line(50, 500, " ".join(one.text for one in LIST), 2)])),
    # a cell of a table, in three lines instead of five
    "centred": (SOURCE + centred(CELL, 500),
                longer(SOURCE + centred(("(g) Unrecognized", "gain on", "offsetting positions"), 500))),
    "centred_cut": (SOURCE + centred(CELL, 500), longer(SOURCE + centred(CELL[:4], 500))),
    # paragraphs of one block: the last line is not needed
    "notes": (SOURCE + NOTES, longer(SOURCE + NOTES[:2] + [one._replace(text=one.text + WIDE[:24])
                                                           for one in NOTES[2:3]] + [NOTES[2]._replace(
                                                               x0=50, y0=506, y1=516, text=WIDE[24:])])),
    "notes_cut": (SOURCE + NOTES, longer(SOURCE + NOTES[:3])),
    # a title, and what is below it, pushed by two lines of its own
    "pushed": ([line(50, 80, "A TITLE", 3)._replace(size=30, y0=50, y1=86)] + SOURCE,
               [line(50, 80, "A TITLE", 3)._replace(size=30, y0=50, y1=86)] + longer(
                   [one._replace(y0=one.y0 + 23, y1=one.y1 + 23) for one in SOURCE])),
    # a justified line in two pieces; what stands there is shorter
    "pieces": (SOURCE + [line(50, 500, "Kernel Trap, 2007.", 2), line(148, 500, "http:", 2)],
               longer(SOURCE) + [line(50, 500, "Trap, 2007", 2)]),
    "cells": (SOURCE + [line(50, 500, "Kernel Trap, 2007.", 2), line(168, 500, "http:", 2)],
              longer(SOURCE) + [line(50, 500, "Trap, 2007", 2)]),
    # a short line from right to left at the right, its translation at the left
    "turned": ([line(50, 100, HEBREW, 0, 200), line(200, 112, HEBREW, 0, 50)],
               [line(50, 100, WIDE, 0, 200), line(50, 112, "the end", 0, 50)]),
    "turned_away": ([line(50, 100, HEBREW, 0, 200), line(200, 112, HEBREW, 0, 50)],
                    [line(50, 100, WIDE, 0, 200), line(350, 112, "the end", 0, 50)]),
    # something stood there in the source
    "beside_it": ([line(50, 100, HEBREW, 0, 200), line(200, 112, HEBREW, 1, 50), line(50, 112, HEBREW, 2, 60)],
                  [line(50, 100, WIDE, 0, 200), line(50, 112, "the other", 2, 60)]),
    # an option before a text goes down with it
    "moved": (SOURCE + [line(20, 500, "--dna", 2), line(20, 520, "--rna", 3)],
              longer(SOURCE) + [line(20, 515, "--dna", 2), line(20, 535, "--rna", 3)]),
    "gone": (SOURCE + [line(20, 500, "--dna", 2), line(20, 540, "--dna", 3)],
             longer(SOURCE) + [line(20, 540, "--dna", 2)]),
    "no_letters": ([line(50, 100, "12 345", 0)], []),
}

source, output = CASES[sys.argv[2]]
lost, lines = lost_lines(source, output)
print(f"{len(lost)} of {lines} lost, wanted {sys.argv[3]}: {[(one.x0, one.y1, one.text) for one in lost]}")
sys.exit(len(lost) != int(sys.argv[3]))
