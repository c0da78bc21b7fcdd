/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * raw.h - an object as it stands in a file: where it ends and what it refers to.
 *
 * Reads bytes, makes no objects and takes no memory but for the list of references.
 * It is strict: what is not plainly well formed is DT_RAW_BROKEN, and the caller
 * lets MuPDF read it.  [any]  Source: ISO 32000-1, 7.2, 7.3 and 7.5.3.
 */
#ifndef DT_PDF_RAW_H
#define DT_PDF_RAW_H

#include <doctranslate/payload.h>

enum dt_raw_kind {
	DT_RAW_BROKEN,
	DT_RAW_TEXT,   /* the bytes end behind whole tokens */
	DT_RAW_OBJECT, /* "endobj" was found */
	DT_RAW_STREAM  /* "stream" and its line end were found */
};

struct dt_raw {
	size_t end;		/* behind what .kind says */
	int64_t length;		/* /Length of a stream, -1: none */
	uint32_t length_object; /* where it stands then, 0: in the dictionary */
};

/* From bytes[at] on.  references: uint32_t, object numbers are added as they come,
 * again and again; NULL: they are not wanted. */
enum dt_raw_kind dt_raw_read(const unsigned char *bytes, size_t size, size_t at,
			     struct dt_list *references, struct dt_raw *raw);

/* Behind "number generation obj" at bytes[at] (white space may stand before); 0: it is
 * not there.  start: of the number. */
size_t dt_raw_head(const unsigned char *bytes, size_t size, size_t at, uint32_t number,
		   size_t *start);

/* Behind "endstream" and "endobj" at bytes[at] (white space may stand before); 0: they
 * are not there. */
size_t dt_raw_tail(const unsigned char *bytes, size_t size, size_t at);

#endif /* DT_PDF_RAW_H */
