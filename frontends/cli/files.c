/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST = 16 << 20 };

static enum exit_code out_of_memory(struct fault *fault)
{
	return fault_set(fault, EXIT_INTERNAL, "internal_error", "out of memory");
}

static enum exit_code about(struct fault *fault, const char *path, const char *code,
			    const char *what)
{
	if (fault->exit == EXIT_OK)
		snprintf(fault->path, sizeof(fault->path), "%s", path);
	return fault_set(fault, EXIT_USAGE, code, "\"%s\" %s", path, what);
}

static enum exit_code cannot(struct fault *fault, const char *path, const char *code,
			     const char *do_what)
{
	char what[200];

	if (errno == ENOENT && !strcmp(code, "not_found"))
		snprintf(what, sizeof(what), "is not there");
	else
		snprintf(what, sizeof(what), "cannot be %s: %s", do_what, strerror(errno));
	return about(fault, path, code, what);
}

char *file_read(const char *path, size_t *size, struct fault *fault)
{
	FILE *file = fopen(path, "re");
	char *text = NULL, *larger;
	size_t room = 0, n;

	*size = 0;
	if (!file) {
		cannot(fault, path, "not_found", "read");
		return NULL;
	}
	do {
		larger = room < LARGEST ? realloc(text, room + 65536 + 1) : NULL;
		if (!larger) {
			if (room >= LARGEST)
				about(fault, path, "open_failed", "is too large: over 16 MiB");
			else
				out_of_memory(fault);
			goto fail;
		}
		text = larger;
		room += 65536;
		n = fread(text + *size, 1, room - *size, file);
		*size += n;
	} while (*size == room);
	if (ferror(file)) {
		cannot(fault, path, "open_failed", "read");
		goto fail;
	}
	text[*size] = '\0';
	fclose(file);
	return text;
fail:
	free(text);
	fclose(file);
	return NULL;
}

static bool write_all(int fd, const char *text, size_t size)
{
	while (size) {
		ssize_t n = write(fd, text, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		text += n;
		size -= (size_t)n;
	}
	return true;
}

/* A new file beside path: made as the umask says, unlike mkstemp's. */
static int open_beside(const char *path, char **name)
{
	for (unsigned i = 0; i < 100; i++) {
		int fd;

		if (asprintf(name, "%s.%ld-%u", path, (long)getpid(), i) < 0) {
			*name = NULL;
			return -1;
		}
		fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd >= 0 || errno != EEXIST)
			return fd;
		free(*name);
		*name = NULL;
	}
	return -1;
}

enum exit_code file_write(const char *path, const char *text, size_t size, bool overwrite,
			  struct fault *fault)
{
	char *temporary = NULL;
	int fd, failed;

	if (file_check_output(path, overwrite, fault) != EXIT_OK)
		return fault->exit;
	fd = open_beside(path, &temporary);
	failed = fd < 0 || !write_all(fd, text, size) || fsync(fd);
	if (fd >= 0 && close(fd))
		failed = 1;
	if (!failed && rename(temporary, path))
		failed = 1;
	if (failed) {
		int why = errno;

		if (fd >= 0)
			unlink(temporary);
		errno = why;
		if (why == ENOSPC || why == EDQUOT || why == EIO)
			fault_set(fault, EXIT_EXTERNAL, "storage_error",
				  "\"%s\" cannot be written: %s", path, strerror(why));
		cannot(fault, path, "not_writable", "written");
	}
	free(temporary);
	return fault->exit;
}

enum exit_code file_check_input(const char *path, struct fault *fault)
{
	struct stat info;

	if (stat(path, &info))
		return cannot(fault, path, "not_found", "read");
	if (S_ISDIR(info.st_mode))
		return about(fault, path, "usage", "is a folder, wanted a file");
	if (!S_ISREG(info.st_mode))
		return about(fault, path, "usage", "is not a regular file");
	if (access(path, R_OK))
		return cannot(fault, path, "open_failed", "read");
	return EXIT_OK;
}

bool file_is_same(const char *a, const char *b)
{
	struct stat one, other;

	return !stat(a, &one) && !stat(b, &other) && one.st_dev == other.st_dev &&
	       one.st_ino == other.st_ino;
}

enum exit_code file_check_output(const char *path, bool overwrite, struct fault *fault)
{
	struct stat info;
	char *folder;

	if (!stat(path, &info)) {
		if (S_ISDIR(info.st_mode))
			return about(fault, path, "usage", "is a folder, wanted a file");
		if (!overwrite)
			return about(fault, path, "exists",
				     "is there already; --overwrite replaces it");
	}
	folder = path_folder(path);
	if (!folder)
		return out_of_memory(fault);
	if (access(folder, W_OK | X_OK))
		cannot(fault, folder, "not_writable", "written to");
	free(folder);
	return fault->exit;
}

static bool make_all(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0777) && errno != EEXIST && errno != EISDIR && errno != EROFS)
			return false;
		*slash = '/';
	}
	return !mkdir(path, 0777) || errno == EEXIST;
}

enum exit_code files_folder_make(const char *path, struct fault *fault)
{
	struct stat info;
	char *copy;

	if (stat(path, &info)) {
		copy = strdup(path);
		if (!copy)
			return out_of_memory(fault);
		if (!make_all(copy))
			cannot(fault, path, "not_writable", "made");
		free(copy);
		if (fault->exit != EXIT_OK)
			return fault->exit;
	} else if (!S_ISDIR(info.st_mode)) {
		return about(fault, path, "usage", "is a file, wanted a folder for the results");
	}
	if (access(path, W_OK | X_OK))
		return cannot(fault, path, "not_writable", "written to");
	return EXIT_OK;
}

char *file_first_line(const char *path, struct fault *fault)
{
	bool standard = !strcmp(path, "-");
	FILE *file = standard ? stdin : fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	if (!file) {
		cannot(fault, path, "not_found", "read");
		return NULL;
	}
	n = getline(&line, &room, file);
	if (!standard)
		fclose(file);
	if (n < 0) {
		free(line);
		about(fault, path, "usage", "is empty, wanted a password in its first line");
		return NULL;
	}
	line[strcspn(line, "\r\n")] = '\0';
	return line;
}

char *path_stem(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	const char *dot = strrchr(name, '.');

	return strndup(name, dot && dot != name ? (size_t)(dot - name) : strlen(name));
}

char *files_join(const char *folder, const char *name)
{
	size_t n = strlen(folder);
	char *path;

	if (!strcmp(folder, "."))
		return strdup(name);
	if (asprintf(&path, "%s%s%s", folder, n && folder[n - 1] == '/' ? "" : "/", name) < 0)
		return NULL;
	return path;
}

char *path_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return strdup(".");
	return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}
