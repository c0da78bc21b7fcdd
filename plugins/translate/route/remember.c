/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "remember.h"

#include "plugins/translate/memory/journal.h"
#include "plugins/translate/memory/place.h"
#include "plugins/translate/xliff/digest.h"
#include "wording.h"

#include <nettle/sha2.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* So many answers are written to the memory at once, where a journal has them already. */
enum { WAITING = 64, SIGNATURE = 400 };

struct kept {
	char *source, *target;
	size_t source_length, target_length;
	uint32_t flags;
};

struct remember {
	struct memory *memory;	 /* NULL: none, or it has failed */
	struct journal *journal; /* NULL: none, or it has failed */
	enum memory_mode mode;
	char *path, *journal_path;
	char route[SIGNATURE];
	char document[FILE_DIGEST_SIZE], fingerprint[FILE_DIGEST_SIZE];
	pthread_mutex_t lock; /* of all below */
	bool memory_failed, journal_failed;
	struct kept waiting[WAITING];
	uint32_t n_waiting;
	uint32_t found[MEMORY_SEMANTIC + 1], resumed, kept;
};

static void note(const struct dt_call *call, uint32_t level, const char *code, const char *text)
{
	struct dt_note note = {
		.size = sizeof(note), .level = level, .code = code, .text = text, .page = -1
	};

	call->host->note(call, &note);
}

/* ---- what fails is told once ------------------------------------------------------------ */

static void memory_fails(struct remember *remember, const struct dt_call *call,
			 const struct dt_error *why)
{
	bool first;

	pthread_mutex_lock(&remember->lock);
	first = !remember->memory_failed;
	remember->memory_failed = true;
	pthread_mutex_unlock(&remember->lock);
	if (first)
		note(call, DT_NOTE_FAULT, "memory.failed", why->text);
}

static void journal_fails(struct remember *remember, const struct dt_call *call,
			  const struct dt_error *why)
{
	bool first;

	pthread_mutex_lock(&remember->lock);
	first = !remember->journal_failed;
	remember->journal_failed = true;
	pthread_mutex_unlock(&remember->lock);
	if (first)
		note(call, DT_NOTE_FAULT, "journal.failed", why->text);
}

static bool has_memory(struct remember *remember)
{
	bool has;

	pthread_mutex_lock(&remember->lock);
	has = remember->memory && !remember->memory_failed;
	pthread_mutex_unlock(&remember->lock);
	return has;
}

static bool has_journal(struct remember *remember)
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

static void add_part(struct sha256_ctx *sha, const char *text)
{
	/* the NUL as well: where one ends and the next begins counts */
	sha256_update(sha, text ? strlen(text) + 1 : 1, (const uint8_t *)(text ? text : ""));
}

/* What makes two jobs the same, as far as their answers go. */
static void make_fingerprint(struct remember *remember, const struct dt_call *call,
			     const struct route_job *job)
{
	unsigned char sum[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;

	sha256_init(&sha);
	add_part(&sha, remember->document);
	add_part(&sha, remember->document[0] ? "" : call->host->parameter(call, "name"));
	add_part(&sha, call->host->parameter(call, "pages"));
	add_part(&sha, job->source_lang);
	add_part(&sha, job->target_lang);
	add_part(&sha, remember->route);
	add_part(&sha, glossary_of(job));
	sha256_digest(&sha, sizeof(sum), sum);
	for (size_t i = 0; i < sizeof(sum); i++)
		snprintf(remember->fingerprint + 2 * i, 3, "%02x", sum[i]);
}

/* What shapes the answers: the translator, and the user's words to a model. */
static dt_status make_route(struct remember *remember, const struct dt_call *call,
			    const struct route_job *job, struct dt_error *err)
{
	const struct route_self *self = call->self;
	const char *instructions = call->host->parameter(call, "instructions");
	unsigned char sum[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;
	dt_status status;
	size_t n;

	status = call->host->signature(call, self->options->translator, remember->route,
				       SIGNATURE - 48, err);
	n = strlen(remember->route);
	if (status || !instructions || !*instructions ||
	    !(job->translator->flags & (DT_TRANSLATOR_INSTRUCTED | DT_TRANSLATOR_ROUTES)))
		return status;
	sha256_init(&sha);
	add_part(&sha, instructions);
	sha256_digest(&sha, sizeof(sum), sum);
	n += (size_t)snprintf(remember->route + n, SIGNATURE - n, " instructions=");
	for (size_t i = 0; i < 16; i++)
		n += (size_t)snprintf(remember->route + n, SIGNATURE - n, "%02x", sum[i]);
	return DT_OK;
}

/* Costs money or goes to another machine: such answers are worth a file. */
static bool is_dear(const struct route_job *job)
{
	return job->translator->flags &
	       (DT_TRANSLATOR_COSTS | DT_TRANSLATOR_NETWORK | DT_TRANSLATOR_ROUTES);
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
	remember->memory = memory_open(&options, &why);
	if (!remember->memory && why.status == DT_E_CONFIG && is_wished(call))
		return dt_fail(err, why.status, "%s", why.text);
	if (!remember->memory)
		memory_fails(remember, call, &why);
	else if (*memory_warning(remember->memory))
		note(call, DT_NOTE_WARNING, "memory.file", memory_warning(remember->memory));
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
		journal_fails(remember, call, &why);
	else if (*journal_warning(remember->journal))
		note(call, DT_NOTE_WARNING, "journal.file", journal_warning(remember->journal));
}

/* The name of the document's bytes; "" where the pipeline does not hand the file over. */
static dt_status make_document(struct remember *remember, const struct dt_call *call,
			       struct dt_error *err)
{
	const struct dt_file *file = route_input(call, ROUTE_IN_FILE);

	return file ? file_digest(call, DT_TEXT(file, file->path), remember->document, err) : DT_OK;
}

static dt_status find_files(struct remember *remember, const struct dt_call *call)
{
	const char *given = call->host->parameter(call, "memory_file");
	struct dt_error why = { 0 };

	remember->path = given && *given ? strdup(given) : place_memory();
	if (remember->path)
		remember->journal_path = place_journal(remember->path);
	if (remember->journal_path)
		return DT_OK;
	dt_fail(&why, DT_E_SYSTEM,
		"there is no folder for the translation memory; give a file with memory_file");
	memory_fails(remember, call, &why);
	return why.status;
}

/* A job that asks nobody makes no files. */
static bool may_open(const struct dt_call *call, const char *path)
{
	return strcmp(dt_parameter(call, "dry_run", "no"), "yes") != 0 || access(path, F_OK) == 0;
}

static dt_status begin(struct remember *remember, const struct dt_call *call,
		       const struct route_job *job, bool journal, struct dt_error *err)
{
	dt_status status;

	pthread_mutex_init(&remember->lock, NULL);
	if (find_files(remember, call) != DT_OK)
		return DT_OK;
	status = make_document(remember, call, err);
	if (!status)
		status = make_route(remember, call, job, err);
	if (status)
		return status;
	make_fingerprint(remember, call, job);
	if (journal && may_open(call, remember->journal_path))
		open_journal(remember, call);
	if (!remember->mode || !may_open(call, remember->path))
		return DT_OK;
	return open_memory(remember, call, job, err);
}

dt_status remember_begin(const struct dt_call *call, const struct route_job *job,
			 struct remember **remember, struct dt_error *err)
{
	const char *journal = dt_parameter(call, "journal", is_dear(job) ? "yes" : "no");
	bool dry = !strcmp(dt_parameter(call, "dry_run", "no"), "yes");
	struct remember *made;
	dt_status status;
	unsigned mode;

	*remember = NULL;
	status = choose(call, "memory", memory_modes, is_dear(job) ? "exact" : "off", &mode, err);
	if (!status && mode == MEMORY_SEMANTIC)
		return dt_fail(err, DT_E_UNSUPPORTED,
			       "memory is \"semantic\", but no embedding service is supported; the "
			       "most is \"fuzzy\"");
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

/* ---- looking up --------------------------------------------------------------------------- */

/* The ask as it was answered: without styles, where the answer has none. */
static bool take(struct remember *remember, struct ask *ask, struct memory_query *query,
		 const char *from)
{
	if (query->flags & MEMORY_PLAIN) {
		ask->plain = true;
		text_clear(&ask->markup);
		if (!segment_build(&ask->source, true, &ask->markup, &ask->marks))
			return false;
	}
	text_clear(&ask->answer);
	text_add(&ask->answer, query->answer, query->answer_length);
	if (ask->answer.failed)
		return false;
	ask->from = from;
	pthread_mutex_lock(&remember->lock);
	if (!strcmp(from, "journal"))
		remember->resumed++;
	else
		remember->found[query->found]++;
	pthread_mutex_unlock(&remember->lock);
	return true;
}

static void put_waiting(struct remember *remember, const struct dt_call *call, bool all);

/* What a journal has and a memory may not: the process was killed before it got there. */
static void pass_on(struct remember *remember, const struct dt_call *call,
		    const struct memory_query *query)
{
	struct kept row = { .source = strndup(query->text, query->length),
			    .target = strdup(query->answer),
			    .source_length = query->length,
			    .target_length = query->answer_length,
			    .flags = query->flags };
	bool done = !row.source || !row.target;

	while (!done) {
		put_waiting(remember, call, false);
		pthread_mutex_lock(&remember->lock);
		done = remember->n_waiting < WAITING;
		if (done) {
			remember->waiting[remember->n_waiting++] = row;
			row.source = row.target = NULL;
		}
		pthread_mutex_unlock(&remember->lock);
	}
	free(row.source);
	free(row.target);
}

static void find_in(struct remember *remember, const struct asking *asking, struct ask *const *asks,
		    struct memory_query *queries, uint32_t n, bool journal)
{
	const struct dt_call *call = asking->call;
	struct dt_error why = { 0 };
	uint32_t wanted = 0;

	for (uint32_t i = 0; i < n; i++) {
		queries[i] = (struct memory_query){ 0 };
		if (asks[i]->from)
			continue;
		queries[wanted].text = asks[i]->markup.at ? asks[i]->markup.at : "";
		queries[wanted++].length = asks[i]->markup.n;
	}
	if (journal ? journal_find(remember->journal, queries, wanted, &why)
		    : memory_find(remember->memory, queries, wanted, &why)) {
		if (journal)
			journal_fails(remember, call, &why);
		else
			memory_fails(remember, call, &why);
	}
	for (uint32_t i = 0, k = 0; i < n; i++) {
		struct memory_query *query = &queries[k];

		if (asks[i]->from)
			continue;
		k++;
		if (query->found && journal && has_memory(remember))
			pass_on(remember, call, query);
		if (query->found)
			take(remember, asks[i], query, journal ? "journal" : "memory");
		memory_query_free(query);
	}
}

void remember_find(const struct asking *asking, struct ask *const *asks, uint32_t n)
{
	struct remember *remember = asking->remember;
	struct memory_query *queries = malloc(n * sizeof(*queries));

	if (queries && has_journal(remember))
		find_in(remember, asking, asks, queries, n, true);
	if (queries && has_memory(remember))
		find_in(remember, asking, asks, queries, n, false);
	free(queries);
}

/* ---- writing down -----------------------------------------------------------------------------
 */

/* What waits goes to the memory: all of it, or when there is no more room. */
static void put_waiting(struct remember *remember, const struct dt_call *call, bool all)
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
		given[i] =
			(struct memory_row){ rows[i].source, rows[i].target, rows[i].source_length,
					     rows[i].target_length, rows[i].flags };
	if (n && has_memory(remember) && memory_keep(remember->memory, given, n, &why) != DT_OK &&
	    call)
		memory_fails(remember, call, &why);
	for (uint32_t i = 0; i < n; i++) {
		free(rows[i].source);
		free(rows[i].target);
	}
}

static void keep(struct remember *remember, const struct dt_call *call,
		 const struct memory_row *row)
{
	struct dt_error why = { 0 };
	struct memory_query query = { .text = row->source,
				      .length = row->source_length,
				      .answer = (char *)row->target,
				      .answer_length = row->target_length,
				      .flags = row->flags };
	bool written = has_journal(remember) && journal_writes(remember->journal);

	if (written && journal_keep(remember->journal, row, 1, &why) != DT_OK) {
		journal_fails(remember, call, &why);
		written = false;
	}
	if (has_memory(remember)) {
		pass_on(remember, call, &query);
		/* nobody else has it: a killed process would have paid for nothing */
		if (!written)
			put_waiting(remember, call, true);
	}
	pthread_mutex_lock(&remember->lock);
	remember->kept++;
	pthread_mutex_unlock(&remember->lock);
}

void remember_keep(const struct asking *asking, const struct ask *ask)
{
	struct memory_row row = { .target = ask->given, .target_length = ask->given_length };
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

/* ---- the end --------------------------------------------------------------------------------- */

/* For memory.done, which sees the results written. */
static void leave_word(const struct remember *remember, const struct dt_call *call)
{
	char *path = NULL;
	FILE *file;

	if (asprintf(&path, "%s/journal", call->host->work_dir(call)) < 0)
		return;
	file = fopen(path, "we");
	if (file) {
		fprintf(file, "%s\n%s\n", remember->fingerprint, remember->journal_path);
		fclose(file);
	}
	free(path);
}

void remember_tell(struct remember *remember, const struct dt_call *call, bool complete)
{
	struct dt_error why = { 0 };
	char text[300];

	put_waiting(remember, call, true);
	if (complete && has_journal(remember)) {
		if (journal_done(remember->journal, &why) != DT_OK)
			journal_fails(remember, call, &why);
		else
			leave_word(remember, call);
	}
	snprintf(
		text, sizeof(text),
		"answers from the memory: %u exact, %u normalized, %u fuzzy, %u semantic; from the "
		"journal: %u; kept: %u",
		remember->found[MEMORY_EXACT], remember->found[MEMORY_NORMALIZED],
		remember->found[MEMORY_FUZZY], remember->found[MEMORY_SEMANTIC], remember->resumed,
		remember->kept);
	note(call, DT_NOTE_INFO, "memory.use", text);
}

void remember_end(struct remember *remember)
{
	if (!remember)
		return;
	put_waiting(remember, NULL, true);
	memory_close(remember->memory);
	journal_close(remember->journal);
	pthread_mutex_destroy(&remember->lock);
	free(remember->path);
	free(remember->journal_path);
	free(remember);
}
