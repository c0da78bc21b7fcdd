/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Settings that a running service cannot change. */
#include "config.h"

#include "table.h"

#include <string.h>

#define AT(member) offsetof(struct settings, member)

static const size_t fixed[] = {
	AT(host),
	AT(port),
	AT(data_root),
	AT(tmp_root),
	AT(public_base_url),
	AT(docs_enabled),
	AT(max_connections),
	AT(max_connections_per_address),
	AT(max_headers),
	AT(max_header_bytes),
	AT(header_timeout_s),
	AT(idle_timeout_s),
	AT(body_bytes_per_s),
	AT(max_upload_bytes),
	AT(max_concurrent_tools),
	AT(http_threads),
	AT(queue_backend),
	AT(records_path),
	AT(secret_key),
	AT(heartbeat_s),
	AT(metrics_enabled),
	AT(metrics_path),
	AT(request_id_header),
	AT(otel_enabled),
	AT(otel_service),
	AT(otel_attributes),
	AT(otel_endpoint),
};

static bool is_fixed(const struct setting *setting)
{
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (fixed[i] == setting->offset)
			return true;
	return false;
}

static size_t size_of(enum setting_kind kind)
{
	switch (kind) {
	case SETTING_TEXT:
	case SETTING_CHOICE:
		return sizeof(const char *);
	case SETTING_WORD:
	case SETTING_SWITCH:
		return sizeof(bool);
	case SETTING_COUNT:
		return sizeof(unsigned);
	case SETTING_SIZE:
		return sizeof(uint64_t);
	case SETTING_SECONDS:
		return sizeof(double);
	case SETTING_LIST:
		return sizeof(struct settings_list);
	}
	return 0;
}

static bool is_same(const struct setting *setting, const void *a, const void *b)
{
	const char *text_a, *text_b;

	if (setting->kind != SETTING_TEXT && setting->kind != SETTING_CHOICE)
		return !memcmp(a, b, size_of(setting->kind));
	memcpy(&text_a, a, sizeof(text_a));
	memcpy(&text_b, b, sizeof(text_b));
	return text_a == text_b || (text_a && text_b && !strcmp(text_a, text_b));
}

void settings_stay(struct settings *settings, const struct settings *before,
		   void (*tell)(const char *variable))
{
	for (size_t i = 0; i < setting_count; i++) {
		const struct setting *setting = &setting_table[i];
		char *now = (char *)settings + setting->offset;
		const char *then = (const char *)before + setting->offset;
		char name[SETTING_NAME_SIZE];

		if (!is_fixed(setting))
			continue;
		setting_name(setting, name);
		if (!is_same(setting, now, then))
			tell(name);
		memcpy(now, then, size_of(setting->kind));
	}
}
