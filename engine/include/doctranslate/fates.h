/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * doctranslate/fates.h - what became of a glyph of the source, and by which rule.
 * Units, spaces of coordinates, what a payload is: doctranslate/types.h.
 */
#ifndef DOCTRANSLATE_FATES_H
#define DOCTRANSLATE_FATES_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum dt_fate {
	DT_FATE_TRANSLATED = 1, /* in the segment of a block: taken out, new text painted */
	DT_FATE_MOVED,		/* painted again as it is at another place (formula, echo) */
	DT_FATE_KEPT,		/* stays where it is, by a dt_rule */
	DT_FATE_INVISIBLE,	/* never seen: clipped, hidden, off the page */
	DT_FATE_FAILED		/* should have been translated, was not: reported */
};

/* Why text stays in the source language.  Names for reports: dt_rule_name(). */
enum dt_rule {
	DT_RULE_NONE = 0,
	DT_RULE_FORMULA,
	DT_RULE_CODE,
	DT_RULE_NUMBER,	    /* numbers, dates, signs: nothing to translate */
	DT_RULE_LABEL,	    /* bullet, list or equation number */
	DT_RULE_LEADER,	    /* leader dots of a contents line */
	DT_RULE_SHORT,	    /* a single letter or sign */
	DT_RULE_IDENTIFIER, /* URL, e-mail address, DOI, file name */
	DT_RULE_SAME,	    /* the translation is the source */
	DT_RULE_LANGUAGE,   /* is in the target language already */
	DT_RULE_LOCKED,	    /* the writer cannot take it out */
	DT_RULE_UNMAPPED,   /* its font has no Unicode */
	DT_RULE_ROTATED,    /* on a curve, or skewed */
	DT_RULE_VERTICAL,
	DT_RULE_FIGURE,	    /* lettering inside a drawing */
	DT_RULE_DUPLICATE,  /* shadow or fake bold of text that is handled */
	DT_RULE_UNSEEN,	    /* painted without ink, or so thin that it is none */
	DT_RULE_SPACE,	    /* white space between blocks */
	DT_RULE_UNANSWERED, /* the translator gave no answer: fate failed */
	DT_RULE_REJECTED,   /* its answer did not pass the checks: fate failed */
	DT_RULE_NO_FONT,    /* no font has the characters: fate failed */
	DT_RULE_NO_ROOM,    /* could not be set in its frame: fate failed */
	DT_RULE_NOT_WANTED, /* the role is not to be translated, by option */
	DT_RULE_OUTSIDE,    /* outside the clip or the page */
	DT_RULE_LAYER,	    /* in optional content that is switched off */
	DT_RULE_COVERED,    /* something opaque was painted over it */
	DT_RULE_PALE,	    /* in the colour of what it stands on */
	DT_RULE_OCR,	    /* the text layer of a picture that shows the same text */
	DT_RULE_PATTERN,    /* in a tiling pattern or a soft mask */
	DT_RULE_ANNOTATION, /* in the appearance of an annotation */
	DT_RULE_FIELD,	    /* value or caption of a form field */
	DT_RULE_CURVED,	    /* set along a curve */
	DT_RULE_FOREIGN,    /* is in a third language, neither source nor target */
	DT_RULE_COUNT
};

static inline const char *dt_rule_name(uint32_t rule)
{
	static const char *const names[] = {
		"none",	      "formula",    "code",    "number",    "label",	  "leader",
		"short",      "identifier", "same",    "language",  "locked",	  "unmapped",
		"rotated",    "vertical",   "figure",  "duplicate", "unseen",	  "space",
		"unanswered", "rejected",   "no-font", "no-room",   "not-wanted", "outside",
		"layer",      "covered",    "pale",    "ocr-layer", "pattern",	  "annotation",
		"field",      "curved",	    "foreign",
	};

	return rule < DT_RULE_COUNT ? names[rule] : "unknown";
}

#ifdef __cplusplus
}
#endif
#endif /* DOCTRANSLATE_FATES_H */
