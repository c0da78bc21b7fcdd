/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * stream.h - the texts of a dt_batch in Apertium's stream format, and back.
 *
 * Every stretch of text goes out as a word-bound blank, "[[t:g:N]]text[[/]]" with N the
 * id of its mark or 0: Apertium hands that blank to each word that it makes of the
 * text, wherever the word ends up.  So marks follow their words, and the limits of
 * words are known, which mends the blanks that rules of pairs forget.  An object is an
 * unknown word with a blank of its own, "[[t:x:N]]Xqz[[/]]": it takes part in the
 * sentence as a noun does.
 *
 * What comes back is made canonical: marks whole and once each, blanks single and none
 * before a full stop, capitals where the source has them.
 *
 * Source: https://wiki.apertium.org/wiki/Apertium_stream_format and the tests of
 * apertium 3.8 on word-bound blanks.
 */
#ifndef APERTIUM_STREAM_H
#define APERTIUM_STREAM_H

#include "../text.h"

#include <stdint.h>

/* What has to be known of a text to set its answer right. */
struct stream_source {
	const char *markup; /* borrowed */
	size_t length;
	bool capitals;	  /* no small letter in it: sent in small letters */
	bool small_start; /* its first word starts with a small letter */
	bool capital_start;
	bool inner_capitals;  /* there are capitals that start no sentence */
	bool small_sentences; /* a small letter stands behind a full stop */
	bool object_capitals; /* a capital stands behind an object */
	bool curly;	      /* its apostrophes are curly */
	uint32_t spaced;      /* bits of the points that have a blank before them */
	uint32_t n_marks, n_objects;
	uint32_t highest; /* id */
};

enum stream_objects {
	STREAM_WORDS,  /* as words of the sentence */
	STREAM_BLANKS, /* between words: none gets lost */
	STREAM_BARE    /* so, and no word-bound blanks: marks end up empty */
};

/* Adds the text in the stream format, without an end; false when it is not well-formed. */
bool stream_encode(struct text *out, const char *markup, size_t length, enum stream_objects objects,
		   struct stream_source *source);

/* Adds the markup of an answer; false when an object of the source is lost, or the answer
 * is not in the stream format.  target is an ISO 639-3 code. */
bool stream_decode(struct text *out, const char *answer, size_t length,
		   const struct stream_source *source, const char *target);

#endif
