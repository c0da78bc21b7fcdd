/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * seen.h - which of the glyphs of a scanned page a reader sees.
 *
 * The scan itself knows what is clipped, off the page or without ink.  With the whole page
 * known this adds what lies under something opaque that was painted later, what has the
 * colour of its background, and what is the text layer of a picture.  In doubt a glyph
 * counts as seen: text that is left out by mistake is worse than text translated in vain.
 */
#ifndef DT_PDF_SEEN_H
#define DT_PDF_SEEN_H

#include "scan.h"

/* Sets DT_GLYPH_COVERED, DT_GLYPH_PALE and DT_GLYPH_OCR. */
void dt_tell_seen(struct dt_scan *scan);

#endif /* DT_PDF_SEEN_H */
