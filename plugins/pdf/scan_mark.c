/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Marked content and optional content (ISO 32000-1, 14.6 and 8.11). */
#include "config.h"

#include "scanner.h"

#include <stdlib.h>
#include <string.h>

struct properties {
	int32_t mcid;
	char *actual;  /* UTF-8, of MuPDF's allocator; NULL: none, or too much of it */
	bool replaced; /* there is an /ActualText */
	bool hidden;
};

/* A long text in a property list can be used very often. */
static bool may_read(struct dt_scanner *s, size_t length)
{
	s->actual_bytes += length;
	return s->actual_bytes <= DT_MOST_ACTUAL;
}

static void from_object(struct dt_scanner *s, pdf_obj *dict, struct properties *found)
{
	fz_context *ctx = s->ctx;
	pdf_obj *value = pdf_dict_get(ctx, dict, PDF_NAME(MCID));

	if (pdf_is_number(ctx, value))
		found->mcid = pdf_to_int(ctx, value);
	value = pdf_dict_get(ctx, dict, PDF_NAME(ActualText));
	found->replaced = pdf_is_string(ctx, value);
	if (found->replaced && may_read(s, pdf_to_str_len(ctx, value)))
		found->actual = pdf_new_utf8_from_pdf_string_obj(ctx, value);
}

/* As UTF-8, by fz_malloc.  MuPDF may throw in between: its memory ends where a job is cancelled. */
static char *text_of_string(struct dt_scanner *s, const struct dt_token *value)
{
	fz_context *ctx = s->ctx;
	unsigned char *raw = fz_malloc(ctx, value->end - value->start + 1);
	char *text = NULL;

	fz_var(text);
	fz_try(ctx)
	{
		size_t n = dt_token_string(s->reader.at, value, raw);

		text = pdf_new_utf8_from_pdf_string(ctx, (char *)raw, n);
	}
	fz_always(ctx)
	{
		fz_free(ctx, raw);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
	return text;
}

/* Entries of the dictionary that starts at operand 1; nested ones are passed over. */
static void from_operands(struct dt_scanner *s, struct properties *found)
{
	const unsigned char *at = s->reader.at;
	unsigned depth = 0;

	for (uint32_t i = 1; i < s->n_operands; i++) {
		const struct dt_token *key = &s->operands[i], *value = key + 1;
		char name[16];

		depth += key->kind == DT_TOKEN_DICT;
		depth -= key->kind == DT_TOKEN_DICT_END && depth > 0;
		if (key->kind != DT_TOKEN_NAME || depth != 1 || i + 1 >= s->n_operands)
			continue;
		dt_token_name(at, key, name, sizeof(name));
		if (strcmp(name, "MCID") == 0 && value->kind == DT_TOKEN_NUMBER) {
			found->mcid = value->number >= 0 && value->number <= INT32_MAX
					      ? (int32_t)value->number
					      : -1;
		} else if (strcmp(name, "ActualText") == 0 && !found->replaced &&
			   (value->kind == DT_TOKEN_STRING || value->kind == DT_TOKEN_HEX)) {
			found->replaced = true;
			if (!may_read(s, value->end - value->start))
				continue;
			found->actual = text_of_string(s, value);
		}
		i += value->kind == DT_TOKEN_NAME; /* a value, not a key */
	}
}

static struct properties read_properties(struct dt_scanner *s, bool is_group)
{
	struct properties found = { .mcid = -1 };
	const struct dt_token *last = &s->operands[s->n_operands - 1];

	if (last->kind == DT_TOKEN_NAME) {
		pdf_obj *dict = dt_resource(s, PDF_NAME(Properties), last);

		if (is_group)
			found.hidden = dict && dt_is_hidden(s, dict);
		else
			from_object(s, dict, &found);
	} else {
		from_operands(s, &found);
	}
	return found;
}

static uint32_t flags_around(const struct dt_scanner *s)
{
	const struct dt_scan_mark *marks = s->scan->marks.at;
	uint32_t flags = 0;

	for (uint32_t m = s->mark; m != DT_NONE; m = marks[m].parent) {
		if (marks[m].flags & DT_MARK_ARTIFACT)
			flags |= DT_GLYPH_ARTIFACT;
		if (marks[m].flags & DT_MARK_HIDDEN)
			flags |= DT_GLYPH_HIDDEN;
		if (marks[m].flags & DT_MARK_ACTUAL_TEXT)
			flags |= DT_GLYPH_REPLACED;
	}
	return flags;
}

static void add_mark(struct dt_scanner *s, const char *tag, const struct properties *found)
{
	struct dt_scan_mark *mark = DT_LIST_ADD(&s->scan->marks, struct dt_scan_mark);

	if (!mark)
		fz_throw(s->ctx, FZ_ERROR_MEMORY, "marked content");
	mark->tag = dt_keep_name(s, tag, strlen(tag));
	mark->tag_length = (uint32_t)strlen(tag);
	if (found->actual) {
		mark->actual = dt_keep_name(s, found->actual, strlen(found->actual));
		mark->actual_length = (uint32_t)strlen(found->actual);
	}
	if (found->replaced)
		mark->flags |= DT_MARK_ACTUAL_TEXT;
	mark->first_glyph = s->scan->glyphs.n;
	mark->parent = s->mark;
	mark->mcid = found->mcid;
	mark->struct_parents = s->struct_parents;
	mark->stream = s->stream;
	mark->at = dt_whole_op(s);
	if (strcmp(tag, "Artifact") == 0)
		mark->flags |= DT_MARK_ARTIFACT;
	if (found->hidden)
		mark->flags |= DT_MARK_HIDDEN;
	s->mark = s->scan->marks.n - 1;
	s->mark_flags = flags_around(s);
}

void dt_op_begin_mark(struct dt_scanner *s, bool properties)
{
	struct properties found = { .mcid = -1 };
	char tag[128] = "";

	if (s->mark_depth >= DT_DEEPEST_MARK) {
		s->lost_marks++;
		return;
	}
	s->mark_stack[s->mark_depth++] = s->mark;
	if (s->n_operands > 0 && s->operands[0].kind == DT_TOKEN_NAME)
		dt_token_name(s->reader.at, &s->operands[0], tag, sizeof(tag));
	if (properties && s->n_operands > 1)
		found = read_properties(s, strcmp(tag, "OC") == 0);
	fz_try(s->ctx)
	{
		add_mark(s, tag, &found);
	}
	fz_always(s->ctx)
	{
		fz_free(s->ctx, found.actual);
	}
	fz_catch(s->ctx)
	{
		fz_rethrow(s->ctx);
	}
}

void dt_op_end_mark(struct dt_scanner *s)
{
	const struct dt_scan_mark *mark;

	if (s->lost_marks) {
		s->lost_marks--;
		return;
	}
	if (s->mark_depth <= s->base_mark)
		return;
	mark = (const struct dt_scan_mark *)s->scan->marks.at + s->mark;
	if (mark->flags & DT_MARK_ACTUAL_TEXT)
		dt_use_actual_text(s, mark);
	s->mark = s->mark_stack[--s->mark_depth];
	s->mark_flags = flags_around(s);
}
