/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Telling the journal and the memory. */
#include "config.h"

#include "remember_inside.h"

#include <stdlib.h>
#include <string.h>

void remember_put(struct remember *remember, const struct dt_call *call, bool all)
{
	struct kept rows[WAITING];
	struct memory_row given[WAITING];
	struct dt_error why = { 0 };
	uint32_t n = 0;

	pthread_mutex_lock(&remember->lock);
	if (all || remember->n_waiting == WAITING) {
		n = remember->n_waiting;
		memcpy(rows, remember->waiting, n * sizeof(*rows));
		remember->n_waiting = 0;
	}
	pthread_mutex_unlock(&remember->lock);
	for (uint32_t i = 0; i < n; i++)
		given[i] = (struct memory_row){ .source = rows[i].source,
						.target = rows[i].target,
						.source_length = rows[i].source_length,
						.target_length = rows[i].target_length,
						.flags = rows[i].flags,
						.vector = rows[i].vector,
						.dimension = rows[i].dimension };
	if (n && remember_has_memory(remember) &&
	    memory_keep(remember->memory, given, n, &why) != DT_OK && call)
		remember_memory_fails(remember, call, &why);
	for (uint32_t i = 0; i < n; i++) {
		free(rows[i].source);
		free(rows[i].target);
		free(rows[i].vector);
	}
}

/* With a NUL behind it. */
static void *copy(const void *bytes, size_t length)
{
	char *made = malloc(length + 1);

	if (made) {
		memcpy(made, bytes, length);
		made[length] = '\0';
	}
	return made;
}

void remember_wait(struct remember *remember, const struct dt_call *call,
		   const struct memory_row *row)
{
	struct kept kept = { .source = copy(row->source, row->source_length),
			     .target = copy(row->target, row->target_length),
			     .source_length = row->source_length,
			     .target_length = row->target_length,
			     .flags = row->flags,
			     .vector = row->vector ? copy(row->vector, row->dimension * 4u) : NULL,
			     .dimension = row->dimension };
	bool done = !kept.source || !kept.target;

	while (!done) {
		remember_put(remember, call, false);
		pthread_mutex_lock(&remember->lock);
		done = remember->n_waiting < WAITING;
		if (done) {
			remember->waiting[remember->n_waiting++] = kept;
			kept = (struct kept){ 0 };
		}
		pthread_mutex_unlock(&remember->lock);
	}
	free(kept.source);
	free(kept.target);
	free(kept.vector);
}

static void keep(struct remember *remember, const struct dt_call *call,
		 const struct memory_row *row)
{
	struct dt_error why = { 0 };
	bool written = remember_has_journal(remember) && journal_writes(remember->journal);

	if (written && journal_keep(remember->journal, row, 1, &why) != DT_OK) {
		remember_journal_fails(remember, call, &why);
		written = false;
	}
	if (remember_has_memory(remember)) {
		remember_wait(remember, call, row);
		/* nobody else has it: a killed process would have paid for nothing */
		if (!written)
			remember_put(remember, call, true);
	}
	pthread_mutex_lock(&remember->lock);
	remember->kept++;
	pthread_mutex_unlock(&remember->lock);
}

void remember_keep(const struct asking *asking, const struct ask *ask)
{
	struct memory_row row = { .target = ask->given,
				  .target_length = ask->given_length,
				  .vector = ask->vector,
				  .dimension = ask->dimension };
	struct marks marks = { 0 };
	struct text styled = { 0 };

	/* the text is known by its styles, also where the answer has none */
	if (ask->plain && segment_build(&ask->source, false, &styled, &marks)) {
		row.source = styled.at;
		row.source_length = styled.n;
		row.flags = MEMORY_PLAIN;
	} else if (!ask->plain) {
		row.source = ask->markup.at;
		row.source_length = ask->markup.n;
	}
	if (row.source && row.target)
		keep(asking->remember, asking->call, &row);
	text_free(&styled);
	marks_free(&marks);
}
