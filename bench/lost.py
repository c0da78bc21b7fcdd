# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which lines of a page are lost in its translation?

A judge takes a line for lost when no text of the result stands over it.  Five things are then lost
that a reader finds:

- PyMuPDF cuts lines at wide blanks, as justified ones have.  When a shorter line, the last of a
  longer text, stands there, nothing stands over the last piece.  A row of a block is one line here
  as far as its pieces are less than an em apart; cells of a table are further.
- Text in the other direction begins at the other side of its column: nothing stands over a short
  line.  It is there when a line of the other direction stands in its row, in its column, where the
  source was empty.
- A text that is set in fewer lines ends early, and one below a heading that takes another line
  begins late by it: the last or the first rows of its block are empty.  It is there when its block
  has its share of letters, that of the whole page: a text that was cut has less.  Lines that are
  neither running text nor centred, entries of a list that were joined, are lost.
- An option or a number before a text goes down with it when what is above takes more lines.  It is
  there when it stands, letter for letter, in its column, where the source had no such words.
"""
import collections
import re
import unicodedata

Line = collections.namedtuple("Line", "x0 y0 x1 y1 size text block upright")
LETTERS = re.compile(r"[^\W\d_]")
LEAST = 3  # letters of a line that counts
BLANK = 1.0  # ems: not wider than one between words
FULL = 0.6  # of the width of its block: a line of running text
ENDS = 0.4  # of its rows may be empty at an end
INDENT = 0.8  # ems: of the first line of a paragraph
GAP = 0.35  # ems: white between paragraphs
SKEW = 0.3  # ems: centred lines have one axis
SHARE = 0.95  # letters for letters: those of one block and of its page are not longer by the same


def letters(text):
    return len(LETTERS.findall(text))


def touch(a, b):
    return a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 and b.y0 < a.y1


def core(line):
    """Ascenders and descenders reach into the next line."""
    height = line.y1 - line.y0
    return line._replace(y0=line.y0 + 0.3 * height, y1=line.y1 - 0.25 * height)


def rows_of(lines):
    """Joins the pieces of a row: [[piece, ...], ...] in the order of the page."""
    rows = []
    for line in lines:
        last = rows[-1][-1] if rows else None
        if (last and last.block == line.block and last.upright and line.upright
                and abs(last.y1 - line.y1) < 0.2 * line.size
                and max(line.x0 - last.x1, last.x0 - line.x1) < BLANK * min(last.size, line.size)):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def right_to_left(text):
    strong = collections.Counter(unicodedata.bidirectional(c) for c in text)
    return strong["R"] + strong["AL"] > strong["L"]


def same_row(a, b):
    return min(a.y1, b.y1) - max(a.y0, b.y0) > 0.5 * min(a.y1 - a.y0, b.y1 - b.y0)


def turned(line, source, output):
    """Does it stand at the other side of its column, where nothing stood?"""
    column = [s for s in source if s.x0 < line.x1 and line.x0 < s.x1]
    left, right = min(s.x0 for s in column), max(s.x1 for s in column)
    for other in output:
        if (right_to_left(other.text) != right_to_left(line.text) and letters(other.text)
                and same_row(other, line) and other.x0 < right and left < other.x1
                and not any(touch(core(other), core(s)) for s in source)):
            return True
    return False


def moved(line, source, output):
    """Does it stand in its column as it was, somewhere else?"""
    alike = [o for o in output if o.text.strip() == line.text.strip() and abs(o.x0 - line.x0) < 0.2 * line.size]
    return any(not any(s.text.strip() == o.text.strip() and touch(s, o) for s in source) for o in alike)


def hull(pieces):
    return pieces[0]._replace(x0=min(p.x0 for p in pieces), x1=max(p.x1 for p in pieces),
                              y0=min(p.y0 for p in pieces), y1=max(p.y1 for p in pieces))


def text_of(row, rows):
    """The rows of its block that are of one size and not more than an em apart, with it."""
    block = [r for r in rows if r[0].block == row[0].block]
    hulls = [hull(r) for r in block]
    first = last = block.index(row)
    while first > 0 and of_one_text(hulls[first - 1], hulls[first]):
        first -= 1
    while last + 1 < len(block) and of_one_text(hulls[last], hulls[last + 1]):
        last += 1
    return block[first:last + 1]


def of_one_text(a, b):
    return abs(a.size - b.size) < 0.1 * a.size and b.y0 - a.y1 < BLANK * a.size


def ends_a_paragraph(row, after, left):
    """The row after it is indented, or stands further below than rows of a text do."""
    return (after.y0 > row.y0 + 0.5 * row.size
            and (after.x0 > left + INDENT * after.size or after.y0 - row.y1 > GAP * row.size))


def one_text(block):
    """Running text, or lines about one axis: its rows are no entries of a list."""
    hulls = [hull(row) for row in block]
    left, right = min(h.x0 for h in hulls), max(h.x1 for h in hulls)
    if all(h.x1 - h.x0 > FULL * (right - left) or ends_a_paragraph(h, after, left)
           for h, after in zip(hulls, hulls[1:])):
        return True
    return all(abs(h.x0 + h.x1 - left - right) < 2 * SKEW * h.size for h in hulls)


def pushed(row, rows, empty):
    """How far may it be pushed down by another line of what stands above it, when so many rows are empty?"""
    above = max(piece.size for r in rows for piece in r
                if piece.y0 <= row[0].y0 and piece.x0 < row[-1].x1 and row[0].x0 < piece.x1)
    return 1.2 * min(above, empty * row[0].size)


def shifted(row, rows, found, output, share):
    """Is it an end of a text that has as large a share of letters as the page?"""
    block = text_of(row, rows)
    most = max(1, int(ENDS * len(block)))
    empty = sum(r[0] in found for r in block)
    if (empty > most or row not in block[:most] + block[-most:] or len(block) < 2
            or not one_text(block)):
        return False
    place = hull([piece for r in block for piece in r])
    if place.y1 - place.y0 < 1.8 * place.size:  # a bullet and its text
        return False
    # it may be as much longer as the page is
    longer = (place.y1 - place.y0) * max(0, share - 1)
    place = place._replace(y1=place.y1 + pushed(row, rows, empty) + longer)
    there = sum(letters(line.text) for line in output if touch(core(line), place))
    return there >= SHARE * share * sum(letters(p.text) for r in block for p in r)


def lost_lines(source, output):
    """The lines of the source that are lost, and how many lines there are that count."""
    rows = rows_of(source)
    all_letters = sum(letters(line.text) for line in source)
    share = sum(letters(line.text) for line in output) / all_letters if all_letters else 0
    missing = [row for row in rows if not any(touch(piece, o) for piece in row for o in output)]
    found = {row[0] for row in missing}
    lost = [piece for row in missing if not shifted(row, rows, found, output, share)
            for piece in row if not (piece.upright and (turned(piece, source, output)
                                                        or moved(piece, source, output)))]
    return ([line for line in lost if letters(line.text) >= LEAST],
            sum(letters(line.text) >= LEAST for line in source))
