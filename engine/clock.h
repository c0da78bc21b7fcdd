/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* clock.h - time as the engine counts it: nanoseconds, monotonic or of the calling thread. */
#ifndef DT_CLOCK_H
#define DT_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline int64_t clock_of(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline int64_t clock_now(void)
{
	return clock_of(CLOCK_MONOTONIC);
}

static inline struct timespec clock_spec(int64_t ns)
{
	return (struct timespec){ ns / 1000000000, ns % 1000000000 };
}

#define CLOCK_MS 1000000LL

#endif /* DT_CLOCK_H */
