/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * object_stream.h - single objects out of object streams.
 *
 * MuPDF parses all hundred objects of an object stream when one of them is asked for, and
 * again after its cache was emptied; in a long document that is a fifth of all work.  Here
 * the decoded bytes of the last few streams are kept, and an object that is asked for is
 * parsed alone and put where MuPDF looks first.  Whatever is unusual is left to MuPDF: not
 * to ask here is slower, never wrong.  Belongs to one open document. [lane]
 * Source: ISO 32000-1, 7.5.7.
 */
#ifndef DT_PDF_OBJECT_STREAM_H
#define DT_PDF_OBJECT_STREAM_H

#include <mupdf/pdf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dt_document;

#define DT_OBJECT_STREAMS_KEPT 8

struct dt_object_stream {
	int number;	 /* of the stream object; 0: the place is free */
	unsigned used;	 /* clock of the last use */
	fz_buffer *data; /* decoded */
	uint32_t *heads; /* number and start of each object, in the data */
	uint32_t n;
};

struct dt_object_streams {
	struct dt_object_stream at[DT_OBJECT_STREAMS_KEPT];
	unsigned clock;
	bool repaired; /* they were read after MuPDF had repaired the file */
	int *ready;    /* numbers of the objects made ready and not let go of */
	size_t n, room;
};

/* Makes the object of a number ready, when it stands in an object stream. */
void dt_object_ready(struct dt_document *doc, int number);
/* The same for what an indirect reference names; gives obj back, which may be NULL. */
pdf_obj *dt_ready(struct dt_document *doc, pdf_obj *obj);
/*
 * The bytes of an object that stands in an object stream and was not made ready, good until
 * the next call; NULL: none, or it is MuPDF's matter.
 */
const unsigned char *dt_object_bytes(struct dt_document *doc, int number, size_t *n);
/*
 * Lets go of objects made ready that nobody holds, and of the file's pages in memory, once
 * the objects are many.  MuPDF's own way
 * looks at every entry of the cross-reference table and is for when this did not help.
 */
void dt_ready_release(struct dt_document *doc);
void dt_object_streams_free(fz_context *ctx, struct dt_object_streams *streams);

#endif /* DT_PDF_OBJECT_STREAM_H */
