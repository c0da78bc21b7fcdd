/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "faces.h"

#define MOST_GLYPHS 65536u

struct dt_used_face *dt_faces_at(const struct dt_faces *faces, uint32_t i)
{
	return (struct dt_used_face *)faces->list.at + i;
}

/* A name that needs no escapes, whatever the font file says. */
static char *plain_name(const char *name)
{
	char *plain = malloc(strlen(name) + sizeof("Font"));
	char *to = plain;

	if (!plain)
		return NULL;
	for (; *name; name++)
		if ((*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') ||
		    (*name >= '0' && *name <= '9') || *name == '-' || *name == '_' || *name == '.')
			*to++ = *name;
	*to = '\0';
	if (to == plain)
		memcpy(plain, "Font", sizeof("Font"));
	return plain;
}

uint32_t dt_faces_find(struct dt_faces *faces, const char *path, uint32_t index, const char *name,
		       uint32_t after)
{
	struct dt_used_face *face;
	uint32_t i;

	for (i = after == DT_NONE ? 0 : after + 1; i < faces->list.n; i++) {
		face = dt_faces_at(faces, i);
		if (face->index == index && strcmp(face->path, path) == 0)
			return i;
	}
	face = DT_LIST_ADD(&faces->list, struct dt_used_face);
	if (!face)
		return DT_NONE;
	face->index = index;
	face->path = strdup(path);
	face->name = plain_name(name);
	return face->path && face->name ? faces->list.n - 1 : DT_NONE;
}

static bool grow(struct dt_used_face *face, uint32_t n)
{
	uint32_t room = (n + 1023) & ~1023u;
	uint32_t *texts = realloc(face->texts, room * sizeof(*texts));
	uint16_t *ids;

	if (!texts)
		return false;
	face->texts = texts;
	ids = realloc(face->ids, room * sizeof(*ids));
	if (!ids)
		return false;
	face->ids = ids;
	memset(texts + face->n_codes, 0, (room - face->n_codes) * sizeof(*texts));
	memset(ids + face->n_codes, 0, (room - face->n_codes) * sizeof(*ids));
	face->n_codes = room;
	return true;
}

bool dt_faces_agree(const struct dt_used_face *face, uint32_t code, uint32_t id, const char *text)
{
	const char *known = dt_faces_text(face, code);

	if (code >= face->n_codes || !face->texts[code])
		return true;
	if (code == id)
		return face->ids[code] == id;
	return face->ids[code] == id && strcmp(known ? known : "", text) == 0;
}

bool dt_faces_use(struct dt_used_face *face, uint32_t code, uint32_t id, const char *text,
		  size_t length)
{
	if (code >= MOST_GLYPHS || id >= MOST_GLYPHS)
		return false;
	if (code >= face->n_codes && !grow(face, code + 1))
		return false;
	if (face->texts[code] > 1 || (face->texts[code] && !length))
		return true;
	face->ids[code] = (uint16_t)id;
	face->texts[code] = 1;
	if (length)
		face->texts[code] = dt_payload_text(&face->pool, text, length).offset + 2;
	return !face->pool.failed;
}

const char *dt_faces_text(const struct dt_used_face *face, uint32_t code)
{
	if (code >= face->n_codes || face->texts[code] < 2)
		return NULL;
	return face->pool.at + face->texts[code] - 2;
}

void dt_faces_free(struct dt_faces *faces)
{
	uint32_t i;

	for (i = 0; i < faces->list.n; i++) {
		struct dt_used_face *face = dt_faces_at(faces, i);

		free(face->path);
		free(face->name);
		free(face->texts);
		free(face->ids);
		dt_payload_free(&face->pool);
	}
	dt_list_free(&faces->list);
}
