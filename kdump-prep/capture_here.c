// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * capture_here.c - finds out what a target needs; see capture_here.h.
 */
#include "kdump-prep/capture_here.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "kdump-prep/capture_volume.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/fsid.h"
#include "kdump-prep/text.h"

#define MOUNTINFO_MAX 0x400000u

/* Whether @dir is @mount or below it; what follows is left in @rest. */
static bool is_below(const char *dir, struct kdp_word mount, const char **rest)
{
	size_t size = mount.size;

	if (size == 1 && mount.start[0] == '/')
		size = 0;
	if (size > strlen(dir) || memcmp(dir, mount.start, size) != 0 ||
	    (dir[size] != '/' && dir[size] != 0))
		return false;
	*rest = dir + size;
	return true;
}

/* One line: ID PARENT MAJOR:MINOR ROOT POINT OPTIONS [TAG]... - TYPE ... */
struct mount_line {
	struct kdp_word number;
	struct kdp_word root;
	struct kdp_word point;
	struct kdp_word type;
};

static bool take_mount(struct kdp_text *text, struct mount_line *line)
{
	struct kdp_word word;

	if (!kdp_text_word(text, &word) || !kdp_text_word(text, &word) ||
	    !kdp_text_word(text, &line->number) ||
	    !kdp_text_word(text, &line->root) ||
	    !kdp_text_word(text, &line->point))
		return false;
	while (kdp_text_word(text, &word))
		if (kdp_word_is(word, "-"))
			return kdp_text_word(text, &line->type);
	return false;
}

/* The directory as seen from the root of its file system. */
KDP_MUST_CHECK
static struct kdp_error *take_dir(const struct mount_line *line,
				  const char *rest,
				  struct kdp_capture_target *target)
{
	int size = (int)line->root.size;

	if (size == 1)
		size = 0;
	if (snprintf(target->dir, sizeof(target->dir), "%.*s%s", size,
		     line->root.start, rest) >= (int)sizeof(target->dir))
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"a name of more than %zu bytes",
					sizeof(target->dir) - 1);
	if (!target->dir[0])
		memcpy(target->dir, "/", 2);
	snprintf(target->type, sizeof(target->type), "%.*s",
		 (int)line->type.size, line->type.start);
	return NULL;
}

struct kdp_error *kdp_capture_find_mount(const char *data, size_t size,
					 const char *dir,
					 struct kdp_capture_target *target,
					 char number_ret[32])
{
	struct mount_line line, best = { 0 };
	const char *rest, *best_rest = NULL;
	struct kdp_text text;

	kdp_text_init(&text, "mountinfo", data, size);
	while (kdp_text_next(&text)) {
		if (!take_mount(&text, &line) ||
		    !is_below(dir, line.point, &rest) ||
		    line.point.size < best.point.size)
			continue;
		best = line;
		best_rest = rest;
	}
	if (!best_rest)
		return kdp_error_create(KDP_ERROR_NOT_FOUND,
					"on no file system");
	snprintf(number_ret, 32, "%.*s", (int)best.number.size,
		 best.number.start);
	return take_dir(&best, best_rest, target);
}

struct kdp_error *kdp_capture_name(const char *name,
				   struct kdp_capture_request *request)
{
	size_t i;

	for (i = 0; i < request->name_count; i++)
		if (strcmp(request->name[i], name) == 0)
			return NULL;
	if (strlen(name) >= sizeof(request->name[0]) ||
	    request->name_count == KDP_CAPTURE_NAMES)
		return kdp_error_create(KDP_ERROR_USAGE,
					"module \"%s\": too long, or more than %u",
					name, KDP_CAPTURE_NAMES);
	memcpy(request->name[request->name_count++], name, strlen(name) + 1);
	return NULL;
}

struct kdp_error *kdp_capture_drivers(const char *device,
				      struct kdp_capture_request *request)
{
	char path[PATH_MAX + 16], link[PATH_MAX];
	struct kdp_error *err = NULL;
	char dir[PATH_MAX];
	ssize_t size;

	snprintf(dir, sizeof(dir), "%s", device);
	while (!err && strstr(dir, "/sys/devices/")) {
		snprintf(path, sizeof(path), "%s/driver/module", dir);
		size = readlink(path, link, sizeof(link) - 1);
		if (size > 0) {
			link[size] = 0;
			err = kdp_capture_name(strrchr(link, '/') ?
						       strrchr(link, '/') + 1 :
						       link, request);
		}
		*strrchr(dir, '/') = 0;
	}
	return err;
}

static bool is_active(const char *path)
{
	KDP_AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	char state[16] = "";

	return fd >= 0 && read(fd, state, sizeof(state) - 1) > 0 &&
	       strcmp(state, "active\n") == 0;
}

struct kdp_error *
kdp_capture_watchdogs(const char *class, struct kdp_capture_request *request)
{
	char path[PATH_MAX + 300], device[PATH_MAX];
	struct kdp_error *err = NULL;
	DIR *dir = opendir(class);
	struct dirent *entry;

	while (dir && !err && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s/state", class,
			 entry->d_name);
		if (!is_active(path))
			continue;
		snprintf(path, sizeof(path), "%s/%s/device", class,
			 entry->d_name);
		if (realpath(path, device))
			err = kdp_capture_drivers(device, request);
	}
	if (dir)
		closedir(dir);
	return err;
}

KDP_MUST_CHECK
static struct kdp_error *take_device(const char *number,
				     struct kdp_capture_target *target,
				     struct kdp_capture_request *request,
				     char device_ret[PATH_MAX])
{
	struct kdp_error *err;
	char path[64];

	snprintf(path, sizeof(path), "/sys/dev/block/%s", number);
	if (!realpath(path, device_ret))
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"device %s is no disk", number);
	err = kdp_capture_watchdogs("/sys/class/watchdog", request);
	if (err)
		return err;
	if (kdp_capture_volume_is(device_ret))
		return kdp_capture_volume(device_ret, target, request);
	return kdp_capture_drivers(device_ret, request);
}

/* Names a device by what is on it: its own name may be another one then. */
KDP_MUST_CHECK
static struct kdp_error *take_uuid(const char *device,
				   struct kdp_capture_target *target)
{
	uint8_t data[KDP_FSID_BYTES];
	KDP_AUTO_CLOSE int fd = -1;
	char path[PATH_MAX], *c;
	struct kdp_fsid id;
	ssize_t got;

	/* As the kernel names its node; sysfs has "!" for "/". */
	snprintf(path, sizeof(path), "/dev/%s", strrchr(device, '/') + 1);
	for (c = path; *c; c++)
		if (*c == '!')
			*c = '/';
	fd = open(path, O_RDONLY | O_CLOEXEC);
	got = fd < 0 ? -1 : pread(fd, data, sizeof(data), 0);
	if (got < 0)
		return kdp_error_os(errno, "%s", path);
	if (!kdp_fsid_parse(data, (size_t)got, &id))
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"%s has no file system that is known here",
					path);
	snprintf(target->device, sizeof(target->device), "UUID=%s", id.uuid);
	return NULL;
}

/* "local:DIRECTORY" becomes what the second kernel can find. */
KDP_MUST_CHECK
static struct kdp_error *take_here(const struct kdp_sysroot *root,
				   const char *name,
				   struct kdp_capture_target *target,
				   struct kdp_capture_request *request)
{
	KDP_AUTO_FREE char *text = NULL;
	struct kdp_error *err;
	char dir[PATH_MAX], device[PATH_MAX];
	char number[32];
	size_t size;

	if (!realpath(name, dir))
		return kdp_error_os(errno, "%s", name);
	err = kdp_sysroot_read(root, "/proc/self/mountinfo", MOUNTINFO_MAX,
			       &text, &size);
	if (!err)
		err = kdp_capture_find_mount(text, size, dir, target,
					     number);
	if (!err)
		err = take_device(number, target, request, device);
	if (!err && !kdp_capture_target_volume(target))
		err = take_uuid(device, target);
	return err;
}

/* A device that is named, and may be another machine's. */
KDP_MUST_CHECK
static struct kdp_error *take_named(struct kdp_capture_target *target,
				    struct kdp_capture_request *request)
{
	char number[32], device[PATH_MAX];
	struct stat st;

	if (target->device[0] != '/' || stat(target->device, &st) ||
	    !S_ISBLK(st.st_mode))
		return NULL;
	snprintf(number, sizeof(number), "%u:%u", major(st.st_rdev),
		 minor(st.st_rdev));
	return take_device(number, target, request, device);
}

/* The drivers of its file system. */
KDP_MUST_CHECK
static struct kdp_error *add_type(const struct kdp_capture_target *target,
				  struct kdp_capture_request *request)
{
	struct kdp_error *err;

	if (kdp_capture_target_volume(target)) {
		err = kdp_capture_name("dm_mod", request);
		if (err)
			return err;
	}
	if (!target->type[0])
		return NULL;
	/* Newer kernels have one driver for ext2 to ext4. */
	err = kdp_capture_name(target->type[0] == 'e' ? "ext4" : target->type,
			       request);
	/* The kernel would ask modprobe for it, which is not there. */
	if (!err && target->kind == KDP_CAPTURE_NFS)
		err = kdp_capture_name("nfsv4", request);
	return err;
}

struct kdp_error *kdp_capture_here(const struct kdp_sysroot *root,
				   const char *text,
				   struct kdp_capture_request *request)
{
	struct kdp_capture_config *config = &request->config;
	struct kdp_capture_target target = { 0 }, checked;
	char name[2 * KDP_CAPTURE_WORD + 64];
	struct kdp_error *err;

	if (config->target_count == KDP_CAPTURE_TARGETS)
		return kdp_error_create(KDP_ERROR_USAGE,
					"more than %u targets",
					KDP_CAPTURE_TARGETS);
	if ((strncmp(text, "local:/", 7) == 0 ||
	     strncmp(text, "dmesg:/", 7) == 0) && !strchr(text, ',')) {
		target.kind = text[0] == 'd' ? KDP_CAPTURE_DMESG :
					       KDP_CAPTURE_LOCAL;
		err = take_here(root, text + strlen("local:"), &target,
				request);
		kdp_capture_target_name(&target, name, sizeof(name));
		if (!err)
			err = kdp_capture_target_parse(name, &checked);
	} else {
		err = kdp_capture_target_parse(text, &checked);
		if (!err)
			err = take_named(&checked, request);
	}
	/* That of a wrong word has the text already. */
	if (err && err->code != KDP_ERROR_USAGE)
		return kdp_error_wrap(err, "%s", text);
	if (err)
		return err;
	config->target[config->target_count++] = checked;
	return add_type(&checked, request);
}
