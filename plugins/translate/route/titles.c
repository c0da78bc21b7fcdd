/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "ask.h"
#include "forecast.h"
#include "route.h"
#include "rules.h"
#include "remember.h"
#include "service.h"
#include "units.h"
#include "wording.h"

/* Titles of bookmarks and of the document, descriptions of pictures, tool tips: texts without
 * styles that stand on no page.
 * One that cannot be translated stays as it is. */

struct titles {
	const struct dt_call *call;
	const struct dt_outline *outline; /* NULL: not wired */
	struct dt_list list;		  /* struct dt_title of the output */
	struct asking asking;
	struct dt_payload out;
};

static uint32_t role_of(const struct dt_title *title)
{
	if (title->kind)
		return DT_ROLE_FIGURE_TEXT;
	return title->object ? DT_ROLE_HEADING : DT_ROLE_TITLE;
}

static dt_status collect(struct titles *titles, struct dt_error *err)
{
	const struct dt_outline *outline = titles->outline;
	const struct route_job *job = titles->call->state;
	uint32_t n = outline ? outline->titles.count : 0;

	for (uint32_t i = 0; i < n; i++) {
		const struct dt_title *title = DT_AT(outline, struct dt_title, outline->titles) + i;
		const char *text = DT_TEXT(outline, title->text);
		struct dt_title *copy = DT_LIST_ADD(&titles->list, struct dt_title);
		struct ask *ask;

		if (!copy)
			return dt_fail(err, DT_E_SYSTEM, "out of memory for the outline");
		*copy = *title;
		copy->text = dt_payload_text(&titles->out, text, title->text.count);
		if ((job->identity && !job->units) || title->kind == DT_TITLE_LANGUAGE ||
		    rules_keep(text, title->text.count, DT_ROLE_HEADING))
			continue;
		ask = asking_add(&titles->asking);
		if (!ask)
			return dt_fail(err, DT_E_SYSTEM, "out of memory for the outline");
		ask->source.text = text;
		ask->source.length = title->text.count;
		ask->owner = i;
		ask->role = role_of(title);
		unit_name_title(ask->id, i);
	}
	return DT_OK;
}

static void note_failures(struct titles *titles)
{
	const struct ask *first = NULL;
	struct dt_note note = { .size = sizeof(note),
				.level = DT_NOTE_WARNING,
				.code = "translate.title",
				.page = -1 };
	char text[450];
	uint32_t n = 0;

	for (uint32_t i = 0; i < titles->asking.list.n; i++) {
		const struct ask *ask = (const struct ask *)titles->asking.list.at + i;

		if (ask->counted)
			service_count_missing(titles->asking.service);
		if (ask->good && ask->warning[0] && titles->asking.wording)
			wording_miss(titles->asking.wording, ask, -1);
		if (!ask->rule || ask->counted)
			continue;
		first = first ? first : ask;
		n++;
	}
	if (!first)
		return;
	snprintf(text, sizeof(text),
		 "%u of the titles and descriptions stay%s in the source language: %s", n,
		 n == 1 ? "s" : "", first->reason);
	note.text = text;
	titles->call->host->note(titles->call, &note);
}

/* Lines of a title end as in its source: programs that show it know no other sign. */
static struct dt_span add_lines(struct dt_payload *out, const struct text *text)
{
	struct text lines = { 0 };
	struct dt_span span;

	for (size_t i = 0; i < text->n; i++)
		if (i + 3 <= text->n && !memcmp(text->at + i, "\xe2\x80\xa8", 3)) {
			text_add_char(&lines, '\n');
			i += 2;
		} else {
			text_add_char(&lines, text->at[i]);
		}
	out->failed |= lines.failed;
	span = dt_payload_text(out, lines.at ? lines.at : "", lines.n);
	text_free(&lines);
	return span;
}

static dt_status give(struct titles *titles, struct dt_error *err)
{
	const struct route_job *job = titles->call->state;
	struct dt_title *list = titles->list.at;
	struct dt_span span, lang;
	struct dt_outline *head;

	for (uint32_t i = 0; i < titles->asking.list.n; i++) {
		const struct ask *ask = (const struct ask *)titles->asking.list.at + i;

		if (ask->good)
			list[ask->owner].text = add_lines(&titles->out, &ask->target.text);
	}
	span = dt_payload_list(&titles->out, &titles->list);
	lang = dt_payload_text(&titles->out, job->target_lang, strlen(job->target_lang));
	head = DT_PAYLOAD_HEAD(&titles->out, struct dt_outline);
	if (head) {
		head->titles = span;
		head->lang = lang;
	}
	return dt_payload_output(&titles->out, titles->call, ROUTE_OUT_TITLES, err);
}

static dt_status give_units(struct titles *titles, struct dt_error *err)
{
	const struct route_job *job = titles->call->state;
	struct dt_list units = { 0 };
	dt_status status;

	dt_payload_start(&titles->out, sizeof(struct dt_units));
	for (uint32_t i = 0; i < titles->asking.list.n && job->units; i++) {
		const struct ask *ask = (const struct ask *)titles->asking.list.at + i;
		const struct dt_title *title =
			(const struct dt_title *)titles->list.at + ask->owner;
		struct unit_place place = { .role = role_of(title) };

		if (place.role == DT_ROLE_HEADING)
			place.level = title->level + 1;
		unit_tell(&titles->out, &units, ask, &place);
	}
	status = units_give(&titles->out, &units, 0, titles->call, ROUTE_OUT_TITLE_UNITS, err);
	dt_list_free(&units);
	return status;
}

/* What finding the terms of the document would use. */
static const char *foreseen_terms(const struct dt_call *call)
{
	const struct dt_terms *terms = route_input(call, ROUTE_IN_TERMS);

	return terms ? DT_TEXT(terms, terms->forecast) : NULL;
}

dt_status route_titles(const struct dt_call *call, struct dt_error *err)
{
	struct titles titles = { .call = call, .outline = route_input(call, ROUTE_IN_OUTLINE) };
	const struct route_job *job = call->state;
	dt_status status;

	dt_payload_start(&titles.out, sizeof(struct dt_outline));
	status = collect(&titles, err);
	if (!status && titles.asking.list.n && !job->identity) {
		route_asking(call, &titles.asking);
		status = asking_run(&titles.asking, err);
		if (!titles.asking.by_id)
			note_failures(&titles);
	}
	if (!status && !job->identity)
		status = service_tell(job->service, call, err);
	if (!status && job->remember)
		remember_tell(job->remember, call,
			      !job->forecast && service_was_there(job->service, call));
	if (!job->forecast)
		wording_tell(job->wording, call);
	if (!status && job->forecast)
		status = forecast_give(job->forecast, foreseen_terms(call), call,
				       ROUTE_OUT_FORECAST, err);
	if (!status && !job->forecast)
		status = give(&titles, err);
	if (!status && !job->forecast)
		status = give_units(&titles, err);
	asking_free(&titles.asking);
	dt_payload_free(&titles.out);
	dt_list_free(&titles.list);
	return status;
}
