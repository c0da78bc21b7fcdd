/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * writer.h - a PDF that grows object by object.
 *
 * A writer starts either with the bytes of the source (an incremental update:
 * what is not written again stays byte for byte) or, when the source is damaged,
 * with all objects of the source that can be read, under their old numbers.
 * From then on both are the same: an object that is written again replaces the
 * old one.  Only places are kept in memory.  Where the source has
 * cross-reference streams, small objects go into object streams.
 *
 * What is written is encrypted as the source is.  When MuPDF cannot do that
 * (strings and streams with different ciphers), the writer starts with all
 * objects and leaves encryption out; see .decrypted.
 *
 * MuPDF only reads: objects that are given to a writer are printed at once, and
 * are copies, never the document's own that were changed.  Functions that take a
 * context throw on failure; failing writes stick in .file.  One thread at a time,
 * the one that uses the context.  Source: ISO 32000-1, 7.5.6 to 7.5.8, 7.6.
 */
#ifndef DT_PDF_WRITER_H
#define DT_PDF_WRITER_H

#include "document.h"
#include "outfile.h"
#include "pages.h"
#include "xref.h"

/* Objects in one object stream: more compress better, fewer are read faster. */
#define DT_WRITER_BATCH 100

struct dt_writer {
	struct dt_outfile file;
	struct dt_xref xref;
	pdf_document *pdf;
	pdf_crypt *crypt; /* of the document; NULL: nothing is encrypted */
	uint32_t encrypt; /* number of the encryption dictionary, which itself is not */
	bool compact;	  /* object streams and a cross-reference stream */
	bool whole;	  /* no earlier section: all objects were written */
	bool decrypted;	  /* the source is encrypted, the result is not */
	int64_t previous; /* place of the source's last section */
	uint32_t next;	  /* first number that was never used */
	uint32_t lost;	  /* objects of a damaged source that cannot be read */
	uint32_t batch;	  /* number of the object stream that is being filled, or 0 */
	uint32_t batched; /* objects in it, and their numbers */
	uint32_t numbers[DT_WRITER_BATCH];
	fz_buffer *heads, *bodies, *scratch;
	pdf_obj *info, *root; /* replace /Info and /Root of the trailer, or NULL */
};

/* Creates name in folder and starts it from doc, which must stay open. */
dt_status dt_writer_open(struct dt_writer *w, struct dt_document *doc,
			 const struct dt_page_list *pages, const char *folder, const char *name,
			 struct dt_error *err);

/* A new object number. */
uint32_t dt_writer_number(struct dt_writer *w);

/* A direct object under that number; not for streams. */
void dt_writer_object(fz_context *ctx, struct dt_writer *w, uint32_t number, pdf_obj *object);

/* A stream; data is as it stands in the file but for encryption.  dict is a copy
 * of the caller's and gets its /Length here. */
void dt_writer_stream(fz_context *ctx, struct dt_writer *w, uint32_t number, pdf_obj *dict,
		      const void *data, size_t size);

/* Deflates data first and sets /Filter. */
void dt_writer_deflate(fz_context *ctx, struct dt_writer *w, uint32_t number, pdf_obj *dict,
		       const void *data, size_t size);

/* For the parts of the writer: object as text in .scratch; the object stream that
 * is being filled, if any, goes into the file. */
void dt_writer_print(fz_context *ctx, struct dt_writer *w, pdf_obj *object, pdf_crypt *crypt,
		     uint32_t number, uint16_t generation);
void dt_writer_flush(fz_context *ctx, struct dt_writer *w);

/* The last section and trailer. */
void dt_writer_finish(fz_context *ctx, struct dt_writer *w);

/* Takes one that failed to open; the file is removed unless it was closed. */
void dt_writer_close(struct dt_writer *w, fz_context *ctx);

#endif /* DT_PDF_WRITER_H */
