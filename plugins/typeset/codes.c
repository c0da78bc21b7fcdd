/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "codes.h"

#define LEAST_ROOM 4096u /* codes past the ids: with fewer they would collide all the time */

struct code_slot {
	uint32_t font, code; /* code 0: empty */
	uint64_t pair;
};

void codes_start(struct codes *codes)
{
	codes->n = 0;
	if (codes->slots.n)
		memset(codes->slots.at, 0, codes->slots.n * sizeof(struct code_slot));
}

void codes_free(struct codes *codes)
{
	dt_list_free(&codes->slots);
	codes->n = 0;
}

/* FNV-1a. */
static uint64_t hash_pair(uint32_t id, const char *text, uint32_t length)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (uint32_t i = 0; i < 2; i++)
		hash = (hash ^ (id >> (8 * i) & 0xff)) * UINT64_C(0x100000001b3);
	for (uint32_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
	return hash ^ hash >> 29;
}

static struct code_slot *slot_of(const struct codes *codes, uint32_t font, uint32_t code)
{
	struct code_slot *slots = codes->slots.at;
	uint32_t i = (code ^ font << 13) * 2654435761u >> 11;

	for (;; i++) {
		struct code_slot *slot = &slots[i & (codes->slots.n - 1)];

		if (!slot->code || (slot->code == code && slot->font == font))
			return slot;
	}
}

static bool grow(struct codes *codes)
{
	struct codes bigger = { .n = codes->n };
	const struct code_slot *slots = codes->slots.at;
	uint32_t room = codes->slots.n ? codes->slots.n * 2 : 256;

	for (uint32_t i = 0; i < room; i++) {
		if (!DT_LIST_ADD(&bigger.slots, struct code_slot)) {
			codes_free(&bigger);
			return false;
		}
	}
	for (uint32_t i = 0; i < codes->slots.n; i++) {
		if (slots[i].code)
			*slot_of(&bigger, slots[i].font, slots[i].code) = slots[i];
	}
	codes_free(codes);
	*codes = bigger;
	return true;
}

uint32_t codes_take(struct codes *codes, uint32_t font, uint32_t n_ids, uint32_t end, uint32_t id,
		    const char *text, uint32_t length)
{
	uint64_t pair = hash_pair(id, text, length);
	uint32_t room = n_ids < end ? end - n_ids : 0;

	if (room < LEAST_ROOM || (codes->n * 2 >= codes->slots.n && !grow(codes)))
		return 0;
	for (uint32_t i = 0; i < room; i++) {
		uint32_t code = n_ids + (uint32_t)((pair + i) % room);
		struct code_slot *slot = slot_of(codes, font, code);

		if (slot->code && slot->pair != pair)
			continue;
		codes->n += !slot->code;
		*slot = (struct code_slot){ font, code, pair };
		return code;
	}
	return 0;
}
