/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * plain_link.h - where a link lies, without an object for all that it says.
 *
 * A manual has ten links a page, and to make objects of them is a tenth of what the page costs
 * to parse.  Of a link that stands in an object stream and has neither quadrilaterals nor an
 * appearance of its own nothing but the rectangle is wanted; that is read from the bytes.
 * Source: ISO 32000-1, 12.5.2 and 12.5.6.5.
 */
#ifndef DT_PDF_PLAIN_LINK_H
#define DT_PDF_PLAIN_LINK_H

#include "document.h"

#include <mupdf/pdf.h>

/* Is annotation, a reference or an object, such a link?  rect: in the page's own space, in
 * order.  False also for whatever is unusual or has been made an object already.  May throw. */
bool dt_plain_link(struct dt_document *doc, pdf_obj *annotation, fz_rect *rect);

/* The same of the bytes of a dictionary. [any] */
bool dt_plain_link_read(const unsigned char *at, size_t n, fz_rect *rect);

#endif /* DT_PDF_PLAIN_LINK_H */
