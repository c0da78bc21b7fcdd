/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a server that died has left.
 *
 * A server that uses DATA_ROOT holds a shared lock of DATA_ROOT/serve.lock; who gets an exclusive
 * one at start is alone: whatever runs by a holder of this host is nobody's.  Otherwise a holder is
 * dead when its process is not there any more; of holders elsewhere only the lease tells.
 */
#include "config.h"

#include "inside.h"
#include "tell.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

enum { LIST_AT_ONCE = 200 };

dt_status data_lock_take(struct jobs *jobs, struct dt_error *err)
{
	char *path = path_join(jobs->settings->data_root, "serve.lock");

	if (!path)
		return dt_fail(err, DT_E_LIMIT, "no memory for the name of a lock");
	jobs->data_lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (jobs->data_lock < 0)
		dt_fail(err, DT_E_SYSTEM, "cannot open %s: %s", path, strerror(errno));
	else
		jobs->alone = !flock(jobs->data_lock, LOCK_EX | LOCK_NB);
	free(path);
	return jobs->data_lock < 0 ? DT_E_SYSTEM : DT_OK;
}

void data_lock_drop(struct jobs *jobs)
{
	if (jobs->data_lock >= 0)
		close(jobs->data_lock);
}

/* ---- holders: HOST/BOOT/PID NAMESPACE/PID/START/RANDOM ---- */

enum part { PART_HOST, PART_BOOT, PART_SPACE, PART_PID, PART_START, PART_RANDOM, PARTS };

static bool read_file(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return n > 0;
}

/* When a process began, in ticks since boot: field 22, counted behind the name in brackets. */
static bool start_of(const char *pid, char start[32])
{
	char path[64], text[1024], *at;

	snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
	if (!read_file(path, text, sizeof text) || !(at = strrchr(text, ')')))
		return false;
	for (int field = 2; field < 22; field++)
		if (!(at = strchr(at + 1, ' ')))
			return false;
	snprintf(start, 32, "%.*s", (int)strcspn(at + 1, " "), at + 1);
	return true;
}

bool holder_make(char *holder, size_t size)
{
	char host[128] = "", boot[64], space[64] = "", pid[24], start[32] = "";
	unsigned char random[8];
	ssize_t n = readlink("/proc/self/ns/pid", space, sizeof space - 1);

	space[n > 0 ? n : 0] = '\0';
	if (gethostname(host, sizeof host - 1) ||
	    getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
		return false;
	read_file("/proc/sys/kernel/random/boot_id", boot, sizeof boot);
	snprintf(pid, sizeof pid, "%ld", (long)getpid());
	start_of(pid, start);
	for (char *p = host; *p; p++)
		if (*p == '/')
			*p = '-';
	return snprintf(holder, size, "%s/%s/%s/%s/%s/%02x%02x%02x%02x%02x%02x%02x%02x", host, boot,
			space, pid, start, random[0], random[1], random[2], random[3], random[4],
			random[5], random[6], random[7]) < (int)size;
}

static bool split(const char *holder, char parts[PARTS][128])
{
	for (int i = 0; i < PARTS; i++) {
		size_t n = strcspn(holder, "/");

		if (n >= 128 || (i < PARTS - 1 && !holder[n]))
			return false;
		memcpy(parts[i], holder, n);
		parts[i][n] = '\0';
		holder += n + (i < PARTS - 1);
	}
	return true;
}

bool holder_dead(const char *holder, const char *own, bool alone)
{
	char theirs[PARTS][128], ours[PARTS][128], start[32];

	if (!holder || !split(holder, theirs) || !split(own, ours) ||
	    strcmp(theirs[PART_HOST], ours[PART_HOST]) || !strcmp(holder, own))
		return false;
	if (alone || strcmp(theirs[PART_BOOT], ours[PART_BOOT]))
		return true;
	if (strcmp(theirs[PART_SPACE], ours[PART_SPACE]))
		return false; /* its processes cannot be seen from here */
	if (!strcmp(theirs[PART_PID], ours[PART_PID]) &&
	    !strcmp(theirs[PART_START], ours[PART_START]))
		return false; /* of this very process */
	return !start_of(theirs[PART_PID], start) || strcmp(start, theirs[PART_START]);
}

/* ---- what is done about it ---- */

struct left {
	char id[40];
	uint64_t fence;
	uint32_t attempt;
	bool dead, cancelled;
	int64_t created;
};

struct lefts {
	const struct jobs *jobs;
	struct left at[LIST_AT_ONCE];
	size_t n;
};

static bool note_left(void *ctx, const struct dt_record *record)
{
	struct lefts *lefts = ctx;
	struct left *left = &lefts->at[lefts->n++];

	snprintf(left->id, sizeof left->id, "%.39s", record->id);
	left->fence = record->fence;
	left->attempt = record->attempt;
	left->cancelled = record->cancel_requested != 0;
	left->created = record->created;
	left->dead = record->lease_until < now_us() ||
		     holder_dead(record->holder, lefts->jobs->holder, lefts->jobs->alone);
	return lefts->n < LIST_AT_ONCE;
}

static void recover_one(struct jobs *jobs, const struct left *left)
{
	struct dt_error err = { 0 };
	dt_status status;

	if (left->cancelled)
		status = write_end(jobs, left->id, CAUSE_CANCEL, &err);
	else if (left->attempt >= MOST_ATTEMPTS)
		status = write_end(jobs, left->id, CAUSE_ATTEMPTS, &err);
	else
		status = jobs->records->release(jobs->store, left->id, left->fence, false, &err);
	if (!status && !left->cancelled && left->attempt < MOST_ATTEMPTS)
		tell_handed_back(left->id);
	if (status && status != DT_E_REFUSED && status != DT_E_NOT_FOUND)
		tell_trouble(err.text); /* its lease ends, then it is claimed as any other */
}

static bool recover_running(struct jobs *jobs, struct dt_error *err)
{
	struct dt_record_filter filter = { .size = sizeof filter,
					   .states = DT_RECORD_STATES(DT_RECORD_RUNNING),
					   .limit = LIST_AT_ONCE };
	struct lefts *lefts = calloc(1, sizeof *lefts);
	char before[40];
	dt_status status = DT_OK;

	if (!lefts)
		return dt_fail(err, DT_E_LIMIT, "no memory to look for lost jobs"), false;
	lefts->jobs = jobs;
	do {
		lefts->n = 0;
		status = jobs->records->list(jobs->store, &filter, note_left, lefts, err);
		for (size_t i = 0; !status && i < lefts->n; i++)
			if (lefts->at[i].dead)
				recover_one(jobs, &lefts->at[i]);
		if (lefts->n) {
			filter.before = lefts->at[lefts->n - 1].created;
			snprintf(before, sizeof before, "%s", lefts->at[lefts->n - 1].id);
			filter.before_id = before;
		}
	} while (!status && lefts->n == LIST_AT_ONCE);
	free(lefts);
	return !status;
}

bool jobs_recover(struct jobs *jobs, struct dt_error *err)
{
	if (!holder_make(jobs->holder, sizeof jobs->holder)) {
		dt_fail(err, DT_E_SYSTEM, "this process cannot be told from others");
		return false;
	}
	if (!recover_running(jobs, err))
		return false;
	sweep_orphans(jobs, jobs->alone);
	/* not alone any more: who starts now sees that this one is here */
	if (flock(jobs->data_lock, LOCK_SH)) {
		dt_fail(err, DT_E_SYSTEM, "cannot lock the data folder: %s", strerror(errno));
		return false;
	}
	return true;
}
