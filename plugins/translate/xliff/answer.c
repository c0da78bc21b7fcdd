/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "stages.h"

dt_status answer_open(const struct dt_call *call, const void *given, void **self,
		      struct dt_error *err)
{
	const struct xliff_options *options = given;

	if (!options->file || !*options->file)
		return dt_fail(err, DT_E_CONFIG,
			       "the translator \"%s\" has no file with translations; its option "
			       "\"file\" names one",
			       call->node);
	*self = xliff_read(options->file, err);
	return *self ? DT_OK : err ? err->status : DT_E_INPUT;
}

void answer_close(void *self)
{
	xliff_free(self);
}

dt_status answer_pair(const struct dt_call *call, const char *source, const char *target,
		      struct dt_error *err)
{
	const struct xliff_file *file = call->self;

	(void)source;
	if (strcmp(file->target_lang, target) != 0)
		return dt_fail(err, DT_E_UNSUPPORTED,
			       "the translations of %s are into \"%s\", not into \"%s\"",
			       file->path, file->target_lang, target);
	return DT_OK;
}

/* An empty answer to a unit that the file has but nothing good for: so route knows that nobody
 * is to be asked for its parts. */
dt_status answer_translate(const struct dt_call *call, const struct dt_batch *batch,
			   struct dt_error *err)
{
	const struct xliff_file *file = call->self;

	if (batch->size < offsetof(struct dt_batch, ids) + sizeof(batch->ids) || !batch->ids)
		return dt_fail(err, DT_E_UNSUPPORTED,
			       "the stage that asks does not name its units: %s cannot answer",
			       file->path);
	for (uint32_t i = 0; i < batch->n; i++) {
		const struct xliff_unit *unit = xliff_find(file, batch->ids[i]);
		const char *answer = "";

		if (!unit)
			continue;
		if (!unit->problem && unit->target && unit->source &&
		    xliff_same_text(unit->source, batch->texts[i]))
			answer = unit->target;
		batch->answer(batch->ctx, i, answer, strlen(answer));
	}
	return DT_OK;
}
