/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * signature.h - what the answers of a translator depend on, as one line of text.
 *
 * Equal text, equal translator: memories keep answers by it.  Names and the options marked
 * DT_SHAPES_ANSWERS; those of other translators that one hands on to.  Never a secret: such an
 * option does not count, and of an address only what comes before its query, without a user.
 */
#ifndef DT_ENGINE_SIGNATURE_H
#define DT_ENGINE_SIGNATURE_H

#include "plan.h"
#include "str.h"

/* Adds the signature of translator i of the plan. */
void signature_add(struct str *out, const struct plan *plan, uint32_t i);

#endif /* DT_ENGINE_SIGNATURE_H */
