/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * xliff.h - names that the writer and the reader of XLIFF have to agree on.
 *
 * XLIFF 2.1 (OASIS Standard, 13 February 2018): one <unit> with one <segment> for each
 * unit of route.segments, in one <group> for each page.  An inline mark N of a unit is
 * <pc id="N"> or <ph id="N"/>; a hard break is a <ph> of its own.  What places a unit
 * on its page stands in the metadata module; what the whole file was made from stands
 * there, too: that is how a document and its file are known to belong together.
 */
#ifndef XLIFF_XLIFF_H
#define XLIFF_XLIFF_H

#define XLIFF_CORE     "urn:oasis:names:tc:xliff:document:2.0"
#define XLIFF_METADATA "urn:oasis:names:tc:xliff:metadata:2.0"

#define XLIFF_GROUP_RUN	  "doctranslate-run"   /* of <file>: the run that made it */
#define XLIFF_GROUP_PLACE "doctranslate-place" /* of <unit> */

#define XLIFF_META_DIGEST      "source-sha256"
#define XLIFF_META_SOURCE_LANG "source-lang"
#define XLIFF_META_PAGES       "pages"
#define XLIFF_META_USE_TAGS    "use-tags"
#define XLIFF_META_KEEP_OTHER  "keep-other-languages"
#define XLIFF_META_COMMENTS    "translate-comments"

#define XLIFF_BREAK  "xlf:lb"
#define XLIFF_REVIEW "doctranslate:needs-review"

/* U+2028, a hard break in the texts of units */
#define XLIFF_LINE_SEPARATOR "\xe2\x80\xa8"

#endif
