/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * budget.h - what may be spent for a document, as people write it: "2.50USD", "100000tokens".
 */
#ifndef DT_FRONTENDS_BUDGET_H
#define DT_FRONTENDS_BUDGET_H

#include <stdbool.h>

/* A plain decimal above nothing, and one of the two units. */
bool budget_check(const char *text);

#endif
