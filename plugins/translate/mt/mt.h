/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * mt.h - our markup to what a classic translation service leaves alone, and back.
 *
 * A text of a dt_batch ("a <g id='1'>bold</g> word and <x id='2'/>") goes out as XML or HTML in
 * which each mark is an element with its number as id:
 *
 *   a style    <g id="1">bold</g> in XML, <b id="1">bold</b> in HTML
 *   an object  a name that is not to be translated, X2, in an element that says so: models need
 *              a noun where a formula stands, and an empty element loses its place
 *   a break    <br/> (U+2028)
 *
 * What comes back is read leniently: elements in any order, attributes that the service added,
 * references of any kind (resolved once).  Marks are found by their ids alone.  A mark that is
 * missing, doubled or not closed comes out missing, doubled or not closed: nothing is invented,
 * the route's checks are to see it.  Elements without an id are looked through.
 *
 * Services move blanks about at tags; they are put back to how the source has them (blanks.h).
 *
 * No state, no I/O, any thread.
 */
#ifndef TRANSLATE_MT_H
#define TRANSLATE_MT_H

#include "../text.h"

#include <doctranslate/plugin.h>

/* What happens to an occurrence of a user's term. */
enum mt_terms {
	MT_TERMS_NONE = 0,
	/* <mstrans:dictionary translation="TARGET">SOURCE</mstrans:dictionary> */
	MT_TERMS_DICTIONARY,
	/* the target stands in the text already, in an element that is not translated */
	MT_TERMS_REPLACED
};

struct mt_form {
	const char *style, *object; /* names of elements */
	const char *keep;	    /* attribute of what is not translated: " translate=\"no\"" */
	enum mt_terms terms;
};

/* DeepL: tag_handling xml, ignore_tags "x". */
extern const struct mt_form mt_form_xml;
/* HTML with translate="no": Google, Amazon, LibreTranslate. */
extern const struct mt_form mt_form_html;
/* The same, and terms replaced. */
extern const struct mt_form mt_form_html_terms;
/* HTML with class="notranslate" and dictionary elements: Azure. */
extern const struct mt_form mt_form_azure;

/* The terms to look for in text i of a batch; n 0: none. */
struct mt_words {
	const struct dt_term *terms;
	uint32_t n, i;
};

/* Adds a text of a batch in that form; false when it is no markup of ours.  words may be NULL. */
bool mt_encode(struct text *out, const struct mt_form *form, const char *markup, size_t length,
	       const struct mt_words *words);

/* Adds what the service has made of it, as markup of ours.  NULL when that went well, else why
 * not; out is then as it was.  target: BCP 47. */
const char *mt_decode(struct text *out, const struct mt_form *form, const char *answer,
		      size_t length, const char *markup, size_t markup_length, const char *target);

/* Code points of a text, as services count characters. */
uint64_t mt_characters(const char *text, size_t length);

#endif
