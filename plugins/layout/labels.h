/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* labels.h - what a line begins with: a bullet, a list number, the number of a heading. */
#ifndef DT_LAYOUT_LABELS_H
#define DT_LAYOUT_LABELS_H

#include "stack.h"

/* The first code point of ink item at of a word, at < word->ink. */
uint32_t word_char(const struct page *page, const struct word *word, uint32_t at);

/* "1.", "(a)", "iv)", "2.3.1"; *number, when it is not NULL, is what its last part counts. */
bool word_is_list_number(const struct page *page, const struct word *word, uint32_t *number);
bool word_is_bullet(const struct page *page, const struct word *word, const struct word *next);
/* "2.1" before the words of a heading. */
bool word_is_heading_number(const struct page *page, const struct word *number,
			    const struct word *next);

/* Finds the label of a line that has been measured. */
void line_find_label(const struct page *page, struct line *line);

/* Finds the label that the n lines of a paragraph of the stack hang from, where the line alone has
 * none. */
void lines_find_hung_label(const struct page *page, const struct stack *stack, struct line *lines,
			   uint32_t n);

/* Does an option of a program begin the line, and its text where that of the line above does? */
bool lines_begin_items(const struct page *page, const struct line *above, const struct line *line);

#endif /* DT_LAYOUT_LABELS_H */
