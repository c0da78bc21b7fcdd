/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is removed: jobs whose time is over, the oldest that are over when the disk is too full,
 * folders without a record, and what uploads have left in the tmp folder.
 */
#include "config.h"

#include "inside.h"
#include "tell.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	AT_ONCE = 100,
	ORPHAN_S = 3600, /* a folder whose record is just being made is younger */
	LEAST_PAUSE_MS = 1000
};

struct found {
	struct {
		char id[40];
		uint64_t bytes;
	} at[AT_ONCE];
	size_t n;
};

static bool find(void *ctx, const struct dt_record *record)
{
	struct found *found = ctx;

	snprintf(found->at[found->n].id, sizeof found->at[found->n].id, "%.39s", record->id);
	found->at[found->n++].bytes = record->bytes;
	return found->n < AT_ONCE;
}

/* How many of those that are over until `until` were removed; stops when so many bytes are. */
static size_t remove_some(struct jobs *jobs, int64_t until, uint64_t bytes, uint64_t *freed)
{
	struct found *found = calloc(1, sizeof *found);
	struct dt_error err = { 0 };
	size_t n = 0;

	if (!found)
		return 0;
	jobs_noted(jobs, jobs->records->expired(jobs->store, until, AT_ONCE, find, found, &err),
		   false, &err);
	for (size_t i = 0; i < found->n && *freed < bytes; i++) {
		struct dt_error one = { 0 };

		if (!jobs_remove(jobs, found->at[i].id, &one)) {
			*freed += found->at[i].bytes;
			n++;
		}
	}
	free(found);
	return n;
}

static void sweep_expired(struct jobs *jobs)
{
	uint64_t freed = 0;
	size_t n, sum = 0;

	while ((n = remove_some(jobs, now_us(), UINT64_MAX, &freed)))
		sum += n;
	if (sum)
		tell_removed("expired jobs", (unsigned)sum);
}

/* All that is over may go, the oldest first. */
static bool make_room(struct jobs *jobs, uint64_t too_much)
{
	uint64_t freed = 0;
	size_t n, sum = 0;

	while (freed < too_much && (n = remove_some(jobs, INT64_MAX, too_much, &freed)))
		sum += n;
	if (sum)
		tell_removed("jobs over the quota", (unsigned)sum);
	return freed >= too_much;
}

static bool count(struct jobs *jobs, uint64_t *bytes)
{
	struct dt_record_counts counts = { 0 };
	struct dt_error err = { 0 };

	if (jobs_noted(jobs, jobs->records->count(jobs->store, &counts, &err), false, &err))
		return false;
	*bytes = counts.bytes;
	pthread_mutex_lock(&jobs->lock);
	jobs->counts = counts;
	jobs->counted = steady_ms();
	jobs->disk_bytes = counts.bytes;
	pthread_mutex_unlock(&jobs->lock);
	return true;
}

bool sweep_for(struct jobs *jobs, uint64_t bytes)
{
	uint64_t quota = jobs->settings->disk_quota_bytes, used;

	if (!quota)
		return true;
	pthread_mutex_lock(&jobs->lock);
	used = jobs->disk_bytes;
	pthread_mutex_unlock(&jobs->lock);
	if (used + bytes <= quota && used)
		return true;
	/* perhaps: what is known may be old */
	if (!count(jobs, &used) || used + bytes <= quota)
		return true;
	if (!make_room(jobs, used + bytes - quota))
		return false;
	return !count(jobs, &used) || used + bytes <= quota;
}

/* ---- folders ---- */

static bool seen(void *ctx, const struct dt_record *record)
{
	(void)ctx;
	(void)record;
	return true;
}

static bool is_old(int dir, const char *name)
{
	struct stat st;

	return !fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) &&
	       st.st_mtime < now_us() / 1000000 - ORPHAN_S;
}

void sweep_orphans(struct jobs *jobs, bool all)
{
	DIR *dir = opendir(jobs->root);
	struct dirent *entry;
	unsigned n = 0;

	while (dir && (entry = readdir(dir))) {
		struct dt_error err = { 0 };
		char *path;

		if (!uuid_is(entry->d_name) || (!all && !is_old(dirfd(dir), entry->d_name)) ||
		    jobs->records->get(jobs->store, entry->d_name, seen, NULL, &err) !=
			    DT_E_NOT_FOUND)
			continue;
		path = path_join(jobs->root, entry->d_name);
		if (path)
			folder_remove(path);
		free(path);
		n++;
	}
	if (dir)
		closedir(dir);
	if (n)
		tell_removed("folders without a job", n);
}

/* As the routes name what they put there; other files in there are not ours. */
static bool is_upload(const char *name)
{
	static const char *const begin[] = { "upload-", "base64-", "tool-" };

	for (size_t i = 0; i < sizeof begin / sizeof *begin; i++)
		if (!strncmp(name, begin[i], strlen(begin[i])))
			return true;
	return false;
}

/* What an upload that was cut off has left. */
static void sweep_tmp(struct jobs *jobs)
{
	const char *root = jobs->settings->tmp_root;
	DIR *dir = root && *root ? opendir(root) : NULL;
	struct dirent *entry;
	unsigned n = 0;

	while (dir && (entry = readdir(dir))) {
		char *path;

		if (!is_upload(entry->d_name) || !is_old(dirfd(dir), entry->d_name))
			continue;
		path = path_join(root, entry->d_name);
		if (path && unlink(path))
			folder_remove(path);
		free(path);
		n++;
	}
	if (dir)
		closedir(dir);
	if (n)
		tell_removed("uploads that were cut off", n);
}

static void sweep(struct jobs *jobs)
{
	sweep_expired(jobs);
	sweep_for(jobs, 0);
	sweep_orphans(jobs, false);
	sweep_tmp(jobs);
}

/* ms */
static int64_t pause_of(const struct settings *settings)
{
	int64_t pause = (int64_t)(settings->cleanup_interval_s * 1000);

	return pause < LEAST_PAUSE_MS ? LEAST_PAUSE_MS : pause;
}

void *keeper_main(void *arg)
{
	struct jobs *jobs = arg;
	int64_t last = 0, next; /* the first look is at once */

	pthread_mutex_lock(&jobs->lock);
	while (!jobs->ending) {
		next = last ? last + pause_of(jobs->settings) : 0;
		if (steady_ms() >= next) {
			pthread_mutex_unlock(&jobs->lock);
			sweep(jobs);
			pthread_mutex_lock(&jobs->lock);
			last = steady_ms();
		} else {
			steady_wait(&jobs->keep, &jobs->lock, next);
		}
	}
	pthread_mutex_unlock(&jobs->lock);
	return NULL;
}
