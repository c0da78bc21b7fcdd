/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pages.h - sets of pages as people write them: "1,3-5,7-,-2".
 *
 * Items are N, A-B, A- (to the end) and -B (from 1), counted from 1, both ends
 * included; blanks around items do not count.  Here only the form is checked:
 * how many pages there are is known to the stage that reads the document.
 */
#ifndef DT_FRONTENDS_PAGES_H
#define DT_FRONTENDS_PAGES_H

#include <stdbool.h>
#include <stddef.h>

/* True when text is a set of pages; why says what is wrong with it. */
bool pages_check(const char *text, char *why, size_t why_size);

#endif
