/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "stage.h"

#include "ledger.h"

#include <doctranslate/payload.h>

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Names of fonts without characters in one report. */
#define MOST_FONTS 200

struct state {
	FILE *rows; /* of the pages, as JSON: they wait where they cost no memory */
	uint32_t n_rows;
	struct ledger_page total;
	struct dt_payload list; /* what was not translated: JSON objects with commas between */
	json_t *fonts;		/* of glyphs whose characters are not known: counts by name */
	uint32_t listed[DT_RULE_COUNT], left_out[DT_RULE_COUNT];
	uint32_t failed_pages;
};

dt_status ledger_open(const struct dt_call *call, const void *options, void **self,
		      struct dt_error *err)
{
	struct ledger_list_bound *bound = malloc(sizeof(*bound));
	const struct ledger_options *o = options;

	(void)call;
	if (!bound)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	bound->per_rule = (size_t)o->list_per_rule;
	bound->text = (size_t)o->excerpt;
	*self = bound;
	return DT_OK;
}

void ledger_close(void *self)
{
	free(self);
}

/* A file without a name in the job's folder. */
static FILE *open_rows(const struct dt_call *call, struct dt_error *err)
{
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s.rows", call->host->work_dir(call), call->node);
	file = fopen(path, "w+e");
	if (file)
		unlink(path);
	else
		dt_fail(err, DT_E_SYSTEM, "cannot make \"%s\": %s", path, strerror(errno));
	return file;
}

dt_status ledger_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
		       struct dt_error *err)
{
	struct state *s = calloc(1, sizeof(*s));

	(void)n_pages;
	if (!s)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	s->rows = open_rows(call, err);
	if (!s->rows) {
		free(s);
		return err ? err->status : DT_E_SYSTEM;
	}
	s->total.min_scale = 1;
	s->fonts = json_object();
	*state = s;
	return DT_OK;
}

static void note_faults(const struct dt_call *call, const struct ledger_page *row)
{
	char text[160];
	struct dt_note note = {
		.size = sizeof(note), .level = DT_NOTE_FAULT, .text = text, .page = row->number
	};

	if (row->whole && row->fates[0]) {
		snprintf(text, sizeof(text),
			 "%u of %u glyphs have no fate: no stage has spoken of them", row->fates[0],
			 row->glyphs);
		note.code = "ledger.unhandled";
		call->host->note(call, &note);
	}
	if (row->doubled) {
		snprintf(text, sizeof(text), "%u glyphs have more than one fate", row->doubled);
		note.code = "ledger.doubled";
		call->host->note(call, &note);
	}
}

/* Bytes right behind what is there, without a NUL. */
static void put_bytes(struct dt_payload *p, const void *at, size_t n)
{
	size_t end = p->used;

	(void)dt_payload_room(p, n + 8);
	if (p->failed)
		return;
	if (n)
		memcpy(p->at + end, at, n);
	p->used = end + n;
}

static void put_text(struct dt_payload *p, const char *text)
{
	put_bytes(p, text, strlen(text));
}

/* Appends one JSON value as text; the value is let go. */
static void put_json(struct dt_payload *p, json_t *value)
{
	char *text = value ? json_dumps(value, JSON_COMPACT) : NULL;

	if (!text)
		p->failed = true;
	else
		put_text(p, text);
	free(text);
	json_decref(value);
}

/* As text: a tree of some thousand objects would be the largest thing in memory. */
static void keep_list(struct state *s, const struct dt_call *call,
		      const struct dt_page_blocks *blocks, const struct dt_page_segments *segments,
		      const struct dt_page_set *set)
{
	json_t *list = json_array(), *entry;
	size_t i;

	ledger_page_list(list, s->listed, s->left_out, call->self, blocks, segments, set);
	json_array_foreach(list, i, entry)
	{
		if (s->list.used)
			put_text(&s->list, ",");
		put_json(&s->list, json_incref(entry));
	}
	json_decref(list);
}

/* A short write shows at the end, when the rows are read. */
static void keep_row(struct state *s, const struct ledger_page *row)
{
	json_t *json = ledger_row_json(row, true);

	fputs(s->n_rows++ ? ",\n" : "\n", s->rows);
	if (json)
		json_dumpf(json, s->rows, JSON_COMPACT);
	json_decref(json);
}

dt_status ledger_run(const struct dt_call *call, struct dt_error *err)
{
	struct state *s = call->state;
	const struct dt_page_blocks *blocks = call->host->input(call, LEDGER_BLOCKS, NULL);
	const struct dt_page_segments *segments = call->host->input(call, LEDGER_SEGMENTS, NULL);
	const struct dt_page_set *set = call->host->input(call, LEDGER_SET, NULL);
	struct ledger_page row = { 0 };

	(void)err;
	ledger_page_sum(&row, blocks, segments, set);
	if (!blocks)
		row.number = call->page;
	s->failed_pages += !row.whole;
	ledger_add(&s->total, &row);
	if (row.whole)
		keep_list(s, call, blocks, segments, set);
	if (blocks)
		ledger_page_fonts(s->fonts, MOST_FONTS, blocks);
	keep_row(s, &row);
	note_faults(call, &row);
	return DT_OK;
}

static void note_layer(const struct dt_call *call, struct dt_note *note, uint32_t glyphs)
{
	char text[200];

	if (!glyphs)
		return;
	snprintf(text, sizeof(text),
		 "%u glyphs are the text layer of scanned pictures: what a reader sees is in the "
		 "pictures, which stay as they are",
		 glyphs);
	note->code = "ledger.scanned";
	note->text = text;
	call->host->note(call, note);
}

static void note_fonts(const struct dt_call *call, struct dt_note *note, json_t *fonts)
{
	json_int_t all = 0, most = 0;
	const char *name, *font = "";
	char text[240];
	json_t *count;

	json_object_foreach(fonts, name, count)
	{
		all += json_integer_value(count);
		if (json_integer_value(count) > most) {
			most = json_integer_value(count);
			font = name;
		}
	}
	if (!all)
		return;
	snprintf(text, sizeof(text),
		 "%lld glyphs have no known characters, most of them of the font \"%.80s\": the "
		 "text around them is left as it is",
		 (long long)all, font);
	note->code = "ledger.unmapped";
	note->text = text;
	call->host->note(call, note);
}

/* What a reader of the result will wonder about. */
static void note_document(const struct dt_call *call, const struct state *s)
{
	struct dt_note note = { .size = sizeof(note), .level = DT_NOTE_WARNING, .page = -1 };

	note_layer(call, &note, s->total.rules[DT_RULE_OCR]);
	note_fonts(call, &note, s->fonts);
}

static json_t *left_out_json(const struct state *s)
{
	json_t *object = json_object();

	for (uint32_t i = 0; i < DT_RULE_COUNT; i++)
		if (s->left_out[i])
			json_object_set_new(object, dt_rule_name(i), json_integer(s->left_out[i]));
	return object;
}

static bool put_rows(struct dt_payload *p, FILE *rows)
{
	long size = fflush(rows) || ferror(rows) || fseek(rows, 0, SEEK_END) ? -1 : ftell(rows);
	size_t end = p->used;

	if (size < 0)
		return false;
	rewind(rows);
	(void)dt_payload_room(p, (size_t)size + 8);
	if (p->failed)
		return false;
	p->used = end + fread(p->at + end, 1, (size_t)size, rows);
	return p->used == end + (size_t)size;
}

static struct dt_span put_report(const struct dt_call *call, struct dt_payload *p, struct state *s,
				 struct dt_error *err)
{
	json_t *total = ledger_row_json(&s->total, false);
	struct dt_span span = { (uint32_t)p->used, 0 };

	json_object_set_new(total, "pages_left_as_they_were", json_integer(s->failed_pages));
	if (json_object_size(s->fonts))
		json_object_set(total, "fonts_without_characters", s->fonts);
	json_object_set_new(total, "not_listed", left_out_json(s));
	put_json(p, total);
	p->failed |= s->list.failed;
	if (p->failed)
		return span;
	p->used--; /* the brace that ends the object: there is more in it */
	put_text(p, ",\"not_translated\":[");
	put_bytes(p, s->list.at, s->list.used);
	put_text(p, "],\"pages\":[");
	errno = 0;
	if (!put_rows(p, s->rows)) {
		int why = p->failed ? ENOMEM : errno ? errno : EIO;

		err->sys_errno = why;
		dt_fail(err, DT_E_SYSTEM, "cannot keep the report's rows in %s: %s",
			call->host->work_dir(call), strerror(why));
	}
	put_text(p, "]}");
	span.count = (uint32_t)p->used - span.offset;
	(void)dt_payload_room(p, 1); /* the NUL */
	return span;
}

dt_status ledger_end(const struct dt_call *call, struct dt_error *err)
{
	struct dt_payload payload = { 0 };
	struct dt_report *head;
	struct dt_span span;
	dt_status status;

	note_document(call, call->state);
	dt_payload_start(&payload, sizeof(struct dt_report));
	span = put_report(call, &payload, call->state, err);
	head = DT_PAYLOAD_HEAD(&payload, struct dt_report);
	if (head)
		head->json = span;
	status = err && err->status != DT_OK ? err->status
					     : dt_payload_output(&payload, call, 0, err);
	dt_payload_free(&payload);
	return status;
}

void ledger_drop(void *self, void *state)
{
	struct state *s = state;

	(void)self;
	fclose(s->rows);
	dt_payload_free(&s->list);
	json_decref(s->fonts);
	free(s);
}
