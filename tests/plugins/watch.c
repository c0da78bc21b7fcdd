/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "watch.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

atomic_int fake_all_lanes;

static const char *const kinds[] = { "input",  "unsupported", "unavailable", "refused",	  "limit",
				     "system", "config",      "bug",	     "cancelled", NULL };
static const dt_status statuses[] = { DT_E_INPUT,   DT_E_UNSUPPORTED, DT_E_UNAVAILABLE,
				      DT_E_REFUSED, DT_E_LIMIT,	      DT_E_SYSTEM,
				      DT_E_CONFIG,  DT_E_BUG,	      DT_E_CANCELLED };
static const char *const places[] = { "run", "begin", "end", "open", "lane", "more_lanes", NULL };

#define OPTION(type, name, ...) DT_OPT_##type(struct fake_options, name, __VA_ARGS__)
const struct dt_option fake_options[FAKE_OPTIONS] = {
	OPTION(INT, pages, 0, "10", 0, 1e9, "pages of a source"),
	OPTION(SIZE, bytes, 0, "0", 0, 1e9, "ballast of a page"),
	OPTION(TIME, work, 0, "0s", 0, 1e9, "time that a page sleeps"),
	OPTION(INT, spin, 0, "0", 0, 1e9, "microseconds that a page computes"),
	OPTION(INT, fail_page, 0, "-1", -1, 1e9, "page that fails"),
	OPTION(CHOICE, fail_kind, 0, "input", kinds, "how it fails"),
	OPTION(INT, fail_times, 0, "0", 0, 1e9, "how often it fails; 0: always"),
	OPTION(CHOICE, fail_in, 0, "run", places, "where it fails"),
	OPTION(BOOL, deaf, "false", "does not look whether it is cancelled"),
	OPTION(BOOL, silent, "false", "gives no output"),
	OPTION(BOOL, early, "false", "gives its document in begin"),
	OPTION(SECRET, key, 0, "a secret"),
};

dt_status fake_check(const void *block, const char **option, struct dt_error *err)
{
	const struct fake_options *o = block;

	if (o->fail_times && o->fail_page < 0 && o->fail_in == IN_RUN) {
		*option = "fail_times";
		return dt_fail(err, DT_E_CONFIG, "it wants a fail_page beside it");
	}
	return DT_OK;
}

dt_status fake_fail(const struct fake_options *o, struct dt_error *err)
{
	if (err)
		err->retry_ms = 1;
	return dt_fail(err, statuses[o->fail_kind], "told to fail");
}

dt_status fake_open(const struct dt_call *call, const void *block, void **self,
		    struct dt_error *err)
{
	const struct fake_options *o = block;
	struct fake_self *s;

	(void)call;
	if (o->fail_in == IN_OPEN)
		return dt_fail(err, DT_E_CONFIG, "told not to open");
	s = calloc(1, sizeof(*s));
	if (!s)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	s->options = o;
	*self = s;
	return DT_OK;
}

void fake_close(void *self)
{
	struct fake_self *s = self;

	if (atomic_load(&s->open_lanes))
		abort(); /* a lane outlives its node */
	free(s);
}

dt_status fake_lane_open(const struct dt_call *call, void **lane, struct dt_error *err)
{
	struct fake_self *self = call->self;

	if (self->options->fail_in == IN_LANE ||
	    (self->options->fail_in == IN_MORE_LANES && atomic_load(&self->open_lanes)))
		return fake_fail(self->options, err);
	*lane = calloc(1, sizeof(struct fake_lane));
	if (!*lane)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	atomic_fetch_add(&self->open_lanes, 1);
	atomic_fetch_add(&fake_all_lanes, 1);
	return DT_OK;
}

void fake_lane_close(void *self, void *lane)
{
	atomic_fetch_sub(&((struct fake_self *)self)->open_lanes, 1);
	atomic_fetch_sub(&fake_all_lanes, 1);
	free(lane);
}

/* ---- a job --------------------------------------------------------------------- */

dt_status fake_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
		     struct dt_error *err)
{
	struct fake_self *self = call->self;
	struct fake_state *s;

	(void)n_pages;
	if (self->options->fail_in == IN_BEGIN)
		return fake_fail(self->options, err);
	s = calloc(1, sizeof(*s));
	if (!s)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	s->self = self;
	s->n_pages = call->n_pages;
	s->seen = calloc(s->n_pages + 1u, 1);
	*state = s;
	return DT_OK;
}

void fake_drop(void *self, void *state)
{
	struct fake_state *s = state;

	(void)self;
	dt_payload_free(&s->trails);
	free(s->seen);
	free(s);
}

dt_status fake_doze(const struct dt_call *call, const struct fake_options *o, struct dt_error *err)
{
	struct timespec piece = { 0, 1000000 }, now, start;

	for (int64_t ms = 0; ms < o->work; ms++) {
		nanosleep(&piece, NULL);
		if (!o->deaf && call->host->cancelled(call))
			return dt_fail(err, DT_E_CANCELLED, "cancelled");
	}
	clock_gettime(CLOCK_MONOTONIC, &start);
	now = start;
	while (o->spin &&
	       (now.tv_sec - start.tv_sec) * 1000000 + (now.tv_nsec - start.tv_nsec) / 1000 <
		       o->spin)
		clock_gettime(CLOCK_MONOTONIC, &now);
	return DT_OK;
}

dt_status fake_enter(const struct dt_call *call, struct dt_error *err)
{
	struct fake_self *self = call->self;
	struct fake_state *s = call->state;
	struct fake_lane *lane = call->lane;
	int now = atomic_fetch_add(&self->calls_now, 1) + 1, most = atomic_load(&self->most_calls);

	while (now > most && !atomic_compare_exchange_weak(&self->most_calls, &most, now))
		;
	if (lane && atomic_flag_test_and_set(&lane->busy))
		return dt_fail(err, DT_E_BUG, "two threads use one lane");
	if (call->page >= s->n_pages || call->n_pages != s->n_pages)
		return dt_fail(err, DT_E_BUG, "page %u of %u, but there were %u", call->page,
			       call->n_pages, s->n_pages);
	if (s->seen[call->page])
		return dt_fail(err, DT_E_BUG, "page %u comes twice", call->page);
	return DT_OK;
}

void fake_leave(const struct dt_call *call, dt_status status)
{
	struct fake_self *self = call->self;
	struct fake_state *s = call->state;
	struct fake_lane *lane = call->lane;

	if (status == DT_OK) {
		s->seen[call->page] = 1;
		atomic_fetch_add(&s->done, 1);
	}
	if (lane)
		atomic_flag_clear(&lane->busy);
	atomic_fetch_sub(&self->calls_now, 1);
}

dt_status fake_may_fail(const struct dt_call *call, struct dt_error *err)
{
	const struct fake_self *self = call->self;
	const struct fake_options *o = self->options;
	struct fake_state *s = call->state;

	if (o->fail_page != (int64_t)call->page || o->fail_in != IN_RUN)
		return DT_OK;
	if (o->fail_times && atomic_fetch_add(&s->tries, 1) >= o->fail_times)
		return DT_OK;
	return fake_fail(o, err);
}

dt_status fake_give_page(const struct dt_call *call, uint32_t port, const struct fake_page *from,
			 struct dt_error *err)
{
	const struct fake_options *o = ((const struct fake_self *)call->self)->options;
	struct dt_payload p = { 0 };
	struct fake_page head = { 0 };
	char trail[400];
	dt_status status;

	if (o->silent)
		return DT_OK;
	snprintf(trail, sizeof(trail), "%s%s%s", from ? DT_TEXT(from, from->trail) : "",
		 from ? "," : "", call->node);
	dt_payload_start(&p, sizeof(head));
	head.number = call->page;
	head.trail = dt_payload_text(&p, trail, strlen(trail));
	head.ballast.offset = dt_payload_room(&p, (size_t)o->bytes);
	head.ballast.count = (uint32_t)o->bytes;
	if (!p.failed)
		memcpy(p.at, &head, sizeof(head));
	/* so that a payload that was read back wrongly is seen */
	if (!p.failed && o->bytes)
		memset(p.at + head.ballast.offset, (int)(call->page & 0xff), (size_t)o->bytes);
	status = dt_payload_output(&p, call, port, err);
	dt_payload_free(&p);
	return status;
}

dt_status fake_give_doc(const struct dt_call *call, uint32_t port, uint64_t pages, uint64_t sum,
			struct dt_error *err)
{
	struct fake_doc doc = { sizeof(doc), 0, pages, sum };

	if (((const struct fake_self *)call->self)->options->silent)
		return DT_OK;
	return call->host->output(call, port, &doc, sizeof(doc), err);
}

dt_status fake_check_page(const struct dt_call *call, uint32_t port, const struct fake_page *page,
			  struct dt_error *err)
{
	const unsigned char *ballast;

	if (page->number != call->page)
		return dt_fail(err, DT_E_BUG, "input %u is page %u instead of %u", port,
			       page->number, call->page);
	ballast = (const unsigned char *)DT_TEXT(page, page->ballast);
	for (uint32_t i = 0; i < page->ballast.count; i++)
		if (ballast[i] != (call->page & 0xff))
			return dt_fail(err, DT_E_BUG, "the ballast of page %u has changed",
				       call->page);
	return DT_OK;
}
