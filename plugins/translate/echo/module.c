/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The identity: each answer is its text.  Pages still go through every stage, so
 * what differs from the source afterwards is a fault of ours.
 */
#include "config.h"

#include <doctranslate/plugin.h>

#include <string.h>

static dt_status echo_translate(const struct dt_call *call, const struct dt_batch *batch,
				struct dt_error *err)
{
	(void)call;
	(void)err;
	for (uint32_t i = 0; i < batch->n; i++)
		batch->answer(batch->ctx, i, batch->texts[i], strlen(batch->texts[i]));
	return DT_OK;
}

static const struct dt_translator translators[] = { {
	.name = "echo",
	.summary = "answers each text with itself: the page is taken apart and set again",
	.threads = DT_SHARED,
	.flags = DT_TRANSLATOR_IDENTITY | DT_TRANSLATOR_AT_ONCE,
	.translate = echo_translate,
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "echo",
	.version = PACKAGE_VERSION,
	.summary = "identity translator, for checks of all other stages",
	.license = "AGPL-3.0-or-later",
	.translators = translators,
	.n_translators = DT_COUNT(translators),
};
