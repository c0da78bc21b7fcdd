/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The engine as such: where plugins and pipelines are found, what there is of them. */
#include "config.h"

#include "json_text.h"
#include "pipeline.h"
#include "records.h"
#include "str.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *dt_engine_version(void)
{
	return PACKAGE_VERSION;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* PATH beside the running program, when there is such a folder; the caller frees. */
static char *beside_program(const char *path)
{
	char exe[PATH_MAX], *slash;
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	struct str s = STR_EMPTY;

	if (n <= 0)
		return NULL;
	exe[n] = '\0';
	slash = strrchr(exe, '/');
	if (!slash)
		return NULL;
	str_addf(&s, "%.*s/%s", (int)(slash - exe), exe, path);
	if (!s.failed && is_folder(s.at))
		return str_take(&s);
	str_finish(&s);
	return NULL;
}

/* What was said, else the environment, else beside the program, else where it was installed. */
static char *find_folders(const char *given, const char *variable, const char *build,
			  const char *installed, const char *built_in)
{
	const char *value = given ? given : getenv(variable);
	char *path;

	if (value && *value)
		return strdup(value);
	path = beside_program(build);
	if (!path)
		path = beside_program(installed);
	return path ? path : strdup(built_in);
}

struct dt_engine *dt_engine_new(const struct dt_engine_options *options, struct dt_error *err)
{
	static const struct dt_engine_options none = { .log_level = DT_LOG_WARNING };
	struct dt_engine *engine = calloc(1, sizeof(*engine));
	char *folders;

	if (!options)
		options = &none;
	folders = find_folders(options->plugin_path, "DT_PLUGIN_PATH", "modules",
			       "../lib/doctranslate/plugins", DT_PLUGIN_DIR);
	if (engine) {
		pthread_mutex_init(&engine->records_lock, NULL);
		engine->log.level = options->log_level;
		engine->log.write = options->log;
		engine->log.ctx = options->log_ctx;
		engine->pipeline_dir =
			find_folders(options->pipeline_dir, "DT_PIPELINE_PATH", "pipelines",
				     "../share/doctranslate/pipelines", DT_PIPELINE_DIR);
		engine->registry = folders ? registry_new(folders) : NULL;
	}
	free(folders);
	if (engine && engine->pipeline_dir && engine->registry)
		return engine;
	dt_fail(err, DT_E_SYSTEM, "out of memory");
	dt_engine_free(engine);
	return NULL;
}

void dt_engine_free(struct dt_engine *engine)
{
	if (!engine)
		return;
	records_close_all(engine);
	pthread_mutex_destroy(&engine->records_lock);
	registry_free(engine->registry);
	free(engine->pipeline_dir);
	free(engine);
}

/* The first FOLDER/NAME.conf of the pipeline folders. */
char *dt_engine_pipeline_file(struct dt_engine *engine, const char *name, struct dt_error *err)
{
	const char *at = engine->pipeline_dir, *end;
	struct str path = STR_EMPTY;

	while (*at && !strchr(name, '/')) {
		end = strchrnul(at, ':');
		path.length = 0;
		str_addf(&path, "%.*s/%s.conf", (int)(end - at), at, name);
		if (!path.failed && !access(path.at, F_OK))
			return str_take(&path);
		at = *end ? end + 1 : end;
	}
	str_finish(&path);
	dt_fail(err, DT_E_CONFIG, "there is no pipeline \"%s\": no %s.conf in %s", name, name,
		engine->pipeline_dir);
	return NULL;
}

/* ---- plugins as JSON ---------------------------------------------------------- */

static const char *option_type(uint32_t type)
{
	static const char *const names[] = { "",       "bool",	  "int",  "real", "string",
					     "choice", "strings", "size", "time", "secret" };

	return type < DT_COUNT(names) ? names[type] : "";
}

static json_t *options_json(const struct dt_option *options, uint32_t n)
{
	json_t *list = json_array(), *item, *choices;

	for (uint32_t i = 0; i < n; i++) {
		const struct dt_option *o = &options[i];

		item = json_pack("{s:s,s:s,s:b}", "name", o->name, "type", option_type(o->type),
				 "required", !!(o->flags & DT_REQUIRED));
		if (o->preset)
			json_object_set_new(item, "default", json_string(o->preset));
		if (o->help)
			json_object_set_new(item, "help", json_string(o->help));
		if (o->min < o->max) {
			json_object_set_new(item, "min", json_real(o->min));
			json_object_set_new(item, "max", json_real(o->max));
		}
		if (o->type == DT_CHOICE) {
			choices = json_array();
			for (const char *const *c = o->choices; *c; c++)
				json_array_append_new(choices, json_string(*c));
			json_object_set_new(item, "choices", choices);
		}
		json_array_append_new(list, item);
	}
	return list;
}

static json_t *ports_json(const struct dt_port *ports, uint32_t n)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < n; i++)
		json_array_append_new(list, json_pack("{s:s,s:s,s:b}", "name", ports[i].name,
						      "type", ports[i].type, "optional",
						      !!(ports[i].flags & DT_MAY_BE_UNWIRED)));
	return list;
}

static json_t *stages_json(const struct module *module)
{
	static const char *const threads[] = { "", "shared", "per lane", "serial" };
	json_t *list = json_array();

	for (uint32_t i = 0; i < module->n_stages; i++) {
		const struct dt_stage *s = &module->stages[i];

		json_array_append_new(
			list, json_pack("{s:s,s:s,s:s,s:b,s:b,s:o,s:o,s:o}", "name", s->name,
					"summary", s->summary ? s->summary : "", "threads",
					threads[s->threads], "page_order",
					s->order == DT_PAGE_ORDER, "waits", !!(s->flags & DT_WAITS),
					"inputs", ports_json(s->inputs, s->n_inputs), "outputs",
					ports_json(s->outputs, s->n_outputs), "options",
					options_json(s->options, s->n_options)));
	}
	return list;
}

static json_t *translators_json(const struct module *module)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < module->n_translators; i++) {
		const struct dt_translator *t = &module->translators[i];

		json_array_append_new(list,
				      json_pack("{s:s,s:s,s:b,s:b,s:b,s:b,s:o}", "name", t->name,
						"summary", t->summary ? t->summary : "", "network",
						!!(t->flags & DT_TRANSLATOR_NETWORK), "identity",
						!!(t->flags & DT_TRANSLATOR_IDENTITY), "costs",
						!!(t->flags & DT_TRANSLATOR_COSTS), "programs",
						!!(t->flags & DT_TRANSLATOR_PROGRAMS), "options",
						options_json(t->options, t->n_options)));
	}
	return list;
}

static json_t *stores_json(const struct module *module)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < module->n_stores; i++)
		json_array_append_new(
			list, json_pack("{s:s,s:s,s:o}", "name", module->stores[i].name, "summary",
					module->stores[i].summary ? module->stores[i].summary : "",
					"options",
					options_json(module->stores[i].options,
						     module->stores[i].n_options)));
	return list;
}

static json_t *records_json(const struct module *module)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < module->n_records; i++) {
		const struct dt_records *r = &module->records[i];

		json_array_append_new(list, json_pack("{s:s,s:s,s:o}", "name", r->name, "summary",
						      r->summary ? r->summary : "", "options",
						      options_json(r->options, r->n_options)));
	}
	return list;
}

static void add_module(void *ctx, const struct module *module)
{
	bool usable = module->state == MODULE_USABLE;
	json_t *item = json_pack("{s:o,s:o,s:b}", "name", json_text(module->name), "file",
				 json_text(module->file), "usable", usable);

	if (!usable) {
		json_object_set_new(item, "reason", json_text(module->reason));
	} else {
		json_object_set_new(item, "version", json_string(module->version));
		json_object_set_new(item, "license", json_string(module->license));
		json_object_set_new(item, "summary", json_string(module->summary));
		json_object_set_new(item, "stages", stages_json(module));
		json_object_set_new(item, "translators", translators_json(module));
		json_object_set_new(item, "stores", stores_json(module));
		json_object_set_new(item, "records", records_json(module));
	}
	json_array_append_new(ctx, item);
}

char *dt_engine_plugins_json(struct dt_engine *engine)
{
	json_t *list = json_array(), *all;
	char *out;

	registry_each(engine->registry, add_module, list);
	all = json_pack("{s:o,s:o}", "folders", json_text(registry_folders(engine->registry)),
			"plugins", list);
	out = all ? json_dumps(all, JSON_INDENT(2)) : NULL;
	json_decref(all);
	return out;
}
