/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* stages.h - the fake stages, for the table of the module. */
#ifndef DT_TESTS_STAGES_H
#define DT_TESTS_STAGES_H

#include "watch.h"

enum { FAKE_STAGES = 13 };
extern const struct dt_stage fake_stages[FAKE_STAGES];

#endif /* DT_TESTS_STAGES_H */
