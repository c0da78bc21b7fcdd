/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "canon.h"
#include "stages.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 2000, MAX_SEGMENT = 1 << 20 /* bytes */ };

void exchange_row_clear(struct exchange_row *row)
{
	text_free(&row->source);
	text_free(&row->target);
	free(row->route);
	free(row->glossary);
	free(row->project);
	free(row->document);
	memset(row, 0, sizeof(*row));
}

static const char *or_none(const char *text)
{
	return text ? text : "";
}

/* Has the row another place than the one before?  Asks for its id then. */
static bool settle(struct importer *im, const struct exchange_row *row)
{
	const char *project = row->project ? row->project : or_none(im->options->project);
	struct memory_space space = { row->source_lang, row->target_lang, or_none(row->route),
				      or_none(row->glossary) };
	char *key = NULL;

	if (asprintf(&key, "%s\n%s\n%s\n%s", space.source_lang, space.target_lang, space.route,
		     space.glossary) < 0)
		return dt_fail(im->err, DT_E_SYSTEM, "out of memory"), false;
	if (!im->space_key || strcmp(key, im->space_key) != 0)
		im->space = rows_space(im->database, &space, im->err);
	free(im->space_key);
	im->space_key = key;
	key = NULL;
	if (asprintf(&key, "%s\n%s", project, or_none(row->document)) < 0)
		return dt_fail(im->err, DT_E_SYSTEM, "out of memory"), false;
	if (!im->scope_key || strcmp(key, im->scope_key) != 0)
		im->scope = rows_scope(im->database, project, or_none(row->document), im->err);
	free(im->scope_key);
	im->scope_key = key;
	return im->space >= 0 && im->scope >= 0;
}

/* Both texts in canonical form; false: a row that would never be of use. */
static bool make_canonical(const struct exchange_row *row, struct text *source, struct text *target)
{
	struct canon canon;

	if (!row->source.n || !row->target.n || row->source.n > MAX_SEGMENT ||
	    row->target.n > MAX_SEGMENT ||
	    !canon_source(row->source.at, row->source.n, source, &canon))
		return false;
	if (row->flags & MEMORY_PLAIN)
		text_add(target, row->target.at, row->target.n);
	else if (!canon_target(row->target.at, row->target.n, &canon, target))
		return false;
	return source->n && target->n && !source->failed && !target->failed;
}

static bool next_transaction(struct importer *im)
{
	if (im->in_transaction++ % AT_ONCE)
		return true;
	if (im->in_transaction > 1 &&
	    (rows_total(&im->rows, im->err) || database_end(im->database, DT_OK, im->err)))
		return false;
	/* what was rolled back is not there */
	return database_begin(im->database, im->err) == DT_OK;
}

bool importer_add(struct importer *im, struct exchange_row *row)
{
	const struct maintain_options *o = im->options;
	struct text source = { 0 }, target = { 0 };
	int64_t now = database_now();
	bool good = true;

	if (!row->source_lang[0] && o->source_lang)
		snprintf(row->source_lang, sizeof(row->source_lang), "%.35s", o->source_lang);
	if (!row->target_lang[0] && o->target_lang)
		snprintf(row->target_lang, sizeof(row->target_lang), "%.35s", o->target_lang);
	if (!row->source_lang[0] || !row->target_lang[0] ||
	    (o->source_lang && !rows_language(row->source_lang, o->source_lang, true)) ||
	    (o->target_lang && !rows_language(row->target_lang, o->target_lang, true)) ||
	    !make_canonical(row, &source, &target)) {
		im->left_out++;
	} else {
		struct row put = { .source_lang = row->source_lang,
				   .target_lang = row->target_lang,
				   .origin = row->origin,
				   .source = source.at,
				   .target = target.at,
				   .source_length = source.n,
				   .target_length = target.n,
				   .flags = row->flags,
				   .created = row->created > 0 ? row->created : now,
				   .used = row->used > 0 ? row->used : now,
				   .hits = row->hits };

		good = next_transaction(im) && settle(im, row);
		put.space = im->space;
		put.scope = im->scope;
		good = good && rows_put(&im->rows, &put, im->err) == DT_OK;
		im->imported += good;
	}
	text_free(&source);
	text_free(&target);
	if (good && im->call->host->cancelled(im->call))
		return dt_fail(im->err, DT_E_CANCELLED, "cancelled"), false;
	return good;
}

/* TMX begins with '<', maybe behind a byte order mark, or is UTF-16. */
static bool is_xml(FILE *file)
{
	unsigned char head[4] = { 0 };
	size_t n = fread(head, 1, sizeof(head), file), at = 0;

	rewind(file);
	if (n > 1 && ((head[0] == 0xff && head[1] == 0xfe) || (head[0] == 0xfe && head[1] == 0xff)))
		return true;
	if (n > 3 && head[0] == 0xef && head[1] == 0xbb)
		at = 3;
	while (at < n && strchr(" \t\r\n", head[at]))
		at++;
	return head[at < 4 ? at : 3] == '<';
}

static dt_status import_from(struct importer *im, FILE *file)
{
	const char *path = im->options->exchange;
	dt_status status = is_xml(file) ? tmx_read(im, file, path, im->err)
					: ndjson_read(im, file, path, im->err);

	if (im->in_transaction) {
		if (!status)
			status = rows_total(&im->rows, im->err);
		status = database_end(im->database, status, im->err);
	}
	return status;
}

dt_status import_end(const struct dt_call *call, struct dt_error *err)
{
	const struct maintain_options *options = call->self;
	struct dt_error why = { 0 };
	struct importer im = { .call = call, .options = options, .err = &why };
	FILE *file = fopen(options->exchange, "re");

	if (!file)
		return dt_fail(err, DT_E_INPUT, "cannot read %.300s: %s", options->exchange,
			       strerror(errno));
	im.database = maintain_open(call, true, false, err);
	if (im.database && rows_open(&im.rows, im.database, &why))
		import_from(&im, file);
	fclose(file);
	free(im.space_key);
	free(im.scope_key);
	if (!im.database)
		return err->status;
	database_close(im.database);
	if (why.status)
		return dt_fail(err, why.status, "%s", why.text);
	return maintain_report(call,
			       json_pack("{s:I, s:I, s:s}", "imported", (json_int_t)im.imported,
					 "left_out", (json_int_t)im.left_out, "path",
					 options->exchange),
			       err);
}
