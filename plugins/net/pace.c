/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "pace.h"

#include <math.h>

#define MINUTE	    60000.0
#define LEAST_START 8

/* A bucket of most that is filled at a_ms sends most + a_ms * 60000 in its fullest minute. */
static void bucket_init(struct pace_bucket *bucket, int64_t a_minute, int64_t now)
{
	bucket->at = now;
	if (a_minute <= 0)
		return;
	bucket->most = fmax(1, floor((double)a_minute / 20));
	bucket->level = bucket->most;
	bucket->a_ms = ((double)a_minute - (bucket->most > 1 ? bucket->most : 0)) / MINUTE;
}

static void bucket_fill(struct pace_bucket *bucket, int64_t now)
{
	if (now > bucket->at)
		bucket->level = fmin(bucket->most,
				     bucket->level + bucket->a_ms * (double)(now - bucket->at));
	bucket->at = now;
}

/* What is more than the bucket holds goes when it is full, and leaves a debt. */
static int64_t bucket_when(struct pace_bucket *bucket, double n, int64_t now)
{
	double lacks;

	if (bucket->most <= 0)
		return now;
	bucket_fill(bucket, now);
	lacks = fmin(n, bucket->most) - bucket->level;
	return lacks <= 1e-6 ? now : now + (int64_t)ceil(lacks / bucket->a_ms);
}

static int64_t told_when(const struct pace_told *told, double n, int64_t now)
{
	double lacks;
	int64_t when;

	if (!told->known || now >= told->reset_at)
		return now;
	lacks = n - told->left;
	if (lacks <= 0)
		return now;
	if (told->a_ms <= 0)
		return told->reset_at;
	when = told->at + (int64_t)ceil(lacks / told->a_ms);
	return when < told->reset_at ? when : told->reset_at;
}

void pace_init(struct pace *pace, const struct net_options *options, int64_t now)
{
	*pace = (struct pace){ .most = (uint32_t)options->max_in_flight, .cut_at = INT64_MIN };
	if (!pace->most)
		pace->most = 1;
	pace->window = fmin(pace->most, fmax(LEAST_START, pace->most / 2));
	bucket_init(&pace->requests, options->rpm, now);
	bucket_init(&pace->tokens, options->tpm, now);
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

int64_t pace_held(const struct pace *pace, uint32_t tokens, int64_t now)
{
	int64_t when = later(told_when(&pace->told[LIMIT_REQUESTS], 1, now),
			     told_when(&pace->told[LIMIT_TOKENS], tokens, now));

	return later(when, pace->paused_until);
}

int64_t pace_when(struct pace *pace, uint32_t tokens, int64_t now)
{
	int64_t when;

	if (pace->in_flight >= pace->window)
		return PACE_WHEN_BACK;
	when = later(bucket_when(&pace->requests, 1, now), bucket_when(&pace->tokens, tokens, now));
	return later(when, pace_held(pace, tokens, now));
}

void pace_sent(struct pace *pace, uint32_t tokens, int64_t now)
{
	pace->in_flight++;
	bucket_fill(&pace->requests, now);
	pace->requests.level -= 1;
	bucket_fill(&pace->tokens, now);
	pace->tokens.level -= tokens;
	pace->told[LIMIT_REQUESTS].left -= 1;
	pace->told[LIMIT_TOKENS].left -= tokens;
}

void pace_back(struct pace *pace, int64_t sent_at, enum pace_end end, int64_t now)
{
	bool in_use = pace->in_flight + 1 >= pace->window;

	if (pace->in_flight)
		pace->in_flight--;
	if (end == PACE_COMPLAINT && sent_at > pace->cut_at) {
		pace->window = fmax(1, floor(pace->window / 2));
		pace->complained = true;
		pace->cut_at = now;
	} else if (end == PACE_GOOD && in_use && pace->window < pace->most) {
		pace->window += pace->complained ? 1 / pace->window : 1;
		pace->window = fmin(pace->window, pace->most);
	}
}

void pace_pause(struct pace *pace, int64_t until)
{
	pace->paused_until = later(pace->paused_until, until);
}

void pace_tell(struct pace *pace, const struct limit *limits, int64_t now)
{
	for (int i = 0; i < LIMIT_KINDS; i++) {
		struct pace_told *told = &pace->told[i];
		const struct limit *limit = &limits[i];

		if (!limit->known)
			continue;
		*told = (struct pace_told){
			.known = true,
			.left = limit->left,
			.at = now,
			.reset_at = now + limit->reset_ms,
		};
		if (limit->most > limit->left && limit->reset_ms > 0)
			told->a_ms = (limit->most - limit->left) / (double)limit->reset_ms;
	}
}
