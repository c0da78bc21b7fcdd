/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "paragraph.h"

#include "text.h"

bool composer_open(struct composer *c, const struct catalogue *catalogue,
		   const struct languages *languages, const struct face_options *options,
		   struct dictionaries *dictionaries)
{
	memset(c, 0, sizeof(*c));
	c->faces = faces_new(catalogue, options);
	c->words = c->faces ? words_new(c->faces, languages) : NULL;
	c->hyphenator = c->words ? hyphenator_new(dictionaries) : NULL;
	if (!c->hyphenator)
		composer_close(c);
	return c->hyphenator != NULL;
}

void composer_close(struct composer *c)
{
	hyphenator_free(c->hyphenator);
	words_free(c->words);
	faces_free(c->faces);
	breaker_close(&c->breaker);
	dt_list_free(&c->chars);
	dt_list_free(&c->runs);
	dt_list_free(&c->levels);
	dt_list_free(&c->types);
	dt_list_free(&c->brackets);
	dt_list_free(&c->places);
	memset(c, 0, sizeof(*c));
}

void composer_language(struct composer *c, const char *language)
{
	faces_language(c->faces, language);
	words_language(c->words, language);
	words_trim(c->words);
	hyphenator_language(c->hyphenator, language);
	c->language = language;
	c->rtl = language_is_rtl(language);
	c->script = language_script(language);
}
