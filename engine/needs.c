/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a pipeline file asks of this build, also when the build does not have it. */
#include "config.h"

#include "pipeline.h"
#include "settings.h"

#include "json_text.h"

#include <string.h>

/* Why the plugin of "PLUGIN.NAME" is not to be had; NULL: it is, or that is no such name. */
static const char *missing_plugin(struct registry *registry, struct arena *arena,
				  const struct setting *uses)
{
	const char *dot = uses && uses->kind == SETTING_STRING ? strchr(uses->text, '.') : NULL;
	const char *name = dot ? arena_text_n(arena, uses->text, (size_t)(dot - uses->text)) : NULL;
	const struct module *module = name ? registry_find(registry, name) : NULL;

	return module && module->state != MODULE_USABLE ? module->reason : NULL;
}

char *dt_engine_needs_json(struct dt_engine *engine, const char *file, struct dt_diagnostics *list)
{
	static const char *const groups[] = { "stages", "stores" };
	struct arena arena = { 0 };
	const struct setting *root = settings_read(file, &arena, list);
	json_t *needs = json_array();
	char *text = NULL;

	for (size_t g = 0; root && g < sizeof(groups) / sizeof(groups[0]); g++) {
		const struct setting *group = setting_member(root, groups[g]);

		for (const struct setting *s = group ? group->first : NULL; s; s = s->next) {
			const struct setting *uses = setting_member(s, "uses");
			const char *missing = missing_plugin(engine->registry, &arena, uses);

			json_array_append_new(needs,
					      json_pack("{s:s, s:o?}", "name", s->name, "missing",
							missing ? json_text(missing) : NULL));
		}
	}
	if (root && !arena.failed)
		text = json_dumps(needs, JSON_COMPACT);
	json_decref(needs);
	arena_finish(&arena);
	return text;
}
