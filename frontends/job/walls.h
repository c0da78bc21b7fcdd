/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * walls.h - the sandbox of one job: what its translators need, the files of its request and its
 * pipeline, and no more.
 */
#ifndef DT_JOB_WALLS_H
#define DT_JOB_WALLS_H

#include "specification.h"

#include "cli/session.h"

struct walls {
	const struct specification *specification;
	char *const *arguments; /* of the command line: files that it names may be read */
	const char *scratch;	/* a folder that is written to, or NULL */
	char *temporary;	/* TMPDIR, in the folder of the job; removed when it is empty */
	char *pipeline;		/* its file */
	uint32_t flags;
};

/* First of all, before anything is read. */
enum exit_code walls_begin(struct fault *fault);
/* What is temporary lies in the job's folder from here on. [before any other thread] */
enum exit_code walls_temporary(struct walls *walls, struct fault *fault);
/* No path of the request leads through a link: each was resolved when the request was taken, and
 * whoever may write where it leads could have changed its meaning since. */
enum exit_code walls_links(const struct walls *walls, struct fault *fault);
/* For session->loaded: files.  For session->opened: system calls.  hook_ctx is a struct walls. */
enum exit_code walls_files(struct session *session, struct dt_pipeline *pipeline,
			   const char *translator);
enum exit_code walls_calls(struct session *session, struct dt_pipeline *pipeline,
			   const char *translator);
/* Files of a command line: "/path", "--glossary=/path", "--pipeline=/path"; resolved: no links are
 * followed to them. */
struct sandbox_paths;
void walls_read_arguments(struct sandbox_paths *paths, char *const *arguments, bool resolved);
/* Was that for the bound of memory that this process has?  Then the document is to blame. */
bool walls_out_of_memory(const struct fault *fault);
void walls_end(struct walls *walls);

#endif
