/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * painted.h - "page.pdf": what pdf.paint hands to pdf.write, private to this plugin.
 *
 * The content streams of one page after rewriting, and what has to be in their
 * resources.  Stream 0 is the page; the others are instances of form XObjects
 * that had to change (a form that is painted twice appears twice, so that one
 * use can change without the other).  Streams that did not change are absent;
 * stream 0 is there whenever there is any other.  A parent stands before its kids.
 * A page that stays as it is has no streams.
 *
 * Data is raw content, deflated (zlib format).  Names in new content: /DTF<n> is
 * the face n of the payload's faces, in every stream that lists it; /DTA<n> a
 * graphics state that only has transparency; a font of the
 * source that another stream's resources lack comes as a dt_painted_font with
 * the object number of the source font.
 */
#ifndef DT_PDF_PAINTED_H
#define DT_PDF_PAINTED_H

#include <doctranslate/types.h>

struct dt_painted_font {     /* an entry of /Resources /Font to add */
	struct dt_span name; /* "DTF3", without the slash */
	uint32_t face;	     /* index into faces, or DT_NONE: */
	uint32_t object;     /* the source's font object */
};

struct dt_painted_alpha {    /* an entry of /Resources /ExtGState to add */
	struct dt_span name; /* "DTA0" */
	float fill, stroke;
};

struct dt_painted_stream {
	uint32_t parent;     /* index into streams; DT_NONE for the page */
	uint32_t object;     /* of the form in the source; 0 for the page */
	struct dt_span name; /* under which the parent paints it: its new /XObject entry points
			      * to the changed clone.  The paint stage already wrote this name
			      * into the parent's new content; it is unique in the parent. */
	struct dt_span data; /* char, deflated */
	uint32_t raw_length; /* before deflation */
	uint32_t reserved;
	struct dt_span fonts;  /* struct dt_painted_font */
	struct dt_span alphas; /* struct dt_painted_alpha */
};

struct dt_painted_glyph { /* one glyph that is used from a face */
	uint32_t face;
	uint32_t id;	     /* glyph id in the font file */
	uint32_t code;	     /* in the content: the id, or one past all ids */
	struct dt_span text; /* what it stands for (ToUnicode), may be empty */
};

/* Flag of a face: something in it stands for text in a font that is embedded. */
#define DT_PAINTED_EMBED (1u << 31)

struct dt_painted {
	uint32_t size;
	uint32_t number; /* page of the file */
	struct dt_span streams;
	struct dt_span faces;  /* struct dt_face; the same face on other pages has the same path,
				* index, flags but DT_PAINTED_EMBED */
	struct dt_span glyphs; /* struct dt_painted_glyph, each (face, code) once */
	struct dt_span links;  /* struct dt_set_link, points in the page's default user space */
	struct dt_span target_lang;
	uint32_t untagged; /* pieces of new text that stand outside of the tags of what they replace
			    */
	uint32_t reserved;
};

#endif /* DT_PDF_PAINTED_H */
