/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bad pipeline files and exactly what the engine says about each: a folder
 * tests/golden/NAME has pipeline.conf and expect.  DT_GOLDEN_UPDATE=yes writes
 * what is said now into expect; the difference is for a person to read.
 */
#include "config.h"

#include "engine.h"
#include "suite.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST = 100 };

static char *names[MOST];
static int n_names;
static char golden[500], plugins[1000];

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void find_cases(void)
{
	const char *source = getenv("top_srcdir"), *build = getenv("top_builddir");
	struct dirent *entry;
	DIR *dir;

	snprintf(golden, sizeof(golden), "%s/tests/golden", source ? source : ".");
	snprintf(plugins, sizeof(plugins), "%s/tests/plugins/.libs:%s/tests/plugins/refused",
		 build ? build : ".", build ? build : ".");
	dir = opendir(golden);
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.' && n_names < MOST)
			names[n_names++] = strdup(entry->d_name);
	if (dir)
		closedir(dir);
	qsort(names, (size_t)n_names, sizeof(*names), by_name);
}

static char *read_all(const char *path)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = fopen(path, "re"), *stream = open_memstream(&text, &size);
	int c;

	while (file && (c = fgetc(file)) != EOF)
		fputc(c, stream);
	fclose(stream);
	if (file)
		fclose(file);
	return text;
}

/* Paths of this machine become words. */
static char *neutral(const char *text)
{
	static const char *const words[] = { "$PLUGINS", "$REFUSED" };
	char *out = NULL, folder[2][1200];
	size_t size = 0, length;
	FILE *stream = open_memstream(&out, &size);

	snprintf(folder[0], sizeof(folder[0]), "%s", plugins);
	snprintf(folder[1], sizeof(folder[1]), "%s", strchr(plugins, ':') + 1);
	while (*text) {
		int i = 0;

		for (; i < 2; i++) {
			length = strlen(folder[i]);
			if (!strncmp(text, folder[i], length))
				break;
		}
		if (i < 2) {
			fputs(words[i], stream);
			text += length;
		} else {
			fputc(*text++, stream);
		}
	}
	fclose(stream);
	return out;
}

static char *complaints(struct dt_engine *engine)
{
	struct dt_diagnostics *list = dt_diagnostics_new();
	struct dt_pipeline *pipeline = dt_pipeline_load(engine, "pipeline.conf", NULL, 0, list);
	char *text = dt_diagnostics_text(list), *out;

	ck_assert_msg(!pipeline == !!dt_diagnostics_errors(list), "errors and a pipeline");
	out = neutral(text);
	free(text);
	dt_pipeline_close(pipeline);
	dt_diagnostics_free(list);
	return out;
}

START_TEST(golden_messages)
{
	struct dt_engine_options options = { .plugin_path = plugins, .log_level = DT_LOG_ERROR };
	struct dt_error err = { 0 };
	struct dt_engine *engine = dt_engine_new(&options, &err);
	char path[800], *is, *wanted;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", golden, names[_i]);
	ck_assert_int_eq(chdir(path), 0);
	is = complaints(engine);
	if (getenv("DT_GOLDEN_UPDATE")) {
		file = fopen("expect", "we");
		fputs(is, file);
		fclose(file);
	}
	wanted = read_all("expect");
	ck_assert_msg(!strcmp(is, wanted), "%s: said\n%swanted\n%s", names[_i], is, wanted);
	free(is);
	free(wanted);
	dt_engine_free(engine);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("golden");
	TCase *tests = suite_case(suite, "golden");

	find_cases();
	tcase_add_loop_test(tests, golden_messages, 0, n_names);
	return suite;
}

SUITE_MAIN(make)
