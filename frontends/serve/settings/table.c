/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "table.h"

#include "variables.h"

#include <string.h>

#define ROW(id, option, member, kind, names, variable, argument, least, most, preset, words, help) \
	{ option,                                                                                  \
	  offsetof(struct settings, member),                                                       \
	  SETTING_##kind,                                                                          \
	  SETTING_##names,                                                                         \
	  variable,                                                                                \
	  argument,                                                                                \
	  least,                                                                                   \
	  most,                                                                                    \
	  preset,                                                                                  \
	  words,                                                                                   \
	  help },

const struct setting setting_table[] = { SETTINGS_OPTIONS(ROW) SETTINGS_SECRETS(ROW) };
const size_t setting_count = sizeof(setting_table) / sizeof(setting_table[0]);

const struct setting_gone setting_gone_table[] = {
	{ "JOB_SSE_POLL_INTERVAL_SECONDS", NULL, "events are handed on as they come" },
	{ "WARMUP_ON_STARTUP", "none|lazy|eager", "there is nothing to be fetched before a job" },
	{ "ARTIFACT_STORAGE", "local", "results are kept in the data folder; wanted local" },
	{ "ARTIFACT_REMOTE_ROOT", NULL, "results are kept in the data folder" },
	{ "FSSPEC_STORAGE_OPTIONS_JSON", NULL, "results are kept in the data folder" },
	{ "ARTIFACT_DOWNLOAD_MODE", "proxy", "results come from this server itself; wanted proxy" },
	{ "PRESIGN_EXPIRES_SECONDS", NULL, "results come from this server itself" },
	{ "DUAL_WRITE_JSON_META", NULL, "the records are all there is of a job" },
	{ "READ_JSON_META_FALLBACK", NULL, "the records are all there is of a job" },
	{ "REDIS_URL", NULL, "jobs wait in the records" },
	{ "ARQ_QUEUE_NAME", NULL, "jobs wait in the records" },
};
const size_t setting_gone_count = sizeof(setting_gone_table) / sizeof(setting_gone_table[0]);

void setting_name(const struct setting *setting, char name[SETTING_NAME_SIZE])
{
	static const char *const prefixes[] = {
		[SETTING_OURS] = "DOCTRANSLATE_API_",
		[SETTING_BOTH] = "DOCTRANSLATE_API_",
		[SETTING_OBSERVE] = "DOCTRANSLATE_",
		[SETTING_FOREIGN] = "",
	};

	snprintf(name, SETTING_NAME_SIZE, "%s%s", prefixes[setting->names], setting->variable);
}

static void print_wanted(FILE *out, const struct setting *setting)
{
	switch (setting->kind) {
	case SETTING_TEXT:
		fputs("text", out);
		break;
	case SETTING_CHOICE:
	case SETTING_WORD:
		for (const char *at = setting->words; *at; at++)
			if (*at == '|')
				fputs(", ", out);
			else
				fputc(*at, out);
		break;
	case SETTING_SWITCH:
		fputs("yes or no", out);
		break;
	case SETTING_COUNT:
		fprintf(out, "%.0f to %.0f", setting->least, setting->most);
		break;
	case SETTING_SIZE:
		fprintf(out, "bytes, from %.0f", setting->least);
		break;
	case SETTING_SECONDS:
		fprintf(out, "seconds, %g to %.0f", setting->least, setting->most);
		break;
	case SETTING_LIST:
		fputs("list", out);
		break;
	}
}

void settings_markdown(FILE *out)
{
	fputs("| variable | option | value | default | what it does |\n"
	      "|---|---|---|---|---|\n",
	      out);
	for (size_t i = 0; i < setting_count; i++) {
		const struct setting *setting = &setting_table[i];
		char name[SETTING_NAME_SIZE];

		setting_name(setting, name);
		fprintf(out, "| `%s`", name);
		if (setting->names == SETTING_BOTH)
			fprintf(out, ", `%s`", setting->variable);
		if (setting->option)
			fprintf(out, " | `--%s` | ", setting->option);
		else
			fputs(" | | ", out);
		print_wanted(out, setting);
		if (setting->preset)
			fprintf(out, " | `%s` | %s |\n", setting->preset, setting->help);
		else
			fprintf(out, " | | %s |\n", setting->help);
	}
}
