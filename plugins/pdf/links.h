/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * links.h - annotations that follow their words.  Throws.
 */
#ifndef DT_PDF_LINKS_H
#define DT_PDF_LINKS_H

#include "output.h"

/* Puts the new quads into annotation, a copy of the source's dictionary. */
void dt_link_move(fz_context *ctx, pdf_obj *annotation, const struct dt_point *corners, uint32_t n);

/* Writes the annotations of painted->links again under their old numbers.  Those
 * that stand inside /Annots itself go into a new array in dict, a copy of the page. */
void dt_links_update(fz_context *ctx, struct dt_output *out, const struct dt_painted *painted,
		     pdf_obj *dict);

/* The link of painted that is about entry index of /Annots, or NULL. */
const struct dt_set_link *dt_links_find(const struct dt_painted *painted, uint32_t index);

#endif /* DT_PDF_LINKS_H */
