/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * doctranslate/types.h - the payloads that flow between stages.
 *
 * A payload is one block of memory without pointers: a struct, then the arrays
 * and texts it refers to by struct dt_span (byte offset from the start of the
 * payload, number of elements).  It can be copied, written to a file and read
 * back elsewhere.  DT_AT gives an array of it, DT_TEXT a text.  Build one with
 * doctranslate/payload.h.
 *
 * A payload begins with uint32_t size; one that flows page by page goes on with
 * uint32_t number, the page of the file: the engine names pages by it.
 *
 * Units: points (1/72 inch).  Page space: origin at the top left corner of the
 * page as it is displayed (crop box, after /Rotate), x to the right, y DOWN.
 * Colours: 0xRRGGBBAA, sRGB.  Pages of a file count from 0.  Glyphs of a page
 * are numbered in paint order, form XObjects included where they are painted;
 * that number is the name by which all later stages speak of a glyph.
 */
#ifndef DOCTRANSLATE_TYPES_H
#define DOCTRANSLATE_TYPES_H

#include <doctranslate/blocks.h>
#include <doctranslate/common.h>
#include <doctranslate/content.h>
#include <doctranslate/fates.h>
#include <doctranslate/outline.h>
#include <doctranslate/profile.h>
#include <doctranslate/segments.h>
#include <doctranslate/set.h>
#include <doctranslate/sizes.h>
#include <doctranslate/terms.h>
#include <doctranslate/units.h>

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * ---- parameters of a job (dt_host.parameter) ----------------------------
 *   source_lang, target_lang   BCP 47, "en", "es", "zh-Hans"; of the source also "auto"
 *   keep_other_languages       "yes"/"no": what is not in the source language stays as it is
 *   translate_comments         "yes"/"no": those of code listings
 *   mirror_tables              "yes"/"no": columns, where text runs the other way
 *   writing_mode               "source", "horizontal", "vertical": of new text whose script has
 *                              both
 *   translator                 name of a translator of the pipeline
 *   pages                      "1,3-5,7-,-2", counted from 1
 *   password                   of an encrypted document
 *   mono, dual                 "yes"/"no";  "none", "side-by-side", "alternating"
 *   use_tags                   "auto", "never"
 *   format                     of extract: "json", "text", "markdown"
 *   name                       of the document, without folder and extension
 *   units                      "yes": route.segments tells what it asks for; else "no"
 *   memory                     "off", "exact", "normalized", "fuzzy", "semantic": which answers of
 *                              earlier jobs are taken
 *   memory_file                path of the memory; NULL: the user's own
 *   memory_scope               "document", "project", "global": whose answers are taken
 *   project                    name of the project, of memory_scope
 *   journal                    "yes"/"no": accepted answers are written down until the job
 *                              succeeds, and the same job goes on with them
 *   glossary                   paths of glossaries, a line each; the first that has a term wins
 *   extract_terms              "no", "statistics", "model": a glossary from the document itself
 *   instructions               the user's own words to a model
 *   budget                     "2.50USD", "100000tokens": stop before it is passed
 *   dry_run                    "yes": count what would be asked and ask nobody
 *   previews                   folder in which pages are left as soon as they are translated,
 *                              and painted
 *   page, width                of pdf.render: which page, counted from 1, how many pixels wide
 */

/* ---- "doc.file": a file in the job's work directory, or the job's input -- */

struct dt_file {
	uint32_t size; /* of the payload, in bytes: first member of every payload */
	uint32_t reserved;
	uint64_t bytes;
	struct dt_span path;
	struct dt_span media_type; /* "application/pdf" */
};

/* ---- "doc.report": what a stage tells the report of the job ------------------------- */

struct dt_report {
	uint32_t size;
	uint32_t reserved;
	struct dt_span json; /* one JSON value, UTF-8 */
};

#ifdef __cplusplus
}
#endif
#endif /* DOCTRANSLATE_TYPES_H */
