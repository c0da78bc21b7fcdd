/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows of fields (RFC 4180), with what spreadsheets make of it: other delimiters, any line end. */
#include "config.h"

#include "reading.h"

#include <strings.h>

enum { FIELD_MOST = 1 << 16, FIELDS_MOST = 256, SAMPLE = 20 };

struct field {
	size_t start, length; /* in csv.room */
};

struct csv {
	const char *at, *end;
	char delimiter;
	bool strict_quotes; /* else a quote that is not closed in its line is a character */
	uint32_t line;	    /* where the next row begins */
	uint32_t row;	    /* line of this row */
	struct text room;
	struct dt_list fields; /* struct field */
	const char *why;       /* what is wrong with the row */
	uint32_t where;	       /* line of that */
};

static bool at_line_end(const struct csv *csv)
{
	return csv->at == csv->end || *csv->at == '\n' || *csv->at == '\r';
}

static void pass_line_end(struct csv *csv)
{
	if (*csv->at == '\r' && csv->at + 1 < csv->end && csv->at[1] == '\n')
		csv->at++;
	csv->at++;
	csv->line++;
}

/* Is there a closing quote before the line ends, with nothing but a delimiter behind it? */
static bool closes_here(const struct csv *csv)
{
	for (const char *at = csv->at + 1; at < csv->end && *at != '\n' && *at != '\r'; at++) {
		if (*at != '"')
			continue;
		if (at + 1 < csv->end && at[1] == '"') {
			at++;
			continue;
		}
		return at + 1 == csv->end || at[1] == csv->delimiter || at[1] == '\n' ||
		       at[1] == '\r';
	}
	return false;
}

static bool fault(struct csv *csv, uint32_t line, const char *why)
{
	csv->why = why;
	csv->where = line;
	return false;
}

/* Behind the opening quote, up to behind the closing one. */
static bool take_quoted(struct csv *csv, struct field *field)
{
	uint32_t opened = csv->line;

	for (csv->at++; csv->at < csv->end; csv->at++) {
		if (*csv->at == '"') {
			if (csv->at + 1 == csv->end || csv->at[1] != '"')
				break;
			csv->at++;
		}
		csv->line += *csv->at == '\n' ||
			     (*csv->at == '\r' && (csv->at + 1 == csv->end || csv->at[1] != '\n'));
		text_add_char(&csv->room, *csv->at);
		if (csv->room.n - field->start > FIELD_MOST)
			return fault(
				csv, opened,
				"a quote begins here, and the field does not end within 64 KiB");
	}
	if (csv->at == csv->end)
		return fault(csv, opened, "a quote begins here and is never closed");
	csv->at++;
	while (csv->at < csv->end && *csv->at == ' ')
		csv->at++;
	if (!at_line_end(csv) && *csv->at != csv->delimiter)
		return fault(csv, csv->line, "there is text behind the quote that ends a field");
	return true;
}

static bool take_plain(struct csv *csv, struct field *field)
{
	const char *start = csv->at;

	while (!at_line_end(csv) && *csv->at != csv->delimiter)
		csv->at++;
	if (csv->at - start > FIELD_MOST)
		return fault(csv, csv->line, "a field has more than 64 KiB");
	text_add(&csv->room, start, (size_t)(csv->at - start));
	field->length = csv->room.n - field->start;
	return true;
}

static bool take_field(struct csv *csv)
{
	struct field field = { .start = csv->room.n };
	const char *start = csv->at;
	struct field *kept;

	while (csv->at < csv->end && *csv->at == ' ')
		csv->at++;
	if (csv->at < csv->end && *csv->at == '"' && (csv->strict_quotes || closes_here(csv))) {
		if (!take_quoted(csv, &field))
			return false;
	} else {
		csv->at = start;
		if (!take_plain(csv, &field))
			return false;
	}
	field.length = csv->room.n - field.start;
	if (csv->fields.n >= FIELDS_MOST) {
		csv->room.n = field.start;
		return true;
	}
	kept = DT_LIST_ADD(&csv->fields, struct field);
	if (kept)
		*kept = field;
	return true;
}

/* False at the end, or with why. */
static bool next_row(struct csv *csv)
{
	text_clear(&csv->room);
	dt_list_clear(&csv->fields);
	csv->why = NULL;
	csv->row = csv->line;
	if (csv->at == csv->end)
		return false;
	for (;;) {
		if (!take_field(csv))
			return false;
		if (at_line_end(csv))
			break;
		csv->at++;
	}
	if (csv->at < csv->end)
		pass_line_end(csv);
	if (csv->room.failed || csv->fields.failed)
		return fault(csv, csv->row, "out of memory");
	return true;
}

/* A field without blanks around it; "" when the row has no such one. */
static const char *field_text(const struct csv *csv, uint32_t i, size_t *length)
{
	const struct field *field = (const struct field *)csv->fields.at + i;
	const char *text;

	*length = 0;
	if (i >= csv->fields.n || !csv->room.at)
		return "";
	text = csv->room.at + field->start;
	*length = field->length;
	while (*length && strchr(" \t\r\n", *text)) {
		text++;
		(*length)--;
	}
	while (*length && strchr(" \t\r\n", text[*length - 1]))
		(*length)--;
	return text;
}

static bool is_empty(const struct csv *csv)
{
	size_t length = 0;

	for (uint32_t i = 0; i < csv->fields.n && !length; i++)
		field_text(csv, i, &length);
	return !length;
}

/* ---- columns ------------------------------------------------------------------ */

struct columns {
	uint32_t source, target, lang; /* UINT32_MAX: there is none */
};

static uint32_t find_column(const struct csv *csv, const char *const *names)
{
	for (uint32_t i = 0; i < csv->fields.n; i++)
		for (const char *const *name = names; *name; name++) {
			size_t length;
			const char *text = field_text(csv, i, &length);

			if (length == strlen(*name) && !strncasecmp(text, *name, length))
				return i;
		}
	return UINT32_MAX;
}

static void find_columns(const struct csv *csv, struct columns *columns)
{
	static const char *const sources[] = { "source", NULL };
	static const char *const targets[] = { "target", NULL };
	static const char *const langs[] = { "tgt_lng", "tgt_lang", "target_lang",
					     "target_language", NULL };

	columns->source = find_column(csv, sources);
	columns->target = find_column(csv, targets);
	columns->lang = find_column(csv, langs);
}

static struct csv start(const struct reading *r, char delimiter, bool tabs)
{
	return (struct csv){ .at = r->bytes.at,
			     .end = r->bytes.at + r->bytes.n,
			     .delimiter = delimiter,
			     .strict_quotes = !tabs,
			     .line = 1 };
}

static void finish(struct csv *csv)
{
	text_free(&csv->room);
	dt_list_free(&csv->fields);
}

/* How well rows come out with that delimiter. */
static uint32_t weigh(const struct reading *r, char delimiter)
{
	struct csv csv = start(r, delimiter, false);
	struct columns columns;
	uint32_t weight = 0;

	for (uint32_t i = 0; i < SAMPLE && next_row(&csv); i++) {
		if (is_empty(&csv))
			continue;
		find_columns(&csv, &columns);
		if (!weight && columns.source != UINT32_MAX && columns.target != UINT32_MAX) {
			weight = 1000;
			break;
		}
		weight += csv.fields.n == 2 ? 2 : csv.fields.n > 2;
	}
	finish(&csv);
	return weight;
}

static char find_delimiter(const struct reading *r)
{
	static const char known[] = { ',', ';', '\t' };
	uint32_t best = 0;
	char found = ',';

	for (size_t i = 0; i < sizeof(known); i++) {
		uint32_t weight = weigh(r, known[i]);

		if (weight > best) {
			best = weight;
			found = known[i];
		}
	}
	return found;
}

/* ---- rows --------------------------------------------------------------------- */

static bool take_row(struct reading *r, const struct csv *csv, const struct columns *columns)
{
	struct pair pair = { .line = csv->row };
	char lang[64] = "";

	if (columns->target >= csv->fields.n || columns->source >= csv->fields.n) {
		r->file->rows++;
		r->file->bad++;
		reading_remark(r, csv->row,
			       "there are not as many columns as it takes; the row is left out");
		return true;
	}
	pair.source = field_text(csv, columns->source, &pair.source_length);
	pair.target = field_text(csv, columns->target, &pair.target_length);
	if (columns->lang != UINT32_MAX) {
		size_t length;
		const char *text = field_text(csv, columns->lang, &length);

		snprintf(lang, sizeof(lang), "%.*s",
			 (int)(length < sizeof(lang) ? length : sizeof(lang) - 1), text);
		pair.lang = lang;
	}
	return reading_take(r, &pair);
}

/* The header decides; without one the first row is a term. */
static dt_status take_first(struct reading *r, const struct csv *csv, struct columns *columns)
{
	find_columns(csv, columns);
	if (columns->source != UINT32_MAX && columns->target != UINT32_MAX)
		return DT_OK;
	if (columns->lang != UINT32_MAX || columns->source != UINT32_MAX ||
	    columns->target != UINT32_MAX)
		return reading_fail(r, csv->row, "the header has no column \"%s\"",
				    columns->source == UINT32_MAX ? "source" : "target");
	if (csv->fields.n < 2)
		return reading_fail(
			r, csv->row,
			"there is one column; a header with source and target is wanted, "
			"or two columns");
	*columns = (struct columns){ 0, 1, UINT32_MAX };
	if (csv->fields.n > 2)
		reading_remark(r, csv->row,
			       "there is no header; the first column is taken for the source, the "
			       "second for the target, the others for nothing");
	return take_row(r, csv, columns) ? DT_OK : DT_E_CONFIG;
}

/* "sep=;" in the first line is what Excel asks for; the delimiter then, else 0. */
static char told_delimiter(const struct reading *r)
{
	const char *at = r->bytes.at;

	if (r->bytes.n < 6 || strncasecmp(at, "sep=", 4) != 0 || !memchr(",;\t|", at[4], 4) ||
	    (at[5] != '\r' && at[5] != '\n'))
		return 0;
	return at[4];
}

dt_status csv_read(struct reading *r, bool tabs)
{
	char told = told_delimiter(r);
	struct csv csv = start(r, told ? told : tabs ? '\t' : find_delimiter(r), tabs && !told);
	struct columns columns;
	bool first = true;
	dt_status status = DT_OK;

	if (told)
		next_row(&csv);
	while (!status && next_row(&csv)) {
		if (is_empty(&csv))
			continue;
		if (first)
			status = take_first(r, &csv, &columns);
		else if (!take_row(r, &csv, &columns))
			status = DT_E_CONFIG;
		first = false;
	}
	if (!status && csv.why)
		status = reading_fail(r, csv.where, "%s", csv.why);
	if (!status && first)
		status = reading_fail(r, 0, "the glossary is empty");
	finish(&csv);
	return status;
}
