/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A file as an answer: whole or a range of it, unless the client has it already (RFC 9110, 13). */
#include "config.h"

#include "range.h"
#include "state.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct asked_file {
	struct stat facts;
	uint64_t size;
	const char *tag;
};

/* Strong by its content's hash; else weak by what the file system says. */
static const char *make_tag(struct exchange *exchange, const char *sha256, const struct stat *facts)
{
	if (sha256 && *sha256)
		return http_arena_format(&exchange->arena, "\"%s\"", sha256);
	return http_arena_format(&exchange->arena, "W/\"%llx-%llx-%lx\"",
				 (unsigned long long)facts->st_size,
				 (unsigned long long)facts->st_mtim.tv_sec, facts->st_mtim.tv_nsec);
}

/* RFC 6266: an ASCII name for the old, the true one percent-encoded (RFC 8187). */
static void set_disposition(struct exchange *exchange, const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789!#$&+-.^_`|~";
	size_t length = strlen(name), i, n = 0;
	char *ascii = http_arena_take(&exchange->arena, length + 1);
	char *coded = http_arena_take(&exchange->arena, length * 3 + 1);
	bool same = true;
	char *value;

	if (!ascii || !coded)
		return;
	for (i = 0; i < length; i++) {
		const unsigned char c = (unsigned char)name[i];
		const bool safe = c >= ' ' && c < 0x7f && !strchr("\"\\/%", c);

		ascii[i] = safe ? (char)c : '_';
		same = same && safe;
		if (c && strchr(plain, c)) {
			coded[n++] = (char)c;
		} else {
			coded[n++] = '%';
			coded[n++] = "0123456789ABCDEF"[c >> 4];
			coded[n++] = "0123456789ABCDEF"[c & 15];
		}
	}
	ascii[length] = coded[n] = '\0';
	if (same)
		value = http_arena_format(&exchange->arena, "attachment; filename=\"%s\"", ascii);
	else
		value = http_arena_format(&exchange->arena,
					  "attachment; filename=\"%s\"; filename*=UTF-8''%s", ascii,
					  coded);
	if (value)
		exchange_set_header(exchange, "Content-Disposition", value);
}

/* 412, 304, or 0: go on; in the order of RFC 9110, 13.2.2. */
static int precondition(const struct exchange *exchange, const struct asked_file *file)
{
	const char *header;
	time_t time;

	if ((header = exchange_header(exchange, "If-Match"))) {
		if (!tag_listed(header, file->tag, false))
			return 412;
	} else if ((header = exchange_header(exchange, "If-Unmodified-Since"))) {
		if (http_date_read(header, &time) && file->facts.st_mtim.tv_sec > time)
			return 412;
	}
	if ((header = exchange_header(exchange, "If-None-Match")))
		return tag_listed(header, file->tag, true) ? 304 : 0;
	if ((header = exchange_header(exchange, "If-Modified-Since")) &&
	    http_date_read(header, &time) && file->facts.st_mtim.tv_sec <= time)
		return 304;
	return 0;
}

/* Whether the client's part is of this very file. */
static bool range_is_wanted(const struct exchange *exchange, const struct asked_file *file)
{
	const char *header = exchange_header(exchange, "If-Range");
	time_t time;

	if (!header)
		return true;
	if (strchr(header, '"'))
		return strcmp(header, "*") != 0 && tag_listed(header, file->tag, false);
	return http_date_read(header, &time) && file->facts.st_mtim.tv_sec == time;
}

static void answer_part(struct exchange *exchange, int fd, const struct asked_file *file,
			const char *media_type, int status, uint64_t first, uint64_t length)
{
	struct reply *reply = &exchange->reply;

	exchange_set_header(exchange, "Accept-Ranges", "bytes");
	reply->media_type = http_arena_text(&exchange->arena, media_type, strlen(media_type));
	reply->status = status;
	if (!file->size || !length) {
		close(fd);
		reply->kind = REPLY_TEXT;
		return;
	}
	reply->kind = REPLY_FILE;
	reply->fd = fd;
	reply->offset = first;
	reply->length = length;
}

/* true: answered (and the file closed). */
static bool answer_range(struct exchange *exchange, int fd, const struct asked_file *file,
			 const char *media_type)
{
	const char *header = exchange->head ? NULL : exchange_header(exchange, "Range");
	uint64_t first = 0, last = 0;
	char *value;

	if (!header || !range_is_wanted(exchange, file))
		return false;
	switch (range_read(header, file->size, &first, &last)) {
	case RANGE_UNIT:
		close(fd);
		exchange_fail(exchange, 400, "validation_error", NULL,
			      "of range units only bytes is known");
		return true;
	case RANGE_NONE:
		close(fd);
		value = http_arena_format(&exchange->arena, "bytes */%" PRIu64, file->size);
		if (value)
			exchange_set_header(exchange, "Content-Range", value);
		exchange_answer_text(exchange, 416, NULL, NULL, 0);
		return true;
	case RANGE_FITS:
		break;
	}
	value = http_arena_format(&exchange->arena, "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64, first,
				  last, file->size);
	if (value)
		exchange_set_header(exchange, "Content-Range", value);
	answer_part(exchange, fd, file, media_type, 206, first, last - first + 1);
	return true;
}

void exchange_answer_file(struct exchange *exchange, const char *path, const char *media_type,
			  const char *file_name, const char *sha256)
{
	struct asked_file file = { 0 };
	int fd, status;
	char date[HTTP_DATE];

	if (exchange->reply.kind)
		return;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &file.facts) != 0 || !S_ISREG(file.facts.st_mode)) {
		if (fd >= 0)
			close(fd);
		exchange_fail(exchange, 404, "not_found", NULL, "the file is not there any more");
		return;
	}
	file.size = (uint64_t)file.facts.st_size;
	file.tag = make_tag(exchange, sha256, &file.facts);
	if (!file.tag) {
		close(fd);
		exchange_fail(exchange, 503, "internal_error", NULL, "out of memory");
		return;
	}
	http_date(file.facts.st_mtim.tv_sec, date);
	exchange_set_header(exchange, "ETag", file.tag);
	exchange_set_header(exchange, "Last-Modified", date);
	if (!reply_header(&exchange->reply, "Cache-Control"))
		exchange_set_header(exchange, "Cache-Control", "private, no-cache");
	status = precondition(exchange, &file);
	if (status == 304) { /* its length is that of the file, its body nobody's */
		answer_part(exchange, fd, &file, media_type, 304, 0, file.size);
		return;
	}
	if (status) {
		close(fd);
		exchange_answer_text(exchange, status, NULL, NULL, 0);
		return;
	}
	if (file_name)
		set_disposition(exchange, file_name);
	if (!answer_range(exchange, fd, &file, media_type))
		answer_part(exchange, fd, &file, media_type, 200, 0, file.size);
}
