/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * doctranslate/units.h - "page.units", "doc.units": what is asked for, to be translated by others,
 * too. Units, spaces of coordinates, what a payload is: doctranslate/types.h.
 */
#ifndef DOCTRANSLATE_UNITS_H
#define DOCTRANSLATE_UNITS_H

#include <doctranslate/common.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What an inline mark of a unit's texts stands for.  Mark N is element N - 1 of its marks. */
enum dt_unit_mark_kind {
	DT_UNIT_STYLE = 1, /* <g>: words in another style */
	DT_UNIT_LINK,	   /* <g>: words with a link */
	DT_UNIT_OBJECT,	   /* <x/>: a formula */
	DT_UNIT_TEXT	   /* <x/>: an identifier, a footnote's number: .text */
};

struct dt_unit_mark {
	uint32_t kind;
	uint32_t flags;	     /* enum dt_style_flags of its words */
	struct dt_span text; /* of an object or a text: what is seen */
};

struct dt_unit_part {  /* where a unit stands: one or more blocks, in the order of its text */
	uint32_t page; /* of the file */
	uint32_t block;
};

enum { DT_UNIT_PLAIN = 1u << 0 /* the answer did without the styles and links of its source */ };

/* Texts are as in struct dt_batch. */
struct dt_unit {
	struct dt_span id; /* NMTOKEN of XML, unique in the document */
	struct dt_span source;
	struct dt_span target; /* empty: there is no answer */
	struct dt_span reason; /* why there is none, may be empty */
	uint32_t flags;
	uint32_t role, level; /* of the first part */
	uint32_t budget;      /* code points that fit at scale 1; 0: unknown */
	struct dt_span parts; /* struct dt_unit_part; empty: a title, in no page */
	struct dt_span marks; /* struct dt_unit_mark */
};

struct dt_units {
	uint32_t size;
	uint32_t number;      /* of a page; 0 in doc.units */
	struct dt_span units; /* struct dt_unit; none when the job's "units" is not "yes" */
	struct dt_span source_lang, target_lang;
};

#ifdef __cplusplus
}
#endif
#endif /* DOCTRANSLATE_UNITS_H */
