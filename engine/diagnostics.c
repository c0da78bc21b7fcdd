/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "diagnostics.h"
#include "str.h"

#include <stdlib.h>
#include <string.h>

struct entry {
	char *file, *text;
	unsigned line;
	bool warning;
	size_t number; /* as added: keeps the sort stable */
};

struct dt_diagnostics {
	struct entry *at;
	size_t n, room, errors;
};

struct dt_diagnostics *dt_diagnostics_new(void)
{
	return calloc(1, sizeof(struct dt_diagnostics));
}

void dt_diagnostics_free(struct dt_diagnostics *list)
{
	if (!list)
		return;
	for (size_t i = 0; i < list->n; i++) {
		free(list->at[i].file);
		free(list->at[i].text);
	}
	free(list->at);
	free(list);
}

size_t dt_diagnostics_errors(const struct dt_diagnostics *list)
{
	return list->errors;
}

static bool has_already(const struct dt_diagnostics *list, const struct entry *entry)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->at[i].line == entry->line && !strcmp(list->at[i].file, entry->file) &&
		    !strcmp(list->at[i].text, entry->text))
			return true;
	return false;
}

__attribute__((format(printf, 4, 0))) static void
add(struct dt_diagnostics *list, struct place place, bool warning, const char *format, va_list args)
{
	struct entry entry = { .line = place.line, .warning = warning, .number = list->n };
	struct str text = STR_EMPTY;

	list->errors += !warning;
	str_addv(&text, format, args);
	entry.text = str_take(&text);
	entry.file = strdup(place.file ? place.file : "");
	if (!entry.text || !entry.file)
		goto drop;
	/* the same fault found on two ways is told once */
	if (has_already(list, &entry)) {
		list->errors -= !warning;
		goto drop;
	}
	if (list->n == list->room) {
		size_t room = list->room ? list->room * 2 : 16;
		struct entry *at = realloc(list->at, room * sizeof(*at));

		if (!at)
			goto drop;
		list->at = at;
		list->room = room;
	}
	list->at[list->n++] = entry;
	return;
drop:
	free(entry.text);
	free(entry.file);
}

void diagnostics_error(struct dt_diagnostics *list, struct place place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(list, place, false, format, args);
	va_end(args);
}

void diagnostics_warning(struct dt_diagnostics *list, struct place place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(list, place, true, format, args);
	va_end(args);
}

static int by_place(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->file, y->file);

	if (order)
		return order;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

char *dt_diagnostics_text(const struct dt_diagnostics *list)
{
	struct str s = STR_EMPTY;
	struct entry *sorted;

	sorted = malloc((list->n ? list->n : 1) * sizeof(*sorted));
	if (!sorted)
		return NULL;
	if (list->n)
		memcpy(sorted, list->at, list->n * sizeof(*sorted));
	qsort(sorted, list->n, sizeof(*sorted), by_place);
	for (size_t i = 0; i < list->n; i++) {
		str_add(&s, sorted[i].file);
		if (sorted[i].line)
			str_addf(&s, ":%u", sorted[i].line);
		str_addf(&s, ": %s: %s\n", sorted[i].warning ? "warning" : "error", sorted[i].text);
	}
	free(sorted);
	return str_take(&s);
}
