/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "stages.h"

#include <errno.h>
#include <libxml/xmlwriter.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

struct writing {
	FILE *file;
	xmlTextWriterPtr xml; /* NULL: NDJSON */
	uint64_t written, left_out;
	bool failed;
};

static const char *text_at(sqlite3_stmt *s, int at)
{
	const char *text = (const char *)sqlite3_column_text(s, at);

	return text ? text : "";
}

/* ---- NDJSON ---------------------------------------------------------------------------- */

static void write_line(struct writing *w, sqlite3_stmt *s)
{
	json_t *row = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:I, s:I, s:I}",
				"source_lang", text_at(s, 0), "target_lang", text_at(s, 1),
				"source", text_at(s, 2), "target", text_at(s, 3), "route",
				text_at(s, 5), "glossary", text_at(s, 6), "project", text_at(s, 7),
				"document", text_at(s, 8), "origin", text_at(s, 9), "plain",
				(int)(sqlite3_column_int64(s, 4) & MEMORY_PLAIN), "created",
				(json_int_t)sqlite3_column_int64(s, 10), "used",
				(json_int_t)sqlite3_column_int64(s, 11), "hits",
				(json_int_t)sqlite3_column_int64(s, 12));

	if (!row) {
		w->left_out++;
		return;
	}
	w->failed |= json_dumpf(row, w->file, JSON_COMPACT) != 0 || putc('\n', w->file) == EOF;
	json_decref(row);
	w->written++;
}

/* ---- TMX --------------------------------------------------------------------------------- */

static void begin_mark(xmlTextWriterPtr xml, const char *name, uint32_t id, bool pair)
{
	xmlTextWriterStartElement(xml, (const xmlChar *)name);
	if (pair)
		xmlTextWriterWriteFormatAttribute(xml, (const xmlChar *)"i", "%u", id);
	if (strcmp(name, "ept") != 0)
		xmlTextWriterWriteFormatAttribute(xml, (const xmlChar *)"x", "%u", id);
}

static void write_seg(xmlTextWriterPtr xml, const char *text)
{
	struct markup_reader reader;
	struct markup_token token;
	uint32_t open[17];
	unsigned depth = 0;

	xmlTextWriterStartElement(xml, (const xmlChar *)"seg");
	markup_start(&reader, text, strlen(text));
	for (markup_next(&reader, &token); token.kind != MARKUP_END && token.kind != MARKUP_BAD;
	     markup_next(&reader, &token)) {
		if (token.kind == MARKUP_TEXT) {
			char *part = strndup(token.at, token.length);

			if (part)
				xmlTextWriterWriteString(xml, (const xmlChar *)part);
			free(part);
			continue;
		}
		if (token.kind == MARKUP_OPEN && depth < 16) {
			open[depth++] = token.id;
			begin_mark(xml, "bpt", token.id, true);
			xmlTextWriterWriteFormatString(xml, "<g id='%u'>", token.id);
		} else if (token.kind == MARKUP_CLOSE && depth) {
			begin_mark(xml, "ept", open[--depth], true);
			xmlTextWriterWriteString(xml, (const xmlChar *)"</g>");
		} else {
			begin_mark(xml, "ph", token.id, false);
			xmlTextWriterWriteFormatString(xml, "<x id='%u'/>", token.id);
		}
		xmlTextWriterEndElement(xml);
	}
	xmlTextWriterEndElement(xml);
}

/* XML has no place for control characters. */
static bool is_xml_text(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 && !strchr("\t\n\r", *text))
			return false;
	return true;
}

static void write_variant(xmlTextWriterPtr xml, const char *lang, const char *text)
{
	xmlTextWriterStartElement(xml, (const xmlChar *)"tuv");
	xmlTextWriterWriteAttribute(xml, (const xmlChar *)"xml:lang", (const xmlChar *)lang);
	write_seg(xml, text);
	xmlTextWriterEndElement(xml);
}

static void write_unit(struct writing *w, sqlite3_stmt *s)
{
	bool plain = sqlite3_column_int64(s, 4) & MEMORY_PLAIN;

	/* marks of a plain answer are not those of its source: no other program could know */
	if ((plain && strchr(text_at(s, 3), '<')) || !is_xml_text(text_at(s, 2)) ||
	    !is_xml_text(text_at(s, 3))) {
		w->left_out++;
		return;
	}
	xmlTextWriterStartElement(w->xml, (const xmlChar *)"tu");
	xmlTextWriterWriteAttribute(w->xml, (const xmlChar *)"srclang",
				    (const xmlChar *)text_at(s, 0));
	if (plain) {
		xmlTextWriterStartElement(w->xml, (const xmlChar *)"prop");
		xmlTextWriterWriteAttribute(w->xml, (const xmlChar *)"type",
					    (const xmlChar *)"x-doctranslate-plain");
		xmlTextWriterWriteString(w->xml, (const xmlChar *)"yes");
		xmlTextWriterEndElement(w->xml);
	}
	write_variant(w->xml, text_at(s, 0), text_at(s, 2));
	write_variant(w->xml, text_at(s, 1), text_at(s, 3));
	w->failed |= xmlTextWriterEndElement(w->xml) < 0;
	xmlTextWriterWriteString(w->xml, (const xmlChar *)"\n");
	w->written++;
}

static int put_bytes(void *ctx, const char *bytes, int n)
{
	return fwrite(bytes, 1, (size_t)n, ctx) == (size_t)n ? n : -1;
}

static bool begin_tmx(struct writing *w)
{
	static const char *const header[][2] = {
		{ "creationtool", "doctranslate" },
		{ "creationtoolversion", PACKAGE_VERSION },
		{ "segtype", "paragraph" },
		{ "o-tmf", "doctranslate" },
		{ "adminlang", "en" },
		{ "srclang", "*all*" },
		{ "datatype", "xml" },
	};
	xmlOutputBufferPtr out = xmlOutputBufferCreateIO(put_bytes, NULL, w->file, NULL);

	w->xml = out ? xmlNewTextWriter(out) : NULL;
	if (!w->xml)
		return false;
	xmlTextWriterStartDocument(w->xml, "1.0", "UTF-8", NULL);
	xmlTextWriterStartElement(w->xml, (const xmlChar *)"tmx");
	xmlTextWriterWriteAttribute(w->xml, (const xmlChar *)"version", (const xmlChar *)"1.4");
	xmlTextWriterStartElement(w->xml, (const xmlChar *)"header");
	for (size_t i = 0; i < sizeof(header) / sizeof(*header); i++)
		xmlTextWriterWriteAttribute(w->xml, (const xmlChar *)header[i][0],
					    (const xmlChar *)header[i][1]);
	xmlTextWriterEndElement(w->xml);
	return xmlTextWriterStartElement(w->xml, (const xmlChar *)"body") >= 0;
}

/* ---- all ----------------------------------------------------------------------------------- */

static void write_all(struct writing *w, struct database *database, const struct dt_call *call,
		      struct dt_error *err)
{
	char sql[1000];
	sqlite3_stmt *s;

	snprintf(
		sql, sizeof(sql),
		"SELECT s.source_lang, s.target_lang, e.source, e.target, e.flags, s.route, "
		"s.glossary, c.project, c.document, e.origin, e.created, e.used, e.hits FROM "
		"entry e JOIN space s ON s.id = e.space JOIN scope c ON c.id = e.scope %s ORDER BY "
		"e.id",
		maintain_where());
	s = database_prepare(database, sql, err);
	if (s)
		maintain_bind(s, call->self);
	while (s && !w->failed && database_row(database, s, err)) {
		if (w->xml)
			write_unit(w, s);
		else
			write_line(w, s);
		if (call->host->cancelled(call))
			dt_fail(err, DT_E_CANCELLED, "cancelled");
		if (err->status != DT_OK)
			break;
	}
	if (w->xml) {
		w->failed |= xmlTextWriterEndDocument(w->xml) < 0;
		xmlFreeTextWriter(w->xml);
	}
}

/* Whole or not at all. */
static void write_file(struct writing *w, struct database *database, const struct dt_call *call,
		       const char *path, struct dt_error *err)
{
	size_t n = strlen(path);
	char *made = NULL;

	if (asprintf(&made, "%s.new-%ld", path, (long)getpid()) < 0) {
		dt_fail(err, DT_E_SYSTEM, "out of memory");
		return;
	}
	w->file = fopen(made, "wxe");
	if (!w->file) {
		dt_fail(err, DT_E_SYSTEM, "cannot write %.300s: %s", path, strerror(errno));
		free(made);
		return;
	}
	if (n > 4 && !strcasecmp(path + n - 4, ".tmx") && !begin_tmx(w))
		dt_fail(err, DT_E_SYSTEM, "out of memory");
	if (err->status == DT_OK)
		write_all(w, database, call, err);
	w->failed |= fflush(w->file) != 0 || fsync(fileno(w->file)) != 0;
	w->failed |= fclose(w->file) != 0;
	if (err->status == DT_OK && (w->failed || rename(made, path) != 0))
		dt_fail(err, DT_E_SYSTEM, "cannot write %.300s: %s", path, strerror(errno));
	if (err->status != DT_OK)
		unlink(made);
	free(made);
}

dt_status export_end(const struct dt_call *call, struct dt_error *err)
{
	const struct maintain_options *options = call->self;
	struct database *database = maintain_open(call, false, true, err);
	struct dt_error why = { 0 };
	struct writing w = { 0 };

	if (!database)
		return err->status;
	write_file(&w, database, call, options->exchange, &why);
	database_close(database);
	if (why.status)
		return dt_fail(err, why.status, "%s", why.text);
	return maintain_report(call,
			       json_pack("{s:I, s:I, s:s}", "exported", (json_int_t)w.written,
					 "left_out", (json_int_t)w.left_out, "path",
					 options->exchange),
			       err);
}
