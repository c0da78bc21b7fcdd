/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * same_forms.h - forms that came out alike, so that they stand in the result once.
 *
 * A form that is painted several times is rewritten each time, since one use may change without
 * the other.  Mostly all of them change in the same way: a letterhead on each page, a sign that
 * is stamped forty times.  What makes a form (its dictionary and its data) is kept as a digest;
 * a bounded number of them, of which a later one may take the place of another.  One thread at
 * a time.
 */
#ifndef DT_PDF_SAME_FORMS_H
#define DT_PDF_SAME_FORMS_H

#include <stddef.h>
#include <stdint.h>

#define DT_FORM_DIGEST 32

struct dt_same_forms {
	struct dt_same_form *slots; /* NULL before the first */
};

/* Number of the object that is like this one, 0: there is none that is remembered. */
uint32_t dt_same_forms_find(const struct dt_same_forms *forms,
			    const unsigned char digest[DT_FORM_DIGEST]);
/* Without memory nothing is remembered. */
void dt_same_forms_keep(struct dt_same_forms *forms, const unsigned char digest[DT_FORM_DIGEST],
			uint32_t number);
void dt_same_forms_free(struct dt_same_forms *forms);

#endif /* DT_PDF_SAME_FORMS_H */
