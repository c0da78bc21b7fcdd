/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * writer.h - a PDF that grows object by object.
 *
 * New objects come first, page by page; at the end the objects of the source that
 * they still need are carried over byte by byte under their old numbers (carry.h).
 * An object that is written under an old number replaces the old one, and what
 * only that one referred to stays out.  Only places are kept in memory.
 *
 * Two kinds of source are begun otherwise.  A signed one comes first as it is, so
 * that what was signed can still be seen: the rest is an incremental update.  Of a
 * damaged one all objects are read first, and printed instead of carried over as bytes.
 *
 * Small objects go into object streams where the source has such or may have them.
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

#include "claims.h"
#include "document.h"
#include "live.h"
#include "outfile.h"
#include "pages.h"
#include "xref.h"

/* Objects in one object stream: more compress better, fewer are read faster. */
#define DT_WRITER_BATCH 100

struct dt_writer {
	struct dt_outfile file;
	struct dt_xref xref;
	struct dt_live live;	 /* of the source's objects, when those are carried over */
	struct dt_document *doc; /* the source */
	pdf_document *pdf;
	pdf_crypt *crypt;	 /* of the document; NULL: nothing is encrypted */
	uint32_t encrypt;	 /* number of the encryption dictionary, which itself is not */
	bool compact;		 /* object streams and a cross-reference stream */
	struct dt_claims claims; /* of the source */
	bool is_signed;		 /* the source has signatures */
	bool whole;		 /* no earlier section: not an update */
	bool printed;		 /* objects of a damaged source are printed */
	bool decrypted;		 /* the source is encrypted, the result is not */
	int64_t previous;	 /* place of the source's last section */
	uint32_t next;		 /* first number that was never used */
	size_t packed_hard;	 /* bytes that were packed as small as can be */
	uint32_t short_codes;	 /* the CMap of new fonts with short codes, or 0 */
	uint32_t short_codes_vertical; /* the same for vertical writing */
	uint32_t lost;		       /* objects of the source that cannot be read */
	uint64_t examined; /* bytes of the source in which ends of objects were looked for */
	uint64_t read;	   /* bytes of it that MuPDF read to print objects */
	uint64_t carried;  /* bytes of its objects in the result */
	bool spent;	   /* one of those is more than any honest file has */
	size_t touched;	   /* bytes of the source since its pages were let go of */
	unsigned let_go;   /* how often the source was let go of */
	uint32_t batch;	   /* number of the object stream that is being filled, or 0 */
	uint32_t batched;  /* objects in it, and their numbers */
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

/* A direct object that is text already, as it stands in an object stream. */
void dt_writer_text(fz_context *ctx, struct dt_writer *w, uint32_t number, const void *text,
		    size_t size);

/* For the parts of the writer: where an object stands (struct dt_xref_place); object as text in
 * .scratch; the object stream that is being filled, if any, goes into the file. */
void dt_writer_place(fz_context *ctx, struct dt_writer *w, uint32_t number, uint8_t kind,
		     uint64_t offset, uint16_t generation);
void dt_writer_print(fz_context *ctx, struct dt_writer *w, pdf_obj *object, pdf_crypt *crypt,
		     uint32_t number, uint16_t generation);
/* What the object in .scratch refers to is needed. */
void dt_writer_read_scratch(fz_context *ctx, struct dt_writer *w);
void dt_writer_flush(fz_context *ctx, struct dt_writer *w);

/* The last section and trailer. */
void dt_writer_finish(fz_context *ctx, struct dt_writer *w);

/* Takes one that failed to open; the file is removed unless it was closed. */
void dt_writer_close(struct dt_writer *w, fz_context *ctx);

#endif /* DT_PDF_WRITER_H */
