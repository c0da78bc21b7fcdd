/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * mono.h - the translation alone: pages keep their object and all but their content.
 * Throws.
 */
#ifndef DT_PDF_MONO_H
#define DT_PDF_MONO_H

#include "output.h"

/* faces: for each face of the payload its number in out->faces. */
void dt_mono_page(fz_context *ctx, struct dt_output *out, const struct dt_painted *painted,
		  const uint32_t *faces);

#endif /* DT_PDF_MONO_H */
