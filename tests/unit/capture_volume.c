// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of mapped devices as targets: a logical volume is named by group and
 * volume, and has the drivers of each disk that it lies on; what is encrypted,
 * lies on something that is, or is made of other volumes is refused, with the
 * reason; so is what is no disk at all.  And of watchdogs, that those which run
 * have their drivers.
 */
#include "kdump-prep/capture_volume.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kdump-prep/capture_here.h"
#include "kdump-prep/rehearse.h"
#include "tests/tap.h"

/* 32 characters of a group, and 32 of a volume. */
#define GROUP  "vbPUgMiDmhAUt5KYG0tBqv3PcfpIiuaM"
#define VOLUME "6IDYwsjxBLiZYgrXMhDvsuxRFHMnaJZz"
#define LVM    "LVM-" GROUP VOLUME
#define DISK   "pci0000:00/0000:00:03.0/host0/block/"

static char top[] = "/tmp/kdump-prep-test.XXXXXX";
static struct kdp_capture_request request;

/* Below the devices of the tree; with all directories in front of it. */
static const char *path_of(const char *name)
{
	static char path[512];
	char *slash;

	snprintf(path, sizeof(path), "%s/sys/devices/%s", top, name);
	for (slash = path + strlen(top); (slash = strchr(slash + 1, '/'));) {
		*slash = 0;
		mkdir(path, 0755);
		*slash = '/';
	}
	return path;
}

static void put(const char *name, const char *text)
{
	FILE *file = fopen(path_of(name), "w");

	TAP_CHECK(file && fprintf(file, "%s\n", text) > 0 && !fclose(file));
}

static void make_link(const char *name, const char *to)
{
	TAP_CHECK(symlink(to, path_of(name)) == 0);
}

/* A mapping, and what it lies on, from the directory "devices" on. */
static void map(const char *dm, const char *name, const char *uuid,
		const char *slave)
{
	char path[256], to[256];

	snprintf(path, sizeof(path), "virtual/block/%s/dm/name", dm);
	put(path, name);
	snprintf(path, sizeof(path), "virtual/block/%s/dm/uuid", dm);
	put(path, uuid);
	snprintf(path, sizeof(path), "virtual/block/%s/slaves/%s", dm,
		 strrchr(slave, '/') + 1);
	snprintf(to, sizeof(to), "../../../../%s", slave);
	make_link(path, to);
}

static void make_tree(void)
{
	TAP_CHECK(mkdtemp(top));
	put(DISK "sda/sda2/partition", "2");
	put(DISK "sdb/size", "1");
	make_link("pci0000:00/0000:00:03.0/driver", "drv");
	make_link("pci0000:00/0000:00:03.0/drv/module",
		  "../../../module/virtio_scsi");
	put("virtual/block/md0/size", "1");
	map("dm-0", "vg--a-lv--b", LVM, DISK "sda/sda2");
	make_link("virtual/block/dm-0/slaves/sdb", "../../../../" DISK "sdb");
	map("dm-1", "secret", "CRYPT-LUKS2-5b3f-secret", DISK "sda/sda2");
	map("dm-2", "vg-lv", LVM, "virtual/block/dm-1");
	map("dm-3", "vg-thin", LVM, "virtual/block/dm-4");
	map("dm-4", "vg-pool-tpool", LVM "-tpool", DISK "sdb");
	map("dm-5", "mpatha", "mpath-36001", DISK "sdb");
	map("dm-6", "vg-raid", LVM, "virtual/block/md0");
}

static void says(const char *device, const char *expected)
{
	struct kdp_capture_target target = { 0 };
	struct kdp_error *err;
	char path[512], real[4096];

	memset(&request, 0, sizeof(request));
	snprintf(path, sizeof(path), "virtual/block/%s", device);
	TAP_CHECK(realpath(path_of(path), real));
	TAP_CHECK(kdp_capture_volume_is(real));
	err = kdp_capture_volume(real, &target, &request);
	TAP_STR(err ? err->message : target.device, expected);
	TAP_CHECK(!err || err->code == KDP_ERROR_UNSUPPORTED);
	kdp_error_destroy(err);
}

static void volume_is_named_with_its_drivers(void)
{
	says("dm-0", "LVM=vg-a/lv-b");
	TAP_EQ(request.name_count, 1);
	TAP_STR(request.name[0], "virtio_scsi");
}

static void disk_is_no_volume(void)
{
	TAP_CHECK(!kdp_capture_volume_is(path_of(DISK "sda/sda2")));
}

static void encrypted_device_is_refused(void)
{
	says("dm-1", "dm-1: it is encrypted, and nobody could give the second kernel the key");
}

static void volume_on_an_encrypted_device_is_refused(void)
{
	says("dm-2", "dm-1: it is encrypted, and nobody could give the second kernel the key");
}

static void volume_of_volumes_is_refused(void)
{
	says("dm-3", "dm-4: a part of a volume that is thin, mirrored, cached or a snapshot, which the capture environment cannot set up");
	says("dm-4", "dm-4: a part of a volume that is thin, mirrored, cached or a snapshot, which the capture environment cannot set up");
}

static void other_mapping_is_refused(void)
{
	says("dm-5", "dm-5: it is mapped (mpath-36), which the capture environment cannot set up; use a partition");
}

static void what_is_no_disk_is_refused(void)
{
	says("md0", "md0: neither a disk nor a part of one");
	says("dm-6", "md0: neither a disk nor a part of one");
}

static void watchdog_that_runs_has_its_driver(void)
{
	char class[512];

	put("pci0000:00/0000:00:04.0/watchdog/watchdog0/state", "active");
	make_link("pci0000:00/0000:00:04.0/watchdog/watchdog0/device",
		  "../../../0000:00:04.0");
	make_link("pci0000:00/0000:00:04.0/driver", "drv");
	make_link("pci0000:00/0000:00:04.0/drv/module",
		  "../../../module/i6300esb");
	put("virtual/watchdog/watchdog1/state", "inactive");
	make_link("virtual/watchdog/watchdog1/device",
		  "../../../pci0000:00/0000:00:03.0");
	snprintf(class, sizeof(class), "%s",
		 path_of("pci0000:00/0000:00:04.0/watchdog"));
	memset(&request, 0, sizeof(request));
	TAP_CHECK(!kdp_capture_watchdogs(class, &request));
	TAP_EQ(request.name_count, 1);
	TAP_STR(request.name[0], "i6300esb");
	snprintf(class, sizeof(class), "%s", path_of("virtual/watchdog"));
	TAP_CHECK(!kdp_capture_watchdogs(class, &request));
	TAP_CHECK(!kdp_capture_watchdogs("/none", &request));
	TAP_EQ(request.name_count, 1);
}

static void target_is(const char *text, const char *expected)
{
	struct kdp_capture_target target;
	struct kdp_error *err = kdp_capture_target_parse(text, &target);
	const char *volume = err ? err->message :
				   kdp_capture_target_volume(&target);

	TAP_STR(volume ? volume : "none", expected);
	kdp_error_destroy(err);
}

static void target_names_group_and_volume(void)
{
	target_is("local:LVM=vg-a/lv+1,ext4,/crash", "vg-a/lv+1");
	target_is("dmesg:LVM=vg/lv,xfs,/", "vg/lv");
	target_is("local:/dev/vg/lv,xfs,/", "none");
#define BAD(text) \
	target_is(text, "target \"" text "\": expected LVM=GROUP/VOLUME")
	BAD("local:LVM=vg,ext4,/");
	BAD("local:LVM=/lv,ext4,/");
	BAD("local:LVM=vg/,ext4,/");
	BAD("local:LVM=vg/lv/x,ext4,/");
	BAD("local:LVM=--config/lv,ext4,/");
	BAD("local:LVM=vg/-lv,ext4,/");
	BAD("local:LVM=vg/@tag,ext4,/");
	target_is("raw:LVM=vg/lv",
		  "target \"raw:LVM=vg/lv\": expected a device as /dev/NAME, or UUID= or LVM= where it has a file system");
}

int main(void)
{
	make_tree();
	TAP_RUN(volume_is_named_with_its_drivers);
	TAP_RUN(disk_is_no_volume);
	TAP_RUN(encrypted_device_is_refused);
	TAP_RUN(volume_on_an_encrypted_device_is_refused);
	TAP_RUN(volume_of_volumes_is_refused);
	TAP_RUN(other_mapping_is_refused);
	TAP_RUN(what_is_no_disk_is_refused);
	TAP_RUN(watchdog_that_runs_has_its_driver);
	TAP_RUN(target_names_group_and_volume);
	kdp_rehearse_remove(top);
	return tap_done();
}
