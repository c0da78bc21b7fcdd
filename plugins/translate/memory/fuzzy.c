/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "inside.h"

#include "similar.h"

#include <string.h>

/* Rows that share pieces are counted in a table; the best of them are compared letter by letter. */
enum { SLOTS = 1 << 14, COMPARED = 48, LEAST_LETTERS = 12 };

struct candidates {
	int64_t ids[SLOTS];
	uint8_t shared[SLOTS]; /* 0: free */
	size_t n;
	int64_t best[COMPARED];
	size_t n_best;
};

static void count_row(struct candidates *c, int64_t id)
{
	size_t slot = (size_t)((uint64_t)id * 0x9e3779b97f4a7c15ull >> 50);

	while (c->shared[slot] && c->ids[slot] != id)
		slot = (slot + 1) % SLOTS;
	/* half full is enough: the rest is no closer than what is there */
	if (!c->shared[slot] && c->n >= SLOTS / 2)
		return;
	c->n += !c->shared[slot];
	c->ids[slot] = id;
	c->shared[slot]++;
}

/* Those that share most; the newest of those that share as much. */
static void choose_best(struct candidates *c)
{
	for (int shared = SKETCH; shared && c->n_best < COMPARED; shared--)
		for (size_t i = 0; i < SLOTS && c->n_best < COMPARED; i++)
			if (c->shared[i] == shared)
				c->best[c->n_best++] = c->ids[i];
}

static dt_status gather(struct memory *memory, const struct wanted *wanted, struct candidates *c,
			struct dt_error *err)
{
	const struct memory_space *space = &memory->options.space;
	int64_t hashes[SKETCH];
	unsigned n = sketch(&wanted->normal.key, rows_seed(space->source_lang, space->target_lang),
			    hashes);
	struct dt_error why = { 0 };

	for (unsigned i = 0; i < n && !why.status; i++) {
		sqlite3_bind_int64(memory->pieces, 1, hashes[i]);
		while (database_row(memory->reader, memory->pieces, &why))
			count_row(c, sqlite3_column_int64(memory->pieces, 0));
	}
	choose_best(c);
	return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
}

bool wanted_agrees(const struct normal *asked, const struct normal *known)
{
	return normal_same_numbers(asked, known) && normal_same_marks(asked, known) &&
	       !strcmp(asked->enumeration, known->enumeration);
}

struct best {
	double score;
	int rank;
};

/* Less than that need not be compared to its end. */
static double least_of(const struct memory *memory)
{
	const struct memory_options *o = &memory->options;

	if (o->mode < MEMORY_FUZZY)
		return o->hints;
	return memory_has_hints(memory) && o->hints < o->threshold ? o->hints : o->threshold;
}

static dt_status compare(struct memory *memory, struct wanted *wanted, const struct places *places,
			 const struct found_row *row, struct best *best, struct dt_error *err)
{
	const struct memory_options *o = &memory->options;
	struct normal known;
	dt_status status = DT_OK;
	double score = 0;

	if (normal_read(&known, row->source, row->source_length))
		score = similar(places, &known.cased, least_of(memory));
	if (o->mode >= MEMORY_FUZZY && score >= o->threshold &&
	    wanted_agrees(&wanted->normal, &known) && !(row->flags & MEMORY_PLAIN) &&
	    (score > best->score || (score == best->score && row->rank > best->rank))) {
		status = wanted_take(wanted, row, MEMORY_FUZZY, score, row->target,
				     row->target_length, err);
		best->score = score;
		best->rank = row->rank;
	}
	if (!status && score >= o->hints)
		status = wanted_hint(memory, wanted->query, row, score, err);
	normal_free(&known);
	return status;
}

static dt_status compare_all(struct memory *memory, struct wanted *wanted,
			     const struct candidates *c, struct dt_error *err)
{
	struct places *places = similar_new(&wanted->normal.cased);
	struct best best = { 0 };
	struct dt_error why = { 0 };
	struct found_row row;

	for (size_t i = 0; i < c->n_best && places && !why.status; i++) {
		sqlite3_bind_int64(memory->one, 1, c->best[i]);
		if (database_row(memory->reader, memory->one, &why)) {
			found_row_read(memory, memory->one, &row);
			if (row.rank >= 0)
				compare(memory, wanted, places, &row, &best, &why);
		}
		sqlite3_reset(memory->one);
	}
	similar_free(places);
	return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
}

dt_status fuzzy_find(struct memory *memory, struct wanted *wanted, struct dt_error *err)
{
	struct candidates *c;
	dt_status status;

	if (wanted->normal.cased.n < LEAST_LETTERS)
		return DT_OK;
	c = calloc(1, sizeof(*c));
	if (!c)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	status = gather(memory, wanted, c, err);
	if (!status)
		status = compare_all(memory, wanted, c, err);
	free(c);
	return status;
}
