/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* In place of embedding.c, where the program is built without libcurl. */
#include "config.h"

#include "embedding.h"

struct embedding *embedding_open(const struct embedding_options *options, struct dt_error *err)
{
	(void)options;
	dt_fail(err, DT_E_UNSUPPORTED,
		"an embedding service is named, but this program is built without libcurl");
	return NULL;
}

void embedding_close(struct embedding *embedding)
{
	(void)embedding;
}

bool embedding_has_price(const struct embedding *embedding)
{
	(void)embedding;
	return true;
}

void embedding_estimate(const struct embedding *embedding, const struct embedded *texts, uint32_t n,
			struct dt_usage *usage)
{
	(void)embedding;
	(void)texts;
	(void)n;
	(void)usage;
}

dt_status embedding_ask(struct embedding *embedding, const struct dt_call *call,
			struct embedded *texts, uint32_t n, struct dt_error *err)
{
	(void)embedding;
	(void)call;
	(void)texts;
	(void)n;
	return dt_fail(err, DT_E_UNSUPPORTED, "there is no embedding service");
}
