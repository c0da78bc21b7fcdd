/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * remember.h - answers of earlier jobs: the translation memory, and the journal of this job.
 *
 * Asked for what the job's own memo does not have, before a translator is; told of each answer
 * that has passed all checks.  What it finds is judged like any other answer: markup in terms of
 * the marks of the text, as in a dt_batch.
 *
 * An answer that was paid for is in the journal (or, without one, in the memory) when
 * remember_keep returns.  A memory that fails is told in the report and not used any more.
 */
#ifndef ROUTE_REMEMBER_H
#define ROUTE_REMEMBER_H

#include "ask.h"
#include "route.h"

struct remember;
struct embedding;
struct embedding_options;

/* The embedding service of a stage; *embedding is NULL when none is named. [open] */
dt_status remember_open(const struct embedding_options *options, struct embedding **embedding,
			struct dt_error *err);
void remember_close(struct embedding *embedding); /* takes NULL */

/* For a job whose languages, translator and glossary are known already; *remember is NULL when
 * nothing is to be remembered. [job] */
dt_status remember_begin(const struct dt_call *call, const struct route_job *job,
			 struct remember **remember, struct dt_error *err);
/* All texts have been asked for: what came of it, for the report; complete: each of them could
 * be. [job] */
void remember_tell(struct remember *remember, const struct dt_call *call, bool complete);
void remember_end(struct remember *remember); /* takes NULL */

/* Puts into .answer of each ask that it knows what was accepted before, and .from says where it
 * has it from; the others it leaves alone.  Where .plain is set then, .markup and .marks are
 * without styles.  All of a page at once, in its order.  [any] */
void remember_find(const struct asking *asking, struct ask *const *asks, uint32_t n);

/* An answer of a translator has passed: .given, in terms of .markup and .marks (when .plain is
 * set these are without styles).  Once for each text that was asked; an answer that remember_find
 * gave is not told.  [any] */
void remember_keep(const struct asking *asking, const struct ask *ask);

/* remember_pieces.c: of a text that is asked for in pieces, in the journal alone.  [any]
 * The answer to a piece, to be freed; NULL: there is none. */
char *remember_find_piece(const struct asking *asking, const struct ask *piece);
void remember_keep_piece(const struct asking *asking, const struct ask *piece,
			 const struct text *answer);
/* .wanted_pieces of a text whose answer was too long for the service; 0: not known. */
uint32_t remember_find_cuts(const struct asking *asking, const struct ask *whole);
void remember_keep_cuts(const struct asking *asking, const struct ask *whole);

#endif
