/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How fast terms are taken and found: run by the script "glossary" beside it. */
#include "config.h"

#include "plugins/translate/glossary/find.h"
#include "plugins/translate/glossary/read.h"

#include <stdio.h>
#include <time.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct glossary_files files = { 0 };
	struct glossary_finder *finder;
	struct dt_list hits = { 0 };
	struct dt_error err = { 0 };
	char line[1 << 16];
	size_t bytes = 0, found = 0;
	double start = now(), read, looking = 0;
	FILE *text;

	if (argc != 4) {
		fprintf(stderr, "usage: %s LANG GLOSSARY TEXT\n", argv[0]);
		return 2;
	}
	files.glossary = glossary_new(argv[1], NULL);
	text = fopen(argv[3], "rb");
	if (!text || !files.glossary || glossary_read(&files, argv[2], &err) != DT_OK) {
		fprintf(stderr, "%s\n", err.text[0] ? err.text : "cannot begin");
		return 1;
	}
	read = now() - start;
	finder = glossary_finder_new(files.glossary);
	while (finder && fgets(line, sizeof(line), text)) {
		size_t n = strlen(line);

		start = now();
		if (!glossary_find(finder, line, n, &hits))
			break;
		looking += now() - start;
		bytes += n;
		found += hits.n;
	}
	printf("read   %u terms, %.0f terms/s\n", glossary_count(files.glossary),
	       glossary_count(files.glossary) / read);
	printf("found  %zu in %.1f MB, %.1f MB/s\n", found, (double)bytes / 1e6,
	       (double)bytes / 1e6 / looking);
	fclose(text);
	dt_list_free(&hits);
	glossary_finder_free(finder);
	glossary_free(files.glossary);
	glossary_files_free(&files);
	return 0;
}
