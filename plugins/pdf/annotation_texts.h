/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * annotation_texts.h - what the annotations of pages say.
 *
 * The text of a note, the description of a link.  Not that of a field (it has a tooltip) and not
 * that which stands on the page itself (FreeText): the page shows it, too, as it was.  Most
 * annotations have none; their bytes are looked at, and no object is made of them.
 * Source: ISO 32000-1, 12.5.2 and 12.5.6.
 */
#ifndef DT_PDF_ANNOTATION_TEXTS_H
#define DT_PDF_ANNOTATION_TEXTS_H

#include "pages.h"
#include "tags.h"

/* Adds those of the chosen pages, n of them, as DT_TITLE_ANNOTATION.  Of a page that cannot be
 * read there are none.  DT_E_CANCELLED, DT_E_LIMIT, DT_E_SYSTEM. */
dt_status dt_annotation_texts(struct dt_document *doc, const struct dt_page_list *pages,
			      const uint32_t *chosen, uint32_t n, struct dt_tag_texts *texts,
			      struct dt_error *err);

#endif /* DT_PDF_ANNOTATION_TEXTS_H */
