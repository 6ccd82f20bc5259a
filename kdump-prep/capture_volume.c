// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * capture_volume.c - looks at mapped devices in sysfs; see capture_volume.h.
 *
 * The device mapper has no drivers that sysfs would name.  Its UUIDs tell who
 * made a mapping ("LVM-", "CRYPT-"), and "slaves" what it lies on.
 */
#include "kdump-prep/capture_volume.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kdump-prep/capture_here.h"
#include "kdump-prep/cleanup.h"

#define MARK_LVM   "LVM-"
#define MARK_CRYPT "CRYPT-"
/* Of the group and of the volume; what LVM keeps to itself has more. */
#define LVM_SIZE   (4u + 32u + 32u)

bool kdp_capture_volume_is(const char *device)
{
	return strstr(device, "/devices/virtual/");
}

static const char *name_of(const char *device)
{
	return strrchr(device, '/') + 1;
}

/* A line of a file below the device; empty where there is none. */
static void read_line(const char *device, const char *name, char *ret,
		      size_t size)
{
	KDP_AUTO_CLOSE int fd = -1;
	char path[PATH_MAX + 16];
	ssize_t got;

	snprintf(path, sizeof(path), "%s/%s", device, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	got = fd < 0 ? -1 : read(fd, ret, size - 1);
	ret[got > 0 ? got : 0] = 0;
	ret[strcspn(ret, "\n")] = 0;
}

static bool has_mark(const char *uuid, const char *mark)
{
	return strncmp(uuid, mark, strlen(mark)) == 0;
}

KDP_MUST_CHECK
static struct kdp_error *refuse(const char *device, const char *uuid)
{
	if (has_mark(uuid, MARK_CRYPT))
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"%s: it is encrypted, and nobody could give the second kernel the key",
					name_of(device));
	if (has_mark(uuid, MARK_LVM))
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"%s: a part of a volume that is thin, mirrored, cached or a snapshot, which the capture environment cannot set up",
					name_of(device));
	if (uuid[0])
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"%s: it is mapped (%.8s), which the capture environment cannot set up; use a partition",
					name_of(device), uuid);
	return kdp_error_create(KDP_ERROR_UNSUPPORTED,
				"%s: neither a disk nor a part of one",
				name_of(device));
}

/*
 * "GROUP-VOLUME", where a "-" of either is doubled, becomes "GROUP/VOLUME";
 * false: it is not of that form, or too long.
 */
static bool decode_name(const char *name, char *ret, size_t size)
{
	bool parted = false;
	size_t used = 0;

	for (; *name; name++) {
		char c = *name;

		if (c == '-' && name[1] == '-') {
			name++;
		} else if (c == '-') {
			if (parted)
				return false;
			parted = true;
			c = '/';
		}
		if (used + 1 >= size)
			return false;
		ret[used++] = c;
	}
	ret[used] = 0;
	return parted;
}

/* What it lies on: disks and their parts, nothing that is mapped in turn. */
KDP_MUST_CHECK
static struct kdp_error *take_disk(const char *device,
				   struct kdp_capture_request *request)
{
	char uuid[KDP_CAPTURE_WORD];

	if (!kdp_capture_volume_is(device))
		return kdp_capture_drivers(device, request);
	read_line(device, "dm/uuid", uuid, sizeof(uuid));
	return refuse(device, uuid);
}

KDP_MUST_CHECK
static struct kdp_error *take_disks(const char *device,
				    struct kdp_capture_request *request)
{
	char path[PATH_MAX + 300], disk[PATH_MAX];
	struct kdp_error *err = NULL;
	struct dirent *entry;
	size_t count = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/slaves", device);
	dir = opendir(path);
	while (dir && !err && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/slaves/%s", device,
			 entry->d_name);
		count++;
		err = realpath(path, disk) ?
			      take_disk(disk, request) :
			      kdp_error_os(errno, "%s", path);
	}
	if (dir)
		closedir(dir);
	if (!err && !count)
		err = kdp_error_create(KDP_ERROR_UNSUPPORTED,
				       "%s: a volume that lies on no disk",
				       name_of(device));
	return err;
}

struct kdp_error *kdp_capture_volume(const char *device,
				     struct kdp_capture_target *target,
				     struct kdp_capture_request *request)
{
	char uuid[KDP_CAPTURE_WORD], name[KDP_CAPTURE_WORD];
	char decoded[KDP_CAPTURE_WORD - sizeof(KDP_CAPTURE_LVM)];
	struct kdp_error *err;

	read_line(device, "dm/uuid", uuid, sizeof(uuid));
	read_line(device, "dm/name", name, sizeof(name));
	if (!has_mark(uuid, MARK_LVM) || strlen(uuid) != LVM_SIZE ||
	    !decode_name(name, decoded, sizeof(decoded)))
		return refuse(device, uuid);
	err = take_disks(device, request);
	if (!err)
		snprintf(target->device, sizeof(target->device),
			 KDP_CAPTURE_LVM "%s", decoded);
	return err;
}
