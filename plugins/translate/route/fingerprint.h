/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * fingerprint.h - what makes two jobs the same as far as their answers go, and which files these
 * are kept in.
 */
#ifndef ROUTE_FINGERPRINT_H
#define ROUTE_FINGERPRINT_H

#include <doctranslate/plugin.h>

#include <nettle/sha2.h>

enum { FINGERPRINT_SIZE = 2 * SHA256_DIGEST_SIZE + 1, SIGNATURE_SIZE = 400 };

/* One after the other; NULL is "". */
void fingerprint_add(struct sha256_ctx *sha, const char *text);
void fingerprint_write(struct sha256_ctx *sha, char room[FINGERPRINT_SIZE]);

/* What shapes the answers of a translator of the pipeline (name NULL: the job's): its own
 * signature, and the user's words to a model. */
dt_status fingerprint_route(const struct dt_call *call, const char *name,
			    const struct dt_translator *translator, char room[SIGNATURE_SIZE],
			    struct dt_error *err);

/* Costs money or goes to another machine: such answers are worth a file. */
bool fingerprint_is_dear(const struct dt_translator *translator);
/* A job that asks nobody makes no files. */
bool fingerprint_may_open(const struct dt_call *call, const char *path);
/* The paths of the memory and of the journal, from malloc; what could be made is the caller's also
 * after an error. */
dt_status fingerprint_files(const struct dt_call *call, char **memory, char **journal,
			    struct dt_error *err);
/* Tells memory.done, which sees the results written, that a job of the journal is over then; file
 * is the name of the word in the job's folder. */
void fingerprint_leave_word(const struct dt_call *call, const char *file, const char *fingerprint,
			    const char *journal);

#endif
