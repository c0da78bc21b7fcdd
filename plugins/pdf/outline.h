/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * outline.h - titles that stand outside of pages: the outline's and the document's.
 *
 * Each item of the outline once, in the order of the tree; the document's title, when it has
 * one, first with object 0.  Source: ISO 32000-1, 12.3.3.
 */
#ifndef DT_PDF_OUTLINE_H
#define DT_PDF_OUTLINE_H

#include "document.h"

#include "tags.h"

#include <doctranslate/payload.h>

/* A struct dt_outline into payload: outline, title, tool tips of fields and the texts of
 * structure elements.  What cannot be read is left out. */
dt_status dt_outline_read(struct dt_document *doc, const struct dt_tag_texts *texts,
			  struct dt_payload *payload, struct dt_error *err);

#endif /* DT_PDF_OUTLINE_H */
