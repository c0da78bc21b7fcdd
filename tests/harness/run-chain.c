/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * run-chain - runs stages one after another over one document, without the engine:
 *
 *   run-chain -m MODULES -i FILE.pdf [-w WORKDIR] [-p NAME=VALUE]... [-o STAGE.OPTION=VALUE]...
 *             [-t TRANSLATOR] [-d DUMPDIR] [-q] STAGE...
 *
 * Prints CPU seconds of each stage and the files that it gave.  With -d every payload is
 * written to DUMPDIR/TYPE.PAGE.
 */
#include "config.h"

#include "harness.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void dump(struct harness *h, const char *dir, const char *type, uint32_t page)
{
	char path[4096];
	size_t size;
	const void *bytes = harness_take(h, type, page, &size);
	FILE *f;

	if (!bytes)
		return;
	if (page == DT_NO_PAGE)
		snprintf(path, sizeof(path), "%s/%s", dir, type);
	else
		snprintf(path, sizeof(path), "%s/%s.%u", dir, type, page + 1);
	f = fopen(path, "wb");
	if (!f) {
		perror(path);
		exit(2);
	}
	fwrite(bytes, 1, size, f);
	fclose(f);
}

static void dump_all(struct harness *h, const char *dir)
{
	static const char *const pages[] = { "page.content", "page.blocks", "page.segments",
					     "page.set", "page.pdf" };
	static const char *const docs[] = { "doc.outline", "doc.profile", "doc.titles", "doc.sizes",
					    "doc.report" };

	for (uint32_t page = 0; page < harness_pages(h); page++)
		for (size_t i = 0; i < DT_COUNT(pages); i++)
			dump(h, dir, pages[i], page);
	for (size_t i = 0; i < DT_COUNT(docs); i++)
		dump(h, dir, docs[i], DT_NO_PAGE);
}

static void split(struct harness *h, char *text,
		  void (*set)(struct harness *, const char *, const char *))
{
	char *equals = strchr(text, '=');

	if (!equals) {
		fprintf(stderr, "%s: NAME=VALUE is wanted\n", text);
		exit(2);
	}
	*equals = '\0';
	set(h, text, equals + 1);
}

static const char *option_of(int argc, char **argv, char which, const char *fallback)
{
	for (int i = 1; i + 1 < argc; i++)
		if (argv[i][0] == '-' && argv[i][1] == which && !argv[i][2])
			return argv[i + 1];
	return fallback;
}

int main(int argc, char **argv)
{
	struct harness *h = harness_new(option_of(argc, argv, 'm', "modules"),
					option_of(argc, argv, 'w', "/tmp/run-chain"));
	const char *dir = NULL;
	int option, bad = 0;

	while ((option = getopt(argc, argv, "m:w:i:p:o:t:d:q")) != -1) {
		if (option == 'i')
			harness_input(h, optarg);
		else if (option == 'p')
			split(h, optarg, harness_parameter);
		else if (option == 'o')
			split(h, optarg, harness_option);
		else if (option == 't')
			harness_translator(h, optarg);
		else if (option == 'd')
			dir = optarg;
		else if (option == 'q')
			harness_quiet(h, true);
		else if (option != 'm' && option != 'w')
			return 2;
	}
	for (int i = optind; i < argc && !bad; i++) {
		struct dt_error err = { 0 };

		bad = harness_run(h, argv[i], &err) != DT_OK;
		printf("%-18s %8.3f s  %u pages%s%s\n", argv[i], harness_seconds(h),
		       harness_pages(h), bad ? "  ERROR: " : "", err.text);
	}
	for (size_t n = 1; harness_file(h, n); n++)
		printf("%s\n", DT_TEXT(harness_file(h, n), harness_file(h, n)->path));
	if (dir)
		dump_all(h, dir);
	bad |= harness_failed_pages(h) || harness_faults(h);
	harness_free(h);
	return bad;
}
