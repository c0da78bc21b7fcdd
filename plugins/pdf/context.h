/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * context.h - the wall between MuPDF and the rest: memory, errors, warnings.
 *
 * A wall has one fz_context without locks, so one thread at a time may use it.
 * All that MuPDF and its decoders allocate is counted; past the limit, or when
 * the job is cancelled, an allocation fails and MuPDF throws, which
 * dt_wall_fail turns into the right kind of error.  The wall must not move in
 * memory while it is open: MuPDF keeps pointers into it.
 */
#ifndef DT_PDF_CONTEXT_H
#define DT_PDF_CONTEXT_H

#include <doctranslate/plugin.h>

#include <mupdf/fitz.h>

struct dt_wall {
	fz_context *ctx;	    /* NULL: closed */
	const struct dt_call *call; /* asked whether the job is cancelled; may be NULL */
	size_t used, limit;	    /* bytes */
	unsigned ticks;		    /* allocations since the last look at the call */
	bool over;		    /* the limit was hit since dt_wall_enter */
	bool cancelled;
	unsigned n_warnings;
	char warning[200];			      /* the first one */
	struct libdeflate_decompressor *decompressor; /* of dt_inflate_stream; NULL: none yet */
	fz_alloc_context alloc;
};

dt_status dt_wall_open(struct dt_wall *wall, size_t limit, struct dt_error *err);
void dt_wall_close(struct dt_wall *wall); /* takes a closed one */

/* Before a batch of MuPDF calls on behalf of call. */
void dt_wall_enter(struct dt_wall *wall, const struct dt_call *call);

/* In fz_catch: what was caught, as an error of the right kind.  doing is the
 * start of the sentence: "cannot read page 3". */
__attribute__((format(printf, 3, 4))) dt_status
dt_wall_fail(struct dt_wall *wall, struct dt_error *err, const char *doing, ...);

#endif /* DT_PDF_CONTEXT_H */
