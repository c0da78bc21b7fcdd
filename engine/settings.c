/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "settings.h"
#include "str.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <libconfig.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST_FILE = 4 << 20 };

struct reader {
	struct arena *arena;
	struct dt_diagnostics *list;
	const char *file;
};

const struct setting *setting_member(const struct setting *group, const char *name)
{
	if (!group || group->kind != SETTING_GROUP)
		return NULL;
	for (const struct setting *s = group->first; s; s = s->next)
		if (!strcmp(s->name, name))
			return s;
	return NULL;
}

const char *setting_kind_name(enum setting_kind kind)
{
	switch (kind) {
	case SETTING_GROUP:
		return "a group";
	case SETTING_ARRAY:
		return "an array";
	case SETTING_LIST:
		return "a list";
	case SETTING_BOOL:
		return "true or false";
	case SETTING_INT:
		return "a whole number";
	case SETTING_REAL:
		return "a number";
	case SETTING_STRING:
		return "a string";
	}
	return "nothing";
}

static enum setting_kind kind_of(int type)
{
	switch (type) {
	case CONFIG_TYPE_GROUP:
		return SETTING_GROUP;
	case CONFIG_TYPE_ARRAY:
		return SETTING_ARRAY;
	case CONFIG_TYPE_LIST:
		return SETTING_LIST;
	case CONFIG_TYPE_BOOL:
		return SETTING_BOOL;
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		return SETTING_INT;
	case CONFIG_TYPE_FLOAT:
		return SETTING_REAL;
	default:
		return SETTING_STRING;
	}
}

/* Depth is bounded by libconfig's own parser stack. */
static struct setting *convert(struct reader *r, const config_setting_t *from)
{
	struct setting *to = ARENA_NEW(r->arena, struct setting), **link, *child;
	const char *file = config_setting_source_file(from);

	if (!to)
		return NULL;
	to->name = arena_text(r->arena, config_setting_name(from));
	to->kind = kind_of(config_setting_type(from));
	to->place.file = file && strcmp(file, r->file) ? arena_text(r->arena, file) : r->file;
	to->place.line = config_setting_source_line(from);
	switch (to->kind) {
	case SETTING_BOOL:
		to->yes = config_setting_get_bool(from);
		break;
	case SETTING_INT:
		to->whole = config_setting_type(from) == CONFIG_TYPE_INT64
				    ? config_setting_get_int64(from)
				    : config_setting_get_int(from);
		break;
	case SETTING_REAL:
		to->real = config_setting_get_float(from);
		break;
	case SETTING_STRING:
		to->text = arena_text(r->arena, config_setting_get_string(from));
		break;
	case SETTING_GROUP:
	case SETTING_ARRAY:
	case SETTING_LIST:
		link = &to->first;
		for (int i = 0; i < config_setting_length(from); i++) {
			child = convert(r, config_setting_get_elem(from, (unsigned)i));
			if (!child)
				return NULL;
			*link = child;
			link = &child->next;
		}
		break;
	}
	return to;
}

static char *read_text(int fd, size_t size)
{
	char *text = malloc(size + 1);
	size_t used = 0;
	ssize_t n = 1;

	while (text && used < size && n) {
		n = read(fd, text + used, size - used);
		if (n < 0) {
			free(text);
			return NULL;
		}
		used += (size_t)n;
	}
	if (text)
		text[used] = '\0';
	return text;
}

/* A whole number starting at text; its end.  Complains when libconfig would cut it. */
static const char *scan_number(struct reader *r, const char *file, unsigned line, const char *text)
{
	const char *end = text;
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X'), fits;
	unsigned long long n;
	char *stop;

	if (hex)
		end += 2;
	while (hex ? isxdigit((unsigned char)*end) : isdigit((unsigned char)*end))
		end++;
	if (!hex && (*end == '.' || *end == 'e' || *end == 'E')) {
		while (isalnum((unsigned char)*end) || *end == '.' ||
		       ((*end == '+' || *end == '-') && (end[-1] == 'e' || end[-1] == 'E')))
			end++;
		return end;
	}
	errno = 0;
	n = strtoull(text, &stop, hex ? 16 : 10);
	if (*end == 'L') {
		fits = !errno && (hex || n <= (unsigned long long)INT64_MAX);
		if (!fits)
			diagnostics_error(r->list, (struct place){ file, line },
					  "%.*s does not fit in 64 bits", (int)(end - text), text);
		while (*end == 'L')
			end++;
		return end;
	}
	fits = !errno &&
	       n <= (hex ? (unsigned long long)UINT32_MAX : (unsigned long long)INT32_MAX);
	if (!fits)
		diagnostics_error(r->list, (struct place){ file, line },
				  "%.*s does not fit in 32 bits; write %.*sL", (int)(end - text),
				  text, (int)(end - text), text);
	return end;
}

static const char *skip_string(const char *at, unsigned *line)
{
	for (at++; *at && *at != '"'; at++) {
		if (*at == '\\' && at[1])
			at++;
		*line += *at == '\n';
	}
	return *at ? at + 1 : at;
}

static const char *skip_comment(const char *at, unsigned *line)
{
	if (at[0] == '/' && at[1] == '*') {
		for (at += 2; *at && !(at[0] == '*' && at[1] == '/'); at++)
			*line += *at == '\n';
		return *at ? at + 2 : at;
	}
	while (*at && *at != '\n')
		at++;
	return at;
}

/* libconfig 1.5 reads 5000000000 as 705032704 without a word. */
static void scan_numbers(struct reader *r, const char *file, const char *text)
{
	unsigned line = 1;
	const char *at = text;

	while (*at) {
		if (*at == '"') {
			at = skip_string(at, &line);
		} else if (*at == '#' || (at[0] == '/' && (at[1] == '/' || at[1] == '*'))) {
			at = skip_comment(at, &line);
		} else if (isalpha((unsigned char)*at) || *at == '*') {
			while (isalnum((unsigned char)*at) || strchr("-_*", *at))
				if (!*at++)
					return;
		} else if (isdigit((unsigned char)*at)) {
			at = scan_number(r, file, line, at);
		} else {
			line += *at++ == '\n';
		}
	}
}

/* Reads a file for the scan; false with a message when it cannot be read at all. */
static bool check_file(struct reader *r, const char *file)
{
	struct place place = { r->file, 0 };
	struct stat st;
	char *text = NULL;
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not stop us here */

	if (fd < 0 || fstat(fd, &st)) {
		diagnostics_error(r->list, place, "cannot read it: %s", strerror(errno));
	} else if (!S_ISREG(st.st_mode)) {
		diagnostics_error(r->list, place, "it is not a file");
	} else if (st.st_size > LARGEST_FILE) {
		diagnostics_error(r->list, place, "it is larger than 4M, too large for a pipeline");
	} else {
		text = read_text(fd, (size_t)st.st_size);
		if (!text)
			diagnostics_error(r->list, place, "cannot read it: %s", strerror(errno));
	}
	if (fd >= 0)
		close(fd);
	if (!text)
		return false;
	scan_numbers(r, file, text);
	free(text);
	return true;
}

static const char *folder_of(struct arena *arena, const char *file)
{
	const char *slash = strrchr(file, '/');

	if (!slash)
		return ".";
	return slash == file ? "/" : arena_text_n(arena, file, (size_t)(slash - file));
}

static void scan_included(struct reader *r, const struct setting *tree, const char **last)
{
	for (const struct setting *s = tree->first; s; s = s->next) {
		if (s->place.file != r->file && (!*last || strcmp(*last, s->place.file))) {
			*last = s->place.file;
			check_file(r, s->place.file);
		}
		scan_included(r, s, last);
	}
}

const struct setting *settings_read(const char *file, struct arena *arena,
				    struct dt_diagnostics *list)
{
	struct reader r = { arena, list, arena_text(arena, file) };
	struct setting *root = NULL;
	const char *last = NULL, *at;
	size_t errors = dt_diagnostics_errors(list);
	config_t config;

	if (!r.file || !check_file(&r, file))
		return NULL;
	config_init(&config);
	config_set_include_dir(&config, folder_of(arena, file));
	if (config_read_file(&config, file)) {
		root = convert(&r, config_root_setting(&config));
		if (root)
			scan_included(&r, root, &last);
	} else {
		at = config_error_file(&config);
		diagnostics_error(list,
				  (struct place){ at && config_error_line(&config) ? at : file,
						  (unsigned)config_error_line(&config) },
				  "%s", config_error_text(&config));
	}
	config_destroy(&config);
	/* numbers that were cut would be told again as something that nobody wrote */
	return dt_diagnostics_errors(list) == errors ? root : NULL;
}
