/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * remember_inside.h - what the files of remember share.
 *
 * lock guards what it says; memory and journal have locks of their own and are called without it.
 */
#ifndef ROUTE_REMEMBER_INSIDE_H
#define ROUTE_REMEMBER_INSIDE_H

#include "fingerprint.h"
#include "remember.h"

#include "plugins/translate/memory/embedding.h"
#include "plugins/translate/memory/journal.h"
#include "plugins/translate/xliff/digest.h"

#include <pthread.h>

/* So many answers are written to the memory at once, where a journal has them already. */
enum { WAITING = 64 };

struct kept {
	char *source, *target;
	size_t source_length, target_length;
	uint32_t flags, dimension;
	float *vector; /* NULL: none */
};

struct remember {
	struct memory *memory;	     /* NULL: none, or it has failed */
	struct journal *journal;     /* NULL: none, or it has failed */
	struct embedding *embedding; /* of the stage; NULL: none, or nobody would use it */
	enum memory_mode mode;
	char *path, *journal_path;
	char route[SIGNATURE_SIZE];
	char document[FILE_DIGEST_SIZE], fingerprint[FINGERPRINT_SIZE];
	pthread_mutex_t lock; /* of all below */
	bool memory_failed, journal_failed, embedding_failed;
	struct kept waiting[WAITING];
	uint32_t n_waiting;
	uint32_t found[MEMORY_SEMANTIC + 1], resumed, hinted, embedded, kept;
};

void remember_note(const struct dt_call *call, uint32_t level, const char *code, const char *text);
/* What fails is told once, and not used any more. */
void remember_memory_fails(struct remember *remember, const struct dt_call *call,
			   const struct dt_error *why);
void remember_journal_fails(struct remember *remember, const struct dt_call *call,
			    const struct dt_error *why);
bool remember_has_memory(struct remember *remember);
bool remember_has_journal(struct remember *remember);

/* For those without an answer: vectors by the service, and what the memory has near them. */
void remember_find_near(struct remember *remember, const struct asking *asking,
			struct ask *const *asks, struct memory_query *queries, uint32_t n);

/* An answer that the memory will get: soon, with others. */
void remember_wait(struct remember *remember, const struct dt_call *call,
		   const struct memory_row *row);
/* What waits goes to the memory: all of it, or when there is no more room.  call NULL: the job is
 * over, nobody is told what fails. */
void remember_put(struct remember *remember, const struct dt_call *call, bool all);

#endif /* ROUTE_REMEMBER_INSIDE_H */
