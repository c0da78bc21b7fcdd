/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "units.h"

#include "route.h"

#include <stdio.h>

void unit_name(char id[UNIT_ID_SIZE], const struct dt_unit_part *parts, uint32_t n)
{
	size_t length = 0;

	for (uint32_t i = 0; i < n; i++) {
		char part[32];
		int size = i && parts[i].page == parts[i - 1].page
				   ? snprintf(part, sizeof(part), "-b%u", parts[i].block + 1)
				   : snprintf(part, sizeof(part), "%sp%u-b%u", i ? "-" : "",
					      parts[i].page + 1, parts[i].block + 1);

		/* the first ones tell it from all others: no block is in two units */
		if (length + (size_t)size >= UNIT_ID_SIZE)
			break;
		memcpy(id + length, part, (size_t)size + 1);
		length += (size_t)size;
	}
}

void unit_name_title(char id[UNIT_ID_SIZE], uint32_t i)
{
	snprintf(id, UNIT_ID_SIZE, "t%u", i + 1);
}

/* ---- marks ----------------------------------------------------------------- */

static void tell_marks(struct dt_payload *out, struct dt_unit *unit, const struct ask *ask,
		       const struct marks *marks)
{
	const struct source *source = &ask->source;
	struct dt_list list = { 0 };

	for (uint32_t i = 0; i < marks->list.n; i++) {
		static const uint32_t kinds[] = { [MARK_STYLE] = DT_UNIT_STYLE,
						  [MARK_LINK] = DT_UNIT_LINK,
						  [MARK_OBJECT] = DT_UNIT_OBJECT,
						  [MARK_TEXT] = DT_UNIT_TEXT };
		const struct mark *mark = (const struct mark *)marks->list.at + i;
		const struct dt_run *run =
			mark->run < source->n_runs ? &source->runs[mark->run] : NULL;
		struct dt_unit_mark *told = DT_LIST_ADD(&list, struct dt_unit_mark);

		if (!told)
			break;
		told->kind = kinds[mark->kind];
		if (run && run->style < source->n_styles)
			told->flags = source->styles[run->style].flags;
		if (mark->kind == MARK_TEXT)
			told->text = dt_payload_text(out, source->text + mark->start, mark->length);
		else if (mark->kind == MARK_OBJECT && run && source->payload)
			told->text = dt_payload_text(out, DT_TEXT(source->payload, run->source),
						     run->source.count);
	}
	unit->marks = dt_payload_list(out, &list);
	dt_list_free(&list);
}

/* The number in marks of the nth object or text of its own. */
static uint32_t nth_object(const struct marks *marks, uint32_t nth)
{
	for (uint32_t i = 0; i < marks->list.n; i++) {
		const struct mark *mark = (const struct mark *)marks->list.at + i;

		if ((mark->kind == MARK_OBJECT || mark->kind == MARK_TEXT) && !nth--)
			return i + 1;
	}
	return 0;
}

/* An answer to a text without styles, in the numbers of the text with them: what is left are
 * objects, in the same order. */
static void add_plain(struct text *to, const struct ask *ask, const struct marks *whole)
{
	struct markup_reader reader;
	struct markup_token token;

	markup_start(&reader, ask->given, ask->given_length);
	for (markup_next(&reader, &token); token.kind != MARKUP_END && token.kind != MARKUP_BAD;
	     markup_next(&reader, &token))
		if (token.kind == MARKUP_TEXT)
			markup_add_text(to, token.at, token.length);
		else if (token.kind == MARKUP_OBJECT)
			markup_add_object(to, nth_object(whole, token.id - 1));
}

void unit_tell(struct dt_payload *out, struct dt_list *units, const struct ask *ask,
	       const struct unit_place *place)
{
	struct dt_unit *unit = DT_LIST_ADD(units, struct dt_unit);
	bool again = ask->plain || !ask->markup.at;
	struct text built = { 0 }, plain = { 0 };
	const struct text *source = &ask->markup;
	const struct marks *marks = &ask->marks;
	struct marks own = { 0 };

	if (!unit)
		return;
	if (again) {
		out->failed |= !segment_build(&ask->source, false, &built, &own);
		source = &built;
		marks = &own;
	}
	unit->id = dt_payload_text(out, ask->id, strlen(ask->id));
	unit->source = dt_payload_text(out, source->at, source->n);
	if (ask->good && ask->plain) {
		unit->flags |= DT_UNIT_PLAIN;
		add_plain(&plain, ask, marks);
		out->failed |= plain.failed;
		unit->target = dt_payload_text(out, plain.at, plain.n);
	} else if (ask->good) {
		unit->target = dt_payload_text(out, ask->given, ask->given_length);
	}
	unit->reason = dt_payload_text(out, ask->reason, ask->rule ? strlen(ask->reason) : 0);
	unit->role = place->role;
	unit->level = place->level;
	unit->budget = ask->budget;
	unit->parts = dt_payload_array(out, place->parts, place->n, sizeof(*place->parts));
	tell_marks(out, unit, ask, marks);
	text_free(&built);
	text_free(&plain);
	marks_free(&own);
}

dt_status units_give(struct dt_payload *out, const struct dt_list *units, uint32_t number,
		     const struct dt_call *call, uint32_t port, struct dt_error *err)
{
	const struct route_job *job = call->state;
	struct dt_units *head;
	struct dt_span list, source, target;

	list = dt_payload_list(out, units);
	source = dt_payload_text(out, job->source_lang, strlen(job->source_lang));
	target = dt_payload_text(out, job->target_lang, strlen(job->target_lang));
	head = DT_PAYLOAD_HEAD(out, struct dt_units);
	if (head) {
		head->number = number;
		head->units = list;
		head->source_lang = source;
		head->target_lang = target;
	}
	return dt_payload_output(out, call, port, err);
}
