/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * shout - a translator that knows one language, and speaks it loudly.
 *
 * Read it from the bottom: the module lists what the file offers, the translator
 * says how it may be called, the options say what a pipeline file may set, and the
 * functions at the top do the work.
 */
#include <doctranslate/plugin.h>

#include <stdlib.h>
#include <string.h>

/* ---- the work -------------------------------------------------------------- */

struct options {
	const char *sign; /* put behind each text */
};

/* What open leaves for the calls that follow.  Many threads read it, none writes. */
struct shout {
	const struct options *options;
};

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/*
 * A text is a small piece of XML: <g id='1'>bold</g> and <x id='2'/> mark styles and
 * formulas, &amp; and the like stand for characters.  They must come back as they are.
 */
static void shout_text(char *to, const char *from)
{
	char until = 0; /* what ends the markup that we are in */

	for (; *from; from++) {
		if (until)
			*to++ = *from;
		else
			*to++ = upper(*from);
		if (*from == until)
			until = 0;
		else if (*from == '<')
			until = '>';
		else if (*from == '&')
			until = ';';
	}
	*to = 0;
}

static dt_status shout_translate(const struct dt_call *call, const struct dt_batch *batch,
				 struct dt_error *err)
{
	const struct shout *shout = call->self;
	const char *sign = shout->options->sign;

	for (uint32_t i = 0; i < batch->n; i++) {
		size_t length = strlen(batch->texts[i]);
		char *answer;

		if (call->host->cancelled(call))
			return dt_fail(err, DT_E_CANCELLED, "cancelled");
		answer = malloc(length + strlen(sign) + 1);
		if (!answer)
			return dt_fail(err, DT_E_SYSTEM, "out of memory for a text of %zu bytes",
				       length);
		shout_text(answer, batch->texts[i]);
		memcpy(answer + length, sign, strlen(sign) + 1);
		batch->answer(batch->ctx, i, answer, length + strlen(sign));
		free(answer);
	}
	return DT_OK;
}

static dt_status shout_open(const struct dt_call *call, const void *options, void **self,
			    struct dt_error *err)
{
	struct shout *shout = calloc(1, sizeof(*shout));

	(void)call;
	if (!shout)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	shout->options = options;
	*self = shout;
	return DT_OK;
}

/* ---- what is said about it ----------------------------------------------------- */

static const struct dt_option shout_options[] = {
	DT_OPT_STRING(struct options, sign, 0, "", "what to put behind each text"),
};

static const struct dt_translator translators[] = {
	{
		.name = "shout",
		.summary = "upper case",
		.threads = DT_SHARED,
		.options = shout_options,
		.n_options = DT_COUNT(shout_options),
		.options_size = sizeof(struct options),
		.open = shout_open,
		.close = free,
		.translate = shout_translate,
	},
};

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "shout",
	.version = "1.0",
	.summary = "translates into upper case",
	.license = "AGPL-3.0-or-later",
	.translators = translators,
	.n_translators = DT_COUNT(translators),
};
