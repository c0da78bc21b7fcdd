/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "dictionaries.h"

#include "patterns.h"

#include <stdlib.h>

#ifdef HAVE_LIBHYPHEN

#include <dirent.h>
#include <hyphen.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct entry {
	struct entry *next;
	struct dictionary dictionary; /* of NULLs: it cannot be read */
	char file[256];
};

struct dictionaries {
	char *dir;
	pthread_mutex_t lock; /* guards list; held while one is read, as others wait for the same */
	struct entry *list;
};

struct dictionaries *dictionaries_new(const char *dir)
{
	struct dictionaries *d = calloc(1, sizeof(*d));

	if (!d)
		return NULL;
	pthread_mutex_init(&d->lock, NULL);
	d->dir = strdup(dir);
	if (d->dir)
		return d;
	dictionaries_free(d);
	return NULL;
}

void dictionaries_free(struct dictionaries *d)
{
	struct entry *next;

	if (!d)
		return;
	for (struct entry *one = d->list; one; one = next) {
		next = one->next;
		patterns_free(one->dictionary.patterns);
		if (one->dictionary.dict)
			hnj_hyphen_free(one->dictionary.dict);
		free(one);
	}
	pthread_mutex_destroy(&d->lock);
	free(d->dir);
	free(d);
}

/* How well "hyph_es_ES.dic" serves "es-MX": 0 not at all. */
static int serves(const char *file, const char *language)
{
	size_t primary = strcspn(language, "-"), n;
	const char *tag = file + 5;

	if (strncmp(file, "hyph_", 5) != 0 || strncasecmp(tag, language, primary) != 0)
		return 0;
	n = strcspn(tag + primary, ".");
	if (strcmp(tag + primary + n, ".dic") != 0 || (n && tag[primary] != '_'))
		return 0;
	if (n && language[primary] &&
	    strncasecmp(tag + primary + 1, language + primary + 1, n - 1) == 0)
		return 4;
	if (!n)
		return 3;
	/* the region that the language has its name from: es_ES, de_DE, fr_FR */
	return n == 1 + primary && strncasecmp(tag + primary + 1, language, primary) == 0 ? 2 : 1;
}

/* The name of the file that serves best. */
static bool choose_file(const struct dictionaries *d, const char *language, char *best, size_t room)
{
	DIR *dir = opendir(d->dir);
	struct dirent *entry;
	int most = 0;

	while (dir && (entry = readdir(dir))) {
		int s = serves(entry->d_name, language);

		if (strlen(entry->d_name) < room &&
		    (s > most || (s && s == most && strcmp(entry->d_name, best) < 0))) {
			most = s;
			snprintf(best, room, "%s", entry->d_name);
		}
	}
	if (dir)
		closedir(dir);
	return most;
}

/* With the lock held. */
static struct entry *load(struct dictionaries *d, const char *file)
{
	struct entry *one;
	char path[4400];

	for (one = d->list; one; one = one->next)
		if (!strcmp(one->file, file))
			return one;
	one = calloc(1, sizeof(*one));
	if (!one)
		return NULL;
	snprintf(one->file, sizeof(one->file), "%s", file);
	if ((size_t)snprintf(path, sizeof(path), "%s/%s", d->dir, file) < sizeof(path)) {
		one->dictionary.patterns = patterns_load(path);
		if (!one->dictionary.patterns)
			one->dictionary.dict = hnj_hyphen_load(path);
	}
	one->next = d->list;
	d->list = one;
	return one;
}

const struct dictionary *dictionaries_find(struct dictionaries *d, const char *language)
{
	char file[256] = "";
	const struct entry *entry;

	if (!choose_file(d, language, file, sizeof(file)))
		return NULL;
	pthread_mutex_lock(&d->lock);
	entry = load(d, file);
	pthread_mutex_unlock(&d->lock);
	if (!entry || (!entry->dictionary.patterns && !entry->dictionary.dict))
		return NULL;
	return &entry->dictionary;
}

#else

struct dictionaries *dictionaries_new(const char *dir)
{
	(void)dir;
	return calloc(1, 1);
}

void dictionaries_free(struct dictionaries *d)
{
	free(d);
}

const struct dictionary *dictionaries_find(struct dictionaries *d, const char *language)
{
	(void)d;
	(void)language;
	return NULL;
}

#endif
