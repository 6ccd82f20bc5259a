// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * device.c - loads drivers and waits for devices; see device.h.
 */
#include "second-kernel/capture/device.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/fsid.h"
#include "second-kernel/capture/machine.h"
#include "second-kernel/capture/step.h"

#define UUID "UUID="

KDP_MUST_CHECK
static struct kdp_error *load(const char *name)
{
	KDP_AUTO_CLOSE int fd = -1;
	char path[128];

	snprintf(path, sizeof(path), "/modules/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return kdp_error_os(errno, "module %s", name);
	if (syscall(SYS_finit_module, fd, "", 0) && errno != EEXIST)
		return kdp_error_os(errno, "module %s", name);
	return NULL;
}

struct kdp_error *kdp_device_modules(const struct kdp_capture_config *config)
{
	struct kdp_error *first = NULL;
	struct kdp_error *err;
	size_t i;

	kdp_step_doing("loading %zu modules", config->module_count);
	for (i = 0; i < config->module_count; i++) {
		err = load(config->module[i]);
		if (err)
			kdp_step_doing("%s", err->message);
		first = kdp_error_first(first, err);
	}
	return first;
}

/* A device that may be the one, if it could be read. */
struct unread {
	int number;		/* errno; 0: there is none */
	char path[64];
};

static bool is_device(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISBLK(st.st_mode);
}

/* What cannot be read has no UUID, and is noted in @unread. */
static bool has_uuid(const char *path, const char *uuid, struct unread *unread)
{
	uint8_t data[KDP_FSID_BYTES];
	KDP_AUTO_CLOSE int fd = -1;
	struct kdp_fsid id;
	ssize_t got;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return false;
	got = pread(fd, data, sizeof(data), 0);
	if (got < 0) {
		unread->number = errno;
		snprintf(unread->path, sizeof(unread->path), "%s", path);
	}
	return got > 0 && kdp_fsid_parse(data, (size_t)got, &id) &&
	       strcasecmp(id.uuid, uuid) == 0;
}

/* Each block device that there is, but those that lose time. */
static bool find_uuid(const char *uuid, char *path, size_t size,
		      struct unread *unread)
{
	DIR *dir = opendir("/sys/class/block");
	struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.' ||
		    strncmp(entry->d_name, "ram", 3) == 0 ||
		    strncmp(entry->d_name, "loop", 4) == 0 ||
		    strncmp(entry->d_name, "fd", 2) == 0 ||
		    strncmp(entry->d_name, "sr", 2) == 0)
			continue;
		snprintf(path, size, "/dev/%s", entry->d_name);
		found = is_device(path) && has_uuid(path, uuid, unread);
	}
	if (dir)
		closedir(dir);
	return found;
}

static bool find(const char *name, char *path, size_t size,
		 struct unread *unread)
{
	if (strncmp(name, UUID, strlen(UUID)) == 0)
		return find_uuid(name + strlen(UUID), path, size, unread);
	snprintf(path, size, "%s", name);
	return is_device(path);
}

KDP_MUST_CHECK
static struct kdp_error *not_found(const char *name, double seconds,
				   const struct unread *unread)
{
	if (!unread->number)
		return kdp_error_create(KDP_ERROR_NOT_FOUND,
					"%s did not appear within %.0f s", name,
					seconds);
	return kdp_error_create(KDP_ERROR_NOT_FOUND,
				"%s did not appear within %.0f s; %s cannot be read: %s",
				name, seconds, unread->path,
				strerror(unread->number));
}

struct kdp_error *kdp_device_wait(const char *name, double seconds, char *path,
				  size_t size)
{
	double until = kdp_machine_seconds() + seconds;
	struct unread unread = { 0 };

	while (!find(name, path, size, &unread)) {
		if (kdp_machine_seconds() >= until)
			return not_found(name, seconds, &unread);
		usleep(50000);
	}
	return NULL;
}
