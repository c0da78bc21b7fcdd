/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "say.h"

#include "inside.h"

enum { PART_OF_WORD = 4 }; /* bytes: a shorter term has to be a word of its own */

/* The stems of a text, each with a NUL before and behind it, and the folded text. */
struct heard {
	struct text stems, folded;
};

struct glossary_ear {
	struct stems *stemmer;
	bool elide;
	struct dt_list words;
	struct heard answer, term;
};

struct glossary_ear *glossary_ear_new(const char *lang)
{
	struct glossary_ear *ear = calloc(1, sizeof(*ear));

	if (!ear)
		return NULL;
	ear->elide = words_elide(lang);
	ear->stemmer = stems_new(lang);
	if (ear->stemmer)
		return ear;
	free(ear);
	return NULL;
}

void glossary_ear_free(struct glossary_ear *ear)
{
	if (!ear)
		return;
	stems_free(ear->stemmer);
	dt_list_free(&ear->words);
	text_free(&ear->answer.stems);
	text_free(&ear->answer.folded);
	text_free(&ear->term.stems);
	text_free(&ear->term.folded);
	free(ear);
}

static bool hear(struct glossary_ear *ear, const char *text, size_t n, struct heard *heard)
{
	text_clear(&heard->stems);
	text_clear(&heard->folded);
	if (!words_cut(&ear->words, text, n, ear->elide))
		return false;
	text_add_char(&heard->stems, '\0');
	text_reserve(&heard->folded, 1);
	for (uint32_t i = 0; i < ear->words.n; i++) {
		const struct word *word = word_at(&ear->words, i);
		char folded[STEM_SIZE], stem[STEM_SIZE];
		size_t length = stems_fold(ear->stemmer, text + word->start, word->length, folded);

		if (!(word->flags & WORD_JOINED) && i)
			text_add_char(&heard->folded, ' ');
		text_add(&heard->folded, folded, length);
		length = stems_stem(ear->stemmer, folded, length, stem);
		text_add(&heard->stems, stem, length);
		text_add_char(&heard->stems, '\0');
	}
	return !heard->stems.failed && !heard->folded.failed;
}

bool glossary_hear(struct glossary_ear *ear, const char *answer, size_t n)
{
	return hear(ear, answer, n, &ear->answer);
}

bool glossary_says(struct glossary_ear *ear, const char *term)
{
	const struct heard *said = &ear->answer, *wanted = &ear->term;

	if (!said->stems.n || !hear(ear, term, strlen(term), &ear->term))
		return true;
	if (!ear->words.n)
		return true;
	if (memmem(said->stems.at, said->stems.n, wanted->stems.at, wanted->stems.n))
		return true;
	return wanted->folded.n >= PART_OF_WORD && said->folded.n &&
	       memmem(said->folded.at, said->folded.n, wanted->folded.at, wanted->folded.n);
}
