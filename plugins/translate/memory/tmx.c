/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Translation memories of other programs: TMX 1.4b (LISA, 2005).
 *
 * Nothing outside the file is read, no entity is put in: a text with a reference to one is left
 * out, and so is one with marks that do not nest.  One <tu> is in memory at a time.
 */
#include "config.h"

#include "../xml.h"
#include "stages.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_LANGS = 64, MAX_MARK = 100000, MAX_DEPTH = 32 };

struct variant {
	char lang[36];
	const xmlNode *seg;
};

struct pairs { /* bpt and ept of one seg */
	uint32_t at[MAX_DEPTH];
	uint32_t depth, objects;
};

static bool is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && !strcmp((const char *)node->name, name);
}

static char *attribute(const xmlNode *node, const char *name)
{
	return (char *)xmlGetNoNsProp(node, (const xmlChar *)name);
}

static uint32_t number(const xmlNode *node, const char *name)
{
	char *text = attribute(node, name), *end = NULL;
	unsigned long n = text ? strtoul(text, &end, 10) : 0;
	bool good = text && end > text && !*end && n && n < MAX_MARK;

	xmlFree(text);
	return good ? (uint32_t)n : 0;
}

static bool add_nodes(const xmlNode *node, struct text *out, struct pairs *pairs, unsigned depth);

static bool add_element(const xmlNode *node, struct text *out, struct pairs *pairs, unsigned depth)
{
	uint32_t x = number(node, "x"), i = number(node, "i");

	if (is(node, "hi") || is(node, "sub"))
		return add_nodes(node->children, out, pairs, depth + 1);
	if (is(node, "bpt")) {
		if (!i || pairs->depth == MAX_DEPTH)
			return false;
		pairs->at[pairs->depth++] = i;
		markup_add_open(out, x ? x : i);
		return true;
	}
	if (is(node, "ept")) {
		if (!i || !pairs->depth || pairs->at[--pairs->depth] != i)
			return false;
		markup_add_close(out);
		return true;
	}
	if (!is(node, "ph") && !is(node, "it") && !is(node, "ut"))
		return false;
	/* those without a name are told apart by their order, in source and target alike */
	markup_add_object(out, x ? x : MAX_MARK + ++pairs->objects);
	return true;
}

static bool add_nodes(const xmlNode *node, struct text *out, struct pairs *pairs, unsigned depth)
{
	for (; node && depth < MAX_DEPTH; node = node->next) {
		if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
			markup_add_text(out, (const char *)node->content,
					strlen((const char *)node->content));
		else if (node->type == XML_ENTITY_REF_NODE ||
			 (node->type == XML_ELEMENT_NODE && !add_element(node, out, pairs, depth)))
			return false;
	}
	return depth < MAX_DEPTH;
}

static bool read_segment(const xmlNode *seg, struct text *out)
{
	struct pairs pairs = { 0 };

	return add_nodes(seg->children, out, &pairs, 0) && !pairs.depth && !out->failed;
}

/* ---- units ------------------------------------------------------------------------------- */

static size_t read_variants(const xmlNode *tu, struct variant *variants)
{
	size_t n = 0;

	for (const xmlNode *tuv = tu->children; tuv && n < MOST_LANGS; tuv = tuv->next) {
		char *lang;

		if (!is(tuv, "tuv"))
			continue;
		lang = (char *)xmlGetNsProp(tuv, (const xmlChar *)"lang",
					    (const xmlChar *)XML_XML_NAMESPACE);
		if (!lang)
			lang = attribute(tuv, "lang");
		for (const xmlNode *seg = tuv->children; seg && lang; seg = seg->next)
			if (is(seg, "seg")) {
				snprintf(variants[n].lang, sizeof(variants[n].lang), "%.35s", lang);
				variants[n++].seg = seg;
				break;
			}
		xmlFree(lang);
	}
	return n;
}

static bool property_is(const xmlNode *tu, const char *type, const char *value)
{
	bool found = false;

	for (const xmlNode *prop = tu->children; prop && !found; prop = prop->next) {
		char *name = is(prop, "prop") ? attribute(prop, "type") : NULL;

		if (name && !strcmp(name, type)) {
			char *text = (char *)xmlNodeGetContent(prop);

			found = text && !strcmp(text, value);
			xmlFree(text);
		}
		xmlFree(name);
	}
	return found;
}

/* Which variant is the source: the wanted language, the unit's or the file's, else the first. */
static size_t find_source(const struct importer *im, const xmlNode *tu, const char *file_lang,
			  const struct variant *variants, size_t n)
{
	char *own = attribute(tu, "srclang");
	const char *lang = im->options->source_lang ? im->options->source_lang
			   : own		    ? own
						    : file_lang;
	size_t found = n;

	for (size_t i = 0; i < n && found == n; i++)
		if (rows_language(variants[i].lang, lang, true))
			found = i;
	if (found == n && n && (!*lang || !strcmp(lang, "*all*")))
		found = 0;
	xmlFree(own);
	return found;
}

static bool read_unit(struct importer *im, const xmlNode *tu, const char *file_lang)
{
	struct variant variants[MOST_LANGS];
	size_t n = read_variants(tu, variants), from;
	bool good = true;

	from = find_source(im, tu, file_lang, variants, n);
	if (from == n || n < 2)
		im->left_out++;
	for (size_t i = 0; i < n && from < n && good; i++) {
		struct exchange_row row = { .origin = "tmx" };

		if (i == from)
			continue;
		snprintf(row.source_lang, sizeof(row.source_lang), "%.35s", variants[from].lang);
		snprintf(row.target_lang, sizeof(row.target_lang), "%.35s", variants[i].lang);
		row.flags = property_is(tu, "x-doctranslate-plain", "yes") ? MEMORY_PLAIN : 0;
		if (read_segment(variants[from].seg, &row.source) &&
		    read_segment(variants[i].seg, &row.target))
			good = importer_add(im, &row);
		else
			im->left_out++;
		exchange_row_clear(&row);
	}
	return good;
}

/* ---- the file ------------------------------------------------------------------------------ */

static void take_header(xmlTextReaderPtr reader, char lang[36])
{
	char *given = (char *)xmlTextReaderGetAttribute(reader, (const xmlChar *)"srclang");

	snprintf(lang, 36, "%.35s", given ? given : "");
	xmlFree(given);
}

/* 1: there is more; 0: the end; below: an error of the file, or err. */
static int read_all(struct importer *im, xmlTextReaderPtr reader, bool *is_tmx)
{
	char lang[36] = "";
	int more = xmlTextReaderRead(reader);

	while (more == 1) {
		const char *name = (const char *)xmlTextReaderConstName(reader);
		bool element = xmlTextReaderNodeType(reader) == XML_READER_TYPE_ELEMENT && name;

		if (element && !xmlTextReaderDepth(reader) && !(*is_tmx = !strcmp(name, "tmx")))
			return -1;
		if (element && !strcmp(name, "header"))
			take_header(reader, lang);
		if (element && !strcmp(name, "tu")) {
			const xmlNode *tu = xmlTextReaderExpand(reader);

			if (!tu || !read_unit(im, tu, lang))
				return -1;
			more = xmlTextReaderNext(reader);
		} else {
			more = xmlTextReaderRead(reader);
		}
	}
	return more;
}

dt_status tmx_read(struct importer *importer, FILE *file, const char *path, struct dt_error *err)
{
	/* no NOENT, no DTDLOAD, no HUGE: libxml2 keeps its own bounds */
	xmlTextReaderPtr reader =
		xmlReaderForFd(fileno(file), path, NULL, XML_PARSE_NONET | XML_PARSE_BIG_LINES);
	struct xml_complaint complaint = { 0 };
	bool is_tmx = true;
	int end;

	if (!reader)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for %.300s", path);
	xml_listen(reader, &complaint);
	end = read_all(importer, reader, &is_tmx);
	xmlFreeTextReader(reader);
	if (err->status != DT_OK)
		return err->status;
	if (!is_tmx)
		return dt_fail(err, DT_E_INPUT, "%.300s is XML, but no TMX", path);
	if (end)
		return dt_fail(err, DT_E_INPUT, "%.250s:%d: %.180s", path, complaint.line,
			       complaint.text[0] ? complaint.text : "it is no well-formed XML");
	return DT_OK;
}
