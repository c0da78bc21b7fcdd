/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "../markup.h"
#include "../text.h"
#include "digest.h"
#include "stages.h"

#include <stdio.h>

/* A file that belongs to another document would have something to say of every unit. */
enum { MOST_NOTES = 200 };
/* One unit of so many ("Introduction") is in any document. */
enum { FEW = 10 };
enum { LONGEST_PATH = 150, LONGEST_ID = 64 }; /* bytes in a note */

struct compare {
	struct xliff_file *file;
	uint8_t *met; /* of each unit of the file: the document has it */
	size_t told, untold, untranslated, answered;
	bool other_document;
};

static void tell(const struct dt_call *call, uint32_t level, const char *code, uint32_t page,
		 const char *text)
{
	struct compare *compare = call->state;
	struct dt_note note = {
		.size = sizeof(note), .level = level, .code = code, .text = text, .page = page
	};

	if (!page)
		note.page = -1;
	else
		note.page = (int64_t)page - 1;
	if (compare->told++ < MOST_NOTES)
		call->host->note(call, &note);
	else
		compare->untold++;
}

static void tell_unit(const struct dt_call *call, const char *code, const struct xliff_unit *unit,
		      const char *what)
{
	const struct compare *compare = call->state;
	char text[450];

	snprintf(text, sizeof(text), "%.*s:%lu: unit %.*s %.*s",
		 text_fit(compare->file->path, LONGEST_PATH), compare->file->path, unit->line,
		 text_fit(unit->id, LONGEST_ID), unit->id, text_fit(what, 180), what);
	tell(call, DT_NOTE_FAULT, code, unit->page, text);
}

static const char *original_of(const struct compare *compare)
{
	return compare->file->original ? compare->file->original : "unknown";
}

dt_status compare_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			struct dt_error *err)
{
	const struct xliff_options *options = call->self;
	const struct dt_file *document = call->host->input(call, COMPARE_IN_FILE, NULL);
	struct compare *compare = calloc(1, sizeof(*compare));
	char digest[FILE_DIGEST_SIZE], text[450];
	struct dt_note note = { .size = sizeof(note),
				.level = DT_NOTE_FAULT,
				.code = "xliff.document",
				.text = text,
				.page = -1 };

	(void)n_pages;
	if (!compare)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	compare->file = xliff_read(options->file ? options->file : "", err);
	compare->met = compare->file ? calloc(compare->file->n + 1, 1) : NULL;
	if (compare->file && !compare->met)
		dt_fail(err, DT_E_SYSTEM, "out of memory");
	if (!compare->met || !document ||
	    file_digest(call, DT_TEXT(document, document->path), digest, err) != DT_OK) {
		compare_drop(NULL, compare);
		return err && err->status ? err->status : DT_E_BUG;
	}
	*state = compare;
	compare->other_document = compare->file->digest && strcmp(compare->file->digest, digest);
	if (compare->other_document) {
		snprintf(text, sizeof(text),
			 "%.*s was made from another version of the document (%.*s): texts that "
			 "are not as they were stay in the source language",
			 text_fit(compare->file->path, LONGEST_PATH), compare->file->path,
			 text_fit(original_of(compare), 60), original_of(compare));
		call->host->note(call, &note);
	}
	return DT_OK;
}

/* A unit of the document that the file has. */
static void compare_unit(const struct dt_call *call, const struct dt_units *units,
			 const struct dt_unit *asked, const struct xliff_unit *unit)
{
	struct compare *compare = call->state;
	const char *reason = DT_TEXT(units, asked->reason);
	char text[300];

	compare->met[unit - compare->file->units] = 1;
	if (unit->problem) {
		snprintf(text, sizeof(text), "%.*s: its text stays in the source language",
			 text_fit(unit->problem, 120), unit->problem);
		tell_unit(call, "xliff.marks", unit, text);
	} else if (!xliff_same_text(unit->source, DT_TEXT(units, asked->source))) {
		tell_unit(
			call, "xliff.source", unit,
			"has a source that is not the text in the document, which stays as it is");
	} else if (!unit->target) {
		compare->untranslated++;
	} else if (asked->reason.count) {
		snprintf(text, sizeof(text), "is not used: %.*s", text_fit(reason, 140), reason);
		tell_unit(call, "xliff.rejected", unit, text);
	} else {
		compare->answered++;
	}
}

/* The first words of a text, without its marks. */
static void excerpt(const char *markup, char *to, size_t size)
{
	struct markup_reader reader;
	struct markup_token token;
	size_t n = 0;

	markup_start(&reader, markup, strlen(markup));
	for (markup_next(&reader, &token); token.kind != MARKUP_END && token.kind != MARKUP_BAD;
	     markup_next(&reader, &token)) {
		const char *end = token.at + token.length;

		for (const char *at = token.at; token.kind == MARKUP_TEXT && at < end;) {
			const char *start = at;

			(void)markup_decode(&at, end);
			if (n + (size_t)(at - start) + 4 > size)
				goto cut;
			memcpy(to + n, start, (size_t)(at - start));
			n += (size_t)(at - start);
		}
	}
	to[n] = '\0';
	return;
cut:
	memcpy(to + n, "...", 4);
}

static void compare_missing(const struct dt_call *call, const struct dt_units *units,
			    const struct dt_unit *asked)
{
	const struct compare *compare = call->state;
	const char *id = DT_TEXT(units, asked->id);
	char text[450], words[64];

	excerpt(DT_TEXT(units, asked->source), words, sizeof(words));
	snprintf(text, sizeof(text),
		 "%.*s has no unit %.*s for \"%s\", which stays in the source language",
		 text_fit(compare->file->path, LONGEST_PATH), compare->file->path,
		 text_fit(id, LONGEST_ID), id, words);
	tell(call, DT_NOTE_FAULT, "xliff.missing",
	     asked->parts.count ? DT_AT(units, struct dt_unit_part, asked->parts)->page + 1 : 0,
	     text);
}

static void compare_units(const struct dt_call *call, const struct dt_units *units)
{
	const struct compare *compare = call->state;
	const struct dt_unit *list = DT_AT(units, struct dt_unit, units->units);

	for (uint32_t i = 0; i < units->units.count; i++) {
		const struct xliff_unit *unit =
			xliff_find(compare->file, DT_TEXT(units, list[i].id));

		if (unit)
			compare_unit(call, units, &list[i], unit);
		else
			compare_missing(call, units, &list[i]);
	}
}

dt_status compare_run(const struct dt_call *call, struct dt_error *err)
{
	const struct dt_units *units = call->host->input(call, COMPARE_IN_UNITS, NULL);

	(void)err;
	if (units)
		compare_units(call, units);
	return DT_OK;
}

static int by_line(const void *a, const void *b)
{
	const struct xliff_unit *const *left = a, *const *right = b;

	return ((*left)->line > (*right)->line) - ((*left)->line < (*right)->line);
}

/* Units that the document does not have, as they stand in the file. */
static void tell_unused(const struct dt_call *call)
{
	const struct compare *compare = call->state;
	size_t n = 0;
	const struct xliff_unit **unused = calloc(compare->file->n + 1, sizeof(*unused));

	for (size_t i = 0; i < compare->file->n && unused; i++)
		if (!compare->met[i])
			unused[n++] = &compare->file->units[i];
	if (n)
		qsort(unused, n, sizeof(*unused), by_line);
	for (size_t i = 0; i < n; i++)
		tell_unit(call, "xliff.unused", unused[i], "belongs to no text of the document");
	free(unused);
}

dt_status compare_end(const struct dt_call *call, struct dt_error *err)
{
	struct compare *compare = call->state;
	const struct dt_units *titles = call->host->input(call, COMPARE_IN_TITLES, NULL);
	struct dt_note note = { .size = sizeof(note), .page = -1 };
	char text[300];

	if (titles)
		compare_units(call, titles);
	if (compare->other_document &&
	    (compare->answered + compare->untranslated) * FEW < compare->file->n)
		return dt_fail(err, DT_E_INPUT,
			       "%.*s was made from another document (%.*s): %zu of its %zu units "
			       "are texts of this one",
			       text_fit(compare->file->path, LONGEST_PATH), compare->file->path,
			       text_fit(original_of(compare), 60), original_of(compare),
			       compare->answered + compare->untranslated, compare->file->n);
	tell_unused(call);
	note.text = text;
	if (compare->untranslated) {
		note.level = DT_NOTE_FAULT;
		note.code = "xliff.untranslated";
		snprintf(text, sizeof(text),
			 "%zu of %zu units have no translation and stay in the source language",
			 compare->untranslated, compare->file->n);
		call->host->note(call, &note);
	}
	if (compare->untold) {
		note.level = DT_NOTE_FAULT;
		note.code = "xliff.more";
		snprintf(text, sizeof(text), "%zu more units of %.*s do not fit the document",
			 compare->untold, text_fit(compare->file->path, LONGEST_PATH),
			 compare->file->path);
		call->host->note(call, &note);
	}
	return DT_OK;
}

void compare_drop(void *self, void *state)
{
	struct compare *compare = state;

	(void)self;
	if (!compare)
		return;
	xliff_free(compare->file);
	free(compare->met);
	free(compare);
}
