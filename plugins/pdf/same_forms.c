/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "same_forms.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS 512u /* a power of two */

struct dt_same_form {
	unsigned char digest[DT_FORM_DIGEST];
	uint32_t number; /* 0: the slot is free */
};

static size_t slot_of(const unsigned char *digest)
{
	return ((size_t)digest[0] << 8 | digest[1]) & (SLOTS - 1);
}

uint32_t dt_same_forms_find(const struct dt_same_forms *forms,
			    const unsigned char digest[DT_FORM_DIGEST])
{
	const struct dt_same_form *slot;

	if (!forms->slots)
		return 0;
	slot = &forms->slots[slot_of(digest)];
	return memcmp(slot->digest, digest, DT_FORM_DIGEST) == 0 ? slot->number : 0;
}

void dt_same_forms_keep(struct dt_same_forms *forms, const unsigned char digest[DT_FORM_DIGEST],
			uint32_t number)
{
	struct dt_same_form *slot;

	if (!forms->slots)
		forms->slots = calloc(SLOTS, sizeof(*forms->slots));
	if (!forms->slots)
		return;
	slot = &forms->slots[slot_of(digest)];
	memcpy(slot->digest, digest, DT_FORM_DIGEST);
	slot->number = number;
}

void dt_same_forms_free(struct dt_same_forms *forms)
{
	free(forms->slots);
	forms->slots = NULL;
}
