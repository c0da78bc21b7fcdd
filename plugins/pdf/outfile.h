/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * outfile.h - a file that is written from front to back.
 *
 * The first failure sticks: later writes do nothing, position still counts, and
 * dt_outfile_close tells it and removes the file, so that no half of one is ever
 * taken for a result.  All bytes that are written (not those that are copied)
 * go into a running hash, from which the file gets its identifier.  One thread
 * at a time.
 */
#ifndef DT_PDF_OUTFILE_H
#define DT_PDF_OUTFILE_H

#include <doctranslate/plugin.h>

struct dt_outfile {
	char *path; /* NULL: closed */
	int fd;
	int error; /* errno of the first failure */
	uint64_t position;
	uint64_t hash[2];
	char *buffer;
	size_t used;
};

/* A new file in folder; one of that name is an error. */
dt_status dt_outfile_create(struct dt_outfile *out, const char *folder, const char *name,
			    struct dt_error *err);

/* The bytes as they are, through the kernel where it can. */
void dt_outfile_copy(struct dt_outfile *out, const void *bytes, size_t size);
void dt_outfile_write(struct dt_outfile *out, const void *bytes, size_t size);
__attribute__((format(printf, 2, 3))) void dt_outfile_print(struct dt_outfile *out,
							    const char *format, ...);

/* Writes out what is buffered.  After a failure the file is removed.  path is
 * freed with dt_outfile_drop. */
dt_status dt_outfile_close(struct dt_outfile *out, struct dt_error *err);

/* Takes a closed or failed one; removes a file that is still open. */
void dt_outfile_drop(struct dt_outfile *out);

#endif /* DT_PDF_OUTFILE_H */
