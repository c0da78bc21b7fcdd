/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sandbox.h - walls around a process that reads documents of strangers: what such a document makes
 * of it harms its own job alone.
 *
 * In this order: sandbox_begin first of all; sandbox_files before any other thread is there, since
 * Landlock holds the calling thread and those that it starts; sandbox_calls once plugins are open,
 * for all threads.  Nothing of it can be taken back.  Limits are set by the parent before it sends
 * what is to be done, or by the process itself.
 *
 * Calls that no honest program makes (ptrace, mount, bpf, another program where none is run) kill
 * the process with SIGSYS; those that libraries try and do without (sockets, io_uring) fail.
 * Where this build or this kernel lacks a part, the functions go on without it, and sandbox_lacks
 * says so.
 *
 * Sources: seccomp(2), landlock(7), prctl(2), getrlimit(2), capabilities(7).
 */
#ifndef DT_SANDBOX_H
#define DT_SANDBOX_H

#include <doctranslate/plugin.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What the job's translators need (DT_TRANSLATOR_NETWORK, DT_TRANSLATOR_PROGRAMS).  With both, a
 * program of the user's own is run: it may use UNIX sockets and read all files as well. */
enum { SANDBOX_NETWORK = 1u << 0, SANDBOX_PROGRAMS = 1u << 1 };

/* The process was out of memory: what it says by its exit code when it can say nothing else. */
enum { SANDBOX_EXIT_MEMORY = 86 };
/* In the environment: the process that this one must not outlive, in digits. */
#define SANDBOX_PARENT "DOCTRANSLATE_PARENT"

/* Of one process; 0: no bound.  A file that is only appended to (a translation memory) counts as
 * long as it is, not by what is added: file_bytes has to be above it. */
struct sandbox_limits {
	uint64_t memory;     /* bytes of its own: heap, stacks, what it maps without a file */
	uint64_t file_bytes; /* of one file that it writes */
	uint32_t cpu_s;	     /* of all its threads; a program that it runs counts for itself */
	uint32_t files;	     /* descriptors */
	uint32_t processes;  /* more than this user has now; without effect for root */
};

/* pid 0: this process.  Never above what the process may have anyway.  Core files are never
 * written.  Under sanitizers memory is not bounded: their shadow is terabytes. */
dt_status sandbox_limits(pid_t pid, const struct sandbox_limits *limits, struct dt_error *err);

/* Ends with its parent, gains no privileges and keeps none, shows its memory to nobody, and tells
 * a crash for lack of memory by SANDBOX_EXIT_MEMORY.  DT_E_UNAVAILABLE: the parent is gone. */
dt_status sandbox_begin(struct dt_error *err);

/* Paths that are left open; what does not exist is passed over.  Copies. */
struct sandbox_paths;
struct sandbox_paths *sandbox_paths_new(void);
void sandbox_paths_free(struct sandbox_paths *paths);
/* A file, or a folder with all in it, and where the links in it lead to.  NULL is nothing; lists
 * with ':' as in PATH are taken apart.  Memory that lacks shows in sandbox_files. */
void sandbox_read(struct sandbox_paths *paths, const char *path);
/* One file, by a path that was resolved before: none that a link has come into leads anywhere. */
void sandbox_read_resolved(struct sandbox_paths *paths, const char *path);
/* Is there a link on the way to it? */
bool sandbox_leads_through_link(const char *path);
/* A folder to write in, or a file. */
void sandbox_write(struct sandbox_paths *paths, const char *path);
/* To read: libraries, fonts, dictionaries, certificates; to write: TMPDIR. By the environment. */
void sandbox_usual(struct sandbox_paths *paths, uint32_t flags);

/* Nothing but these paths from here on. [before any other thread] */
dt_status sandbox_files(const struct sandbox_paths *paths, uint32_t flags, struct dt_error *err);
/* The filter of system calls, for all threads. */
dt_status sandbox_calls(uint32_t flags, struct dt_error *err);

/* What is lacking here, part i from 0, as a sentence; NULL: nothing more. */
const char *sandbox_lacks(unsigned i);

#endif
