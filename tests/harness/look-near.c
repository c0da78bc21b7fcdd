/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* look-near MEMORY ROWS DIMENSION: fills a memory with rows that have vectors at random, and tells
 * in seconds of the processor what it took to keep them, to read the vectors, and to find what is
 * near to a text.  For bench/memory. */
#include "config.h"

#include "plugins/translate/memory/memory.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { AT_ONCE = 500, ASKED = 40 };

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void check(dt_status status, const struct dt_error *err)
{
	if (status == DT_OK)
		return;
	fprintf(stderr, "%s\n", err->text);
	exit(1);
}

static void fill(float *vector, uint32_t dimension)
{
	for (uint32_t i = 0; i < dimension; i++)
		vector[i] = (float)rand() - (float)RAND_MAX / 2;
	memory_unit(vector, dimension);
}

static struct memory *open_or_exit(const struct memory_options *options)
{
	struct dt_error err = { 0 };
	struct memory *memory = memory_open(options, &err);

	check(memory ? DT_OK : DT_E_SYSTEM, &err);
	return memory;
}

static void keep(struct memory *memory, uint32_t first, uint32_t dimension, float *vectors)
{
	static char texts[AT_ONCE][60];
	struct memory_row rows[AT_ONCE];
	struct dt_error err = { 0 };

	for (uint32_t i = 0; i < AT_ONCE; i++) {
		float *vector = vectors + (size_t)i * dimension;

		fill(vector, dimension);
		snprintf(texts[i], sizeof(texts[i]), "row %u of a memory that has many", first + i);
		rows[i] = (struct memory_row){
			texts[i], texts[i], strlen(texts[i]), strlen(texts[i]), 0, dimension, vector
		};
	}
	check(memory_keep(memory, rows, AT_ONCE, &err), &err);
}

static double find(struct memory *memory, uint32_t dimension, float *vectors, uint32_t n)
{
	struct memory_query queries[ASKED];
	struct dt_error err = { 0 };
	double start;

	for (uint32_t i = 0; i < n; i++) {
		float *vector = vectors + (size_t)i * dimension;

		fill(vector, dimension);
		queries[i] = (struct memory_query){
			.text = "asked", .length = 5, .vector = vector, .dimension = dimension
		};
	}
	start = seconds();
	check(memory_find_near(memory, queries, n, &err), &err);
	start = seconds() - start;
	for (uint32_t i = 0; i < n; i++)
		memory_query_free(&queries[i]);
	return start;
}

int main(int argc, char **argv)
{
	struct memory_options options = { .file = { .wait_ms = 5000 },
					  .space = { "en", "es", "none", "" },
					  .project = "",
					  .document = "",
					  .mode = MEMORY_SEMANTIC,
					  .scope = MEMORY_GLOBAL,
					  .threshold = 0.92,
					  .model = "m",
					  .near = 0.9,
					  .semantic = 0.97,
					  .vector_bytes = INT64_MAX };
	uint32_t rows, dimension;
	struct memory *memory;
	float *vectors;
	double start, first;

	if (argc != 4)
		return 2;
	options.file.path = argv[1];
	rows = (uint32_t)strtoul(argv[2], NULL, 10);
	dimension = (uint32_t)strtoul(argv[3], NULL, 10);
	vectors = malloc((size_t)AT_ONCE * dimension * sizeof(*vectors));
	if (!vectors)
		return 1;
	memory = open_or_exit(&options);
	start = seconds();
	for (uint32_t i = 0; i < rows; i += AT_ONCE)
		keep(memory, i, dimension, vectors);
	printf("%.3f", seconds() - start);
	memory_close(memory);
	memory = open_or_exit(&options);
	first = find(memory, dimension, vectors, 1);
	start = find(memory, dimension, vectors, ASKED);
	printf(" %.3f %.6f\n", first - start / ASKED, start / ASKED);
	memory_close(memory);
	free(vectors);
	return 0;
}
