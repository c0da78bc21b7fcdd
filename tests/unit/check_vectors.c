/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Vectors of texts in a translation memory: kept, found again, taken as answers and hints. */
#include "config.h"

#include "memory_file.h"

#include "plugins/translate/memory/schema.h"
#include "plugins/translate/memory/vectors.h"

#include <math.h>

enum { DIMENSION = 19 /* no multiple of what is added side by side */ };

#define KNOWN "Open the housing before the pump runs on page 7"
#define ASKED "Before running the pump, the housing is to be opened; see page 7"

/* A vector at so many degrees from the first axis. */
static void turn(float vector[DIMENSION], double degrees)
{
	memset(vector, 0, DIMENSION * sizeof(*vector));
	vector[0] = (float)cos(degrees * 3.14159265358979 / 180);
	vector[DIMENSION - 1] = (float)sin(degrees * 3.14159265358979 / 180);
}

static void keep_at(struct memory *memory, const char *source, const char *target, double degrees)
{
	float vector[DIMENSION];
	struct memory_row row = { source, target,    strlen(source), strlen(target),
				  0,	  DIMENSION, vector };
	struct dt_error err = { 0 };

	turn(vector, degrees);
	ck_assert_msg(memory_keep(memory, &row, 1, &err) == DT_OK, "%s", err.text);
}

static struct memory_options near_options(enum memory_mode mode)
{
	struct memory_options o = options(mode);

	o.model = "m";
	o.near = 0.8;
	o.semantic = 0.95;
	o.most_hints = 2;
	o.hints = 0.9;
	o.vector_bytes = 1 << 20;
	return o;
}

static struct memory_query look(struct memory *memory, const char *text, double degrees,
				uint32_t dimension)
{
	float vector[DIMENSION];
	struct memory_query query = {
		.text = text, .length = strlen(text), .vector = vector, .dimension = dimension
	};
	struct dt_error err = { 0 };

	turn(vector, degrees);
	ck_assert_msg(memory_find_near(memory, &query, 1, &err) == DT_OK, "%s", err.text);
	query.vector = NULL;
	return query;
}

START_TEST(near_ones_are_hints_and_where_it_is_wished_answers)
{
	struct memory_options o = near_options(MEMORY_EXACT);
	struct memory *memory = open_with(&o);
	struct memory_query query;

	keep_at(memory, KNOWN, "Abra, 7", 0);
	keep_at(memory, "Something else on page 7", "Otra cosa, 7", 30);
	keep_at(memory, "Not at all", "Nada", 80);
	/* those of the job itself are not looked at */
	query = look(memory, ASKED, 5, DIMENSION);
	ck_assert_uint_eq(query.n_hints, 0);
	memory_close(memory);

	memory = open_with(&o);
	query = look(memory, ASKED, 5, DIMENSION);
	ck_assert_uint_eq(query.found, MEMORY_OFF);
	ck_assert_uint_eq(query.n_hints, 2);
	ck_assert_str_eq(query.hints[0].target, "Abra, 7");
	ck_assert_double_eq_tol(query.hints[0].score, 0.9962, 1e-3);
	ck_assert_str_eq(query.hints[1].target, "Otra cosa, 7");
	memory_query_free(&query);
	memory_close(memory);

	o.mode = MEMORY_SEMANTIC;
	memory = open_with(&o);
	query = look(memory, ASKED, 5, DIMENSION);
	ck_assert_uint_eq(query.found, MEMORY_SEMANTIC);
	ck_assert_str_eq(query.answer, "Abra, 7");
	memory_query_free(&query);
	/* near, but not near enough */
	query = look(memory, ASKED, -25, DIMENSION);
	ck_assert_uint_eq(query.found, MEMORY_OFF);
	ck_assert_uint_gt(query.n_hints, 0);
	memory_query_free(&query);
	/* near enough, but it says another number, or has another mark */
	query = look(memory, "Before running the pump, open the housing; see page 8", 0, DIMENSION);
	ck_assert_uint_eq(query.found, MEMORY_OFF);
	memory_query_free(&query);
	query = look(memory, "Before running the <g id='1'>pump</g> open it, page 7", 0, DIMENSION);
	ck_assert_uint_eq(query.found, MEMORY_OFF);
	ck_assert_str_eq(query.hints[0].target, "Abra, 7");
	memory_query_free(&query);
	memory_close(memory);
}
END_TEST

START_TEST(other_models_spaces_and_dimensions_are_not_compared)
{
	struct memory_options o = near_options(MEMORY_SEMANTIC);
	struct memory *memory = open_with(&o);
	struct memory_query query;

	keep_at(memory, KNOWN, "Abra, 7", 0);
	memory_close(memory);
	memory = open_with(&o);
	query = look(memory, ASKED, 0, DIMENSION - 1);
	ck_assert_uint_eq(query.found, MEMORY_OFF);
	ck_assert_uint_eq(query.n_hints, 0);
	memory_close(memory);
	o.model = "n";
	memory = open_with(&o);
	query = look(memory, ASKED, 0, DIMENSION);
	ck_assert_uint_eq(query.n_hints, 0);
	memory_close(memory);
	o = near_options(MEMORY_SEMANTIC);
	o.space.route = "cloud model=b";
	memory = open_with(&o);
	query = look(memory, ASKED, 0, DIMENSION);
	ck_assert_uint_eq(query.n_hints, 0);
	memory_close(memory);
	o = near_options(MEMORY_SEMANTIC);
	o.scope = MEMORY_DOCUMENT;
	o.document = "d2";
	memory = open_with(&o);
	query = look(memory, ASKED, 0, DIMENSION);
	ck_assert_uint_eq(query.n_hints, 0);
	memory_close(memory);
	/* less room than one takes */
	o = near_options(MEMORY_SEMANTIC);
	o.vector_bytes = DIMENSION * 4 - 1;
	memory = open_with(&o);
	query = look(memory, ASKED, 0, DIMENSION);
	ck_assert_uint_eq(query.n_hints, 0);
	memory_close(memory);
}
END_TEST

START_TEST(vectors_go_with_their_rows)
{
	struct memory_options o = near_options(MEMORY_EXACT);
	struct memory *memory;

	o.max_rows = 20;
	memory = open_with(&o);
	for (int i = 0; i < 60; i++) {
		char text[40];

		snprintf(text, sizeof(text), "a text of its own %c%c", 'a' + i % 26, 'a' + i / 26);
		keep_at(memory, text, "X", i);
		keep_at(memory, text, "Y", i);
	}
	memory_close(memory);
	ck_assert_int_eq(count_of("SELECT count(*) FROM entry"), 20);
	ck_assert_int_eq(count_of("SELECT count(*) FROM vector"), 20);
	ck_assert_int_eq(count_of("SELECT count(*) FROM vector v JOIN entry e ON e.id = v.entry "
				  "AND e.space = v.space"),
			 20);
	ck_assert_int_eq(count_of("SELECT count(*) FROM vector WHERE length(at) <> 4 * 19"), 0);
	ck_assert_int_eq(count_of("SELECT dimension FROM model WHERE name = 'm'"), DIMENSION);
}
END_TEST

START_TEST(blobs_have_the_lowest_byte_first)
{
	static const unsigned char wanted[] = { 0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0 };
	static const float vector[] = { 1, -2.5f };
	struct vectors *vectors = calloc(1, sizeof(*vectors));
	unsigned char blob[8];

	vectors_write(vector, 2, blob);
	ck_assert_mem_eq(blob, wanted, sizeof(wanted));
	vectors->dimension = 2;
	ck_assert(vectors_add(vectors, 1, blob, 7));
	ck_assert(vectors_add(vectors, 2, NULL, 0));
	ck_assert_uint_eq(vectors->n, 0);
	ck_assert(vectors_add(vectors, 3, blob, 8));
	ck_assert_uint_eq(vectors->n, 1);
	ck_assert_mem_eq(vectors->at, vector, sizeof(vector));
	vectors_free(vectors);
}
END_TEST

START_TEST(the_nearest_are_those_of_a_full_sort)
{
	struct vectors *vectors = calloc(1, sizeof(*vectors));
	float asked[DIMENSION], one[DIMENSION];
	unsigned char blob[DIMENSION * 4];
	struct nearest best[7];
	uint32_t seed = 3;

	vectors->dimension = DIMENSION;
	for (int i = 0; i <= 1000; i++) {
		for (int k = 0; k < DIMENSION; k++) {
			seed = seed * 1103515245 + 12345;
			one[k] = (float)(seed >> 16) - 32768;
		}
		ck_assert(memory_unit(one, DIMENSION));
		if (!i)
			memcpy(asked, one, sizeof(one));
		one[3] = i == 500 ? NAN : one[3];
		vectors_write(one, DIMENSION, blob);
		ck_assert(!i || vectors_add(vectors, i, blob, sizeof(blob)));
	}
	ck_assert_uint_eq(vectors_nearest(vectors, asked, -1, best, 7), 7);
	for (int i = 0; i < 7; i++) {
		unsigned nearer = 0;
		double cosine = 0;

		for (int row = 0; row < 1000; row++) {
			double product = 0;

			for (int k = 0; k < DIMENSION; k++)
				product += (double)asked[k] * vectors->at[row * DIMENSION + k];
			nearer += product > (double)best[i].cosine + 1e-6;
			if (vectors->entries[row] == best[i].entry)
				cosine = product;
		}
		ck_assert_uint_eq(nearer, (unsigned)i);
		ck_assert_double_eq_tol(best[i].cosine, cosine, 1e-6);
	}
	ck_assert_uint_eq(vectors_nearest(vectors, asked, 0.9999, best, 7), 0);
	vectors_free(vectors);
	memset(one, 0, sizeof(one));
	ck_assert(!memory_unit(one, DIMENSION));
	one[0] = INFINITY;
	ck_assert(!memory_unit(one, DIMENSION));
}
END_TEST

/* A file of the version before: written by nobody but us. */
static void make_old_file(void)
{
	struct database_kind old = schema_memory;
	struct database_want want = { .path = file, .wait_ms = 1000 };
	struct dt_error err = { 0 };
	struct database *database;

	old.version = 1;
	database = database_open(&old, &want, &err);
	ck_assert_msg(database != NULL, "%s", err.text);
	ck_assert_int_eq(
		database_run(
			database,
			"INSERT INTO space VALUES (1, 'en', 'es', '', '');"
			"INSERT INTO scope VALUES (1, '', '');"
			"INSERT INTO entry VALUES (1, 1, 1, 1, 1, 'a', 'b', 0, 'job', 0, 0, 0)",
			&err),
		DT_OK);
	database_close(database);
}

START_TEST(a_file_of_the_version_before)
{
	struct memory_options o = near_options(MEMORY_SEMANTIC);
	struct memory_query query;
	struct memory *memory;

	make_old_file();
	/* who cannot write it reads it as it is */
	ck_assert_int_eq(count_of("SELECT count(*) FROM entry"), 1);
	o.file.read_only = true;
	memory = open_with(&o);
	query = look(memory, ASKED, 0, DIMENSION);
	ck_assert_uint_eq(query.n_hints, 0);
	memory_close(memory);
	o.file.read_only = false;
	memory = open_with(&o);
	keep_at(memory, KNOWN, "Abra, 7", 0);
	memory_close(memory);
	memory = open_with(&o);
	query = look(memory, ASKED, 0, DIMENSION);
	ck_assert_uint_eq(query.found, MEMORY_SEMANTIC);
	memory_query_free(&query);
	memory_close(memory);
	ck_assert_int_eq(count_of("SELECT count(*) FROM entry"), 2);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("vectors");
	TCase *tests = suite_case(suite, "vectors");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, near_ones_are_hints_and_where_it_is_wished_answers);
	tcase_add_test(tests, other_models_spaces_and_dimensions_are_not_compared);
	tcase_add_test(tests, vectors_go_with_their_rows);
	tcase_add_test(tests, blobs_have_the_lowest_byte_first);
	tcase_add_test(tests, the_nearest_are_those_of_a_full_sort);
	tcase_add_test(tests, a_file_of_the_version_before);
	return suite;
}

SUITE_MAIN(make)
