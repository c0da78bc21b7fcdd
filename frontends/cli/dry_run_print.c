/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a dry run has found, for people: of each document its texts, and a table of translators. */
#include "config.h"

#include "dry_run.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static long long number(const json_t *object, const char *key)
{
	return (long long)json_integer_value(json_object_get(object, key));
}

static bool is(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

static const char *text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void print_some(const json_t *document, const char *key, const char *format)
{
	if (number(document, key))
		printf(format, number(document, key));
}

/* ---- texts -------------------------------------------------------------------------- */

static void print_rules(const json_t *document)
{
	const char *rule, *comma = "  left as they are: ";
	const json_t *n;

	json_object_foreach((json_t *)(uintptr_t)json_object_get(document, "kept_by_rule"), rule, n)
	{
		printf("%s%lld by the rule %s", comma, (long long)json_integer_value(n), rule);
		comma = ", ";
	}
	if (*comma == ',')
		putchar('\n');
}

static void print_texts(const char *path, const json_t *document)
{
	printf("%s: %lld page%s", path, number(document, "pages"),
	       number(document, "pages") == 1 ? "" : "s");
	print_some(document, "pages_without_text",
		   ", %lld without text, as scans are: nothing of them is translated");
	print_some(document, "pages_without_unicode", ", %lld whose fonts have no Unicode");
	print_some(document, "pages_that_cannot_be_read", ", %lld that cannot be read");
	printf("\n  texts to ask for: %lld, with %lld characters, about %lld tokens\n",
	       number(document, "segments_to_ask"), number(document, "characters"),
	       number(document, "tokens"));
	print_some(document, "duplicates", "  the same again, asked for once: %lld\n");
	print_some(document, "memory_hits", "  in the translation memory: %lld\n");
	print_some(document, "journal_hits", "  done by a run that was ended: %lld\n");
	print_some(document, "segments_with_terms", "  with terms of the glossary: %lld\n");
	print_rules(document);
}

/* ---- translators -------------------------------------------------------------------- */

static const char *counted(const json_t *translator, const char *key, char buffer[24])
{
	if (!json_object_get(translator, key))
		return "-";
	snprintf(buffer, 24, "%lld", number(translator, key));
	return buffer;
}

static const char *price(const json_t *translator, char buffer[24])
{
	const json_t *usd = json_object_get(translator, "usd");

	if (!usd)
		return is(translator, "costs") ? "not known" : "-";
	if (json_real_value(usd) <= 0)
		return "free";
	snprintf(buffer, 24, "%.4f USD", json_real_value(usd));
	return buffer;
}

/* Those that would send something, and the one that was chosen. */
static bool is_shown(const json_t *translator)
{
	return json_object_get(translator, "requests") || is(translator, "chosen");
}

static void print_translator(const json_t *translator, int width)
{
	const char *missing = text(translator, "missing"), *why = text(translator, "unknown");
	char requests[24], sent[24], back[24], characters[24], usd[24];

	printf("  %c %-*s  ", is(translator, "chosen") ? '*' : ' ', width,
	       text(translator, "name"));
	if (!json_object_get(translator, "requests"))
		printf("%s", why ? why : "nothing is sent to another machine, nothing is paid");
	else
		printf("%8s  %11s  %11s  %10s  %12s", counted(translator, "requests", requests),
		       counted(translator, "input_tokens", sent),
		       counted(translator, "output_tokens", back),
		       counted(translator, "characters", characters), price(translator, usd));
	if (missing)
		printf("  %s", missing);
	putchar('\n');
}

static void print_translators(const json_t *document)
{
	const json_t *translators = json_object_get(document, "translators"), *one;
	int width = (int)strlen("translator");
	bool table = false, unpriced = false;
	size_t i;

	json_array_foreach(translators, i, one)
	{
		int n = (int)strlen(text(one, "name"));

		width = n > width ? n : width;
		table |= json_object_get(one, "requests") != NULL;
		unpriced |= json_object_get(one, "requests") && is(one, "costs") &&
			    !json_object_get(one, "usd");
	}
	if (table)
		printf("    %-*s  %8s  %11s  %11s  %10s  %12s\n", width, "translator", "requests",
		       "tokens sent", "tokens back", "characters", "price");
	json_array_foreach(translators, i, one) if (is_shown(one)) print_translator(one, width);
	if (unpriced)
		puts("  a price that is not known can be given: options price_input and "
		     "price_output of the translator, USD for a million tokens");
}

/* ---- terms of the document ------------------------------------------------------------ */

static const json_t *named(const json_t *translators, const char *name)
{
	const json_t *one;
	size_t i;

	json_array_foreach(translators, i,
			   one) if (name && !strcmp(text(one, "name"), name)) return one;
	return NULL;
}

/* The one that is asked for them. */
static const json_t *finder_of(const json_t *document)
{
	const json_t *terms = json_object_get(document, "terms_of_document");

	return named(json_object_get(terms, "translators"), text(terms, "translator"));
}

static void print_terms(const json_t *document)
{
	const json_t *finder = finder_of(document);
	const char *name = text(json_object_get(document, "terms_of_document"), "translator");
	char usd[24];

	if (!json_object_get(document, "terms_of_document"))
		return;
	if (!finder || !json_object_get(finder, "requests")) {
		printf("  terms of the document, by %s: %s\n", name,
		       finder && text(finder, "unknown") ? text(finder, "unknown")
							 : "nothing is paid");
		return;
	}
	printf("  terms of the document, by %s, before that: %lld requests", name,
	       number(finder, "requests"));
	print_some(finder, "input_tokens", ", %lld tokens sent");
	print_some(finder, "output_tokens", ", %lld tokens back");
	print_some(finder, "characters", ", %lld characters");
	printf(", price: %s\n", price(finder, usd));
}

/* ---- the budget --------------------------------------------------------------------- */

static const json_t *chosen_of(const json_t *document)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(document, "translators"), i,
			   one) if (is(one, "chosen")) return one;
	return NULL;
}

static double use(const json_t *translator, bool money)
{
	if (money)
		return json_real_value(json_object_get(translator, "usd"));
	return (double)(number(translator, "input_tokens") + number(translator, "output_tokens"));
}

/* --budget is for each document. */
static void print_budget(const struct translation *t, const json_t *document)
{
	const char *budget = parameters_find(&t->common, "budget");
	const json_t *chosen = chosen_of(document), *finder = finder_of(document);
	bool money = budget && strstr(budget, "USD");
	double most = budget ? strtod(budget, NULL) : 0, wanted;

	if (!budget || !chosen)
		return;
	if (money &&
	    (!json_object_get(chosen, "usd") || (finder && !json_object_get(finder, "usd")))) {
		printf("  whether the budget of %s is enough is not known: no price is\n", budget);
		return;
	}
	wanted = use(chosen, money) + use(finder, money);
	printf("  the budget of %s is %s by this estimate\n", budget,
	       wanted > most ? "not enough" : "enough");
}

/* ---- fonts -------------------------------------------------------------------------- */

static void print_list(const json_t *list, const char *words)
{
	const json_t *one;
	size_t i;

	if (!json_array_size(list))
		return;
	printf("%s", words);
	json_array_foreach(list, i, one) printf(" %s", json_string_value(one));
	putchar('\n');
}

void dry_run_print(const struct translation *t, json_t *const *documents, const json_t *fonts)
{
	progress_hide(t->session->progress);
	for (size_t i = 0; i < t->n; i++) {
		if (!documents[i])
			continue;
		print_texts(t->tasks[i].input, documents[i]);
		print_translators(documents[i]);
		print_terms(documents[i]);
		print_budget(t, documents[i]);
	}
	print_list(json_object_get(fonts, "missing"),
		   "characters of the target language that no font of this machine has:");
	print_list(json_object_get(fonts, "packages"),
		   "Debian packages with fonts for the target language:");
}
