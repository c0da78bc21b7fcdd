/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "reading.h"

#include "tags.h"

#include <errno.h>
#include <strings.h>
#include <sys/stat.h>

/* ---- remarks ------------------------------------------------------------------ */

static char *sentence(const struct reading *r, uint32_t line, const char *format, va_list args)
{
	char text[400];
	char *whole;

	vsnprintf(text, sizeof(text), format, args);
	if (line ? asprintf(&whole, "%s:%u: %s", r->file->path, line, text) < 0
		 : asprintf(&whole, "%s: %s", r->file->path, text) < 0)
		return NULL;
	return whole;
}

void reading_remark(struct reading *r, uint32_t line, const char *format, ...)
{
	char **remark;
	va_list args;

	if (r->file->remarks.n >= GLOSSARY_REMARKS_MOST)
		return;
	remark = DT_LIST_ADD(&r->file->remarks, char *);
	if (!remark)
		return;
	va_start(args, format);
	*remark = sentence(r, line, format, args);
	va_end(args);
	if (!*remark)
		r->file->remarks.n--;
}

dt_status reading_fail(struct reading *r, uint32_t line, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = sentence(r, line, format, args);
	va_end(args);
	dt_fail(r->err, DT_E_CONFIG, "%s", text ? text : "out of memory for a glossary");
	free(text);
	return DT_E_CONFIG;
}

/* ---- rows --------------------------------------------------------------------- */

static void remark_conflict(struct reading *r, const struct pair *pair, uint32_t there)
{
	const struct glossary_term *term = glossary_term(r->files->glossary, there);
	const struct glossary_file *file = glossary_file_at(r->files, term->file);
	char where[200];

	if (term->file == r->number)
		snprintf(where, sizeof(where), "in line %u", term->line);
	else
		snprintf(where, sizeof(where), "in %.150s, line %u", file->path, term->line);
	reading_remark(r, pair->line,
		       "\"%.*s\" has another target %s, which is the one that counts",
		       text_fit(term->source, 100), term->source, where);
}

static bool left_out(struct reading *r, const struct pair *pair, const char *why)
{
	r->file->bad++;
	reading_remark(r, pair->line, "%s; the row is left out", why);
	return true;
}

/* A term that was already there: in this file worth a word, in one before it the rule. */
static void take_again(struct reading *r, const struct pair *pair, uint32_t there)
{
	const struct glossary_term *term = glossary_term(r->files->glossary, there);

	r->file->again++;
	if (term->file == r->number)
		reading_remark(r, pair->line, "\"%.*s\" is there already, in line %u",
			       text_fit(term->source, 100), term->source, term->line);
}

static bool take_row(struct reading *r, const struct pair *pair)
{
	struct glossary_row row = { .source = pair->source,
				    .target = pair->target,
				    .lang = pair->lang && *pair->lang ? pair->lang : NULL,
				    .source_length = pair->source_length,
				    .target_length = pair->target_length,
				    .flags = r->files->flags,
				    .file = r->number,
				    .line = pair->line };
	struct glossary *glossary = r->files->glossary;
	uint32_t there = 0;

	switch (glossary_add(glossary, &row, &there)) {
	case GLOSSARY_ADDED:
		r->file->terms++;
		r->file->kept += !*glossary_term(glossary, glossary_count(glossary) - 1)->target;
		return true;
	case GLOSSARY_AGAIN:
		take_again(r, pair, there);
		return true;
	case GLOSSARY_CONFLICT:
		r->file->conflicts++;
		remark_conflict(r, pair, there);
		return true;
	case GLOSSARY_NO_SOURCE:
		return left_out(r, pair, "there is no word in the source");
	case GLOSSARY_TOO_LONG:
		return left_out(r, pair, "a term is too long to be one (512 bytes, 32 words)");
	case GLOSSARY_NOT_TEXT:
		return left_out(r, pair, "there are bytes that are no UTF-8");
	case GLOSSARY_ALIKE:
		return left_out(r, pair, "too many terms differ from it in their endings alone");
	case GLOSSARY_FULL:
		reading_fail(r, pair->line, "there are more than %d terms", GLOSSARY_MOST_TERMS);
		return false;
	case GLOSSARY_NO_MEMORY:
		break;
	}
	reading_fail(r, pair->line, "out of memory for the terms");
	return false;
}

bool reading_take(struct reading *r, const struct pair *pair)
{
	r->file->rows++;
	if (pair->lang && *pair->lang && !tag_is_good(pair->lang)) {
		r->file->bad++;
		reading_remark(r, pair->line, "\"%.*s\" is no language; the row is left out",
			       text_fit(pair->lang, 40), pair->lang);
		return true;
	}
	if (!tags_agree(pair->lang, glossary_target_lang(r->files->glossary))) {
		r->file->other_languages++;
		return true;
	}
	return take_row(r, pair);
}

/* ---- files -------------------------------------------------------------------- */

static dt_status load(struct reading *r)
{
	FILE *file = fopen(r->file->path, "rbe");
	struct stat facts;
	dt_status status = DT_OK;

	if (!file)
		return reading_fail(r, 0, "the glossary cannot be read: %s", strerror(errno));
	if (!fstat(fileno(file), &facts) && S_ISDIR(facts.st_mode))
		status = reading_fail(r, 0, "this is a folder, a glossary is wanted");
	while (!status && text_reserve(&r->bytes, 1 << 16)) {
		size_t n = fread(r->bytes.at + r->bytes.n, 1, r->bytes.room - r->bytes.n - 1, file);

		if (!n)
			break;
		r->bytes.n += n;
		if (r->bytes.n > GLOSSARY_FILE_MOST)
			status = reading_fail(r, 0, "the glossary has more than %d MiB",
					      GLOSSARY_FILE_MOST >> 20);
	}
	if (!status && ferror(file))
		status = reading_fail(r, 0, "the glossary cannot be read: %s", strerror(errno));
	if (!status && r->bytes.failed)
		status = reading_fail(r, 0, "out of memory for the glossary");
	if (!status)
		r->bytes.at[r->bytes.n] = '\0';
	fclose(file);
	return status;
}

static bool ends_in(const char *path, const char *ending)
{
	size_t n = strlen(path), length = strlen(ending);

	return n > length && !strcasecmp(path + n - length, ending);
}

/* XML begins with a "<" in whatever encoding. */
static bool looks_like_xml(const struct text *bytes)
{
	size_t at = 0;

	if (bytes->n >= 3 && !memcmp(bytes->at, "\xef\xbb\xbf", 3))
		at = 3;
	else if (bytes->n >= 2 &&
		 (!memcmp(bytes->at, "\xff\xfe", 2) || !memcmp(bytes->at, "\xfe\xff", 2)))
		at = 2;
	while (at < bytes->n && at < 200 && (strchr(" \t\r\n", bytes->at[at]) || !bytes->at[at]))
		at++;
	return at < bytes->n && bytes->at[at] == '<';
}

static dt_status read_format(struct reading *r)
{
	bool tabs = ends_in(r->file->path, ".tsv") || ends_in(r->file->path, ".tab");
	dt_status status;

	if (looks_like_xml(&r->bytes)) {
		r->file->format = GLOSSARY_TBX;
		return tbx_read(r);
	}
	if (ends_in(r->file->path, ".tbx"))
		return reading_fail(r, 1, "this is no TBX: it does not begin with \"<\"");
	r->file->format = tabs ? GLOSSARY_TSV : GLOSSARY_CSV;
	status = encoding_read(r);
	return status ? status : csv_read(r, tabs);
}

dt_status glossary_read(struct glossary_files *files, const char *path, struct dt_error *err)
{
	struct glossary_file *file = DT_LIST_ADD(&files->list, struct glossary_file);
	struct reading r = { .files = files, .file = file, .err = err };
	dt_status status;

	if (!file)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the glossary %s", path);
	r.number = files->list.n - 1;
	file->path = strdup(path);
	snprintf(file->encoding, sizeof(file->encoding), "UTF-8");
	if (!file->path) {
		files->list.n--;
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the glossary %s", path);
	}
	status = load(&r);
	if (!status)
		status = read_format(&r);
	text_free(&r.bytes);
	return status;
}

dt_status glossary_read_list(struct glossary_files *files, const char *paths, struct dt_error *err)
{
	dt_status status = DT_OK;

	for (const char *at = paths ? paths : ""; *at && !status;) {
		size_t n = strcspn(at, "\n");
		char *path = n ? strndup(at, n) : NULL;

		if (path)
			status = glossary_read(files, path, err);
		else if (n)
			status = dt_fail(err, DT_E_SYSTEM, "out of memory for a path");
		free(path);
		at += n + (at[n] == '\n');
	}
	return status;
}

void glossary_files_free(struct glossary_files *files)
{
	for (uint32_t i = 0; i < files->list.n; i++) {
		struct glossary_file *file = (struct glossary_file *)files->list.at + i;

		for (uint32_t k = 0; k < file->remarks.n; k++)
			free(((char **)file->remarks.at)[k]);
		dt_list_free(&file->remarks);
		free(file->path);
	}
	dt_list_free(&files->list);
}
