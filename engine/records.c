/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Opening a records backend by name, with options that come from a service's settings. */
#include "config.h"

#include "records.h"

#include "hint.h"
#include "job.h"
#include "option.h"

#include <stdlib.h>
#include <string.h>

struct opened_records {
	struct opened_records *next;
	const struct dt_records *table;
	void *self;
	struct arena arena;
	struct options options;
	struct dt_pipeline pipeline; /* of the call: it has an engine, and nothing else */
	struct unit unit;
};

static void let_go(struct opened_records *opened)
{
	options_free(&opened->options);
	arena_finish(&opened->arena);
	free(opened);
}

/* All that is wrong with the options as one sentence. */
static dt_status faults(struct dt_diagnostics *list, const char *uses, struct dt_error *err)
{
	char *text = dt_diagnostics_text(list), *end = text ? text + strlen(text) : NULL;

	while (end && end > text && end[-1] == '\n')
		*--end = '\0';
	for (char *at = text; at && *at; at++)
		if (*at == '\n')
			*at = ';';
	dt_fail(err, DT_E_CONFIG, "records %s: %.400s", uses, text ? text : "out of memory");
	free(text);
	return err->status;
}

static dt_status find(struct dt_engine *engine, const char *uses, struct opened_records *opened,
		      struct dt_error *err)
{
	const char *dot = strchr(uses, '.'), *name;
	const struct module *module;
	struct hint hint = { 0 };
	char buffer[96];

	if (!dot || dot == uses || !dot[1] || strchr(dot + 1, '.'))
		return dt_fail(err, DT_E_CONFIG,
			       "records are named as PLUGIN.NAME, \"sqlite.jobs\", not \"%.100s\"",
			       uses);
	name = arena_text_n(&opened->arena, uses, (size_t)(dot - uses));
	module = name ? registry_find(engine->registry, name) : NULL;
	if (!module)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	if (module->state != MODULE_USABLE)
		return dt_fail(err, DT_E_CONFIG, "%s", module->reason);
	opened->table = module_records(module, dot + 1);
	if (opened->table)
		return DT_OK;
	hint.wanted = dot + 1;
	for (uint32_t i = 0; i < module->n_records; i++)
		hint_offer(&hint, module->records[i].name);
	return dt_fail(err, DT_E_CONFIG, "plugin \"%s\" has no records \"%s\"%s", module->name,
		       dot + 1, hint_text(&hint, buffer, sizeof(buffer)));
}

static dt_status fill(struct opened_records *opened, const char *uses,
		      const struct dt_override *overrides, size_t n, struct dt_error *err)
{
	const struct dt_records *table = opened->table;
	struct option_schema schema = { table->options, table->n_options, table->options_size };
	struct option_override *mine = ARENA_ARRAY(&opened->arena, n + 1, struct option_override);
	struct dt_diagnostics *list = dt_diagnostics_new();
	const char *option = NULL;
	struct dt_error cause = { 0 };

	for (size_t i = 0; mine && i < n; i++)
		mine[i] = (struct option_override){ overrides[i].where, overrides[i].value,
						    overrides[i].origin ? overrides[i].origin
									: overrides[i].where };
	if (!mine || !list)
		dt_fail(err, DT_E_SYSTEM, "out of memory");
	else if (!options_fill(&opened->options, schema, uses, uses, NULL,
			       (struct place){ uses, 0 }, mine, n, &opened->arena, list))
		faults(list, uses, err);
	else if (options_complete(&opened->options, err) == DT_OK && table->check &&
		 table->check(opened->options.block, &option, &cause) != DT_OK)
		dt_fail(err, cause.status, "%s%s%s: %.400s", uses, option ? "." : "",
			option ? option : "", cause.text);
	dt_diagnostics_free(list);
	return err->status == DT_OK ? options_unlock(&opened->options, err) : err->status;
}

static dt_status open_table(struct dt_engine *engine, struct opened_records *opened,
			    const char *uses, struct dt_error *err)
{
	const char *node = arena_text_n(&opened->arena, uses, strlen(uses));
	struct dt_error cause = { 0 };
	dt_status status;

	opened->pipeline.engine = engine;
	unit_outside(&opened->unit, &opened->pipeline, node ? node : "records", NULL);
	status = opened->table->open(&opened->unit.call, opened->options.block, &opened->self,
				     &cause);
	if (status == DT_OK) {
		opened->unit.call.self = opened->self;
		return DT_OK;
	}
	error_complete(&cause, status, uses);
	err->sys_errno = cause.sys_errno;
	err->retry_ms = cause.retry_ms;
	return dt_fail(err, cause.status, "records %s: %.450s", uses, cause.text);
}

dt_status dt_engine_records_open(struct dt_engine *engine, const char *uses,
				 const struct dt_override *overrides, size_t n_overrides,
				 const struct dt_records **records, void **self,
				 struct dt_error *err)
{
	struct opened_records *opened = calloc(1, sizeof(*opened));
	struct dt_error cause = { 0 };

	if (!opened)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	if (find(engine, uses, opened, &cause) != DT_OK ||
	    fill(opened, uses, overrides, n_overrides, &cause) != DT_OK ||
	    open_table(engine, opened, uses, &cause) != DT_OK) {
		let_go(opened);
		if (err && err->status == DT_OK)
			*err = cause;
		return cause.status;
	}
	*records = opened->table;
	*self = opened->self;
	pthread_mutex_lock(&engine->records_lock);
	opened->next = engine->records;
	engine->records = opened;
	pthread_mutex_unlock(&engine->records_lock);
	return DT_OK;
}

void dt_engine_records_close(struct dt_engine *engine, void *self)
{
	struct opened_records *opened = NULL;

	if (!self)
		return;
	pthread_mutex_lock(&engine->records_lock);
	for (struct opened_records **at = &engine->records; *at; at = &(*at)->next)
		if ((*at)->self == self) {
			opened = *at;
			*at = opened->next;
			break;
		}
	pthread_mutex_unlock(&engine->records_lock);
	if (!opened)
		return;
	opened->table->close(opened->self);
	let_go(opened);
}

void records_close_all(struct dt_engine *engine)
{
	while (engine->records)
		dt_engine_records_close(engine, engine->records->self);
}
