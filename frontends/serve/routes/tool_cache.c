/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "tool_cache.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES = 32, TIME_MS = 5 * 60 * 1000 };

static struct {
	char *key; /* arguments, each with a line end */
	char *text;
	int64_t until;
} places[PLACES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static char *make_key(const char *const *arguments)
{
	size_t size = 1;
	char *key, *at;

	for (size_t i = 0; arguments[i]; i++)
		size += strlen(arguments[i]) + 1;
	key = malloc(size);
	if (!key)
		return NULL;
	at = key;
	for (size_t i = 0; arguments[i]; i++) {
		at = stpcpy(at, arguments[i]);
		*at++ = '\n';
	}
	*at = 0;
	return key;
}

static void empty(size_t i)
{
	free(places[i].key);
	free(places[i].text);
	memset(&places[i], 0, sizeof(places[i]));
}

json_t *tool_cache_find(const char *const *arguments, int64_t now_ms)
{
	char *key = make_key(arguments), *text = NULL;
	json_t *answer;

	pthread_mutex_lock(&lock);
	for (size_t i = 0; key && i < PLACES; i++)
		if (places[i].key && places[i].until > now_ms && !strcmp(places[i].key, key))
			text = strdup(places[i].text);
	pthread_mutex_unlock(&lock);
	answer = text ? json_loads(text, 0, NULL) : NULL;
	free(text);
	free(key);
	return answer;
}

/* In its own place, else in the one that is over first. */
void tool_cache_keep(const char *const *arguments, const json_t *answer, int64_t now_ms)
{
	char *key = make_key(arguments), *text = json_dumps(answer, JSON_COMPACT);
	size_t place = 0;

	if (!key || !text) {
		free(key);
		free(text);
		return;
	}
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < PLACES; i++) {
		if (places[i].key && !strcmp(places[i].key, key)) {
			place = i;
			break;
		}
		if (places[i].until < places[place].until)
			place = i;
	}
	empty(place);
	places[place].key = key;
	places[place].text = text;
	places[place].until = now_ms + TIME_MS;
	pthread_mutex_unlock(&lock);
}

void tool_cache_clear(void)
{
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < PLACES; i++)
		empty(i);
	pthread_mutex_unlock(&lock);
}
