/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * watch.h - what a fake stage does with itself: options, lanes, the state of a job, and
 * the checks that the engine keeps what it has promised.
 */
#ifndef DT_TESTS_WATCH_H
#define DT_TESTS_WATCH_H

#include "fake.h"

struct fake_options {
	int64_t pages;	   /* of a source */
	int64_t bytes;	   /* ballast of a page */
	int64_t work;	   /* ms of sleeping a page, in small pieces */
	int64_t spin;	   /* us of computing a page */
	int64_t fail_page; /* -1: none, from 0 */
	int64_t fail_kind;
	int64_t fail_times; /* 0: always */
	int64_t fail_in;    /* run, begin, end, open, lane, never-ending */
	bool deaf;	    /* does not look whether it is cancelled */
	bool silent;	    /* gives no output */
	bool early;	    /* a source gives its doc in begin */
	const char *key;    /* a secret */
};

enum { IN_RUN = 0, IN_BEGIN, IN_END, IN_OPEN, IN_LANE, IN_MORE_LANES };

struct fake_self {
	const struct fake_options *options;
	atomic_int open_lanes, calls_now, most_calls;
};

struct fake_lane {
	atomic_flag busy;
};

struct fake_state {
	const struct fake_self *self;
	uint32_t n_pages;
	uint8_t *seen; /* times a page was run to its end */
	atomic_uint tries;
	atomic_uint done;
	atomic_uint next; /* with page order */
	atomic_bool running;
	_Atomic uint64_t sum;
	struct dt_payload trails; /* of a sink */
};

/* Lanes that are open, whoever's: only a test may count for the whole process. */
extern atomic_int fake_all_lanes;

enum { FAKE_OPTIONS = 12 };
extern const struct dt_option fake_options[FAKE_OPTIONS];
dt_status fake_check(const void *block, const char **option, struct dt_error *err);
dt_status fake_fail(const struct fake_options *o, struct dt_error *err);
dt_status fake_open(const struct dt_call *call, const void *block, void **self,
		    struct dt_error *err);
void fake_close(void *self);
dt_status fake_lane_open(const struct dt_call *call, void **lane, struct dt_error *err);
void fake_lane_close(void *self, void *lane);
dt_status fake_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
		     struct dt_error *err);
void fake_drop(void *self, void *state);
dt_status fake_doze(const struct dt_call *call, const struct fake_options *o, struct dt_error *err);
dt_status fake_enter(const struct dt_call *call, struct dt_error *err);
void fake_leave(const struct dt_call *call, dt_status status);
dt_status fake_may_fail(const struct dt_call *call, struct dt_error *err);
dt_status fake_give_page(const struct dt_call *call, uint32_t port, const struct fake_page *from,
			 struct dt_error *err);
dt_status fake_give_doc(const struct dt_call *call, uint32_t port, uint64_t pages, uint64_t sum,
			struct dt_error *err);
dt_status fake_check_page(const struct dt_call *call, uint32_t port, const struct fake_page *page,
			  struct dt_error *err);

#define LANES .threads = DT_PER_LANE, .lane_open = fake_lane_open, .lane_close = fake_lane_close

#endif /* DT_TESTS_WATCH_H */
