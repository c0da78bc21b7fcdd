/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "journal.h"
#include "place.h"
#include "schema.h"
#include "stages.h"

#include <errno.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

dt_status keep_options(const struct dt_call *call, const void *given, void **self,
		       struct dt_error *err)
{
	(void)call;
	(void)err;
	xmlInitParser();
	*self = (void *)given;
	return DT_OK;
}

struct database *maintain_open(const struct dt_call *call, bool make, bool read_only,
			       struct dt_error *err)
{
	const struct maintain_options *options = call->self;
	char *own = options->file ? NULL : place_memory();
	struct database_want want = { .path = options->file ? options->file : own,
				      .wait_ms = 60000,
				      .read_only = read_only,
				      .must_exist = !make };
	struct database *database = NULL;

	if (!want.path)
		dt_fail(err, DT_E_SYSTEM, "there is no folder for the translation memory");
	else
		database = database_open(&schema_memory, &want, err);
	free(own);
	if (database && !read_only && !database->writable) {
		dt_fail(err, DT_E_REFUSED, "the translation memory %.300s cannot be written",
			database->path);
		database_close(database);
		database = NULL;
	}
	return database;
}

dt_status maintain_report(const struct dt_call *call, json_t *facts, struct dt_error *err)
{
	char *text = facts ? json_dumps(facts, JSON_COMPACT) : NULL;
	dt_status status;

	json_decref(facts);
	if (!text)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the report");
	status = dt_output_report(call, 0, text, strlen(text), err);
	free(text);
	return status;
}

/* Languages by their beginning: "en" is "en-US", too. */
const char *maintain_where(void)
{
	return " WHERE (?1 IS NULL OR lower(s.source_lang) = lower(?1) OR "
	       "substr(lower(s.source_lang), 1, length(?1) + 1) = lower(?1) || '-') AND "
	       "(?2 IS NULL OR lower(s.target_lang) = lower(?2) OR "
	       "substr(lower(s.target_lang), 1, length(?2) + 1) = lower(?2) || '-') AND "
	       "(?3 IS NULL OR c.project = ?3) AND (?4 = 0 OR e.used < ?4) ";
}

static void bind(sqlite3_stmt *statement, int at, const char *text)
{
	if (text)
		sqlite3_bind_text(statement, at, text, -1, SQLITE_TRANSIENT);
}

void maintain_bind(sqlite3_stmt *statement, const struct maintain_options *o)
{
	bind(statement, 1, o->source_lang);
	bind(statement, 2, o->target_lang);
	bind(statement, 3, o->project);
	sqlite3_bind_int64(statement, 4, o->older_than ? database_now() - o->older_than / 1000 : 0);
}

/* ---- stats ------------------------------------------------------------------------------ */

static json_t *column(sqlite3_stmt *statement, int at)
{
	const char *text = (const char *)sqlite3_column_text(statement, at);

	return json_string(text ? text : "");
}

static json_t *count_rows(struct database *database, const struct maintain_options *options,
			  int64_t *rows, struct dt_error *err)
{
	char sql[900];
	sqlite3_stmt *s;
	json_t *list = json_array();

	snprintf(sql, sizeof(sql),
		 "SELECT s.source_lang, s.target_lang, s.route, s.glossary, count(*), "
		 "sum(e.hits), max(e.used) FROM entry e JOIN space s ON s.id = e.space JOIN scope "
		 "c ON c.id = e.scope %s GROUP BY s.id ORDER BY 5 DESC, 1, 2, 3, 4",
		 maintain_where());
	s = database_prepare(database, sql, err);
	if (s)
		maintain_bind(s, options);
	while (s && database_row(database, s, err)) {
		json_array_append_new(
			list, json_pack("{s:o, s:o, s:o, s:o, s:I, s:I, s:I}", "source_lang",
					column(s, 0), "target_lang", column(s, 1), "route",
					column(s, 2), "glossary", column(s, 3), "rows",
					(json_int_t)sqlite3_column_int64(s, 4), "hits",
					(json_int_t)sqlite3_column_int64(s, 5), "last_used",
					(json_int_t)sqlite3_column_int64(s, 6)));
		*rows += sqlite3_column_int64(s, 4);
	}
	return list;
}

/* The user's own memory before the first job is nothing to complain of. */
static json_t *no_memory_yet(const struct maintain_options *options)
{
	char *path = options->file ? NULL : place_memory();
	json_t *facts = NULL;

	if (path && access(path, F_OK) && errno == ENOENT)
		facts = json_pack("{s:i, s:s, s:b, s:[]}", "tm_rows", 0, "path", path, "exists",
				  false, "spaces");
	free(path);
	return facts;
}

dt_status stats_end(const struct dt_call *call, struct dt_error *err)
{
	json_t *facts = no_memory_yet(call->self), *spaces;
	struct database *database;
	struct dt_error why = { 0 };
	int64_t rows = 0;

	if (facts)
		return maintain_report(call, facts, err);
	database = maintain_open(call, false, true, err);
	if (!database)
		return err->status;
	spaces = count_rows(database, call->self, &rows, &why);
	facts = json_pack("{s:I, s:s, s:b, s:o}", "tm_rows", (json_int_t)rows, "path",
			  database->path, "exists", true, "spaces", spaces);
	database_close(database);
	if (why.status) {
		json_decref(facts);
		return dt_fail(err, why.status, "%s", why.text);
	}
	return maintain_report(call, facts, err);
}

/* ---- purge ------------------------------------------------------------------------------- */

enum { AT_ONCE = 500 };

/* One transaction; how many rows went. */
static int purge_some(struct database *database, struct rows *rows, sqlite3_stmt *find,
		      struct dt_error *err)
{
	int64_t ids[AT_ONCE];
	int n = 0;
	dt_status status = database_begin(database, err);

	if (status)
		return 0;
	while (n < AT_ONCE && database_row(database, find, err))
		ids[n++] = sqlite3_column_int64(find, 0);
	sqlite3_reset(find);
	for (int i = 0; i < n && err->status == DT_OK; i++)
		rows_remove(rows, ids[i], err);
	if (err->status == DT_OK)
		rows_total(rows, err);
	database_end(database, err->status, err);
	return err->status == DT_OK ? n : 0;
}

dt_status purge_end(const struct dt_call *call, struct dt_error *err)
{
	struct database *database = maintain_open(call, false, false, err);
	struct dt_error why = { 0 };
	struct rows rows;
	sqlite3_stmt *find;
	char sql[900];
	int64_t gone = 0;
	int n;

	if (!database)
		return err->status;
	snprintf(sql, sizeof(sql),
		 "SELECT e.id FROM entry e JOIN space s ON s.id = e.space JOIN scope c ON c.id = "
		 "e.scope %s LIMIT %d",
		 maintain_where(), AT_ONCE);
	find = database_prepare(database, sql, &why);
	if (find && rows_open(&rows, database, &why)) {
		maintain_bind(find, call->self);
		while ((n = purge_some(database, &rows, find, &why)) > 0 &&
		       !call->host->cancelled(call))
			gone += n;
	}
	if (!why.status)
		database_run(database, "VACUUM", &why);
	database_close(database);
	if (why.status)
		return dt_fail(err, why.status, "%s", why.text);
	return maintain_report(call, json_pack("{s:I}", "deleted_tm_rows", (json_int_t)gone), err);
}

/* ---- a job that is over ------------------------------------------------------------------- */

/* What a stage has left word of, if it has. */
static bool forget(const struct dt_call *call, const char *word)
{
	char *path = NULL, fingerprint[80] = "", journal[4096] = "";
	struct dt_error why = { 0 };
	FILE *file;

	if (asprintf(&path, "%s/%s", call->host->work_dir(call), word) < 0)
		return false;
	file = fopen(path, "re");
	free(path);
	if (!file)
		return false;
	if (fgets(fingerprint, sizeof(fingerprint), file) &&
	    fgets(journal, sizeof(journal), file)) {
		fingerprint[strcspn(fingerprint, "\n")] = '\0';
		journal[strcspn(journal, "\n")] = '\0';
		/* what stays behind expires: no reason to fail */
		if (journal_remove(journal, fingerprint, &why) != DT_OK)
			dt_log(call, DT_LOG_WARNING, "%s", why.text);
	}
	fclose(file);
	return true;
}

dt_status done_end(const struct dt_call *call, struct dt_error *err)
{
	(void)err;
	/* a job that is not complete needs its terms again */
	if (forget(call, "journal"))
		forget(call, "journal.terms");
	return DT_OK;
}
