/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "wording.h"

dt_status wording_begin(const struct dt_call *call, const struct route_job *job,
			struct wording **wording, struct dt_error *err)
{
	(void)call;
	(void)job;
	(void)err;
	*wording = NULL;
	return DT_OK;
}

void wording_end(struct wording *wording)
{
	(void)wording;
}

const char *wording_id(const struct wording *wording)
{
	(void)wording;
	return NULL;
}

bool wording_terms(const struct wording *wording, struct ask *const *asks, uint32_t n,
		   struct wording_terms *terms)
{
	(void)wording;
	(void)asks;
	(void)n;
	memset(terms, 0, sizeof(*terms));
	return true;
}

void wording_terms_free(struct wording_terms *terms)
{
	memset(terms, 0, sizeof(*terms));
}

const char *wording_check(const struct wording *wording, const struct ask *ask, char *room,
			  size_t size)
{
	(void)wording;
	(void)ask;
	(void)room;
	(void)size;
	return NULL;
}
