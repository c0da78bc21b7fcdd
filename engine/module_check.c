/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every check of a plugin's tables.  The ABI block first: nothing behind it is
 * read before its sizes are known to fit.
 */
#include "config.h"

#include "module.h"

#include <string.h>

#include <ctype.h>

/* A checker: says what is wrong once, in the module's arena. */
struct check {
	struct module *module;
	const char *reason;
	const char *where; /* "stage \"parse\"" */
};

#define REFUSE(c, ...)                                                                             \
	((c)->reason = (c)->reason ? (c)->reason : arena_textf(&(c)->module->arena, __VA_ARGS__))

static const char *path_of(const struct module *module)
{
	return module->file ? module->file : "built in";
}

/* Smallest sizes of version 1.0: frozen when it was. */
static bool sizes_fit(const struct dt_abi *abi)
{
	struct size {
		uint16_t theirs;
		size_t least;
	} sizes[] = {
		{ abi->module_size, offsetof(struct dt_module, n_stores) },
		{ abi->stage_size, offsetof(struct dt_stage, drop) },
		{ abi->translator_size, offsetof(struct dt_translator, translate) },
		{ abi->store_size, offsetof(struct dt_store, has) },
		{ abi->port_size, offsetof(struct dt_port, flags) },
		{ abi->option_size, offsetof(struct dt_option, help) },
	};

	for (size_t i = 0; i < DT_COUNT(sizes); i++)
		if (sizes[i].theirs <= sizes[i].least || sizes[i].theirs % sizeof(void *))
			return false;
	/* 0: it has none */
	return !abi->records_size || (abi->records_size > offsetof(struct dt_records, deliveries) &&
				      abi->records_size % sizeof(void *) == 0);
}

static void check_abi(struct check *c, const struct dt_abi *abi)
{
	const struct module *m = c->module;

	if (abi->magic != DT_MAGIC)
		REFUSE(c, "%s is not a plugin: its dt_module does not begin with the ABI block",
		       path_of(m));
	else if (abi->major != DT_ABI_MAJOR)
		REFUSE(c,
		       "plugin \"%s\" (%s) was built for plugin ABI %u.%u, this program has %u.%u: "
		       "build it again",
		       m->name, path_of(m), abi->major, abi->minor, DT_ABI_MAJOR, DT_ABI_MINOR);
	else if (abi->minor > DT_ABI_MINOR)
		REFUSE(c,
		       "plugin \"%s\" (%s) needs plugin ABI %u.%u, this program has %u.%u: "
		       "a newer program is needed",
		       m->name, path_of(m), abi->major, abi->minor, DT_ABI_MAJOR, DT_ABI_MINOR);
	else if (!sizes_fit(abi))
		REFUSE(c, "plugin \"%s\" (%s) has an ABI block with impossible sizes", m->name,
		       path_of(m));
}

/* Copies n structs that are stride bytes apart; what theirs lacks is zero. */
static void *copy_table(struct check *c, const void *from, uint32_t n, size_t stride, size_t ours)
{
	char *to = arena_take(&c->module->arena, n, ours);
	const char *at = from;

	if (!to || (n && !from) || n > 4096) {
		REFUSE(c, "plugin \"%s\" (%s) has a table of %u entries that is not there",
		       c->module->name, path_of(c->module), n);
		return NULL;
	}
	for (uint32_t i = 0; i < n; i++)
		memcpy(to + i * ours, at + i * stride, stride < ours ? stride : ours);
	return to;
}

static bool is_name(const char *name)
{
	if (!name || !isalpha((unsigned char)name[0]))
		return false;
	for (const char *at = name; *at; at++)
		if (!isalnum((unsigned char)*at) && *at != '_' && *at != '-')
			return false;
	return true;
}

static void bad(struct check *c, const char *what, const char *name)
{
	REFUSE(c, "plugin \"%s\" (%s), %s: %s%s%s%s", c->module->name, path_of(c->module), c->where,
	       what, name ? " \"" : "", name ? name : "", name ? "\"" : "");
}

static size_t field_size(uint32_t type)
{
	switch ((enum dt_option_type)type) {
	case DT_BOOL:
		return sizeof(bool);
	case DT_INT:
	case DT_CHOICE:
	case DT_SIZE:
	case DT_TIME:
		return sizeof(int64_t);
	case DT_REAL:
		return sizeof(double);
	case DT_STRING:
	case DT_SECRET:
		return sizeof(const char *);
	case DT_STRINGS:
		return sizeof(struct dt_strings);
	}
	return 0;
}

static void check_options(struct check *c, const struct dt_option **options, uint32_t n,
			  uint32_t size, size_t stride)
{
	const struct dt_option *o;

	*options = copy_table(c, *options, n, stride, sizeof(**options));
	for (uint32_t i = 0; *options && i < n; i++) {
		o = &(*options)[i];
		if (!is_name(o->name))
			bad(c, "an option has no proper name", o->name);
		else if (!field_size(o->type))
			bad(c, "no type that this program knows for option", o->name);
		else if (o->offset > size || field_size(o->type) > size - o->offset)
			bad(c, "outside of the options struct lies option", o->name);
		else if (o->type == DT_CHOICE && (!o->choices || !o->choices[0]))
			bad(c, "no choices for option", o->name);
		for (uint32_t j = 0; !c->reason && j < i; j++)
			if (!strcmp(o->name, (*options)[j].name))
				bad(c, "twice there is option", o->name);
	}
}

static bool is_type(const char *type)
{
	return type && ((!strncmp(type, "page.", 5) && type[5]) ||
			(!strncmp(type, "doc.", 4) && type[4] && type[4] != '*'));
}

static void check_ports(struct check *c, const struct dt_port **ports, uint32_t n, size_t stride)
{
	*ports = copy_table(c, *ports, n, stride, sizeof(**ports));
	for (uint32_t i = 0; *ports && i < n; i++) {
		if (!is_name((*ports)[i].name))
			bad(c, "a port has no proper name", (*ports)[i].name);
		else if (!is_type((*ports)[i].type))
			bad(c, "neither page. nor doc. is the type of port", (*ports)[i].name);
		for (uint32_t j = 0; !c->reason && j < i; j++)
			if (!strcmp((*ports)[i].name, (*ports)[j].name))
				bad(c, "twice there is port", (*ports)[i].name);
	}
}

static bool has_page_port(const struct dt_port *ports, uint32_t n, bool star_only)
{
	for (uint32_t i = 0; i < n; i++)
		if (!strncmp(ports[i].type, "page.", 5) && (!star_only || ports[i].type[5] == '*'))
			return true;
	return false;
}

static void check_stage(struct check *c, struct dt_stage *stage, const struct dt_abi *abi)
{
	bool pages;

	check_ports(c, &stage->inputs, stage->n_inputs, abi->port_size);
	check_ports(c, &stage->outputs, stage->n_outputs, abi->port_size);
	check_options(c, &stage->options, stage->n_options, stage->options_size, abi->option_size);
	if (c->reason)
		return;
	if (stage->n_inputs > MAX_PORTS || stage->n_outputs > MAX_PORTS)
		bad(c, "it has more ports than this program can wire", NULL);
	pages = has_page_port(stage->inputs, stage->n_inputs, false) ||
		has_page_port(stage->outputs, stage->n_outputs, false);
	if (pages && !stage->run)
		bad(c, "it has page ports but no run", NULL);
	else if (has_page_port(stage->outputs, stage->n_outputs, false) &&
		 !has_page_port(stage->inputs, stage->n_inputs, false) && !stage->begin)
		bad(c, "it makes pages but has no begin that says how many", NULL);
	else if (has_page_port(stage->outputs, stage->n_outputs, true) &&
		 !has_page_port(stage->inputs, stage->n_inputs, true))
		bad(c, "an output is page.* without such an input", NULL);
	else if (stage->threads < DT_SHARED || stage->threads > DT_SERIAL)
		bad(c, "it does not say how it may be called from threads", NULL);
	else if (stage->order > DT_PAGE_ORDER)
		bad(c, "it wants a page order that this program does not know", NULL);
	else if (stage->threads == DT_PER_LANE && !stage->lane_open)
		bad(c, "it wants lanes but has no lane_open", NULL);
}

static void check_translator(struct check *c, struct dt_translator *t, const struct dt_abi *abi)
{
	check_options(c, &t->options, t->n_options, t->options_size, abi->option_size);
	if (!t->translate && !t->start)
		bad(c, "it has neither translate nor start", NULL);
	if (t->start && t->threads != DT_SHARED)
		bad(c, "it has start, but is not DT_SHARED", NULL);
	else if (t->threads < DT_SHARED || t->threads > DT_SERIAL)
		bad(c, "it does not say how it may be called from threads", NULL);
	else if (t->threads == DT_PER_LANE && !t->lane_open)
		bad(c, "it wants lanes but has no lane_open", NULL);
}

static void check_store(struct check *c, struct dt_store *store, const struct dt_abi *abi)
{
	check_options(c, &store->options, store->n_options, store->options_size, abi->option_size);
	if (!store->get || !store->put)
		bad(c, "it wants both get and put", NULL);
}

/* Nothing of it may be NULL but check: whoever opens it calls all of it. */
static void check_records(struct check *c, struct dt_records *records, const struct dt_abi *abi)
{
	check_options(c, &records->options, records->n_options, records->options_size,
		      abi->option_size);
	if (!records->open || !records->close || !records->create || !records->get ||
	    !records->list || !records->count || !records->claim || !records->renew ||
	    !records->release || !records->advance || !records->cancel || !records->events ||
	    !records->expired || !records->remove || !records->due || !records->attempted ||
	    !records->deliveries)
		bad(c, "it lacks a function that records must have", NULL);
}

/* Name of entry i of a table whose structs begin with their name. */
static bool name_entry(struct check *c, const char *kind, const char *name)
{
	if (!is_name(name)) {
		REFUSE(c, "plugin \"%s\" (%s) has a %s without a proper name", c->module->name,
		       path_of(c->module), kind);
		return false;
	}
	c->where = arena_textf(&c->module->arena, "%s \"%s\"", kind, name);
	return true;
}

static void check_tables(struct check *c, const struct dt_module *head, const struct dt_abi *abi)
{
	struct dt_stage *stages;
	struct dt_translator *translators;
	struct dt_store *stores;
	struct dt_records *records;

	stages = copy_table(c, head->stages, head->n_stages, abi->stage_size, sizeof(*stages));
	for (uint32_t i = 0; !c->reason && i < head->n_stages; i++)
		if (name_entry(c, "stage", stages[i].name))
			check_stage(c, &stages[i], abi);
	translators = copy_table(c, head->translators, head->n_translators, abi->translator_size,
				 sizeof(*translators));
	for (uint32_t i = 0; !c->reason && i < head->n_translators; i++)
		if (name_entry(c, "translator", translators[i].name))
			check_translator(c, &translators[i], abi);
	stores = copy_table(c, head->stores, head->n_stores, abi->store_size, sizeof(*stores));
	for (uint32_t i = 0; !c->reason && i < head->n_stores; i++)
		if (name_entry(c, "store", stores[i].name))
			check_store(c, &stores[i], abi);
	records =
		copy_table(c, head->records, head->n_records, abi->records_size, sizeof(*records));
	for (uint32_t i = 0; !c->reason && i < head->n_records; i++)
		if (name_entry(c, "records", records[i].name))
			check_records(c, &records[i], abi);
	c->module->stages = stages;
	c->module->translators = translators;
	c->module->stores = stores;
	c->module->records = records;
}

/* What messages show must outlive the shared object of a module that is refused. */
static void check_head(struct check *c, const struct dt_module *head)
{
	struct module *m = c->module;

	if (!head->name || !*head->name)
		REFUSE(c, "plugin \"%s\" (%s) has no name", m->name, path_of(m));
	else if (strcmp(head->name, m->name))
		REFUSE(c, "plugin file %s says that its name is \"%s\"; the two must be equal",
		       path_of(m), head->name);
	else if (!head->version || !*head->version)
		REFUSE(c, "plugin \"%s\" (%s) has no version", m->name, path_of(m));
	else if (!head->license || !*head->license)
		REFUSE(c, "plugin \"%s\" (%s) does not name its license", m->name, path_of(m));
}

const char *module_accept(struct module *module, const struct dt_module *table)
{
	struct check c = { .module = module };
	const struct dt_abi *abi = &table->abi;
	struct dt_module head;

	check_abi(&c, abi);
	if (c.reason)
		return c.reason;
	memset(&head, 0, sizeof(head));
	memcpy(&head, table, abi->module_size < sizeof(head) ? abi->module_size : sizeof(head));
	/* what a table of before 1.2 has there is padding */
	if (!abi->records_size)
		head.n_records = 0;
	check_head(&c, &head);
	if (!c.reason)
		check_tables(&c, &head, abi);
	if (!c.reason && module->arena.failed)
		return "out of memory";
	if (c.reason)
		return c.reason;
	module->version = head.version;
	module->summary = head.summary ? head.summary : "";
	module->license = head.license;
	module->n_stages = head.n_stages;
	module->n_translators = head.n_translators;
	module->n_stores = head.n_stores;
	module->n_records = head.n_records;
	return NULL;
}
