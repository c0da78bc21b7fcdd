/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * units.h - telling what was asked and answered, for those who translate by hand.
 *
 * A unit is an ask with a name that the same document and options give again: made of
 * the pages and blocks where it stands.  Its texts have the marks of the whole source
 * even where the translator was asked without styles.
 */
#ifndef ROUTE_UNITS_H
#define ROUTE_UNITS_H

#include "ask.h"

/* "p3-b12", with all parts: "p3-b12-b13", "p3-b12-p4-b1"; all counted from 1. */
void unit_name(char id[UNIT_ID_SIZE], const struct dt_unit_part *parts, uint32_t n);
/* "t1": a title of the outline. */
void unit_name_title(char id[UNIT_ID_SIZE], uint32_t i);

struct unit_place {
	const struct dt_unit_part *parts; /* n; none of a title */
	uint32_t n, role, level;
};

/* Adds an ask to units, with its texts in out.  Errors are left in out and units. */
void unit_tell(struct dt_payload *out, struct dt_list *units, const struct ask *ask,
	       const struct unit_place *place);
/* Gives them to a port; none when units is NULL. */
dt_status units_give(struct dt_payload *out, const struct dt_list *units, uint32_t number,
		     const struct dt_call *call, uint32_t port, struct dt_error *err);

#endif
