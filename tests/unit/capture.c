// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of what mkimage is made of: a configuration is read as it was
 * written, and a wrong line is named; modules come behind all that they need,
 * and what is built in is not looked for; the mount of a directory is found;
 * file systems are told by their first bytes; the archive is one that the
 * measuring of an initrd reads; what is packed is what was given; a program's
 * libraries are those that it was linked with; the checksum of what is sent is
 * the one that cksum prints.
 */
#include "kdump-prep/capture_here.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kdump-prep/cksum.h"
#include "kdump-prep/compress.h"
#include "kdump-prep/cpio.h"
#include "kdump-prep/elf_needs.h"
#include "kdump-prep/file.h"
#include "kdump-prep/fsid.h"
#include "kdump-prep/initrd.h"
#include "kdump-prep/modules.h"
#include "tests/tap.h"

static struct kdp_capture_config config;

static void config_is_read_as_written(void)
{
	static const char text[] =
		"kdump-prep-capture 1\ndeadline 120\nwait 7\npacking zlib\n"
		"level 17\n"
		"network 52:54:00:12:34:56,192.0.2.5/24,192.0.2.1\n"
		"module virtio.ko\nmodule ext4.ko\n"
		"target local:UUID=5b3f,ext4,/var/crash\n"
		"target raw:/dev/vdb\ntarget dmesg:/dev/vda,xfs,/\n"
		"target ssh:root@192.0.2.9:2222,/srv/crash\n"
		"target nfs:192.0.2.9:/srv,/crash\n";
	char written[sizeof(text) + 100] = "";
	struct kdp_error *err;
	FILE *file;

	err = kdp_capture_config_parse(text, sizeof(text) - 1, &config);
	TAP_STR(err ? err->message : "", "");
	kdp_error_destroy(err);
	TAP_EQ(config.deadline, 120);
	TAP_EQ(config.wait, 7);
	TAP_EQ(config.level, 17);
	TAP_CHECK(config.level_set);
	TAP_EQ(config.module_count, 2);
	TAP_STR(config.module[1], "ext4.ko");
	TAP_EQ(config.target_count, 5);
	TAP_EQ(config.network.bits, 24);
	TAP_STR(config.target[3].device, "root@192.0.2.9");
	TAP_STR(config.target[3].port, "2222");
	TAP_STR(config.target[4].device, "192.0.2.9:/srv");
	TAP_STR(config.target[4].type, "nfs");
	TAP_STR(config.target[4].dir, "/crash");
	TAP_EQ(config.target[2].kind, KDP_CAPTURE_DMESG);
	TAP_STR(config.target[0].device, "UUID=5b3f");
	TAP_STR(config.target[0].dir, "/var/crash");
	file = fmemopen(written, sizeof(written), "w");
	kdp_capture_config_write(&config, file);
	fclose(file);
	TAP_STR(written, text);
}

static void config_says(const char *text, const char *message)
{
	struct kdp_error *err;

	err = kdp_capture_config_parse(text, strlen(text), &config);
	TAP_STR(err ? err->message : "read", message);
	kdp_error_destroy(err);
}

static void wrong_line_is_named(void)
{
#define BEGIN "kdump-prep-capture 1\n"
	config_says("", "/capture.conf: line 0: no \"kdump-prep-capture\"");
	config_says(BEGIN, "/capture.conf: line 1: no target");
	config_says(BEGIN "target ftp:x\n",
		    "line 2: target \"ftp:x\": expected local:, raw:, dmesg:, ssh: or nfs:");
	config_says(BEGIN "target local:vda,ext4,/\n",
		    "line 2: target \"local:vda,ext4,/\": expected a device as /dev/NAME, or UUID= or LVM= where it has a file system");
	config_says(BEGIN "target raw:UUID=1\n",
		    "line 2: target \"raw:UUID=1\": expected a device as /dev/NAME, or UUID= or LVM= where it has a file system");
	config_says(BEGIN "target local:/dev/vda,ntfs,/\n",
		    "line 2: target \"local:/dev/vda,ntfs,/\": expected a file system: ext4, ext3, ext2 or xfs");
	config_says(BEGIN "target local:/dev/vda,ext4,crash\n",
		    "line 2: target \"local:/dev/vda,ext4,crash\": expected a directory that begins with \"/\"");
	config_says(BEGIN "\nmodule a/b.ko\n",
		    "/capture.conf: line 3: module: \"a/b.ko\" has a \"/\"");
	config_says(BEGIN "packing rar\n",
		    "/capture.conf: line 2: packing: found \"rar\", expected lzo or zlib");
	config_says(BEGIN "level 32\n",
		    "/capture.conf: line 2: level: 0x20 is above 0x1f");
	TAP_EQ(config.level, 31);
	TAP_CHECK(!config.level_set);
	config_says(BEGIN "shell /bin/sh\n",
		    "/capture.conf: line 2: unknown fact \"shell\"");
	config_says(BEGIN "wait 5 6\n",
		    "/capture.conf: line 2: more than expected: \"6\"");
}

static void wrong_remote_is_refused(void)
{
#define TARGET(text, expected) \
	config_says(BEGIN "target " text "\n", \
		    "line 2: target \"" text "\": expected " expected)
	TARGET("ssh:root@192.0.2.9", "USER@ADDRESS[:PORT],DIRECTORY");
	TARGET("ssh:root@server,/srv", "an address of IPv4 behind \"@\"");
	TARGET("ssh:192.0.2.9,/srv", "an address of IPv4 behind \"@\"");
	TARGET("ssh:@192.0.2.9,/srv", "a user before \"@\"");
	TARGET("ssh:-oProxyCommand=x@192.0.2.9,/srv", "a user before \"@\"");
	TARGET("ssh:root@192.0.2.9:,/srv", "a port");
	TARGET("ssh:root@192.0.2.9:123456,/srv", "a port");
	TARGET("ssh:root@192.0.2.9,/srv;reboot",
	       "a directory that begins with \"/\", of letters, digits, \".\", \"_\" and \"-\"");
}

static void wrong_export_is_refused(void)
{
	TARGET("nfs:192.0.2.9", "ADDRESS:/EXPORT[,DIRECTORY]");
	TARGET("nfs:192.0.2.9,/srv", "ADDRESS:/EXPORT[,DIRECTORY]");
	TARGET("nfs:192.0.2.9:srv", "ADDRESS:/EXPORT[,DIRECTORY]");
	TARGET("nfs:server:/srv", "an address of IPv4 before \":\"");
	TARGET("nfs::/srv", "an address of IPv4 before \":\"");
	TARGET("nfs:0.0.0.0:/srv", "an address of IPv4 before \":\"");
	TARGET("nfs:192.0.2.9:/srv,", "a directory that begins with \"/\"");
	TARGET("nfs:192.0.2.9:/srv,crash",
	       "a directory that begins with \"/\"");
	TARGET("nfs:192.0.2.9:/srv,/crash,x",
	       "a directory that begins with \"/\"");
}

static void whole_export_is_the_default(void)
{
	struct kdp_capture_target target;
	char name[100];

	TAP_CHECK(!kdp_capture_target_parse("nfs:192.0.2.9:/srv", &target));
	kdp_capture_target_name(&target, name, sizeof(name));
	TAP_STR(name, "nfs:192.0.2.9:/srv,/");
}

static bool reaches(const char *network_text, const char *target_text)
{
	struct kdp_capture_network network;
	struct kdp_capture_target target;
	struct in_addr server;

	TAP_CHECK(!kdp_capture_network_parse(network_text, &network));
	TAP_CHECK(!kdp_capture_target_parse(target_text, &target));
	return kdp_capture_target_server(&target, &server) &&
	       kdp_capture_network_reaches(&network, server);
}

static void server_must_be_within_reach(void)
{
#define MAC "52:54:00:12:34:56,"
	TAP_CHECK(reaches(MAC "192.0.2.5/24", "nfs:192.0.2.9:/srv"));
	TAP_CHECK(reaches(MAC "192.0.2.5/24", "ssh:a@192.0.2.255:22,/srv"));
	TAP_CHECK(!reaches(MAC "192.0.2.5/24", "nfs:192.0.3.9:/srv"));
	TAP_CHECK(!reaches(MAC "192.0.2.5/32", "ssh:a@192.0.2.4,/srv"));
	TAP_CHECK(reaches(MAC "192.0.2.5/1", "nfs:224.0.2.9:/srv"));
	TAP_CHECK(reaches(MAC "192.0.2.5/24,192.0.2.1", "nfs:10.0.3.9:/srv"));
	TAP_CHECK(!reaches(MAC "192.0.2.5/24", "raw:/dev/vda"));
}

/* What cksum of coreutils 9.1 printed. */
static void checksum_is_that_of_posix(void)
{
	struct kdp_cksum nothing = { 0 }, text = { 0 }, halves = { 0 };
	struct kdp_cksum zeros = { 0 };
	char data[300] = "";

	TAP_EQ(kdp_cksum_result(&nothing), 4294967295u);
	kdp_cksum_add(&text, "hello\n", 6);
	TAP_EQ(kdp_cksum_result(&text), 3015617425u);
	kdp_cksum_add(&halves, "hel", 3);
	kdp_cksum_add(&halves, "lo\n", 3);
	TAP_EQ(kdp_cksum_result(&halves), 3015617425u);
	TAP_EQ(halves.size, 6);
	kdp_cksum_add(&zeros, data, sizeof(data));
	TAP_EQ(kdp_cksum_result(&zeros), 351385237u);
}

static void network_says(const char *text)
{
	struct kdp_capture_network network;
	struct kdp_error *err = kdp_capture_network_parse(text, &network);

	TAP_CHECK(err && strstr(err->message,
				"expected MAC,ADDRESS/BITS[,GATEWAY]"));
	kdp_error_destroy(err);
}

static void network_is_read_in_either_case(void)
{
	struct kdp_capture_network network;
	char name[KDP_CAPTURE_NETWORK_TEXT];

	TAP_CHECK(!kdp_capture_network_parse("52:54:00:AB:cd:56,192.0.2.5/8",
					     &network));
	kdp_capture_network_name(&network, name);
	TAP_STR(name, "52:54:00:ab:cd:56,192.0.2.5/8");
}

static void wrong_network_is_refused(void)
{
	network_says("");
	network_says("52:54:00:12:34:56");
	network_says("52:54:00:12:34,192.0.2.5/24");
	network_says("52:54:00:12:34:5g,192.0.2.5/24");
	network_says("52-54-00-12-34-56,192.0.2.5/24");
	network_says("52:54:00:12:34:56,192.0.2.5");
	network_says("52:54:00:12:34:56,0.0.0.0/24");
	network_says("52:54:00:12:34:56,192.0.2.5/0");
	network_says("52:54:00:12:34:56,192.0.2.5/33");
	network_says("52:54:00:12:34:56,192.0.2.5/24,");
	network_says("52:54:00:12:34:56,192.0.2.5/24,gate");
	network_says("52:54:00:12:34:56/8,192.0.2.5");
}

static const char dep[] =
	"kernel/fs/jbd2/jbd2.ko.xz: kernel/lib/crc16.ko.xz\n"
	"kernel/fs/ext4/ext4.ko.xz: kernel/fs/jbd2/jbd2.ko.xz kernel/lib/crc16.ko.xz\n"
	"kernel/lib/crc16.ko.xz:\n"
	"kernel/crypto/crc32c_generic.ko.xz:\n"
	"kernel/drivers/virtio/virtio-pci.ko:\n"
	"kernel/a.ko: kernel/b.ko\nkernel/b.ko: kernel/a.ko\n"
	"kernel/c.ko: kernel/gone.ko\n";
static const char softdep[] = "softdep ext4 pre: crc32c missing post: a\n";
static const char alias[] = "alias crc32c crc32c_generic\n";
static const char builtin[] = "kernel/drivers/block/brd.ko\n";

#define WORD(array) { array, sizeof(array) - 1 }
static const struct kdp_modules_index index_ = {
	WORD(dep), WORD(softdep), WORD(alias), WORD(builtin),
};

static void module_is(const struct kdp_modules *list, size_t i,
		      const char *name)
{
	TAP_CHECK(i < list->count && kdp_word_is(list->file[i], name));
}

static void modules_come_behind_what_they_need(void)
{
	struct kdp_modules list = { 0 };

	TAP_CHECK(!kdp_modules_add(&index_, "ext4", &list));
	TAP_CHECK(!kdp_modules_add(&index_, "virtio_pci", &list));
	TAP_CHECK(!kdp_modules_add(&index_, "crc16", &list));
	TAP_CHECK(!kdp_modules_add(&index_, "brd", &list));
	TAP_EQ(list.count, 5);
	module_is(&list, 0, "kernel/crypto/crc32c_generic.ko.xz");
	module_is(&list, 1, "kernel/lib/crc16.ko.xz");
	module_is(&list, 2, "kernel/fs/jbd2/jbd2.ko.xz");
	module_is(&list, 3, "kernel/fs/ext4/ext4.ko.xz");
	module_is(&list, 4, "kernel/drivers/virtio/virtio-pci.ko");
}

static void modules_say(const char *name, const char *message)
{
	struct kdp_modules list = { 0 };
	struct kdp_error *err = kdp_modules_add(&index_, name, &list);

	TAP_STR(err ? err->message : "added", message);
	kdp_error_destroy(err);
}

static void missing_module_is_named(void)
{
	modules_say("xfs", "module xfs: not there, and not built in");
	modules_say("c", "modules.dep: line 8: needs kernel/gone.ko, which is not there");
	modules_say("a", "modules that need each other: a");
}

static const char mountinfo[] =
	"21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
	"22 21 0:5 / /proc rw - proc proc rw\n"
	"30 21 8:2 / /var rw shared:2 master:3 - xfs /dev/sda2 rw\n"
	"31 21 8:1 /srv/crash /var/crash rw - ext4 /dev/sda1 rw\n";

static void mount_is(const char *dir, const char *number, const char *type,
		     const char *in)
{
	struct kdp_capture_target target = { 0 };
	struct kdp_error *err;
	char found[32] = "";

	err = kdp_capture_find_mount(mountinfo, sizeof(mountinfo) - 1, dir,
				     &target, found);
	TAP_CHECK(!err);
	kdp_error_destroy(err);
	TAP_STR(found, number);
	TAP_STR(target.type, type);
	TAP_STR(target.dir, in);
}

static void mount_of_a_directory_is_found(void)
{
	struct kdp_capture_target target;
	struct kdp_error *err;
	char number[32];

	mount_is("/home/x", "8:1", "ext4", "/home/x");
	mount_is("/", "8:1", "ext4", "/");
	mount_is("/var", "8:2", "xfs", "/");
	mount_is("/var/crashes", "8:2", "xfs", "/crashes");
	mount_is("/var/crash", "8:1", "ext4", "/srv/crash");
	mount_is("/var/crash/a", "8:1", "ext4", "/srv/crash/a");
	err = kdp_capture_find_mount("", 0, "/", &target, number);
	TAP_STR(err ? err->message : "", "on no file system");
	kdp_error_destroy(err);
}

static void file_systems_are_told_apart(void)
{
	static uint8_t data[KDP_FSID_BYTES];
	struct kdp_fsid id;

	TAP_CHECK(!kdp_fsid_parse(data, sizeof(data), &id));
	memcpy(data + 1024 + 0x38, "\x53\xef", 2);
	memcpy(data + 1024 + 0x68,
	       "\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67\x89\xab\xcd\xef",
	       16);
	TAP_CHECK(kdp_fsid_parse(data, sizeof(data), &id));
	TAP_STR(id.type, "ext4");
	TAP_STR(id.uuid, "01234567-89ab-cdef-0123-456789abcdef");
	TAP_CHECK(!kdp_fsid_parse(data, 1024 + 0x68 + 15, &id));
	memset(data, 0, sizeof(data));
	memcpy(data, "XFSB", 4);
	TAP_CHECK(kdp_fsid_parse(data, sizeof(data), &id));
	TAP_STR(id.type, "xfs");
	memcpy(data, "LUKS\xba\xbe", 6);
	TAP_CHECK(kdp_fsid_parse(data, sizeof(data), &id));
	TAP_STR(id.type, "LUKS");
}

static void archive_can_be_measured(void)
{
	struct kdp_cpio cpio = { 0 };
	struct kdp_initrd found = { 0 };
	uint8_t *packed = NULL;
	size_t size = 0;

	kdp_cpio_dir(&cpio, "a");
	kdp_cpio_file(&cpio, "a/b", 0644, "12345", 5);
	kdp_cpio_file(&cpio, "a/empty", 0644, NULL, 0);
	kdp_cpio_device(&cpio, "console", 5, 1);
	TAP_CHECK(kdp_cpio_has(&cpio, "a/b"));
	TAP_CHECK(kdp_cpio_has(&cpio, "console"));
	TAP_CHECK(!kdp_cpio_has(&cpio, "b"));
	TAP_CHECK(!kdp_cpio_finish(&cpio));
	TAP_CHECK(!kdp_initrd_measure(cpio.data, cpio.size, &found));
	TAP_EQ(found.files, 5);
	TAP_CHECK(!kdp_compress(kdp_compress_best(), cpio.data, cpio.size,
				&packed, &size));
	TAP_CHECK(size < cpio.size);
	memset(&found, 0, sizeof(found));
	TAP_CHECK(!kdp_initrd_measure(packed, size, &found));
	TAP_EQ(found.files, 5);
	free(packed);
	TAP_CHECK(!kdp_compress(KDP_PACKING_GZIP, cpio.data, cpio.size, &packed,
				&size));
	TAP_CHECK(!kdp_initrd_measure(packed, size, &found));
	TAP_EQ(found.files, 5);
	free(packed);
	kdp_cpio_deinit(&cpio);
}

static void own_libraries_are_found(void)
{
	struct kdp_elf_needs needs;
	struct kdp_error *err;
	uint8_t *data = NULL;
	bool libc = false;
	size_t size = 0;
	size_t i;

	err = kdp_file_read("/proc/self/exe", 64u << 20, &data, &size);
	if (!err)
		err = kdp_elf_needs(data, size, &needs);
	TAP_STR(err ? err->message : "", "");
	kdp_error_destroy(err);
	TAP_CHECK(strncmp(needs.interpreter, "/lib", 4) == 0);
	for (i = 0; i < needs.count; i++)
		libc |= strcmp(needs.library[i], "libc.so.6") == 0;
	TAP_CHECK(libc);
	free(data);
	err = kdp_elf_needs((const uint8_t *)"#!/bin/sh\n", 10, &needs);
	TAP_STR(err ? err->message : "", "not an ELF file for x86_64");
	kdp_error_destroy(err);
}

static void removed(const char *dir, const char *name)
{
	char path[100];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	TAP_CHECK(remove(path) == 0);
}

static void archive_can_be_extracted(void)
{
	char dir[] = "/tmp/kdump-prep-test.XXXXXX";
	struct kdp_cpio cpio = { 0 };
	uint8_t *data = NULL;
	struct stat st = { 0 };
	char path[100];
	size_t size = 0;

	TAP_CHECK(mkdtemp(dir));
	kdp_cpio_dir(&cpio, "a");
	kdp_cpio_file(&cpio, "a/b", 0755, "12345", 5);
	kdp_cpio_file(&cpio, "empty", 0600, NULL, 0);
	kdp_cpio_device(&cpio, "console", 5, 1);
	TAP_CHECK(!kdp_cpio_extract(&cpio, dir));
	snprintf(path, sizeof(path), "%s/a/b", dir);
	TAP_CHECK(!kdp_file_read(path, 100, &data, &size));
	TAP_EQ(size, 5);
	TAP_CHECK(data && memcmp(data, "12345", 5) == 0);
	TAP_CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0755);
	free(data);
	removed(dir, "a/b");
	removed(dir, "a");
	removed(dir, "empty");
	/* Nothing else is there. */
	TAP_CHECK(rmdir(dir) == 0);
	kdp_cpio_deinit(&cpio);
}

int main(void)
{
	TAP_RUN(config_is_read_as_written);
	TAP_RUN(wrong_line_is_named);
	TAP_RUN(wrong_remote_is_refused);
	TAP_RUN(wrong_export_is_refused);
	TAP_RUN(whole_export_is_the_default);
	TAP_RUN(server_must_be_within_reach);
	TAP_RUN(checksum_is_that_of_posix);
	TAP_RUN(network_is_read_in_either_case);
	TAP_RUN(wrong_network_is_refused);
	TAP_RUN(modules_come_behind_what_they_need);
	TAP_RUN(missing_module_is_named);
	TAP_RUN(mount_of_a_directory_is_found);
	TAP_RUN(file_systems_are_told_apart);
	TAP_RUN(archive_can_be_measured);
	TAP_RUN(archive_can_be_extracted);
	TAP_RUN(own_libraries_are_found);
	return tap_done();
}
