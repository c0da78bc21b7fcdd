/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Settings of the service: names, order, lists, bounds, and what is said of a bad one. */
#include "config.h"

#include "suite.h"

#include "frontends/serve/settings/table.h"

#include <stdio.h>
#include <string.h>

static struct settings *settings;
static struct dt_error err;

static struct settings *take(const char *const *overrides)
{
	settings_free(settings);
	err = (struct dt_error){ 0 };
	settings = settings_gather(overrides, &err);
	return settings;
}

static void clean(void)
{
	const char *top = getenv("top_srcdir");
	char *kept = top ? strdup(top) : NULL;

	clearenv();
	if (kept)
		setenv("top_srcdir", kept, 1); /* where the tests are, is no setting */
	free(kept);
	take(NULL);
	ck_assert_msg(settings != NULL, "%s", err.text);
}

static void finish(void)
{
	settings_free(settings);
	settings = NULL;
}

/* The variable alone is set, and refused with these words. */
static void refused(const char *name, const char *value, const char *words)
{
	setenv(name, value, 1);
	ck_assert_msg(!take(NULL), "%s=%s is taken", name, value);
	ck_assert_msg(strstr(err.text, words), "%s=%s: %s", name, value, err.text);
	unsetenv(name);
}

static void list_is(const struct settings_list *list, const char *const *texts)
{
	size_t n = 0;

	for (; texts[n]; n++) {
		ck_assert_uint_lt(n, list->n);
		ck_assert_str_eq(list->at[n], texts[n]);
	}
	ck_assert_uint_eq(list->n, n);
}
#define LIST_IS(list, ...) list_is(list, (const char *const[]){ __VA_ARGS__, NULL })

START_TEST(presets)
{
	ck_assert_str_eq(settings->host, "0.0.0.0");
	ck_assert_uint_eq(settings->port, 8000);
	ck_assert_str_eq(settings->data_root, "/tmp/doctranslate-api");
	ck_assert_str_eq(settings->tmp_root, "/tmp/doctranslate-api/tmp");
	ck_assert_str_eq(settings->records_path, "/tmp/doctranslate-api/http_api_metadata.db");
	ck_assert(!settings->auth_required);
	ck_assert(settings->auth_open_probes);
	ck_assert_str_eq(settings->auth_header, "X-API-Key");
	LIST_IS(&settings->cors_origins, "*");
	LIST_IS(&settings->mount_prefixes, "/work", "/in", "/data");
	ck_assert_uint_eq(settings->base_url_hosts.n, 0);
	ck_assert_uint_eq(settings->max_upload_bytes, 256000000);
	ck_assert_uint_eq(settings->max_concurrent_jobs, 2);
	ck_assert_uint_eq(settings->max_queued_jobs, 32);
	ck_assert_uint_eq(settings->job_memory_bytes, (uint64_t)4 << 30);
	ck_assert_double_eq(settings->retention_s, 86400);
	ck_assert_uint_eq(settings->webhook_max_attempts, 10);
	ck_assert(settings->metrics_enabled);
	ck_assert(settings->log_json);
	ck_assert(!settings->otel_enabled);
	ck_assert_str_eq(settings->metrics_path, "/metrics");
	ck_assert_ptr_null(settings->auth_token);
	ck_assert_uint_eq(settings->notes.n, 0);
}
END_TEST

START_TEST(option_before_prefixed_before_plain)
{
	const char *const overrides[] = { "max-upload-bytes=3", NULL };

	setenv("MAX_UPLOAD_BYTES", "1", 1);
	ck_assert_uint_eq(take(NULL)->max_upload_bytes, 1);
	setenv("DOCTRANSLATE_API_MAX_UPLOAD_BYTES", "2", 1);
	ck_assert_uint_eq(take(NULL)->max_upload_bytes, 2);
	ck_assert_uint_eq(take(overrides)->max_upload_bytes, 3);
	setenv("DOCTRANSLATE_API_MAX_UPLOAD_BYTES", "", 1);
	ck_assert_uint_eq(take(NULL)->max_upload_bytes, 1);
}
END_TEST

START_TEST(case_of_names_does_not_matter)
{
	setenv("doctranslate_api_tmp_root", "/var/tmp/x", 1);
	setenv("docs_Enabled", "Off", 1);
	ck_assert_str_eq(take(NULL)->tmp_root, "/var/tmp/x");
	ck_assert(!settings->docs_enabled);
	/* the one that is written as it should be comes first */
	setenv("DOCTRANSLATE_API_TMP_ROOT", "/var/tmp/y", 1);
	ck_assert_str_eq(take(NULL)->tmp_root, "/var/tmp/y");
}
END_TEST

START_TEST(names_that_are_prefixed_alone)
{
	setenv("HOST", "somewhere", 1);
	setenv("LOG_LEVEL", "nonsense", 1);
	ck_assert_str_eq(take(NULL)->host, "0.0.0.0");
	setenv("DOCTRANSLATE_API_HOST", "::1", 1);
	ck_assert_str_eq(take(NULL)->host, "::1");
}
END_TEST

START_TEST(lists_as_csv_and_json)
{
	setenv("DOCTRANSLATE_API_CORS_ALLOW_ORIGINS", " https://a.example , https://b.example,", 1);
	setenv("CORS_ALLOW_METHODS", "[\"GET\", \"POST\"]", 1);
	setenv("DOCTRANSLATE_API_CORS_ALLOW_HEADERS", " [ ]", 1);
	setenv("DOCTRANSLATE_API_WEBHOOK_ALLOW_HOSTS", "", 1);
	setenv("DOCTRANSLATE_API_MOUNT_ALLOW_PREFIXES", "", 1);
	take(NULL);
	ck_assert_msg(settings != NULL, "%s", err.text);
	LIST_IS(&settings->cors_origins, "https://a.example", "https://b.example");
	LIST_IS(&settings->cors_methods, "GET", "POST");
	ck_assert_uint_eq(settings->cors_headers.n, 0);
	ck_assert_uint_eq(settings->webhook_hosts.n, 0);
	ck_assert_uint_eq(settings->mount_prefixes.n, 0);
	refused("CORS_ALLOW_METHODS", "[\"GET\"",
		"CORS_ALLOW_METHODS: found \"[\"GET\"\", wanted a list");
	refused("CORS_ALLOW_METHODS", "[1]", "wanted a list");
}
END_TEST

START_TEST(switches)
{
	static const char *const yes[] = { "1", "true", "YES", "on", "y", "T" };
	static const char *const no[] = { "0", "False", "no", "off", "N", "f" };

	for (size_t i = 0; i < 6; i++) {
		setenv("ALLOW_MOUNTED_PATHS", yes[i], 1);
		ck_assert(take(NULL)->allow_mounted_paths);
		setenv("ALLOW_MOUNTED_PATHS", no[i], 1);
		ck_assert(!take(NULL)->allow_mounted_paths);
	}
	refused("ALLOW_MOUNTED_PATHS", "maybe",
		"ALLOW_MOUNTED_PATHS: found \"maybe\", wanted yes or no");
}
END_TEST

START_TEST(numbers_have_bounds)
{
	refused("PORT", "65536", "PORT: found \"65536\", wanted a whole number from 0 to 65535");
	refused("PORT", "-1", "wanted a whole number");
	refused("PORT", "0x50", "wanted a whole number");
	refused("PORT", "80 ", "wanted a whole number");
	refused("PORT", "99999999999999999999", "wanted a whole number");
	refused("MAX_CONCURRENT_JOBS", "0", "from 1 to 256");
	refused("DOCTRANSLATE_API_WEBHOOK_MAX_ATTEMPTS", "65", "from 1 to 64");
	refused("WEBHOOK_SWEEP_INTERVAL_SECONDS", "0.4", "wanted seconds");
	refused("WEBHOOK_SWEEP_INTERVAL_SECONDS", "nan", "wanted seconds");
	refused("JOB_TIMEOUT_SECONDS", "-5", "wanted seconds");
	refused("TTL_CLEANUP_INTERVAL_SECONDS", "29.9", "wanted seconds");
	refused("MAX_UPLOAD_BYTES", "0", "wanted bytes");
	refused("MAX_UPLOAD_BYTES", "-5", "wanted bytes");
	refused("MAX_UPLOAD_BYTES", "5 apples", "wanted bytes");
	setenv("WEBHOOK_SWEEP_INTERVAL_SECONDS", "0.5", 1);
	setenv("JOB_TIMEOUT_SECONDS", "1.5m", 1);
	setenv("MAX_UPLOAD_BYTES", "64M", 1);
	take(NULL);
	ck_assert_double_eq(settings->webhook_sweep_s, 0.5);
	ck_assert_double_eq(settings->job_timeout_s, 90);
	ck_assert_uint_eq(settings->max_upload_bytes, 64 << 20);
}
END_TEST

START_TEST(words)
{
	setenv("DOCTRANSLATE_LOG_LEVEL", "warning", 1);
	setenv("DOCTRANSLATE_LOG_FORMAT", "Console", 1);
	ck_assert_str_eq(take(NULL)->log_level, "WARNING");
	ck_assert(!settings->log_json);
	/* a word that is not known must not turn the lock off */
	refused("AUTH_MODE", "requierd",
		"AUTH_MODE: found \"requierd\", wanted disabled or required");
	refused("DOCTRANSLATE_LOG_LEVEL", "loud", "DEBUG, INFO, WARNING, ERROR or CRITICAL");
}
END_TEST

START_TEST(tokens_are_there_when_they_are_required)
{
	refused("AUTH_MODE", "required", "wanted a token");
	setenv("AUTH_TOKEN", "  ", 1);
	refused("AUTH_MODE", "required", "wanted a token");
	setenv("AUTH_TOKEN", "secret", 1);
	setenv("AUTH_MODE", "Required", 1);
	ck_assert(take(NULL)->auth_required);
	ck_assert_str_eq(settings->auth_token, "secret");
	setenv("AUTH_MODE", "disabled", 1);
	ck_assert_uint_eq(take(NULL)->notes.n, 1);
}
END_TEST

START_TEST(what_makes_no_sense_together)
{
	refused("CORS_ALLOW_CREDENTIALS", "true", "wanted a list of origins");
	refused("MOUNT_ALLOW_PREFIXES", "/data,relative", "found \"relative\"");
	refused("AUTH_HEADER_API_KEY_NAME", "X Key", "wanted the name of a header");
	refused("DOCTRANSLATE_REQUEST_ID_HEADER", "a:b", "wanted the name of a header");
	refused("DOCTRANSLATE_METRICS_PATH", "metrics", "wanted a path");
	refused("DOCTRANSLATE_METRICS_NAMESPACE", "9-a", "wanted letters");
	refused("PUBLIC_BASE_URL", "ftp://x", "wanted an address");
}
END_TEST

START_TEST(profiles_give_way)
{
	setenv("DOCTRANSLATE_OBS_PROFILE", "logs_only", 1);
	ck_assert(!take(NULL)->metrics_enabled);
	setenv("DOCTRANSLATE_METRICS_ENABLED", "1", 1);
	ck_assert(take(NULL)->metrics_enabled);
	setenv("DOCTRANSLATE_OBS_PROFILE", "otlp", 1);
	ck_assert(take(NULL)->otel_enabled);
	setenv("DOCTRANSLATE_OTEL_ENABLED", "no", 1);
	ck_assert(!take(NULL)->otel_enabled);
}
END_TEST

START_TEST(what_the_other_program_had)
{
	setenv("DOCTRANSLATE_API_REDIS_URL", "redis://x", 1);
	setenv("QUEUE_BACKEND", "inprocess", 1);
	setenv("ARTIFACT_STORAGE", "local", 1);
	ck_assert_uint_eq(take(NULL)->notes.n, 2);
	ck_assert(strstr(settings->notes.at[0], "DOCTRANSLATE_API_ARTIFACT_STORAGE has no effect"));
	/* what cannot be done is not passed over */
	refused("QUEUE_BACKEND", "arq", "found \"arq\", wanted inprocess");
	refused("ARTIFACT_STORAGE", "remote", "found \"remote\"");
	refused("DOCTRANSLATE_API_ARTIFACT_DOWNLOAD_MODE", "redirect", "wanted proxy");
}
END_TEST

START_TEST(table_is_whole)
{
	for (size_t i = 0; i < setting_count; i++) {
		const struct setting *setting = &setting_table[i];

		ck_assert_msg(setting->help[strlen(setting->help) - 1] != '.', "%s",
			      setting->variable);
		if (setting->kind == SETTING_COUNT || setting->kind == SETTING_SIZE ||
		    setting->kind == SETTING_SECONDS)
			ck_assert_msg(setting->least < setting->most && setting->preset, "%s",
				      setting->variable);
		for (size_t k = 0; k < i; k++) {
			ck_assert_str_ne(setting_table[k].variable, setting->variable);
			ck_assert_uint_ne(setting_table[k].offset, setting->offset);
		}
	}
}
END_TEST

/* docs/serve.md has the table as it is now. */
START_TEST(documentation_is_true)
{
	const char *top = getenv("top_srcdir");
	char path[4096], *written = NULL, *read;
	size_t size = 0, n;
	FILE *out = open_memstream(&written, &size), *in;

	settings_markdown(out);
	fclose(out);
	snprintf(path, sizeof(path), "%s/docs/serve.md", top ? top : ".");
	in = fopen(path, "r");
	ck_assert_msg(in != NULL, "%s cannot be read", path);
	read = calloc(1, 1 << 20);
	n = fread(read, 1, (1 << 20) - 1, in);
	fclose(in);
	read[n] = '\0';
	ck_assert_msg(strstr(read, written) != NULL,
		      "%s wants the table that frontends/serve/settings/document prints", path);
	free(read);
	free(written);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("settings");
	TCase *tests = suite_case(suite, "settings"), *documents = suite_case(suite, "documents");

	tcase_add_checked_fixture(tests, clean, finish);
	tcase_add_test(tests, presets);
	tcase_add_test(tests, option_before_prefixed_before_plain);
	tcase_add_test(tests, case_of_names_does_not_matter);
	tcase_add_test(tests, names_that_are_prefixed_alone);
	tcase_add_test(tests, lists_as_csv_and_json);
	tcase_add_test(tests, switches);
	tcase_add_test(tests, numbers_have_bounds);
	tcase_add_test(tests, words);
	tcase_add_test(tests, tokens_are_there_when_they_are_required);
	tcase_add_test(tests, what_makes_no_sense_together);
	tcase_add_test(tests, profiles_give_way);
	tcase_add_test(tests, what_the_other_program_had);
	tcase_add_test(tests, table_is_whole);
	tcase_add_test(documents, documentation_is_true);
	return suite;
}

SUITE_MAIN(make)
