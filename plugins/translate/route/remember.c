/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "remember_inside.h"
#include "spending.h"

#include "wording.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what fails is told once ------------------------------------------------------------ */

void remember_note(const struct dt_call *call, uint32_t level, const char *code, const char *text)
{
	struct dt_note note = {
		.size = sizeof(note), .level = level, .code = code, .text = text, .page = -1
	};

	call->host->note(call, &note);
}

void remember_memory_fails(struct remember *remember, const struct dt_call *call,
			   const struct dt_error *why)
{
	bool first;

	pthread_mutex_lock(&remember->lock);
	first = !remember->memory_failed;
	remember->memory_failed = true;
	pthread_mutex_unlock(&remember->lock);
	if (first)
		remember_note(call, DT_NOTE_FAULT, "memory.failed", why->text);
}

void remember_journal_fails(struct remember *remember, const struct dt_call *call,
			    const struct dt_error *why)
{
	bool first;

	pthread_mutex_lock(&remember->lock);
	first = !remember->journal_failed;
	remember->journal_failed = true;
	pthread_mutex_unlock(&remember->lock);
	if (first)
		remember_note(call, DT_NOTE_FAULT, "journal.failed", why->text);
}

bool remember_has_memory(struct remember *remember)
{
	bool has;

	pthread_mutex_lock(&remember->lock);
	has = remember->memory && !remember->memory_failed;
	pthread_mutex_unlock(&remember->lock);
	return has;
}

bool remember_has_journal(struct remember *remember)
{
	bool has;

	pthread_mutex_lock(&remember->lock);
	has = remember->journal && !remember->journal_failed;
	pthread_mutex_unlock(&remember->lock);
	return has;
}

/* ---- beginning -------------------------------------------------------------------------- */

static const char *glossary_of(const struct route_job *job)
{
	const char *id = job->wording ? wording_id(job->wording) : NULL;

	return id ? id : "";
}

/* What makes two jobs the same, as far as their answers go. */
static void make_fingerprint(struct remember *remember, const struct dt_call *call,
			     const struct route_job *job)
{
	struct sha256_ctx sha;

	sha256_init(&sha);
	fingerprint_add(&sha, remember->document);
	fingerprint_add(&sha, remember->document[0] ? "" : call->host->parameter(call, "name"));
	fingerprint_add(&sha, call->host->parameter(call, "pages"));
	fingerprint_add(&sha, job->source_lang);
	fingerprint_add(&sha, job->target_lang);
	fingerprint_add(&sha, remember->route);
	fingerprint_add(&sha, glossary_of(job));
	fingerprint_write(&sha, remember->fingerprint);
}

static dt_status choose(const struct dt_call *call, const char *name, const char *const *names,
			const char *preset, unsigned *value, struct dt_error *err)
{
	const char *given = dt_parameter(call, name, preset);

	*value = memory_choice(names, given);
	if (names[*value])
		return DT_OK;
	return dt_fail(err, DT_E_CONFIG, "there is no %s \"%.40s\"", name, given);
}

/* Is the file, or the use of it, the user's own wish?  Then it has to be as wished. */
static bool is_wished(const struct dt_call *call)
{
	return call->host->parameter(call, "memory") || call->host->parameter(call, "memory_file");
}

dt_status remember_open(const struct embedding_options *options, struct embedding **embedding,
			struct dt_error *err)
{
	*embedding = NULL;
	if (!options->model || !*options->model)
		return DT_OK;
	*embedding = embedding_open(options, err);
	return *embedding ? DT_OK : err->status;
}

void remember_close(struct embedding *embedding)
{
	embedding_close(embedding);
}

/* Nobody else would make use of what is similar. */
static bool reads_prompts(const struct route_job *job)
{
	return job->translator->flags & DT_TRANSLATOR_INSTRUCTED;
}

static dt_status open_memory(struct remember *remember, const struct dt_call *call,
			     const struct route_job *job, struct dt_error *err)
{
	const struct route_options *o = ((const struct route_self *)call->self)->options;
	const char *project = dt_parameter(call, "project", "");
	struct memory_options options = {
		.file = { .path = remember->path, .wait_ms = (uint32_t)o->memory_wait },
		.space = { job->source_lang, job->target_lang, remember->route, glossary_of(job) },
		.project = project,
		.document = remember->document,
		.mode = remember->mode,
		.threshold = o->memory_threshold,
		.hints = o->memory_similar_from,
		.most_hints = reads_prompts(job) ? (uint32_t)o->memory_similar : 0,
		.near = o->memory_near_from,
		.semantic = o->memory_semantic_from,
		.vector_bytes = o->memory_vectors,
		.max_rows = o->memory_rows,
		.max_bytes = o->memory_bytes,
	};
	struct dt_error why = { 0 };
	unsigned scope;

	if (choose(call, "memory_scope", memory_scopes, *project ? "project" : "global", &scope,
		   err) != DT_OK)
		return err->status;
	if (scope == MEMORY_PROJECT && !*project)
		return dt_fail(err, DT_E_CONFIG,
			       "memory_scope is \"project\", but the job has no project");
	options.scope = (enum memory_scope)scope;
	if (remember->mode == MEMORY_SEMANTIC || options.most_hints)
		remember->embedding = ((const struct route_self *)call->self)->embedding;
	if (remember->embedding && spending_is_money(job->spending) &&
	    !embedding_has_price(remember->embedding))
		return dt_fail(err, DT_E_CONFIG,
			       "what the embedding service costs is not known: give it its price, "
			       "option embedding_price of %.60s, or the budget in tokens",
			       call->node ? call->node : "route.segments");
	options.model = remember->embedding ? o->embedding.model : "";
	remember->memory = memory_open(&options, &why);
	if (!remember->memory && why.status == DT_E_CONFIG && is_wished(call))
		return dt_fail(err, why.status, "%s", why.text);
	if (!remember->memory)
		remember_memory_fails(remember, call, &why);
	else if (*memory_warning(remember->memory))
		remember_note(call, DT_NOTE_WARNING, "memory.file",
			      memory_warning(remember->memory));
	return DT_OK;
}

static void open_journal(struct remember *remember, const struct dt_call *call)
{
	const struct route_options *o = ((const struct route_self *)call->self)->options;
	struct database_want want = { .path = remember->journal_path,
				      .wait_ms = (uint32_t)o->memory_wait };
	struct dt_error why = { 0 };

	remember->journal = journal_open(&want, remember->fingerprint, &why);
	if (!remember->journal)
		remember_journal_fails(remember, call, &why);
	else if (*journal_warning(remember->journal))
		remember_note(call, DT_NOTE_WARNING, "journal.file",
			      journal_warning(remember->journal));
}

/* The name of the document's bytes; "" where the pipeline does not hand the file over. */
static dt_status make_document(struct remember *remember, const struct dt_call *call,
			       struct dt_error *err)
{
	const struct dt_file *file = route_input(call, ROUTE_IN_FILE);

	return file ? file_digest(call, DT_TEXT(file, file->path), remember->document, err) : DT_OK;
}

static dt_status begin(struct remember *remember, const struct dt_call *call,
		       const struct route_job *job, bool journal, struct dt_error *err)
{
	const struct route_self *self = call->self;
	struct dt_error why = { 0 };
	dt_status status;

	pthread_mutex_init(&remember->lock, NULL);
	if (fingerprint_files(call, &remember->path, &remember->journal_path, &why) != DT_OK) {
		remember_memory_fails(remember, call, &why);
		return DT_OK;
	}
	status = make_document(remember, call, err);
	if (!status)
		status = fingerprint_route(call, self->options->translator, job->translator,
					   remember->route, err);
	if (status)
		return status;
	make_fingerprint(remember, call, job);
	if (journal && fingerprint_may_open(call, remember->journal_path))
		open_journal(remember, call);
	if (!remember->mode || !fingerprint_may_open(call, remember->path))
		return DT_OK;
	return open_memory(remember, call, job, err);
}

dt_status remember_begin(const struct dt_call *call, const struct route_job *job,
			 struct remember **remember, struct dt_error *err)
{
	const char *journal =
		dt_parameter(call, "journal", fingerprint_is_dear(job->translator) ? "yes" : "no");
	const struct route_self *self = call->self;
	bool dry = !strcmp(dt_parameter(call, "dry_run", "no"), "yes");
	struct remember *made;
	dt_status status;
	unsigned mode;

	*remember = NULL;
	status = choose(call, "memory", memory_modes,
			fingerprint_is_dear(job->translator) ? "exact" : "off", &mode, err);
	if (!status && mode == MEMORY_SEMANTIC && !self->embedding)
		return dt_fail(err, DT_E_CONFIG,
			       "memory is \"semantic\", but no embedding service is named: option "
			       "embedding_model of %.60s says which model, embedding_url where",
			       call->node ? call->node : "route.segments");
	/* answers that hang on the room for them are not those of another document */
	if (job->translator->flags & DT_TRANSLATOR_BUDGETS)
		mode = MEMORY_OFF;
	if (status || (!mode && (strcmp(journal, "yes") != 0 || dry)) ||
	    job->translator->flags & DT_TRANSLATOR_BUDGETS)
		return status;
	made = calloc(1, sizeof(*made));
	if (!made)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	made->mode = (enum memory_mode)mode;
	status = begin(made, call, job, !strcmp(journal, "yes"), err);
	if (status || (!made->memory && !made->journal)) {
		remember_end(made);
		return status;
	}
	*remember = made;
	return DT_OK;
}

/* ---- the end --------------------------------------------------------------------------------- */

void remember_tell(struct remember *remember, const struct dt_call *call, bool complete)
{
	struct dt_error why = { 0 };
	char text[400];

	remember_put(remember, call, true);
	if (complete && remember_has_journal(remember)) {
		if (journal_done(remember->journal, &why) != DT_OK)
			remember_journal_fails(remember, call, &why);
		else
			fingerprint_leave_word(call, "journal", remember->fingerprint,
					       remember->journal_path);
	}
	snprintf(
		text, sizeof(text),
		"answers from the memory: %u exact, %u normalized, %u fuzzy, %u semantic; from the "
		"journal: %u; texts with similar ones in the memory: %u; vectors from the "
		"embedding service: %u; kept: %u",
		remember->found[MEMORY_EXACT], remember->found[MEMORY_NORMALIZED],
		remember->found[MEMORY_FUZZY], remember->found[MEMORY_SEMANTIC], remember->resumed,
		remember->hinted, remember->embedded, remember->kept);
	remember_note(call, DT_NOTE_INFO, "memory.use", text);
}

void remember_end(struct remember *remember)
{
	if (!remember)
		return;
	remember_put(remember, NULL, true);
	memory_close(remember->memory);
	journal_close(remember->journal);
	pthread_mutex_destroy(&remember->lock);
	free(remember->path);
	free(remember->journal_path);
	free(remember);
}
