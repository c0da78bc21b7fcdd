/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tags.h - the structure tree: which element owns a marked content, in which order.
 *
 * The order of all elements is found once a job by one walk over the tree and is
 * read-only from then on [any].  Finding elements of a page works on the lane's
 * own document [lane].  Source: ISO 32000-1, 14.7 and 14.8.
 */
#ifndef DT_PDF_TAGS_H
#define DT_PDF_TAGS_H

#include "scan.h"

struct dt_tag_order {
	uint32_t *at; /* by object number; 0: not reached */
	int n;	      /* 0: no structure tree */
};

/* Texts that elements have beside their content. */
struct dt_tag_texts {
	struct dt_list list;	/* struct dt_title; those of one element follow each other */
	struct dt_payload pool; /* where their texts are */
};

/* texts may be NULL.  No tree is no error.  DT_E_CANCELLED, DT_E_LIMIT, DT_E_SYSTEM. */
dt_status dt_tags_order(struct dt_document *doc, struct dt_tag_order *order,
			struct dt_tag_texts *texts, struct dt_error *err);
void dt_tag_texts_free(struct dt_tag_texts *texts);
void dt_tags_free(struct dt_tag_order *order);

/*
 * Elements of the scan's marks and all above them: struct dt_element into elements,
 * whose texts go to payload, and for each mark the index of its element into owners
 * (uint32_t, DT_NONE).  May throw.
 */
void dt_tags_page(struct dt_document *doc, const struct dt_tag_order *order,
		  const struct dt_scan *scan, struct dt_payload *payload, struct dt_list *elements,
		  struct dt_list *owners);

#endif /* DT_PDF_TAGS_H */
