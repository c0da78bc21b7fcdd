/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "pseudo.h"

#include <doctranslate/plugin.h>

struct options {
	double factor;
	int64_t script;
	bool fit;
};

/* In the order of enum pseudo_script. */
static const char *const scripts[] = { "latin",	     "cjk",	   "japanese", "hangul",  "arabic",
				       "hebrew",     "devanagari", "thai",     "persian", "urdu",
				       "bengali",    "tamil",	   "telugu",   "lao",	  "khmer",
				       "vietnamese", "greek",	   "cyrillic", NULL };

static const struct dt_option options[] = {
	DT_OPT_REAL(struct options, factor, 0, "1.3", 0.5, 3, "length of an answer to its text"),
	DT_OPT_CHOICE(struct options, script, 0, "latin", scripts, "script of the answers"),
	DT_OPT_BOOL(struct options, fit, "false",
		    "answers no longer than what fits at full size, where the budget says it"),
};

/* The options live until close: they are all that self has to hold. */
static dt_status pseudo_open(const struct dt_call *call, const void *given, void **self,
			     struct dt_error *err)
{
	(void)call;
	(void)err;
	*self = (void *)given;
	return DT_OK;
}

/* Code points of a text without its marks. */
static uint32_t text_characters(const char *text)
{
	uint32_t n = 0;
	bool inside = false;

	for (; *text; text++) {
		inside = inside || *text == '<';
		n += !inside && ((unsigned char)*text & 0xc0) != 0x80;
		inside = inside && *text != '>';
	}
	return n;
}

/* How long the answer to text i is to be: as wanted, or as fits, but never shorter than the
 * text. */
static double factor_of(const struct options *wanted, const struct dt_batch *batch, uint32_t i)
{
	uint32_t n = text_characters(batch->texts[i]);
	double fits;

	if (!wanted->fit || !batch->budgets || !batch->budgets[i] || !n)
		return wanted->factor;
	fits = (double)batch->budgets[i] / n;
	if (fits > wanted->factor)
		return wanted->factor;
	return fits > 1 || wanted->factor < 1 ? fits : 1;
}

static dt_status pseudo_translate(const struct dt_call *call, const struct dt_batch *batch,
				  struct dt_error *err)
{
	const struct options *wanted = call->self;
	struct text answer = { 0 };
	dt_status status = DT_OK;

	for (uint32_t i = 0; i < batch->n && !status; i++) {
		const char *text = batch->texts[i];

		text_clear(&answer);
		if (!pseudo_answer(&answer, text, strlen(text), (enum pseudo_script)wanted->script,
				   factor_of(wanted, batch, i)))
			continue; /* not well-formed: no answer */
		if (answer.failed)
			status = dt_fail(err, DT_E_SYSTEM, "out of memory for an answer");
		else
			batch->answer(batch->ctx, i, answer.at ? answer.at : "", answer.n);
		if (!status && call->host->cancelled(call))
			status = dt_fail(err, DT_E_CANCELLED, "cancelled");
	}
	text_free(&answer);
	return status;
}

static const struct dt_translator translators[] = { {
	.name = "pseudo",
	.summary = "made-up words of a script and length of choice, to test layout",
	.threads = DT_SHARED,
	.flags = DT_TRANSLATOR_BUDGETS | DT_TRANSLATOR_AT_ONCE,
	.options = options,
	.n_options = DT_COUNT(options),
	.options_size = sizeof(struct options),
	.open = pseudo_open,
	.translate = pseudo_translate,
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "pseudo",
	.version = PACKAGE_VERSION,
	.summary = "made-up languages, for tests of layout",
	.license = "AGPL-3.0-or-later",
	.translators = translators,
	.n_translators = DT_COUNT(translators),
};
