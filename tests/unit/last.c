// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/last.c: what is written is read back, whatever bytes are
 * in it, and what is no such file is refused; the fingerprint differs for
 * whatever makes an image different, and does not for what merely differs
 * from one look at a machine to the next.
 */
#include "kdump-prep/last.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "tests/tap.h"

static char directory[] = "/tmp/kdp-last-XXXXXX";
static struct kdp_sysroot root;

static void ok(struct kdp_error *err)
{
	TAP_CHECK(!err);
	if (err)
		printf("# %s\n", err->message);
	kdp_error_destroy(err);
}

static void what_is_written_is_read_back(void)
{
	char name[] = "load", odd[] = "a\n%41 \377\"=\\", empty[] = "";
	char blank[] = " x ", cwd[] = "/with blank/and\nline";
	char *argv[] = { name, odd, empty, blank, NULL };
	char line[] = "a \"b c\"";
	char entered[] = "as vmlinux, 58 MB";
	struct kdp_last out = {
		.fingerprint = "f00",
		.kexec = true,
		.directory = cwd,
		.argv = argv,
		.argc = 4,
		.way = KDP_WAY_WRAPPED,
		.protections = KDP_PROTECT_ALL | KDP_PROTECT_HOTPLUG,
		.time = 1763650000,
		.cmdline = line,
		.entered = entered,
	};
	struct kdp_last in = { 0 };
	int i;

	ok(kdp_last_write(&root, &out));
	ok(kdp_last_read(&root, &in));
	TAP_STR(in.fingerprint, "f00");
	TAP_CHECK(in.kexec);
	TAP_STR(in.directory, cwd);
	TAP_EQ(in.argc, 4);
	for (i = 0; i < in.argc; i++)
		TAP_STR(in.argv[i], argv[i]);
	TAP_EQ(in.way, KDP_WAY_WRAPPED);
	TAP_EQ(in.protections, out.protections);
	TAP_EQ(in.time, 1763650000);
	TAP_STR(in.cmdline, line);
	TAP_STR(in.entered, entered);
	kdp_last_deinit(&in);
	kdp_last_forget(&root);
	TAP_CHECK(!in.argv);
}

static void what_was_forgotten_is_not_found(void)
{
	struct kdp_last in = { 0 };
	struct kdp_error *err = kdp_last_read(&root, &in);

	TAP_CHECK(err && err->code == KDP_ERROR_NOT_FOUND);
	kdp_error_destroy(err);
}

static void what_is_no_such_file_is_refused(void)
{
	static const char *const texts[] = {
		"",
		"kdump-prep-loaded 2\n",
		"kdump-prep-loaded 1\n",
		"kdump-prep-loaded 1\nfingerprint x\ndirectory /\n",
		"kdump-prep-loaded 1\nfingerprint x\nword load\n",
		"kdump-prep-loaded 1\ndirectory /\nword load\n",
		"kdump-prep-loaded 1\nfingerprint x\ndirectory /\nword %4\n",
		"kdump-prep-loaded 1\nfingerprint x\ndirectory /\nword %zz\n",
		"kdump-prep-loaded 1\nfingerprint x\ndirectory /\nword a\nx\n",
		"kdump-prep-loaded 1\nfingerprint x\ndirectory /\nword a\nway to\n",
		"kdump-prep-loaded 1\nfingerprint x\ndirectory /\nword a\ntime x\n",
		"kdump-prep-loaded 1\nfingerprint x\ndirectory /\nword a\nprotection\n",
	};
	struct kdp_last in = { 0 };
	struct kdp_error *err;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		ok(kdp_sysroot_write(&root, "/run/kdump-prep", "loaded",
				     texts[i], strlen(texts[i])));
		err = kdp_last_read(&root, &in);
		TAP_CHECK(err && err->code == KDP_ERROR_FORMAT);
		kdp_error_destroy(err);
	}
	kdp_last_forget(&root);
}

static struct kdp_cpu cpu;
static struct kdp_topology_function function;
static struct kdp_range range[] = {
	{ 0x1000, 0x9fbff, KDP_RANGE_RAM },
	{ 0x100000, 0x7ffdefff, KDP_RANGE_RAM },
};
static struct kdp_topology topology;
static struct stat kernel, initrd;

static void begin(void)
{
	cpu = (struct kdp_cpu){ .notes_addr = 0x7f401000,
				.notes_size = 0x180 };
	memset(&function, 0, sizeof(function));
	function.pci.vendor = 0x8086;
	topology = (struct kdp_topology){
		.release = "6.1.0",
		.tsc_khz = 2000000,
		.cpu = &cpu,
		.cpu_count = 1,
		.function = &function,
		.function_count = 1,
		.memory = { range, 2, 2 },
	};
	kernel = (struct stat){ .st_ino = 1, .st_size = 100 };
	initrd = (struct stat){ .st_ino = 2, .st_size = 200 };
}

static void fingerprint(char ret[KDP_FINGERPRINT_SIZE])
{
	ok(kdp_last_fingerprint(&topology, &kernel, &initrd, "a b", ret));
	TAP_EQ(strlen(ret), KDP_FINGERPRINT_SIZE - 1);
}

static void differs(const char *first)
{
	char now[KDP_FINGERPRINT_SIZE];

	fingerprint(now);
	TAP_CHECK(strcmp(first, now) != 0);
	begin();
}

static void what_makes_another_image_is_seen(void)
{
	char first[KDP_FINGERPRINT_SIZE], other[KDP_FINGERPRINT_SIZE];

	begin();
	fingerprint(first);
	topology.memory.count = 1;
	differs(first);
	cpu.notes_addr++;
	differs(first);
	topology.cpu_count = 0;
	differs(first);
	function.pci.devfn = 8;
	differs(first);
	kernel.st_mtim.tv_nsec = 1;
	differs(first);
	initrd.st_ctim.tv_sec = 1;
	differs(first);
	initrd.st_ino = 3;
	differs(first);
	ok(kdp_last_fingerprint(&topology, &kernel, NULL, "a b", other));
	TAP_CHECK(strcmp(first, other) != 0);
	ok(kdp_last_fingerprint(&topology, &kernel, &initrd, "a", other));
	TAP_CHECK(strcmp(first, other) != 0);
}

static void what_varies_is_not(void)
{
	char first[KDP_FINGERPRINT_SIZE], now[KDP_FINGERPRINT_SIZE];

	begin();
	fingerprint(first);
	topology.tsc_khz++;
	topology.tsc_reliable = true;
	cpu.apic_id = 6;
	cpu.has_apic_id = true;
	function.msi_enabled = true;
	function.msix_enabled = true;
	fingerprint(now);
	TAP_STR(now, first);
	/* The caller's topology is left as it was. */
	TAP_CHECK(function.msi_enabled && function.msix_enabled);
	TAP_CHECK(cpu.has_apic_id);
}

static void one_reload_waits(void)
{
	int running = -1, waiting;

	TAP_CHECK(kdp_last_lock_once(&root, &running));
	TAP_CHECK(running >= 0);
	waiting = openat(root.fd, "run/kdump-prep/waiting", O_RDONLY);
	TAP_EQ(flock(waiting, LOCK_EX | LOCK_NB), 0);
	TAP_CHECK(!kdp_last_lock_once(&root, &running));
	TAP_EQ(close(waiting), 0);
	TAP_EQ(close(running), 0);
}

int main(void)
{
	char command[64];
	int fd;

	if (!mkdtemp(directory))
		return 99;
	root.fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root.fd < 0 || mkdirat(root.fd, "run", 0755) < 0)
		return 99;
	TAP_RUN(what_is_written_is_read_back);
	TAP_RUN(what_was_forgotten_is_not_found);
	TAP_RUN(what_is_no_such_file_is_refused);
	TAP_RUN(what_makes_another_image_is_seen);
	TAP_RUN(what_varies_is_not);
	TAP_RUN(one_reload_waits);
	fd = close(root.fd);
	snprintf(command, sizeof(command), "rm -r %s", directory);
	if (fd < 0 || system(command) != 0)
		return 99;
	return tap_done();
}
