/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * xref.h - where the objects of a PDF that is being written stand.
 *
 * Only places are kept, 16 bytes an object.  An object may be added again: the
 * later place wins.  Source: ISO 32000-1, 7.5.4 (tables) and 7.5.8 (streams).
 */
#ifndef DT_PDF_XREF_H
#define DT_PDF_XREF_H

#include "outfile.h"

#include <doctranslate/payload.h>

struct dt_xref_place {
	uint64_t offset : 48;	  /* in the file, or number of its object stream */
	uint64_t generation : 16; /* or index in the object stream */
	uint32_t number;
	uint32_t order : 30; /* of adding */
	uint32_t kind : 2;   /* 0 free, 1 at an offset, 2 in an object stream: as in the file */
};

struct dt_xref {
	struct dt_list places; /* struct dt_xref_place */
};

bool dt_xref_add(struct dt_xref *xref, uint32_t number, uint8_t kind, uint64_t offset,
		 uint16_t generation);

/* Sorts by number and drops all but the latest place of each.  With whole, the
 * numbers that are missing below the largest become free, as the first section of
 * a file must have no holes. */
bool dt_xref_order(struct dt_xref *xref, bool whole);

/* The section as a table, without trailer; needs dt_xref_order. */
void dt_xref_write_table(const struct dt_xref *xref, struct dt_outfile *out);

/* The section as the data of a stream, before compression: fields of the widths
 * [1 width 2].  bytes holds (3 + width) for each place.  Needs dt_xref_order. */
unsigned dt_xref_width(const struct dt_xref *xref);
void dt_xref_pack(const struct dt_xref *xref, unsigned width, unsigned char *bytes);

/* The run of consecutive numbers that starts at place i: how many. */
uint32_t dt_xref_run(const struct dt_xref *xref, uint32_t i);

void dt_xref_free(struct dt_xref *xref);

#endif /* DT_PDF_XREF_H */
