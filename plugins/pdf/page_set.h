/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * page_set.h - the job parameter "pages": "1,3-5,7-,-2", counted from 1.
 *
 * Items are separated by commas; "7-" goes to the end, "-2" starts at page 1.  The order
 * and repetitions of items do not matter: pages come in the order of the file, once.
 */
#ifndef DT_PDF_PAGE_SET_H
#define DT_PDF_PAGE_SET_H

#include <doctranslate/plugin.h>

/* *chosen: page numbers from 0, ascending, malloc'd; never empty on success.  text NULL:
 * all pages.  DT_E_CONFIG names the item at fault and the number of pages. */
dt_status dt_page_set(const char *text, uint32_t n_pages, uint32_t **chosen, uint32_t *n,
		      struct dt_error *err);

#endif /* DT_PDF_PAGE_SET_H */
