/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * doctranslate/payload.h - building a payload: one growing block of memory.
 *
 * Invariants: bytes [0, used) are written, the rest is not; offsets stay valid
 * when the block moves, pointers into it do not.  All functions may be called
 * after one has failed: they do nothing then, and dt_payload_done says so.
 * No locks: one thread at a time for a builder.  Needs only the C library, so
 * that a plugin links nothing of ours.
 */
#ifndef DOCTRANSLATE_PAYLOAD_H
#define DOCTRANSLATE_PAYLOAD_H

#include <doctranslate/plugin.h>
#include <doctranslate/types.h>

#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An array that grows, apart from the payload: fill several at once, then
 * append each with dt_payload_list. */
struct dt_list {
	void *at;
	uint32_t n, room;
	uint32_t element; /* size of one */
	bool failed;
};

/* A new zeroed element at the end, or NULL without memory.  The pointer is good
 * until the next call. */
__attribute__((unused)) static inline void *dt_list_add(struct dt_list *list, size_t element)
{
	void *at;

	if (list->failed)
		return NULL;
	list->element = (uint32_t)element;
	if (list->n == list->room) {
		uint32_t room = list->room ? list->room * 2 : 16;

		at = room > UINT32_MAX / 2 ? NULL : realloc(list->at, (size_t)room * element);
		if (!at) {
			list->failed = true;
			return NULL;
		}
		list->at = at;
		list->room = room;
	}
	at = (char *)list->at + (size_t)list->n++ * element;
	memset(at, 0, element);
	return at;
}

#define DT_LIST_ADD(list, TYPE) ((TYPE *)dt_list_add((list), sizeof(TYPE)))

/* Empties it and keeps its memory for the next page. */
__attribute__((unused)) static inline void dt_list_clear(struct dt_list *list)
{
	list->n = 0;
	list->failed = false;
}

__attribute__((unused)) static inline void dt_list_free(struct dt_list *list)
{
	free(list->at);
	memset(list, 0, sizeof(*list));
}

struct dt_payload {
	char *at;
	size_t used, room;
	bool failed;
};

/* Room for size bytes, aligned to 8; their offset.  Zeroed. */
__attribute__((unused)) static inline uint32_t dt_payload_room(struct dt_payload *p, size_t size)
{
	size_t start = (p->used + 7) & ~(size_t)7;

	if (p->failed || size > UINT32_MAX - 64 - start) {
		p->failed = true;
		return 0;
	}
	if (start + size > p->room) {
		size_t room = (start + size) * 3 / 2 + 256;
		char *at = (char *)realloc(p->at, room);

		if (!at) {
			p->failed = true;
			return 0;
		}
		p->at = at;
		p->room = room;
	}
	memset(p->at + p->used, 0, start + size - p->used);
	p->used = start + size;
	return (uint32_t)start;
}

/* Starts over with a head of size bytes; keeps the memory. */
__attribute__((unused)) static inline void dt_payload_start(struct dt_payload *p, size_t size)
{
	p->used = 0;
	p->failed = false;
	(void)dt_payload_room(p, size);
}

/* The head, for filling in; NULL when memory ran out.  Good until the next add. */
#define DT_PAYLOAD_HEAD(p, TYPE) ((p)->failed ? NULL : (TYPE *)(void *)(p)->at)

__attribute__((unused)) static inline struct dt_span
dt_payload_array(struct dt_payload *p, const void *array, size_t n, size_t element)
{
	struct dt_span span = { 0, 0 };

	if (element && n > UINT32_MAX / element)
		p->failed = true;
	span.offset = dt_payload_room(p, n * element);
	if (p->failed)
		return span;
	if (n)
		memcpy(p->at + span.offset, array, n * element);
	span.count = (uint32_t)n;
	return span;
}

__attribute__((unused)) static inline struct dt_span dt_payload_list(struct dt_payload *p,
								     const struct dt_list *list)
{
	if (list->failed)
		p->failed = true;
	return dt_payload_array(p, list->at, list->n, list->n ? list->element : 1);
}

__attribute__((unused)) static inline struct dt_span
dt_payload_text(struct dt_payload *p, const char *text, size_t length)
{
	struct dt_span span = { 0, 0 };

	span.offset = dt_payload_room(p, length + 1);
	if (p->failed)
		return span;
	if (length)
		memcpy(p->at + span.offset, text, length);
	span.count = (uint32_t)length;
	return span;
}

/* Writes the size into the head and gives the payload to an output port. */
__attribute__((unused)) static inline dt_status dt_payload_output(struct dt_payload *p,
								  const struct dt_call *call,
								  uint32_t port,
								  struct dt_error *err)
{
	uint32_t size = (uint32_t)p->used;

	if (p->failed)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for what goes to output %u", port);
	memcpy(p->at, &size, sizeof(size));
	return call->host->output(call, port, p->at, p->used, err);
}

/* Gives a file in the job's work directory to an output port of type "doc.file". */
__attribute__((unused)) static inline dt_status
dt_output_file(const struct dt_call *call, uint32_t port, const char *path, uint64_t bytes,
	       const char *media_type, struct dt_error *err)
{
	struct dt_span path_span, type_span;
	struct dt_payload p;
	struct dt_file *head;
	dt_status status;

	memset(&p, 0, sizeof(p));
	dt_payload_start(&p, sizeof(struct dt_file));
	path_span = dt_payload_text(&p, path, strlen(path));
	type_span = dt_payload_text(&p, media_type, strlen(media_type));
	head = DT_PAYLOAD_HEAD(&p, struct dt_file);
	if (head) {
		head->bytes = bytes;
		head->path = path_span;
		head->media_type = type_span;
	}
	status = dt_payload_output(&p, call, port, err);
	free(p.at);
	return status;
}

/* Gives a JSON value of so many bytes to an output port of type "doc.report". */
__attribute__((unused)) static inline dt_status dt_output_report(const struct dt_call *call,
								 uint32_t port, const char *json,
								 size_t length,
								 struct dt_error *err)
{
	struct dt_report *head;
	struct dt_payload p;
	struct dt_span span;
	dt_status status;

	memset(&p, 0, sizeof(p));
	dt_payload_start(&p, sizeof(struct dt_report));
	span = dt_payload_text(&p, json, length);
	head = DT_PAYLOAD_HEAD(&p, struct dt_report);
	if (head)
		head->json = span;
	status = dt_payload_output(&p, call, port, err);
	free(p.at);
	return status;
}

__attribute__((unused)) static inline void dt_payload_free(struct dt_payload *p)
{
	free(p->at);
	memset(p, 0, sizeof(*p));
}

#ifdef __cplusplus
}
#endif
#endif /* DOCTRANSLATE_PAYLOAD_H */
