/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "../text.h"
#include "../xml.h"
#include "read.h"

#include "inline.h"
#include "xliff.h"

#include <errno.h>

#define X(text) ((const xmlChar *)(text))

struct reading {
	struct xliff_file *file;
	struct dt_error *err;
	size_t room;
	bool bad; /* err is set */
};

/* ---- the tree of a unit ------------------------------------------------------ */

static char *copy(const xmlChar *text)
{
	return text ? strdup((const char *)text) : NULL;
}

static char *attribute_of(const xmlNode *node, const char *name)
{
	xmlChar *value = xmlGetNoNsProp(node, X(name));
	char *text = copy(value);

	xmlFree(value);
	return text;
}

static const xmlNode *child_of(const xmlNode *node, const char *name)
{
	for (const xmlNode *child = node->children; child; child = child->next)
		if (inline_is(child, name))
			return child;
	return NULL;
}

static bool is_metadata(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && node->ns && node->ns->href &&
	       !strcmp((const char *)node->ns->href, XLIFF_METADATA) &&
	       !strcmp((const char *)node->name, name);
}

/* The first <mda:meta> of that type below; the caller frees; NULL: none. */
static char *meta_of(const xmlNode *node, const char *type)
{
	char *found = NULL;

	for (const xmlNode *child = node->children; child && !found; child = child->next) {
		char *its = is_metadata(child, "meta") ? attribute_of(child, "type") : NULL;

		if (its && !strcmp(its, type)) {
			xmlChar *content = xmlNodeGetContent(child);

			found = copy(content);
			xmlFree(content);
		} else if (is_metadata(child, "metadata") || is_metadata(child, "metaGroup")) {
			found = meta_of(child, type);
		}
		free(its);
	}
	return found;
}

static void no_memory(struct reading *r)
{
	r->bad = true;
	dt_fail(r->err, DT_E_SYSTEM, "out of memory for the units of %s", r->file->path);
}

static void set_problem(struct reading *r, struct xliff_unit *unit, const char *format,
			const char *what)
{
	if (!unit->problem && asprintf(&unit->problem, format, what) < 0) {
		unit->problem = NULL;
		no_memory(r);
	}
}

/* Adds one side of a <segment> or <ignorable> to text; false when there is a problem. */
static bool add_side(struct reading *r, struct xliff_unit *unit, const xmlNode *side,
		     struct text *text)
{
	char room[80];
	const char *why = inline_read(side, text, room);

	if (why)
		set_problem(r, unit, "has %s", why);
	return !why;
}

/* No text and no mark: nobody has translated it. */
static bool is_empty(const xmlNode *side)
{
	for (const xmlNode *child = side->children; child; child = child->next)
		if (child->type == XML_ELEMENT_NODE || !xmlIsBlankNode(child))
			return false;
	return true;
}

/* The parts of a unit one after the other: a tool may have divided it all the same. */
static void read_parts(struct reading *r, const xmlNode *node, struct xliff_unit *unit)
{
	struct text source = { 0 }, target = { 0 };
	bool whole = true, any = false;
	char room[80];

	for (const xmlNode *part = node->children; part && !unit->problem; part = part->next) {
		bool ignorable = inline_is(part, "ignorable");
		const xmlNode *from, *to;
		const char *why;

		if (!inline_is(part, "segment") && !ignorable)
			continue;
		from = child_of(part, "source");
		to = child_of(part, "target");
		if (to && is_empty(to) && !is_empty(from))
			to = NULL;
		if (!from) {
			set_problem(r, unit, "has a <%s> without <source>",
				    (const char *)part->name);
			break;
		}
		if (to && xmlHasNsProp(to, X("order"), NULL))
			set_problem(r, unit, "has %s", "segments in another order than its source");
		any |= !ignorable;
		whole &= to || ignorable;
		if (!add_side(r, unit, from, &source) ||
		    !add_side(r, unit, to ? to : from, &target) || !to)
			continue;
		why = inline_compare(from, to, room);
		if (why)
			set_problem(r, unit, "%s", why);
	}
	if (!any)
		set_problem(r, unit, "has no %s", "<segment>");
	if (source.failed || target.failed)
		no_memory(r);
	if (!unit->problem || source.n)
		unit->source = strdup(source.at ? source.at : "");
	if (!unit->problem && whole && target.n)
		unit->target = strdup(target.at);
	text_free(&source);
	text_free(&target);
}

static struct xliff_unit *add_unit(struct reading *r)
{
	struct xliff_file *file = r->file;

	if (file->n == r->room) {
		size_t room = r->room ? 2 * r->room : 64;
		struct xliff_unit *units = reallocarray(file->units, room, sizeof(*units));

		if (!units) {
			no_memory(r);
			return NULL;
		}
		file->units = units;
		r->room = room;
	}
	memset(&file->units[file->n], 0, sizeof(*file->units));
	return &file->units[file->n++];
}

static void read_unit(struct reading *r, const xmlNode *node)
{
	struct xliff_unit *unit = add_unit(r);
	char *page;

	if (!unit)
		return;
	unit->line = (unsigned long)xmlGetLineNo(node);
	unit->id = attribute_of(node, "id");
	if (!unit->id) {
		r->file->n--;
		r->bad = true;
		dt_fail(r->err, DT_E_INPUT, "%s:%lu: a unit has no id", r->file->path, unit->line);
		return;
	}
	page = meta_of(node, "page");
	if (page)
		unit->page = (uint32_t)strtoul(page, NULL, 10);
	free(page);
	read_parts(r, node, unit);
}

/* ---- the file ---------------------------------------------------------------- */

static void keep_meta(struct xliff_file *file, const xmlNode *metadata)
{
	free(file->digest);
	free(file->asked_lang);
	free(file->pages);
	free(file->use_tags);
	free(file->keep_other_languages);
	free(file->translate_comments);
	file->digest = meta_of(metadata, XLIFF_META_DIGEST);
	file->asked_lang = meta_of(metadata, XLIFF_META_SOURCE_LANG);
	file->pages = meta_of(metadata, XLIFF_META_PAGES);
	file->use_tags = meta_of(metadata, XLIFF_META_USE_TAGS);
	file->keep_other_languages = meta_of(metadata, XLIFF_META_KEEP_OTHER);
	file->translate_comments = meta_of(metadata, XLIFF_META_COMMENTS);
}

static void check_root(struct reading *r, const xmlNode *root)
{
	struct xliff_file *file = r->file;
	char *version = attribute_of(root, "version");

	if (strcmp((const char *)root->name, "xliff") != 0)
		dt_fail(r->err, DT_E_INPUT, "%s is no XLIFF: its root is <%.*s>", file->path,
			text_fit((const char *)root->name, 60), (const char *)root->name);
	else if (!inline_is(root, "xliff") && version && !strncmp(version, "2.", 2))
		dt_fail(r->err, DT_E_INPUT, "%s is XLIFF %.20s, but not of its namespace, %s",
			file->path, version, XLIFF_CORE);
	else if (!inline_is(root, "xliff"))
		dt_fail(r->err, DT_E_INPUT, "%s is XLIFF %.20s; 2.0 or 2.1 is wanted", file->path,
			version ? version : "of an unknown version");
	file->source_lang = attribute_of(root, "srcLang");
	file->target_lang = attribute_of(root, "trgLang");
	if (!file->target_lang)
		dt_fail(r->err, DT_E_INPUT, "%s does not say its target language (trgLang)",
			file->path);
	r->bad = r->bad || !file->target_lang || !inline_is(root, "xliff");
	free(version);
}

/* One element that starts; true when what is below has been read. */
static bool read_element(void *ctx, xmlTextReaderPtr reader)
{
	struct reading *r = ctx;
	const xmlNode *node = xmlTextReaderCurrentNode(reader);

	if (!xmlTextReaderDepth(reader)) {
		check_root(r, node);
		return false;
	}
	if (inline_is(node, "file") && !r->file->original) {
		r->file->original = attribute_of(node, "original");
		return false;
	}
	if (inline_is(node, "unit") ||
	    (is_metadata(node, "metadata") && node->parent && inline_is(node->parent, "file"))) {
		node = xmlTextReaderExpand(reader);
		if (node && inline_is(node, "unit"))
			read_unit(r, node);
		else if (node)
			keep_meta(r->file, node);
		return node != NULL;
	}
	return false;
}

static void read_all(struct reading *r, xmlTextReaderPtr reader)
{
	struct xml_complaint complaint = { 0 };
	char line[16] = "";

	xml_listen(reader, &complaint);
	if (xml_read_elements(reader, read_element, r, &r->bad) >= 0)
		return;
	r->bad = true;
	if (complaint.line > 0)
		snprintf(line, sizeof(line), ":%d", complaint.line);
	dt_fail(r->err, DT_E_INPUT, "%s%s: this is no XML: %s", r->file->path, line,
		complaint.text[0] ? complaint.text : "the file cannot be read");
}

static int compare_units(const void *a, const void *b)
{
	const struct xliff_unit *left = a, *right = b;
	int order = strcmp(left->id, right->id);

	return order ? order : (left->line > right->line) - (left->line < right->line);
}

static void sort_units(struct reading *r)
{
	struct xliff_file *file = r->file;

	if (file->n)
		qsort(file->units, file->n, sizeof(*file->units), compare_units);
	for (size_t i = 1; i < file->n && !r->bad; i++) {
		if (strcmp(file->units[i - 1].id, file->units[i].id) != 0)
			continue;
		r->bad = true;
		dt_fail(r->err, DT_E_INPUT,
			"%s:%lu: there are two units \"%.*s\", here and in line %lu", file->path,
			file->units[i].line, text_fit(file->units[i].id, 60), file->units[i].id,
			file->units[i - 1].line);
	}
}

struct xliff_file *xliff_read(const char *path, struct dt_error *err)
{
	struct xliff_file *file = calloc(1, sizeof(*file));
	struct reading r = { .file = file, .err = err };
	FILE *there;
	xmlTextReaderPtr reader;

	if (!file) {
		dt_fail(err, DT_E_SYSTEM, "out of memory for %s", path);
		return NULL;
	}
	file->path = path;
	there = fopen(path, "rbe");
	if (!there) {
		dt_fail(err, DT_E_INPUT, "%s cannot be read: %s", path, strerror(errno));
		xliff_free(file);
		return NULL;
	}
	/* nothing from outside: no network, no DTD, no entities but the five of XML */
	reader = xmlReaderForFd(fileno(there), path, NULL, XML_PARSE_NONET | XML_PARSE_BIG_LINES);
	if (reader) {
		read_all(&r, reader);
		xmlFreeTextReader(reader);
	} else {
		no_memory(&r);
	}
	fclose(there);
	if (!r.bad)
		sort_units(&r);
	if (!r.bad)
		return file;
	xliff_free(file);
	return NULL;
}

void xliff_free(struct xliff_file *file)
{
	if (!file)
		return;
	for (size_t i = 0; i < file->n; i++) {
		free(file->units[i].id);
		free(file->units[i].source);
		free(file->units[i].target);
		free(file->units[i].problem);
	}
	free(file->units);
	free(file->source_lang);
	free(file->target_lang);
	free(file->digest);
	free(file->asked_lang);
	free(file->pages);
	free(file->use_tags);
	free(file->keep_other_languages);
	free(file->translate_comments);
	free(file->original);
	free(file);
}

struct xliff_unit *xliff_find(const struct xliff_file *file, const char *id)
{
	size_t low = 0, high = file->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(file->units[middle].id, id);

		if (!order)
			return &file->units[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* How many bytes of white space text begins with; several of it are as good as one. */
static size_t blanks_of(const char *text, bool *breaks)
{
	size_t n = 0;

	for (*breaks = false;; n++)
		if (text[n] == '\n') {
			*breaks = true;
		} else if (!strncmp(text + n, XLIFF_LINE_SEPARATOR, strlen(XLIFF_LINE_SEPARATOR))) {
			*breaks = true;
			n += strlen(XLIFF_LINE_SEPARATOR) - 1;
		} else if (text[n] != ' ' && text[n] != '\t' && text[n] != '\r') {
			return n;
		}
}

bool xliff_same_text(const char *a, const char *b)
{
	for (;; a++, b++) {
		bool break_a, break_b;
		size_t in_a = blanks_of(a, &break_a), in_b = blanks_of(b, &break_b);
		bool at_end = !a[in_a] && !b[in_b];

		if (at_end || *(a += in_a) != *(b += in_b))
			return at_end;
		if (!in_a != !in_b || break_a != break_b)
			return false;
	}
}
