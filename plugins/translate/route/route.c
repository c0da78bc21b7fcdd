/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "route.h"

#include "ask.h"
#include "forecast.h"
#include "remember.h"
#include "service.h"
#include "spending.h"
#include "wording.h"
#include "plugins/language/detect.h"

#include <stdio.h>

static uint32_t role_of(const char *name)
{
	for (uint32_t i = 1; i < DT_ROLE_COUNT; i++)
		if (!strcmp(dt_role_name(i), name))
			return i;
	return 0;
}

/* An address or a key without a model would be of no use, and nobody would see it. */
static dt_status check_embedding(const struct embedding_options *o, const char **option,
				 struct dt_error *err)
{
	if (o->model && *o->model)
		return DT_OK;
	*option = "embedding_model";
	if ((o->url && *o->url) || (o->key && *o->key))
		return dt_fail(err, DT_E_CONFIG,
			       "an embedding service is named, but no model that it is asked for");
	return DT_OK;
}

dt_status route_check(const void *given, const char **option, struct dt_error *err)
{
	const struct route_options *options = given;

	for (size_t i = 0; i < options->keep_roles.n; i++) {
		const char *name = options->keep_roles.at[i];
		char known[300] = "";
		size_t n = 0;

		if (role_of(name))
			continue;
		for (uint32_t k = 1; k < DT_ROLE_COUNT; k++)
			n += (size_t)snprintf(known + n, sizeof(known) - n, "%s%s",
					      k > 1 ? ", " : "", dt_role_name(k));
		*option = "keep_roles";
		return dt_fail(err, DT_E_CONFIG, "there is no role \"%.60s\"; known are %s", name,
			       known);
	}
	return check_embedding(&options->embedding, option, err);
}

dt_status route_open(const struct dt_call *call, const void *options, void **self,
		     struct dt_error *err)
{
	struct route_self *route = calloc(1, sizeof(*route));

	(void)call;
	if (!route)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	route->options = options;
	for (size_t i = 0; i < route->options->keep_roles.n; i++)
		route->keep_roles |= 1u << role_of(route->options->keep_roles.at[i]);
	if (remember_open(&route->options->embedding, &route->embedding, err) != DT_OK) {
		free(route);
		return err->status;
	}
	*self = route;
	return DT_OK;
}

void route_close(void *self)
{
	struct route_self *route = self;

	remember_close(route->embedding);
	free(route);
}

/* ---- a job ----------------------------------------------------------------- */

static bool is_auto(const char *lang)
{
	return !lang || !*lang || !strcmp(lang, "auto");
}

/* What the job says, else what the document looks like, else what it says of itself. */
static char *find_source_lang(const struct dt_call *call)
{
	const char *lang = call->host->parameter(call, "source_lang");
	const struct dt_profile *profile = route_input(call, ROUTE_IN_PROFILE);
	const struct dt_outline *outline = route_input(call, ROUTE_IN_OUTLINE);

	if (is_auto(lang))
		lang = NULL;
	if (!lang && profile && profile->lang.count)
		lang = DT_TEXT(profile, profile->lang);
	if (!lang && outline && outline->lang.count)
		lang = DT_TEXT(outline, outline->lang);
	return strdup(lang ? lang : "und");
}

static void note_language(const struct dt_call *call, uint32_t level, const char *code,
			  const char *text)
{
	struct dt_note note = {
		.size = sizeof(note), .level = level, .code = code, .text = text, .page = -1
	};

	call->host->note(call, &note);
}

/* Texts are told apart by language when the document's own is known. */
static void start_tongue(const struct dt_call *call, struct route_job *job)
{
	const struct dt_profile *profile = route_input(call, ROUTE_IN_PROFILE);
	bool given = !is_auto(call->host->parameter(call, "source_lang"));
	bool wanted = !strcmp(dt_parameter(call, "keep_other_languages", "yes"), "yes");
	const char *found = profile && profile->lang.count ? DT_TEXT(profile, profile->lang) : NULL;
	char text[300];

	tongue_start(&job->tongue, profile, job->source_lang, job->target_lang);
	if (!found) {
		if (!given)
			note_language(
				call, DT_NOTE_WARNING, "language.unknown",
				"the language of the document could not be found in its text; "
				"give it with source_lang");
		return;
	}
	if (given && language_differs(found, job->source_lang)) {
		snprintf(text, sizeof(text),
			 "the text of the document looks like \"%.20s\", its language was given as "
			 "\"%.40s\"",
			 found, job->source_lang);
		note_language(call, DT_NOTE_WARNING, "language.differs", text);
		return;
	}
	snprintf(text, sizeof(text), "the text of the document is in \"%.20s\"", found);
	note_language(call, DT_NOTE_INFO, "language.found", text);
	job->tongue.on = wanted;
	job->tongue.all = wanted && !given && !language_differs(found, job->target_lang);
	if (job->tongue.all)
		note_language(call, DT_NOTE_WARNING, "language.same",
			      "the document is in the target language already");
}

static bool is_dry(const struct dt_call *call)
{
	return !strcmp(dt_parameter(call, "dry_run", "no"), "yes");
}

/* In this order: what is remembered hangs on the glossary. */
static dt_status begin_hooks(const struct dt_call *call, struct route_job *job,
			     struct dt_error *err)
{
	const struct route_self *self = call->self;
	dt_status status = wording_begin(call, job, &job->wording, err);

	if (!status)
		status = spending_begin(call, self->options->translator, &job->spending, err);
	if (!status && is_dry(call)) {
		job->forecast = forecast_new(call);
		if (!job->forecast)
			status = dt_fail(err, DT_E_SYSTEM, "out of memory");
	}
	return status ? status : remember_begin(call, job, &job->remember, err);
}

dt_status route_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
		      struct dt_error *err)
{
	const struct route_self *self = call->self;
	const char *name = self->options->translator;
	const char *asked = name ? name : call->host->parameter(call, "translator");
	const char *target = call->host->parameter(call, "target_lang");
	struct route_job *job;
	bool by_id;

	(void)n_pages;
	if (!target || !*target)
		return dt_fail(err, DT_E_CONFIG, "the job has no target_lang");
	job = calloc(1, sizeof(*job));
	if (!job)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	job->target_lang = target;
	job->translator = call->host->translator(call, name);
	job->source_lang = find_source_lang(call);
	job->service = service_new();
	job->units = !strcmp(dt_parameter(call, "units", "no"), "yes");
	if (job->source_lang)
		start_tongue(call, job);
	job->identity = job->translator && (job->translator->flags & DT_TRANSLATOR_IDENTITY);
	if (job->source_lang && job->translator)
		checks_start(&job->checks, job->source_lang, target,
			     job->translator->flags & DT_TRANSLATOR_INSTRUCTED);
	by_id = job->translator && (job->translator->flags & DT_TRANSLATOR_BY_ID);
	if (is_dry(call))
		job->identity = by_id = false;
	if (!job->identity && !by_id)
		job->memo = memo_new((size_t)self->options->memo);
	*state = job;
	if (job->translator && job->source_lang && job->service &&
	    (job->identity || by_id || job->memo)) {
		if (job->identity || by_id || begin_hooks(call, job, err) == DT_OK)
			return DT_OK;
	} else if (job->translator)
		dt_fail(err, DT_E_SYSTEM, "out of memory");
	else if (asked)
		dt_fail(err, DT_E_CONFIG, "the pipeline has no translator named \"%.100s\"", asked);
	else
		dt_fail(err, DT_E_CONFIG, "no translator is named by the job or the pipeline");
	route_drop(call->self, job);
	*state = NULL;
	return err ? err->status : DT_E_CONFIG;
}

void route_drop(void *self, void *state)
{
	struct route_job *job = state;

	(void)self;
	if (!job)
		return;
	remember_end(job->remember);
	wording_end(job->wording);
	memo_free(job->memo);
	service_free(job->service);
	spending_end(job->spending);
	forecast_free(job->forecast);
	free(job->source_lang);
	free(job);
}

void route_asking(const struct dt_call *call, struct asking *asking)
{
	const struct route_self *self = call->self;
	const struct route_job *job = call->state;

	asking->call = call;
	asking->translator = self->options->translator;
	asking->source_lang = job->source_lang;
	asking->target_lang = job->target_lang;
	asking->title = route_title(call);
	asking->instructions = call->host->parameter(call, "instructions");
	route_bounds(call, asking, job->translator);
	asking->memo = job->memo;
	asking->service = job->service;
	asking->checks = asking->by_id ? NULL : &job->checks;
	asking->spending = job->spending;
	asking->forecast = job->forecast;
	asking->remember = job->remember;
	asking->wording = job->wording;
}

const char *route_title(const struct dt_call *call)
{
	const struct dt_outline *outline = route_input(call, ROUTE_IN_OUTLINE);
	const struct dt_profile *profile = route_input(call, ROUTE_IN_PROFILE);

	for (uint32_t i = 0; outline && i < outline->titles.count; i++) {
		const struct dt_title *title = DT_AT(outline, struct dt_title, outline->titles) + i;

		if (!title->object && title->text.count)
			return DT_TEXT(outline, title->text);
	}
	return profile && profile->title.count ? DT_TEXT(profile, profile->title) : NULL;
}
