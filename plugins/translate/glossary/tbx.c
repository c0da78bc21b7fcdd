/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * TBX (ISO 30042:2008 and 2019), concept by concept.  Names are compared without their namespace:
 * both versions and both styles (data category as attribute or as tag) have the same skeleton, a
 * concept with sections by language with sections by term.
 */
#include "config.h"

#include "../xml.h"
#include "reading.h"
#include "tags.h"

enum { TERMS_MOST = 1000, DEPTH_MOST = 64, LANG_SIZE = 64 };

enum standing { PREFERRED = 0, PLAIN, DEPRECATED };

struct tbx_term {
	char lang[LANG_SIZE];
	size_t start, length; /* in texts */
	uint32_t line;
	enum standing standing;
};

struct tbx {
	struct reading *r;
	struct dt_list terms; /* struct tbx_term: of a concept */
	struct text texts;
	char lang[LANG_SIZE]; /* of the document */
	bool known;	      /* the root has been seen */
	bool failed;
};

static bool is_named(const xmlNode *node, const char *const *names)
{
	for (; node && node->type == XML_ELEMENT_NODE && *names; names++)
		if (!strcmp((const char *)node->name, *names))
			return true;
	return false;
}

static void attribute(const xmlNode *node, const char *name, char value[LANG_SIZE])
{
	const xmlAttr *at = node->properties;

	value[0] = '\0';
	for (; at; at = at->next)
		if (!strcmp((const char *)at->name, name) && at->children &&
		    at->children->type == XML_TEXT_NODE && at->children->content)
			snprintf(value, LANG_SIZE, "%s", (const char *)at->children->content);
}

/* The text of an element and of those in it. */
static void add_content(struct text *out, const xmlNode *node, uint32_t depth)
{
	for (const xmlNode *child = node->children; child; child = child->next)
		if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
			text_add_string(out, child->content ? (const char *)child->content : "");
		else if (child->type == XML_ELEMENT_NODE && depth < DEPTH_MOST)
			add_content(out, child, depth + 1);
}

/* The first element of that name in a section. */
static const xmlNode *find_element(const xmlNode *node, const char *name, uint32_t depth)
{
	for (const xmlNode *child = node->children; child && depth < DEPTH_MOST;
	     child = child->next) {
		const xmlNode *found = NULL;

		if (child->type != XML_ELEMENT_NODE)
			continue;
		if (!strcmp((const char *)child->name, name))
			return child;
		found = find_element(child, name, depth + 1);
		if (found)
			return found;
	}
	return NULL;
}

static bool has_word(const struct text *text, size_t from, const char *word)
{
	return text->at && strstr(text->at + from, word) != NULL;
}

static bool is_status(const xmlNode *node)
{
	char type[LANG_SIZE];

	attribute(node, "type", type);
	return !strcmp((const char *)node->name, "administrativeStatus") ||
	       (!strcmp((const char *)node->name, "termNote") &&
		!strcmp(type, "administrativeStatus"));
}

/* What the section of a term says of its use. */
static enum standing standing_of(struct tbx *tbx, const xmlNode *node, uint32_t depth)
{
	enum standing standing = PLAIN;

	for (const xmlNode *child = node->children;
	     child && standing == PLAIN && depth < DEPTH_MOST; child = child->next) {
		size_t from = tbx->texts.n;

		if (child->type != XML_ELEMENT_NODE)
			continue;
		if (!is_status(child)) {
			standing = standing_of(tbx, child, depth + 1);
			continue;
		}
		add_content(&tbx->texts, child, 0);
		if (has_word(&tbx->texts, from, "preferred"))
			standing = PREFERRED;
		else if (has_word(&tbx->texts, from, "deprecated") ||
			 has_word(&tbx->texts, from, "superseded") ||
			 has_word(&tbx->texts, from, "obsolete"))
			standing = DEPRECATED;
		tbx->texts.n = from;
	}
	return standing;
}

static void keep_term(struct tbx *tbx, const xmlNode *section, const char *lang)
{
	const xmlNode *node = find_element(section, "term", 0);
	struct tbx_term *term;

	if (!node || tbx->terms.n >= TERMS_MOST)
		return;
	term = DT_LIST_ADD(&tbx->terms, struct tbx_term);
	if (!term)
		return;
	snprintf(term->lang, sizeof(term->lang), "%s", lang);
	term->line = (uint32_t)xmlGetLineNo(node);
	term->standing = standing_of(tbx, section, 0);
	term->start = tbx->texts.n;
	add_content(&tbx->texts, node, 0);
	term->length = tbx->texts.n - term->start;
}

/* ---- a concept ---------------------------------------------------------------- */

static const struct tbx_term *term_at(const struct tbx *tbx, uint32_t i)
{
	return (const struct tbx_term *)tbx->terms.at + i;
}

static bool is_target(const struct tbx *tbx, const struct tbx_term *term)
{
	const char *wanted = glossary_target_lang(tbx->r->files->glossary);

	if (!*wanted)
		return !tags_agree(term->lang, tbx->lang);
	return !tag_is_open(term->lang) && tags_agree(term->lang, wanted);
}

static bool is_source(const struct tbx *tbx, const struct tbx_term *term)
{
	const char *wanted = glossary_source_lang(tbx->r->files->glossary);

	if (*wanted)
		return !tag_is_open(term->lang) && tags_agree(term->lang, wanted);
	if (is_target(tbx, term))
		return false;
	return tags_agree(term->lang, tbx->lang) || *glossary_target_lang(tbx->r->files->glossary);
}

/* The target for all sources: the best in standing, of these the first; of that language, if any
 * is told. */
static const struct tbx_term *best_target(const struct tbx *tbx, const char *lang)
{
	const struct tbx_term *best = NULL;

	for (uint32_t i = 0; i < tbx->terms.n; i++) {
		const struct tbx_term *term = term_at(tbx, i);

		if (!is_target(tbx, term) || term->standing == DEPRECATED ||
		    (lang && strcmp(lang, term->lang) != 0))
			continue;
		if (!best || term->standing < best->standing)
			best = term;
	}
	return best;
}

static bool take_pairs(struct tbx *tbx, const struct tbx_term *target)
{
	bool any = false;

	for (uint32_t i = 0; i < tbx->terms.n && !tbx->failed; i++) {
		const struct tbx_term *term = term_at(tbx, i);
		struct pair pair = { .source = tbx->texts.at + term->start,
				     .source_length = term->length,
				     .target = tbx->texts.at + target->start,
				     .target_length = target->length,
				     .lang = target->lang,
				     .line = term->line };

		if (!is_source(tbx, term))
			continue;
		any = true;
		tbx->failed = !reading_take(tbx->r, &pair);
	}
	return any;
}

/* Without a target language all of them are taken. */
static bool take_all_targets(struct tbx *tbx)
{
	bool any = false;

	for (uint32_t i = 0; i < tbx->terms.n && !tbx->failed; i++) {
		const struct tbx_term *term = term_at(tbx, i);

		if (is_target(tbx, term) && best_target(tbx, term->lang) == term)
			any |= take_pairs(tbx, term);
	}
	return any;
}

static void take_concept(struct tbx *tbx, const xmlNode *concept)
{
	static const char *const sections[] = { "langSet", "langSec", NULL };
	struct glossary *glossary = tbx->r->files->glossary;
	const struct tbx_term *target;
	bool any = false;

	dt_list_clear(&tbx->terms);
	text_clear(&tbx->texts);
	for (const xmlNode *section = concept->children; section; section = section->next) {
		char lang[LANG_SIZE];

		if (!is_named(section, sections))
			continue;
		attribute(section, "lang", lang);
		for (const xmlNode *child = section->children; child; child = child->next)
			if (child->type == XML_ELEMENT_NODE)
				keep_term(tbx, child, lang);
	}
	if (tbx->terms.failed || tbx->texts.failed) {
		tbx->failed = true;
		reading_fail(tbx->r, 0, "out of memory for the terms");
		return;
	}
	target = *glossary_target_lang(glossary) ? best_target(tbx, NULL) : NULL;
	if (target)
		any = take_pairs(tbx, target);
	else if (!*glossary_target_lang(glossary))
		any = take_all_targets(tbx);
	if (!any && tbx->terms.n) {
		tbx->r->file->rows++;
		tbx->r->file->other_languages++;
	}
}

/* ---- the file ----------------------------------------------------------------- */

static bool check_root(struct tbx *tbx, const xmlNode *root)
{
	static const char *const roots[] = { "martif", "tbx", "TBX", NULL };

	tbx->known = true;
	if (root->doc && root->doc->intSubset && root->doc->intSubset->entities) {
		reading_fail(tbx->r, 0,
			     "the file declares entities of its own, which a glossary "
			     "does not need");
		return false;
	}
	if (!is_named(root, roots)) {
		reading_fail(tbx->r, (uint32_t)xmlGetLineNo(root),
			     "this is no TBX: the root is <%.*s>, <martif> or <tbx> is wanted",
			     text_fit((const char *)root->name, 60), (const char *)root->name);
		return false;
	}
	attribute(root, "lang", tbx->lang);
	return true;
}

/* True when what is below has been read. */
static bool read_element(void *ctx, xmlTextReaderPtr reader)
{
	struct tbx *tbx = ctx;
	static const char *const concepts[] = { "termEntry", "conceptEntry", NULL };
	const xmlNode *node = xmlTextReaderCurrentNode(reader);

	if (!tbx->known) {
		tbx->failed = !check_root(tbx, node);
		return false;
	}
	if (!is_named(node, concepts))
		return false;
	node = xmlTextReaderExpand(reader);
	if (node)
		take_concept(tbx, node);
	return node != NULL;
}

static void read_all(struct tbx *tbx, xmlTextReaderPtr reader)
{
	struct xml_complaint complaint = { 0 };
	int end;

	xml_listen(reader, &complaint);
	end = xml_read_elements(reader, read_element, tbx, &tbx->failed);
	if (tbx->failed || (!end && !complaint.text[0]))
		return;
	tbx->failed = true;
	reading_fail(tbx->r, complaint.line > 0 ? (uint32_t)complaint.line : 0,
		     "this is no XML: %s",
		     complaint.text[0] ? complaint.text : "the file cannot be read");
}

dt_status tbx_read(struct reading *r)
{
	struct tbx tbx = { .r = r };
	/* nothing from outside: no network, no DTD, no entities */
	xmlTextReaderPtr reader = xmlReaderForMemory(r->bytes.at, (int)r->bytes.n, NULL, NULL,
						     XML_PARSE_NONET | XML_PARSE_BIG_LINES);

	if (!reader)
		return reading_fail(r, 0, "out of memory for the glossary");
	read_all(&tbx, reader);
	xmlFreeTextReader(reader);
	dt_list_free(&tbx.terms);
	text_free(&tbx.texts);
	return tbx.failed ? DT_E_CONFIG : DT_OK;
}
