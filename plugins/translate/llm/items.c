/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "items.h"

#include "characters.h"

#include <stdlib.h>
#include <strings.h>

enum {
	MOST_DEPTH = 8,
	MOST_TERMS = 64, /* of one segment */
	MOST_TERM = 400	 /* bytes */
};

bool items_start(struct items *items, const struct dt_batch *batch)
{
	memset(items, 0, sizeof(*items));
	items->batch = batch;
	items->round = 1;
	if (batch->task == DT_TASK_TERMS)
		return true;
	items->at = calloc(batch->n ? batch->n : 1, sizeof(*items->at));
	items->n = items->room = items->at ? batch->n : 0;
	return items->at != NULL;
}

void items_free(struct items *items)
{
	for (uint32_t i = 0; i < items->n; i++)
		text_free(&items->at[i].text);
	free(items->at);
	memset(items, 0, sizeof(*items));
}

uint32_t items_count(const struct items *items)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < items->n; i++)
		n += items->at[i].there;
	return n;
}

/* ---- one item ---------------------------------------------------------------------------- */

static void take_text(struct items *items, uint32_t i, const char *text, size_t length)
{
	struct item *item = &items->at[i];

	/* within one value the first counts: a model that loses count repeats an id */
	if (item->there && item->round == items->round)
		return;
	text_clear(&item->text);
	characters_clean(&item->text, text, length, items->batch->texts[i]);
	item->there = item->text.n > 0;
	item->round = items->round;
	items->failed |= item->text.failed;
}

static void take_term(struct items *items, uint32_t i, const char *source, size_t source_length,
		      const char *target, size_t target_length)
{
	struct item *item;
	size_t tab;

	if (!source_length || source_length > MOST_TERM || target_length > MOST_TERM ||
	    items->n >= items->batch->n * MOST_TERMS)
		return;
	if (items->n == items->room) {
		uint32_t room = items->room * 2 + 32;
		void *at = realloc(items->at, room * sizeof(*items->at));

		if (!at) {
			items->failed = true;
			return;
		}
		items->at = at;
		items->room = room;
	}
	item = &items->at[items->n++];
	memset(item, 0, sizeof(*item));
	item->segment = i;
	characters_clean(&item->text, source, source_length, NULL);
	tab = item->text.n;
	text_add_char(&item->text, '\t');
	characters_clean(&item->text, target, target_length, NULL);
	items->failed |= item->text.failed;
	item->there = tab > 0;
	item->round = items->round;
}

void items_take(struct items *items, uint64_t id, const char *text, size_t length,
		const char *target, size_t target_length)
{
	if (!id || id > items->batch->n) {
		items->strange++;
		return;
	}
	if (items->batch->task != DT_TASK_TERMS)
		take_text(items, (uint32_t)id - 1, text, length);
	else if (target)
		take_term(items, (uint32_t)id - 1, text, length, target, target_length);
}

/* ---- names of members -------------------------------------------------------------------- */

static bool is_one_of(const char *name, const char *const *list)
{
	for (; *list; list++)
		if (!strcasecmp(name, *list))
			return true;
	return false;
}

bool items_is_text_name(const char *name)
{
	static const char *const names[] = { "text",   "translation", "translated_text",
					     "output", "target",      "translated",
					     "answer", "content",     "translatedText",
					     NULL };

	return is_one_of(name, names);
}

bool items_is_source_name(const char *name)
{
	static const char *const names[] = { "source", "src", "term", NULL };

	return is_one_of(name, names);
}

bool items_is_target_name(const char *name)
{
	static const char *const names[] = { "target", "tgt", "translation", NULL };

	return is_one_of(name, names);
}

/* ---- values ------------------------------------------------------------------------------ */

/* 3, 3.0, "3", "#3", "id 3"; false: no number. */
static bool read_id(const json_t *value, uint64_t *id)
{
	const char *text = json_string_value(value);

	if (json_is_integer(value)) {
		*id = json_integer_value(value) < 0 ? 0 : (uint64_t)json_integer_value(value);
		return true;
	}
	if (json_is_real(value)) {
		double real = json_real_value(value);

		*id = real >= 0 && real < 1e9 ? (uint64_t)real : 0;
		return true;
	}
	if (!text)
		return false;
	text += strcspn(text, "0123456789");
	*id = strtoull(text, NULL, 10);
	return *text != '\0';
}

static const json_t *string_member(const json_t *object, bool (*is)(const char *))
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)object, name,
			    value) if (json_is_string(value) && is(name)) return value;
	return NULL;
}

/* Is it an item?  Then it is taken; without_id is the id of one that has none, 0: no item. */
static bool take_object(struct items *items, const json_t *object, uint64_t without_id)
{
	bool terms = items->batch->task == DT_TASK_TERMS;
	const json_t *text = json_object_get(object, "text"), *target = NULL;
	uint64_t id = without_id;

	if (terms) {
		text = string_member(object, items_is_source_name);
		target = string_member(object, items_is_target_name);
		if (!target)
			return false;
		/* of one text, or of all of them together */
		id = 1;
	} else if (json_object_get(object, "for")) {
		return false; /* what the prompt said of a similar text */
	} else if (!json_is_string(text)) {
		text = string_member(object, items_is_text_name);
	}
	if (!text)
		return false;
	read_id(json_object_get(object, "id"), &id);
	if (!id && !json_object_get(object, "id"))
		return false;
	items_take(items, id, json_string_value(text), json_string_length(text),
		   target ? json_string_value(target) : NULL,
		   target ? json_string_length(target) : 0);
	return true;
}

static void take(struct items *items, const json_t *value, int depth);

/* Lists whose members have no ids stand in the order of the question, if they are as many. */
static void take_array(struct items *items, const json_t *array, int depth)
{
	bool complete =
		json_array_size(array) == items->batch->n && items->batch->task != DT_TASK_TERMS;
	bool from_zero = complete;
	size_t i;
	json_t *value;
	uint64_t id;

	/* all of them, counted from 0 */
	json_array_foreach(array, i, value) from_zero =
		from_zero && read_id(json_object_get(value, "id"), &id) && id == i;
	json_array_foreach(array, i, value)
	{
		if (json_is_string(value) && complete) {
			items_take(items, i + 1, json_string_value(value),
				   json_string_length(value), NULL, 0);
		} else if (from_zero) {
			const json_t *text = string_member(value, items_is_text_name);

			if (text)
				items_take(items, i + 1, json_string_value(text),
					   json_string_length(text), NULL, 0);
		} else if (!json_is_object(value) ||
			   !take_object(items, value, complete ? i + 1 : 0)) {
			take(items, value, depth + 1);
		}
	}
}

/* {"1":"...","2":"..."} */
static void take_map(struct items *items, const char *name, const json_t *value)
{
	char *end;
	uint64_t id = strtoull(name, &end, 10);

	if (!*end && *name >= '0' && *name <= '9' && json_is_string(value) &&
	    items->batch->task != DT_TASK_TERMS)
		items_take(items, id, json_string_value(value), json_string_length(value), NULL, 0);
}

static void take(struct items *items, const json_t *value, int depth)
{
	const char *name;
	json_t *member;

	if (depth > MOST_DEPTH)
		return;
	if (json_is_array(value)) {
		take_array(items, value, depth);
		return;
	}
	if (!json_is_object(value) || take_object(items, value, items->batch->n == 1 && depth == 0))
		return;
	json_object_foreach((json_t *)value, name, member)
	{
		if (json_is_string(member))
			take_map(items, name, member);
		else
			take(items, member, depth + 1);
	}
}

void items_take_value(struct items *items, const json_t *value)
{
	take(items, value, 0);
}
