/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bundles.h - object streams of the source, while its objects are carried over.
 *
 * Each is inflated once to learn what its objects refer to, and once more only when
 * it is taken apart.  Throws.  One thread at a time.  Source: ISO 32000-1, 7.5.7.
 */
#ifndef DT_PDF_BUNDLES_H
#define DT_PDF_BUNDLES_H

#include "writer.h"

struct dt_bundles { /* starts with .w alone */
	struct dt_writer *w;
	struct dt_list list;  /* struct bundle */
	struct dt_list slots; /* struct slot */
	struct dt_list edges; /* uint32_t: object numbers */
	uint32_t *by_number;  /* index into list + 1, by number of the object stream */
};

/* Object number, the index-th of the object stream, is needed, and what it refers to.
 * False: it is not there, or too late. */
bool dt_bundles_want(fz_context *ctx, struct dt_bundles *bundles, uint32_t stream, uint32_t index,
		     uint32_t number);

/* Writes the i-th object stream or, when little of it is needed, that. */
void dt_bundles_finish(fz_context *ctx, struct dt_bundles *bundles, uint32_t i);

uint32_t dt_bundles_count(const struct dt_bundles *bundles);
void dt_bundles_free(struct dt_bundles *bundles);

/* So many bytes of the source were read: now and then its pages in memory are let go of. */
void dt_carry_touched(struct dt_writer *w, size_t touched);
/* In carry.c: the object as it stands in the source.  references: those that it makes
 * are needed, too; else only its /Length.  False: it is not well formed. */
bool dt_carry_raw(fz_context *ctx, struct dt_writer *w, uint32_t number, bool references);

#endif /* DT_PDF_BUNDLES_H */
