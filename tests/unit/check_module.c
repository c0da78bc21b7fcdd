/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The loader: every refusal is one exact sentence that names the plugin and the cause. */
#include "config.h"

#include "module.h"
#include "registry.h"
#include "suite.h"

#include <string.h>

static char folder[500];

static void set_up(void)
{
	const char *build = getenv("top_builddir");

	snprintf(folder, sizeof(folder), "%s/tests/plugins/refused", build ? build : ".");
}

/* The reason for NAME; "@" stands for its file. */
static void refused(const char *name, const char *sentence)
{
	struct module *module = module_load(name, folder);
	char wanted[2000], file[600];
	const char *at = strchr(sentence, '@');

	snprintf(file, sizeof(file), "%s/%s.so", folder, name);
	snprintf(wanted, sizeof(wanted), "%.*s%s%s", (int)(at - sentence), sentence, file, at + 1);
	ck_assert_ptr_nonnull(module);
	ck_assert_int_eq(module->state, MODULE_BROKEN);
	ck_assert_str_eq(module->reason, wanted);
	module_free(module);
}

START_TEST(a_missing_file)
{
	struct module *module = module_load("nothing", "/nowhere:/else");

	ck_assert_int_eq(module->state, MODULE_MISSING);
	ck_assert_str_eq(module->reason,
			 "plugin \"nothing\" is not installed: no nothing.so in /nowhere:/else");
	module_free(module);
}
END_TEST

START_TEST(files_that_are_no_plugins)
{
	refused("text", "@ is not a plugin: file too short");
	refused("notplugin", "@ is not a plugin: it does not export dt_module");
	refused("nomagic", "@ is not a plugin: its dt_module does not begin with the ABI block");
}
END_TEST

START_TEST(what_does_not_link)
{
	refused("nodep", "plugin \"nodep\" (@) needs libdtgone.so.7, which is not installed");
	refused("undef",
		"plugin \"undef\" (@) needs the symbol dt_no_library_has_this, which no library "
		"gives it");
}
END_TEST

START_TEST(other_versions)
{
	refused("old", "plugin \"old\" (@) was built for plugin ABI 2.7, this program has 1.2: "
		       "build it again");
	refused("newer", "plugin \"newer\" (@) needs plugin ABI 1.11, this program has 1.2: "
			 "a newer program is needed");
	refused("sizes", "plugin \"sizes\" (@) has an ABI block with impossible sizes");
}
END_TEST

START_TEST(tables_that_are_wrong)
{
	refused("misnamed",
		"plugin file @ says that its name is \"somebody\"; the two must be equal");
	refused("nolicense", "plugin \"nolicense\" (@) does not name its license");
	refused("norun", "plugin \"norun\" (@), stage \"one\": it has page ports but no run");
	refused("badport", "plugin \"badport\" (@), stage \"one\": neither page. nor doc. is the "
			   "type of port \"page\"");
	refused("badoption", "plugin \"badoption\" (@), stage \"one\": outside of the options "
			     "struct lies option \"count\"");
	refused("nothreads", "plugin \"nothreads\" (@), stage \"one\": it does not say how it may "
			     "be called from threads");
}
END_TEST

START_TEST(longer_structs_are_walked_by_their_stride)
{
	struct module *module = module_load("larger", folder);

	ck_assert_msg(module->state == MODULE_USABLE, "%s", module->reason);
	ck_assert_uint_eq(module->n_stages, 2);
	ck_assert_ptr_nonnull(module_stage(module, "two"));
	ck_assert_ptr_null(module_stage(module, "three"));
	module_free(module);
}
END_TEST

static void count(void *ctx, const struct module *module)
{
	unsigned *counts = ctx;

	counts[module->state]++;
}

START_TEST(a_registry_lists_good_and_bad)
{
	struct registry *registry = registry_new(folder);
	const struct module *one = registry_find(registry, "larger");
	unsigned counts[4] = { 0 };

	ck_assert_ptr_eq(registry_find(registry, "larger"), one);
	registry_each(registry, count, counts);
	ck_assert_uint_eq(counts[MODULE_USABLE], 2); /* and the built-in one */
	ck_assert_uint_eq(counts[MODULE_BROKEN], 14);
	registry_free(registry);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("module");
	TCase *tests = suite_case(suite, "module");

	tcase_add_checked_fixture(tests, set_up, NULL);
	tcase_add_test(tests, a_missing_file);
	tcase_add_test(tests, files_that_are_no_plugins);
	tcase_add_test(tests, what_does_not_link);
	tcase_add_test(tests, other_versions);
	tcase_add_test(tests, tables_that_are_wrong);
	tcase_add_test(tests, longer_structs_are_walked_by_their_stride);
	tcase_add_test(tests, a_registry_lists_good_and_bad);
	return suite;
}

SUITE_MAIN(make)
