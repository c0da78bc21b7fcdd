/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a loader must refuse, one file a fault: built with -DOLD, -DNEWER, ...
 * (tests/engine.am); the sentences are in tests/unit/check_module.c.
 */
#include "config.h"

#include <doctranslate/plugin.h>

#define HEAD(module_name)                                                                          \
	.abi = DT_ABI_HERE, .name = module_name, .version = "1", .summary = "broken",              \
	.license = "AGPL-3.0-or-later"

__attribute__((unused)) static dt_status run(const struct dt_call *call, struct dt_error *err)
{
	(void)call;
	return dt_fail(err, DT_E_BUG, "nobody calls this");
}

__attribute__((unused)) static const struct dt_port pages[] = { { "page", "page.fake", 0 } };
__attribute__((unused)) static const struct dt_port wrong[] = { { "page", "sheet.fake", 0 } };

#if defined(OLD)
const struct dt_module dt_module = { .abi = { DT_MAGIC, DT_ABI_MAJOR + 1, 7 }, .name = "old" };
#elif defined(NEWER)
const struct dt_module dt_module = { .abi = { DT_MAGIC, DT_ABI_MAJOR, DT_ABI_MINOR + 9 },
				     .name = "newer" };
#elif defined(NOMAGIC)
const struct dt_module dt_module = { .abi = { 0x12345678, DT_ABI_MAJOR, 0 }, .name = "nomagic" };
#elif defined(SIZES)
const struct dt_module dt_module = { .abi = { DT_MAGIC, DT_ABI_MAJOR, 0, 8, 8, 8, 8, 8, 8 },
				     .name = "sizes" };
#elif defined(NOTPLUGIN)
int something_else(void);
DT_EXPORT int something_else(void)
{
	return 1;
}
#elif defined(MISNAMED)
const struct dt_module dt_module = { HEAD("somebody") };
#elif defined(UNDEF)
int dt_no_library_has_this(void);
static dt_status calls(const struct dt_call *call, struct dt_error *err)
{
	(void)call;
	(void)err;
	return dt_no_library_has_this();
}
static const struct dt_stage stages[] = {
	{ .name = "one", .threads = DT_SHARED, .inputs = pages, .n_inputs = 1, .run = calls },
};
const struct dt_module dt_module = { HEAD("undef"), .stages = stages, .n_stages = 1 };
#elif defined(GONE)
int dt_gone(void);
DT_EXPORT int dt_gone(void)
{
	return 1;
}
#elif defined(NODEP)
int dt_gone(void);
static dt_status calls(const struct dt_call *call, struct dt_error *err)
{
	(void)call;
	(void)err;
	return dt_gone();
}
static const struct dt_stage stages[] = {
	{ .name = "one", .threads = DT_SHARED, .inputs = pages, .n_inputs = 1, .run = calls },
};
const struct dt_module dt_module = { HEAD("nodep"), .stages = stages, .n_stages = 1 };
#elif defined(NORUN)
static const struct dt_stage stages[] = {
	{ .name = "one", .threads = DT_SHARED, .inputs = pages, .n_inputs = 1 },
};
const struct dt_module dt_module = { HEAD("norun"), .stages = stages, .n_stages = 1 };
#elif defined(BADPORT)
static const struct dt_stage stages[] = {
	{ .name = "one", .threads = DT_SHARED, .inputs = wrong, .n_inputs = 1, .run = run },
};
const struct dt_module dt_module = { HEAD("badport"), .stages = stages, .n_stages = 1 };
#elif defined(BADOPTION)
struct options {
	bool yes;
};
static const struct dt_option options[] = {
	{ "count", DT_INT, 0, 4, "1", 0, 0, NULL, "does not fit into the struct" },
};
static const struct dt_stage stages[] = {
	{ .name = "one",
	  .threads = DT_SHARED,
	  .inputs = pages,
	  .n_inputs = 1,
	  .run = run,
	  .options = options,
	  .n_options = 1,
	  .options_size = sizeof(struct options) },
};
const struct dt_module dt_module = { HEAD("badoption"), .stages = stages, .n_stages = 1 };
#elif defined(NOTHREADS)
static const struct dt_stage stages[] = {
	{ .name = "one", .inputs = pages, .n_inputs = 1, .run = run },
};
const struct dt_module dt_module = { HEAD("nothreads"), .stages = stages, .n_stages = 1 };
#elif defined(NOLICENSE)
const struct dt_module dt_module = { .abi = DT_ABI_HERE, .name = "nolicense", .version = "1" };
#elif defined(LARGER)
/* From a compiler that saw a longer struct dt_stage: the engine walks by the plugin's stride. */
struct longer {
	struct dt_stage stage;
	void *more[3];
};
static const struct longer stages[] = {
	{ { .name = "one", .threads = DT_SHARED, .inputs = pages, .n_inputs = 1, .run = run },
	  { 0 } },
	{ { .name = "two", .threads = DT_SHARED, .inputs = pages, .n_inputs = 1, .run = run },
	  { 0 } },
};
const struct dt_module dt_module = {
	.abi = { DT_MAGIC,
		 DT_ABI_MAJOR,
		 DT_ABI_MINOR,
		 sizeof(struct dt_module),
		 sizeof(struct longer),
		 sizeof(struct dt_translator),
		 sizeof(struct dt_store),
		 sizeof(struct dt_port),
		 sizeof(struct dt_option),
		 0,
		 { 0 } },
	.name = "larger",
	.version = "1",
	.license = "AGPL-3.0-or-later",
	.stages = &stages[0].stage,
	.n_stages = 2,
};
#endif
