/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "file.h"
#include "table.h"
#include "values.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

extern char **environ;

struct reading {
	struct settings settings; /* first: what is handed out */
	struct keeper keeper;
	const char *const *overrides;
	struct settings_file file; /* while it is read */
};

void settings_free(struct settings *settings)
{
	struct reading *reading = (struct reading *)settings;

	if (!reading)
		return;
	keeper_free(&reading->keeper);
	free(reading);
}

__attribute__((format(printf, 2, 3))) static void note(struct reading *reading, const char *format,
						       ...)
{
	char line[512];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	(void)list_add(&reading->keeper, &reading->settings.notes, line, strlen(line));
}

/* ---- where a value stands ------------------------------------------------------------------ */

/* Exactly so, else in any case of letters, as the replaced program reads them. */
static const char *environment(const char *name)
{
	size_t n = strlen(name);
	const char *exact = getenv(name);

	for (char **at = environ; !exact && at && *at; at++)
		if (!strncasecmp(*at, name, n) && (*at)[n] == '=')
			return *at + n + 1;
	return exact;
}

static const char * override(const char *const *overrides, const char *option)
{
	size_t n = option ? strlen(option) : 0;
	const char *value = NULL;

	for (; option && overrides && *overrides; overrides++)
		if (!strncmp(*overrides, option, n) && (*overrides)[n] == '=')
			value = *overrides + n + 1;
	return value;
}

static const char *variable(const struct reading *reading, const char *name)
{
	const char *value = environment(name);

	return value ? value : settings_file_value(&reading->file, name);
}

struct place {
	const char *text;
	char name[SETTING_NAME_SIZE]; /* "--port", "PORT" */
};

/* false: only the preset is there. An empty variable is one that is not set, except for a list. */
static bool find(const struct setting *setting, const struct reading *reading, struct place *place)
{
	place->text = override(reading->overrides, setting->option);
	if (place->text) {
		snprintf(place->name, sizeof(place->name), "--%s", setting->option);
		return true;
	}
	setting_name(setting, place->name);
	place->text = variable(reading, place->name);
	if (setting->names == SETTING_BOTH &&
	    (!place->text || (!*place->text && setting->kind != SETTING_LIST))) {
		snprintf(place->name, sizeof(place->name), "%s", setting->variable);
		place->text = variable(reading, place->name);
	}
	return place->text && (*place->text || setting->kind == SETTING_LIST);
}

static bool is_given(const struct reading *reading, const void *member)
{
	struct place place;

	for (size_t i = 0; i < setting_count; i++)
		if ((const char *)&reading->settings + setting_table[i].offset ==
		    (const char *)member)
			return find(&setting_table[i], reading, &place);
	return false;
}

/* ---- what makes sense together --------------------------------------------------------------- */

static bool is_token(const char *text)
{
	size_t n = strlen(text);

	return n && strspn(text, "!#$%&'*+-.^_`|~0123456789"
				 "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == n;
}

static bool has(const struct settings_list *list, const char *text)
{
	for (size_t i = 0; i < list->n; i++)
		if (!strcmp(list->at[i], text))
			return true;
	return false;
}

static dt_status check_texts(const struct settings *s, struct dt_error *err)
{
	if (!is_token(s->auth_header))
		return dt_fail(
			err, DT_E_CONFIG,
			"AUTH_HEADER_API_KEY_NAME: found \"%s\", wanted the name of a header",
			s->auth_header);
	if (!is_token(s->request_id_header))
		return dt_fail(err, DT_E_CONFIG,
			       "DOCTRANSLATE_REQUEST_ID_HEADER: found \"%s\", wanted the name of a "
			       "header",
			       s->request_id_header);
	if (s->metrics_path[0] != '/' || !s->metrics_path[1])
		return dt_fail(err, DT_E_CONFIG,
			       "DOCTRANSLATE_METRICS_PATH: found \"%s\", wanted a path as /metrics",
			       s->metrics_path);
	if (!isalpha((unsigned char)*s->metrics_namespace) ||
	    strspn(s->metrics_namespace, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
					 "0123456789") != strlen(s->metrics_namespace))
		return dt_fail(err, DT_E_CONFIG,
			       "DOCTRANSLATE_METRICS_NAMESPACE: found \"%s\", wanted letters, "
			       "digits and _",
			       s->metrics_namespace);
	if (s->public_base_url && strncasecmp(s->public_base_url, "http://", 7) != 0 &&
	    strncasecmp(s->public_base_url, "https://", 8) != 0)
		return dt_fail(err, DT_E_CONFIG,
			       "DOCTRANSLATE_API_PUBLIC_BASE_URL: found \"%s\", wanted an address "
			       "as https://host/path",
			       s->public_base_url);
	return DT_OK;
}

static dt_status check(struct reading *reading, struct dt_error *err)
{
	struct settings *s = &reading->settings;

	if (s->auth_token && !s->auth_token[strspn(s->auth_token, " \t\r\n")])
		s->auth_token = NULL;
	if (s->auth_required && !s->auth_token && !s->auth_tokens_file)
		return dt_fail(err, DT_E_CONFIG,
			       "DOCTRANSLATE_API_AUTH_MODE is required: wanted a token in "
			       "DOCTRANSLATE_API_AUTH_TOKEN or a file of them in "
			       "DOCTRANSLATE_API_AUTH_TOKENS_FILE");
	if (!s->auth_required && (s->auth_token || s->auth_tokens_file))
		note(reading, "tokens are set, but nobody needs one: "
			      "DOCTRANSLATE_API_AUTH_MODE is disabled");
	if (s->cors_credentials && has(&s->cors_origins, "*"))
		return dt_fail(err, DT_E_CONFIG,
			       "DOCTRANSLATE_API_CORS_ALLOW_CREDENTIALS is set: wanted a list of "
			       "origins in DOCTRANSLATE_API_CORS_ALLOW_ORIGINS, found \"*\"");
	if (!strcmp(s->queue_backend, "arq"))
		return dt_fail(err, DT_E_CONFIG,
			       "DOCTRANSLATE_API_QUEUE_BACKEND: found \"arq\", wanted inprocess: "
			       "jobs wait in the records, and outlive the process");
	for (size_t i = 0; i < s->mount_prefixes.n; i++)
		if (s->mount_prefixes.at[i][0] != '/')
			return dt_fail(err, DT_E_CONFIG,
				       "DOCTRANSLATE_API_MOUNT_ALLOW_PREFIXES: found \"%s\", "
				       "wanted whole paths as /data",
				       s->mount_prefixes.at[i]);
	return check_texts(s, err);
}

static dt_status check_gone(struct reading *reading, struct dt_error *err)
{
	for (size_t i = 0; i < setting_gone_count; i++) {
		const struct setting_gone *gone = &setting_gone_table[i];
		char name[SETTING_NAME_SIZE];
		const char *value;

		snprintf(name, sizeof(name), "DOCTRANSLATE_API_%s", gone->variable);
		value = variable(reading, name);
		if (!value || !*value)
			value = variable(reading, gone->variable);
		if (!value || !*value)
			continue;
		if (gone->harmless && !words_have(gone->harmless, value, NULL, NULL))
			return dt_fail(err, DT_E_CONFIG, "%s: found \"%s\", but %s", name, value,
				       gone->why);
		note(reading, "%s has no effect: %s", name, gone->why);
	}
	return DT_OK;
}

/* ---- all of it ---------------------------------------------------------------------------------
 */

/* What follows from other settings. */
static dt_status complete(struct reading *reading, struct dt_error *err)
{
	struct settings *s = &reading->settings;
	const char *temporary = getenv("TMPDIR");
	char path[4096];

	if (!s->data_root) {
		snprintf(path, sizeof(path), "%s/doctranslate-api",
			 temporary && *temporary ? temporary : "/tmp");
		s->data_root = keep_text(&reading->keeper, path, sizeof(path));
	}
	if (s->data_root && !s->tmp_root) {
		snprintf(path, sizeof(path), "%s/tmp", s->data_root);
		s->tmp_root = keep_text(&reading->keeper, path, sizeof(path));
	}
	if (s->data_root && !s->records_path) {
		snprintf(path, sizeof(path), "%s/http_api_metadata.db", s->data_root);
		s->records_path = keep_text(&reading->keeper, path, sizeof(path));
	}
	if (!s->data_root || !s->tmp_root || !s->records_path)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	if (!strcmp(s->obs_profile, "logs_only") && !is_given(reading, &s->metrics_enabled))
		s->metrics_enabled = false;
	if (!strcmp(s->obs_profile, "otlp") && !is_given(reading, &s->otel_enabled))
		s->otel_enabled = true;
	return DT_OK;
}

static dt_status read_one(struct reading *reading, const struct setting *setting,
			  struct dt_error *err)
{
	struct place place;
	char wanted[240];

	if (!find(setting, reading, &place)) {
		if (!setting->preset)
			return DT_OK;
		place.text = setting->preset;
		snprintf(place.name, sizeof(place.name), "%s", setting->variable);
	}
	if (setting_set(setting, place.text, &reading->keeper, &reading->settings, wanted,
			sizeof(wanted)))
		return DT_OK;
	return dt_fail(err, DT_E_CONFIG, "%s: found \"%s\", wanted %s", place.name, place.text,
		       wanted);
}

static bool is_named(const struct setting *setting, const char *name)
{
	char full[SETTING_NAME_SIZE];

	setting_name(setting, full);
	return !strcasecmp(full, name) ||
	       (setting->names == SETTING_BOTH && !strcasecmp(setting->variable, name));
}

static bool is_known(const char *name)
{
	static const char prefix[] = "DOCTRANSLATE_API_";
	size_t n = sizeof(prefix) - 1;

	for (size_t i = 0; i < setting_count; i++)
		if (is_named(&setting_table[i], name))
			return true;
	if (!strncasecmp(name, prefix, n))
		name += n;
	for (size_t i = 0; i < setting_gone_count; i++)
		if (!strcasecmp(setting_gone_table[i].variable, name))
			return true;
	return false;
}

/* Where it is cannot be said by itself. */
static dt_status read_file(struct reading *reading, struct dt_error *err)
{
	struct place place;

	for (size_t i = 0; i < setting_count; i++)
		if (setting_table[i].offset == offsetof(struct settings, settings_file) &&
		    find(&setting_table[i], reading, &place))
			return settings_file_read(&reading->file, place.text, is_known, err);
	return DT_OK;
}

static dt_status read_all(struct reading *reading, struct dt_error *err)
{
	dt_status status = read_file(reading, err);

	for (size_t i = 0; i < setting_count && status == DT_OK; i++)
		status = read_one(reading, &setting_table[i], err);
	if (status == DT_OK)
		status = complete(reading, err);
	if (status == DT_OK)
		status = check(reading, err);
	if (status == DT_OK)
		status = check_gone(reading, err);
	return status;
}

struct settings *settings_gather(const char *const *overrides, struct dt_error *err)
{
	struct reading *reading = calloc(1, sizeof(*reading));
	dt_status status;

	if (!reading) {
		dt_fail(err, DT_E_SYSTEM, "out of memory");
		return NULL;
	}
	reading->overrides = overrides;
	status = read_all(reading, err);
	settings_file_free(&reading->file);
	if (status == DT_OK)
		return &reading->settings;
	settings_free(&reading->settings);
	return NULL;
}
