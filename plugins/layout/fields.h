/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* fields.h - what fields of a form say of the text beside them, in the plane that is at work. */
#ifndef DT_LAYOUT_FIELDS_H
#define DT_LAYOUT_FIELDS_H

#include "layout.h"

/* Does a field, or a box to be ticked, stand between words that end at u0 and begin at u1?  v: in
 * the middle of their letters. */
bool field_is_between(const struct page *page, float u0, float u1, float v, float em);

/* Are two lines, one under the other, the names of two fields, so that the one does not run on to
 * the other?  edge: of their column. */
bool lines_name_fields(const struct page *page, const struct line *above, const struct line *line,
		       float edge);

#endif /* DT_LAYOUT_FIELDS_H */
