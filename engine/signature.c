/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "signature.h"

#include <string.h>

/* A profile of profiles goes no deeper; a circle ends here. */
enum { MAX_DEPTH = 4 };

static void add_translator(struct str *out, const struct plan *plan, uint32_t i, unsigned depth);

/* "https://user:word@host/path?key=1#x" without what may be secret. */
static void add_value(struct str *out, const char *value)
{
	const char *host = strstr(value, "://"), *end, *user;

	if (!host) {
		str_add_line(out, value);
		return;
	}
	host += 3;
	end = host + strcspn(host, "?#");
	user = memchr(host, '@', strcspn(host, "/?#"));
	str_add_n(out, value, (size_t)(host - value));
	if (user)
		host = user + 1;
	str_add_n(out, host, (size_t)(end - host));
}

static void add_named(struct str *out, const struct plan *plan, const char *name, unsigned depth)
{
	for (uint32_t i = 0; i < plan->n_translators; i++)
		if (!strcmp(plan->translators[i].name, name)) {
			str_add(out, "(");
			add_translator(out, plan, i, depth + 1);
			str_add(out, ")");
			return;
		}
}

static void add_strings(struct str *out, const struct plan *plan, const struct dt_option *option,
			const struct dt_strings *strings, unsigned depth)
{
	for (size_t i = 0; i < strings->n; i++) {
		str_add(out, i ? "," : "");
		if (option->flags & DT_NAMES_TRANSLATOR)
			add_named(out, plan, strings->at[i], depth);
		else
			add_value(out, strings->at[i]);
	}
}

static void add_text(struct str *out, const struct plan *plan, const struct dt_option *option,
		     const char *value, unsigned depth)
{
	if (value && option->flags & DT_NAMES_TRANSLATOR)
		add_named(out, plan, value, depth);
	else if (value)
		add_value(out, value);
}

static void add_option(struct str *out, const struct plan *plan, const struct dt_option *option,
		       const void *field, unsigned depth)
{
	str_add(out, " ");
	str_add(out, option->name);
	str_add(out, "=");
	switch ((enum dt_option_type)option->type) {
	case DT_BOOL:
		str_add(out, *(const bool *)field ? "true" : "false");
		break;
	case DT_INT:
	case DT_CHOICE:
	case DT_SIZE:
	case DT_TIME:
		str_addf(out, "%lld", (long long)*(const int64_t *)field);
		break;
	case DT_REAL:
		str_addf(out, "%g", *(const double *)field);
		break;
	case DT_STRING:
		add_text(out, plan, option, *(const char *const *)field, depth);
		break;
	case DT_STRINGS:
		add_strings(out, plan, option, field, depth);
		break;
	case DT_SECRET:
		break;
	}
}

static bool counts(const struct dt_option *option)
{
	return option->flags & (DT_SHAPES_ANSWERS | DT_NAMES_TRANSLATOR) &&
	       option->type != DT_SECRET;
}

static void add_translator(struct str *out, const struct plan *plan, uint32_t i, unsigned depth)
{
	const struct plan_translator *t = &plan->translators[i];
	const struct option_schema *schema = &t->options.schema;

	str_add_line(out, t->name);
	str_add(out, " ");
	str_add_line(out, t->uses);
	for (uint32_t k = 0; k < schema->n && depth < MAX_DEPTH; k++)
		if (counts(&schema->at[k]))
			add_option(out, plan, &schema->at[k],
				   t->options.block + schema->at[k].offset, depth);
}

void signature_add(struct str *out, const struct plan *plan, uint32_t i)
{
	add_translator(out, plan, i, 0);
}
