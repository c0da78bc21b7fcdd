/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The queue is a ring of cells with a turn each (bounded queue of D. Vyukov): who puts in takes the
 * next place with one compare-and-swap and never waits for another; a full ring drops the line.
 */
#include "config.h"

#include "log.h"
#include "log_line.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CELLS	     4096	       /* lines that wait, a power of two */
#define WAITING_MOST (8u << 20)	       /* bytes of them */
#define STOP_US	     (2 * 1000 * 1000) /* that the last lines may take */
#define NAP_US	     10000	       /* between two looks while lines keep coming */
#define NAP_LINES    (CELLS / 4)       /* a power of two */

struct cell {
	atomic_size_t turn;
	char *line;
	size_t n;
};

static struct {
	struct cell cells[CELLS];
	atomic_size_t in;
	size_t out; /* the writer's */
	atomic_size_t waiting;
	atomic_ullong dropped;
	atomic_bool running, asleep, stopping;
	atomic_int level;
	atomic_bool json, redact;
	_Atomic(const char *) service;
	_Atomic int64_t stop_by;
	int fd;
	size_t chunk; /* bytes that a ready descriptor takes at once */
	sem_t bell;
	pthread_t writer;
} logger;

static int64_t now_us(clockid_t clock)
{
	struct timespec at;

	clock_gettime(clock, &at);
	return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

/* ---- the ring --------------------------------------------------------------------- */

static bool put(char *line, size_t n)
{
	size_t place = atomic_load_explicit(&logger.in, memory_order_relaxed);
	struct cell *cell;

	if (atomic_fetch_add(&logger.waiting, n) + n > WAITING_MOST)
		goto full;
	for (;;) {
		cell = &logger.cells[place % CELLS];
		size_t turn = atomic_load_explicit(&cell->turn, memory_order_acquire);

		if (turn == place) {
			if (atomic_compare_exchange_weak(&logger.in, &place, place + 1))
				break;
		} else if (turn < place) {
			goto full; /* not written yet since the last round */
		} else {
			place = atomic_load_explicit(&logger.in, memory_order_relaxed);
		}
	}
	cell->line = line;
	cell->n = n;
	/* before the look at asleep, which is behind it in the one order of all */
	atomic_store(&cell->turn, place + 1);
	if (place % NAP_LINES == 0)
		sem_post(&logger.bell);
	return true;
full:
	atomic_fetch_sub(&logger.waiting, n);
	return false;
}

static bool take(char **line, size_t *n)
{
	struct cell *cell = &logger.cells[logger.out % CELLS];

	if (atomic_load_explicit(&cell->turn, memory_order_acquire) != logger.out + 1)
		return false;
	*line = cell->line;
	*n = cell->n;
	atomic_store_explicit(&cell->turn, logger.out + CELLS, memory_order_release);
	logger.out++;
	atomic_fetch_sub(&logger.waiting, *n);
	return true;
}

/* ---- the writer ------------------------------------------------------------------- */

/* Waits until the descriptor takes something; false: the log ends before it does. */
static bool wait_ready(void)
{
	struct pollfd ready = { logger.fd, POLLOUT, 0 };

	for (;;) {
		bool late = atomic_load(&logger.stopping) &&
			    now_us(CLOCK_MONOTONIC) > atomic_load(&logger.stop_by);
		int n = poll(&ready, 1, late ? 0 : 100);

		if (n > 0)
			return (ready.revents & POLLOUT) != 0;
		if (late || (n < 0 && errno != EINTR))
			return false;
	}
}

static bool write_all(const char *at, size_t n)
{
	while (n) {
		ssize_t done;

		if (!wait_ready())
			return false;
		done = write(logger.fd, at, n < logger.chunk ? n : logger.chunk);
		if (done < 0 && errno != EINTR && errno != EAGAIN)
			return false;
		if (done > 0) {
			at += done;
			n -= (size_t)done;
		}
	}
	return true;
}

static void tell_dropped(unsigned long long *told)
{
	unsigned long long dropped = atomic_load(&logger.dropped);
	struct log_form form = { atomic_load(&logger.json), true, atomic_load(&logger.service) };
	struct text line = { 0 };

	if (dropped == *told)
		return;
	log_line_make(&line, &form, now_us(CLOCK_REALTIME), LOG_LEVEL_WARNING, "log.dropped",
		      (const struct log_field[]){ LOG_NUMBER("lines", dropped - *told),
						  LOG_NUMBER("all", dropped),
						  { NULL, LOG_KIND_END, NULL, 0, 0, 0, NULL } });
	if (!line.failed)
		write_all(line.at, line.n);
	text_finish(&line);
	*told = dropped;
}

/* What waits, some lines with one call. */
static bool write_waiting(struct text *batch)
{
	char *line;
	size_t n;

	batch->n = 0;
	while (batch->n < 32768 && take(&line, &n)) {
		text_add(batch, line, n);
		free(line);
	}
	if (batch->failed) { /* out of memory: this batch is lost, the log goes on */
		atomic_fetch_add(&logger.dropped, 1);
		text_finish(batch);
		return true;
	}
	if (batch->n)
		write_all(batch->at, batch->n);
	return batch->n > 0;
}

/*
 * Lines that come one after the other are written some times a second, all that wait at once: to be
 * woken for each would cost who logs a system call, and the machine two changes of threads.  Nobody
 * rings during a nap but log_stop, and who puts in every NAP_LINES-th line.
 */
static void nap(void)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += NAP_US * 1000L;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	sem_clockwait(&logger.bell, CLOCK_MONOTONIC, &until);
}

static void *writer(void *unused)
{
	struct text batch = { 0 };
	unsigned long long told = 0;

	(void)unused;
	for (;;) {
		bool some = false;

		while (write_waiting(&batch))
			some = true;
		tell_dropped(&told);
		if (atomic_load(&logger.stopping))
			break;
		if (some) {
			nap();
			continue;
		}
		atomic_store(&logger.asleep, true);
		if (atomic_load_explicit(&logger.cells[logger.out % CELLS].turn,
					 memory_order_seq_cst) == logger.out + 1 ||
		    atomic_load(&logger.stopping)) {
			atomic_store(&logger.asleep, false);
			continue;
		}
		while (sem_wait(&logger.bell) && errno == EINTR)
			;
		atomic_store(&logger.asleep, false);
	}
	text_finish(&batch);
	return NULL;
}

static void ring(void)
{
	if (atomic_exchange(&logger.asleep, false))
		sem_post(&logger.bell);
}

/* ---- for others ------------------------------------------------------------------- */

bool log_level_read(const char *name, enum log_level *level)
{
	static const struct {
		const char *name;
		enum log_level level;
	} names[] = { { "debug", LOG_LEVEL_DEBUG },	{ "trace", LOG_LEVEL_DEBUG },
		      { "info", LOG_LEVEL_INFO },	{ "notice", LOG_LEVEL_INFO },
		      { "warning", LOG_LEVEL_WARNING }, { "warn", LOG_LEVEL_WARNING },
		      { "error", LOG_LEVEL_ERROR },	{ "critical", LOG_LEVEL_ERROR },
		      { "fatal", LOG_LEVEL_ERROR } };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!strcasecmp(name, names[i].name)) {
			*level = names[i].level;
			return true;
		}
	}
	return false;
}

void log_change(const struct log_options *options)
{
	atomic_store(&logger.level, options->level);
	atomic_store(&logger.json, options->json);
	atomic_store(&logger.redact, options->redact);
	atomic_store(&logger.service, options->service ? options->service : "doctranslate");
}

bool log_start(const struct log_options *options)
{
	struct stat about;

	if (atomic_load(&logger.running))
		return false;
	for (size_t i = 0; i < CELLS; i++)
		atomic_store(&logger.cells[i].turn, i);
	atomic_store(&logger.in, 0);
	logger.out = 0;
	atomic_store(&logger.waiting, 0);
	atomic_store(&logger.dropped, 0);
	atomic_store(&logger.asleep, false);
	atomic_store(&logger.stopping, false);
	logger.fd = options->fd;
	/* a pipe that is ready takes this much without waiting */
	logger.chunk = !fstat(options->fd, &about) && S_ISREG(about.st_mode) ? 65536 : 4096;
	log_change(options);
	if (sem_init(&logger.bell, 0, 0))
		return false;
	if (pthread_create(&logger.writer, NULL, writer, NULL))
		return false;
	atomic_store(&logger.running, true);
	return true;
}

void log_stop(void)
{
	char *line;
	size_t n;

	if (!atomic_exchange(&logger.running, false))
		return;
	atomic_store(&logger.stop_by, now_us(CLOCK_MONOTONIC) + STOP_US);
	atomic_store(&logger.stopping, true);
	sem_post(&logger.bell);
	pthread_join(logger.writer, NULL);
	/* of those who were about to put one in */
	while (take(&line, &n))
		free(line);
}

bool log_wants(enum log_level level)
{
	return atomic_load_explicit(&logger.running, memory_order_relaxed) &&
	       (int)level >= atomic_load_explicit(&logger.level, memory_order_relaxed);
}

void log_write(enum log_level level, const char *event, const struct log_field *fields)
{
	struct log_form form = { atomic_load(&logger.json), atomic_load(&logger.redact),
				 atomic_load(&logger.service) };
	struct text line = { 0 };

	if (!log_wants(level))
		return;
	log_line_make(&line, &form, now_us(CLOCK_REALTIME), level, event, fields);
	if (line.failed || !put(line.at, line.n)) {
		text_finish(&line);
		atomic_fetch_add(&logger.dropped, 1);
	}
	ring();
}

uint64_t log_dropped(void)
{
	return atomic_load(&logger.dropped);
}
