/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "stages.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static dt_status speak(const struct dt_call *call, const struct dt_batch *batch,
		       struct dt_error *err)
{
	struct fake_self *self = call->self;
	struct fake_lane *lane = call->lane;
	struct dt_usage usage = { .size = sizeof(usage) };
	dt_status status = DT_OK;

	if (lane && atomic_flag_test_and_set(&lane->busy))
		return dt_fail(err, DT_E_BUG, "two threads use one lane");
	if (self->options->fail_in == IN_RUN && self->options->fail_page >= 0)
		status = fake_fail(self->options, err);
	if (status == DT_OK)
		status = fake_doze(call, self->options, err);
	for (uint32_t i = 0; status == DT_OK && i < batch->n; i++) {
		batch->answer(batch->ctx, i, batch->texts[i], strlen(batch->texts[i]));
		usage.characters += strlen(batch->texts[i]);
	}
	call->host->usage(call, &usage);
	if (lane)
		atomic_flag_clear(&lane->busy);
	return status;
}

static dt_status no_welsh(const struct dt_call *call, const char *source, const char *target,
			  struct dt_error *err)
{
	(void)call;
	if (strcmp(target, "cy"))
		return DT_OK;
	return dt_fail(err, DT_E_UNSUPPORTED, "no translation from %s to %s", source, target);
}

static const struct dt_translator translators[] = {
	{ .name = "speaker",
	  .summary = "says it again",
	  LANES,
	  .options = fake_options,
	  .n_options = FAKE_OPTIONS,
	  .options_size = sizeof(struct fake_options),
	  .check = fake_check,
	  .open = fake_open,
	  .close = fake_close,
	  .pair = no_welsh,
	  .translate = speak },
	{ .name = "thinker",
	  .summary = "says it again, and waits for nobody",
	  .threads = DT_SHARED,
	  .flags = DT_TRANSLATOR_AT_ONCE,
	  .options = fake_options,
	  .n_options = FAKE_OPTIONS,
	  .options_size = sizeof(struct fake_options),
	  .check = fake_check,
	  .open = fake_open,
	  .close = fake_close,
	  .translate = speak },
};

/* ---- a store in a folder, without the care of a real one ---------------------------------- */

struct folder {
	const char *directory;
};

static const struct dt_option folder_options[] = {
	DT_OPT_STRING(struct folder, directory, DT_REQUIRED, NULL, "where results go"),
};

static dt_status folder_open(const struct dt_call *call, const void *block, void **self,
			     struct dt_error *err)
{
	(void)call;
	(void)err;
	*self = (void *)(uintptr_t)block;
	return DT_OK;
}

static dt_status folder_put(const struct dt_call *call, const char *key,
			    const struct dt_stream *from, uint32_t flags, struct dt_error *err)
{
	const struct folder *folder = call->self;
	char name[600], buffer[1000];
	int64_t n;
	FILE *file;

	snprintf(name, sizeof(name), "%s/%s", folder->directory, key);
	if (flags & DT_PUT_NO_REPLACE && !access(name, F_OK))
		return dt_fail(err, DT_E_REFUSED, "%s is there already", name);
	file = fopen(name, "we");
	if (!file)
		return dt_fail(err, DT_E_SYSTEM, "cannot write %s: %s", name, strerror(errno));
	while ((n = from->move(from->ctx, buffer, sizeof(buffer), err)) > 0)
		fwrite(buffer, 1, (size_t)n, file);
	fclose(file);
	if (n < 0)
		unlink(name);
	return n < 0 ? err->status : DT_OK;
}

static dt_status folder_get(const struct dt_call *call, const char *key, const struct dt_stream *to,
			    struct dt_error *err)
{
	(void)call;
	(void)to;
	return dt_fail(err, DT_E_UNSUPPORTED, "%s cannot be read", key);
}

static const struct dt_store stores[] = {
	{ .name = "folder",
	  .summary = "a folder",
	  .options = folder_options,
	  .n_options = DT_COUNT(folder_options),
	  .options_size = sizeof(struct folder),
	  .open = folder_open,
	  .get = folder_get,
	  .put = folder_put },
};

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "fake",
	.version = "1",
	.summary = "stages for tests",
	.license = "AGPL-3.0-or-later",
	.stages = fake_stages,
	.n_stages = FAKE_STAGES,
	.translators = translators,
	.n_translators = DT_COUNT(translators),
	.stores = stores,
	.n_stores = DT_COUNT(stores),
};
