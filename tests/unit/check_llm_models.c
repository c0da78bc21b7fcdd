/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is a model among those that a server lists, and what is said when it is not. */
#include "config.h"

#include "plugins/translate/llm/models.h"
#include "suite.h"

static bool lists(const char *list, const char *wanted)
{
	struct models models = { .wanted = wanted };
	json_t *json = json_loads(list, 0, NULL);
	bool found;

	ck_assert_ptr_nonnull(json);
	models_add(&models, json);
	found = models.found;
	models_free(&models);
	json_decref(json);
	return found;
}

START_TEST(names_are_alike)
{
	static const struct {
		const char *list, *wanted;
		bool found;
	} known[] = {
		{ "[{\"id\":\"a\"},{\"id\":\"Qwen/Qwen3-8B\"}]", "qwen/qwen3-8b", true },
		{ "[{\"name\":\"llama3.1:latest\"}]", "llama3.1", true },
		{ "[{\"name\":\"llama3.1:8b\"}]", "llama3.1", false },
		{ "[{\"name\":\"llama3.1:latest\"}]", "llama3.1:8b", false },
		{ "[{\"model\":\"models/gemini-x\"}]", "gemini-x", true },
		{ "[{\"id\":\"models/gemini-x\"}]", "models/gemini-x", true },
		{ "[{\"id\":\"openai/gpt\"}]", "openai/gpt:nitro", true },
		{ "[{\"id\":\"openai/gpt\"}]", "openai/gpt-4", false },
		{ "[{\"id\":\"openai/gpt-4\"}]", "openai/gpt", false },
		{ "[{\"id\":\"openai/*\"}]", "openai/gpt", true },
		{ "[{\"id\":\"openai/*\"}]", "mistral/gpt", false },
		{ "[{\"id\":7},{},\"a\",null]", "a", false },
		{ "{\"id\":\"a\"}", "a", false },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		ck_assert_msg(lists(known[i].list, known[i].wanted) == known[i].found, "%s in %s",
			      known[i].wanted, known[i].list);
}
END_TEST

static void says(const char *list, const char *sentence)
{
	struct models models = { .wanted = "mine" };
	struct dt_error err = { 0 };
	json_t *json = json_loads(list, 0, NULL);

	models_add(&models, json);
	ck_assert_int_eq(models_lack(&models, "service", "http://host", "", &err), DT_E_REFUSED);
	ck_assert_int_eq(err.failure, DT_FAILURE_NOT_FOUND);
	ck_assert_str_eq(err.text, sentence);
	models_free(&models);
	json_decref(json);
}

START_TEST(what_is_there_is_said)
{
	says("[]", "service at http://host has no model \"mine\"; it has none");
	says("[{\"id\":\"a\"},{\"id\":\"b\\u001b\\u202e\"}]",
	     "service at http://host has no model \"mine\"; it has \"a\", \"b\"");
	says("[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"c\"},{\"id\":\"d\"},{\"id\":\"e\"},"
	     "{\"id\":\"f\"},{\"id\":\"g\"},{\"id\":\"h\"}]",
	     "service at http://host has no model \"mine\"; it has \"a\", \"b\", \"c\", \"d\", "
	     "\"e\", \"f\" and 2 more");
	/* the names of one sentence have their bounds; what is behind one that is left out is, too
	 */
	says("[{\"id\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}"
	     ",{\"id\":\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"},"
	     "{\"id\":\"cccccccccccccccccccccccccccccccccccccccc\"},{\"id\":\"d\"}]",
	     "service at http://host has no model \"mine\"; it has "
	     "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", "
	     "\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\" and 2 more");
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("llm_models");
	TCase *tests = suite_case(suite, "models");

	tcase_add_test(tests, names_are_alike);
	tcase_add_test(tests, what_is_there_is_said);
	return suite;
}
SUITE_MAIN(make)
