// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fixture.c - makes the files that the command line tests work on, in the
 * current directory: a small machine, kernel images and initrds.
 */
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/elf_header.h"
#include "tests/unit/fake_kernel.h"
#include "tests/unit/fake_uki.h"
#include "tests/unit/fake_vmlinux.h"

#define MIB (1ull << 20)

/* A file of the machine and its text. */
struct text_file {
	const char *path;
	const char *text;
};

static const struct text_file machine[] = {
	{ "machine/proc/iomem",
	  "00000000-00000fff : Reserved\n"
	  "00001000-0009fbff : System RAM\n"
	  "0009fc00-0009ffff : Reserved\n"
	  "000f0000-000fffff : Reserved\n"
	  "00100000-7ffdefff : System RAM\n"
	  "  01000000-01ffffff : Kernel code\n"
	  "  02000000-02ffffff : Kernel data\n"
	  "  6e000000-71ffffff : Crash kernel\n"
	  "7ffdf000-7fffffff : Reserved\n"
	  "fec00000-fec003ff : IOAPIC 0\n"
	  "100000000-13fffffff : System RAM\n" },
	{ "machine/proc/cpuinfo",
	  "processor\t: 0\nflags\t\t: fpu tsc constant_tsc nonstop_tsc\n" },
	{ "machine/proc/cmdline",
	  "BOOT_IMAGE=/vmlinuz-6.1 root=/dev/vda1 quiet crashkernel=64M\n" },
	{ "machine/proc/sys/kernel/osrelease", "6.1.0-56-amd64\n" },
	{ "machine/proc/sys/kernel/kexec_load_disabled", "0\n" },
	{ "machine/proc/kallsyms",
	  "ffffffff81000000 T _text\nffffffff83000000 B _end\n" },
	{ "machine/proc/meminfo",
	  "MemTotal:        3000000 kB\nMemFree:         1000000 kB\n" },
	{ "machine/run/utmp", "" },
	{ "machine/sys/kernel/vmcoreinfo", "10123000 1024\n" },
	{ "machine/sys/kernel/kexec_crash_size", "67108864\n" },
	{ "machine/sys/kernel/kexec_crash_loaded", "0\n" },
	{ "machine/sys/kernel/security/lockdown",
	  "[none] integrity confidentiality\n" },
	{ "machine/sys/devices/system/cpu/cpu0/crash_notes", "7f401000\n" },
	{ "machine/sys/devices/system/cpu/cpu0/crash_notes_size", "384\n" },
};

static void fail(const char *what)
{
	fprintf(stderr, "fixture: %s: %s\n", what, strerror(errno));
	exit(99);
}

static void write_file(const char *path, const void *data, size_t size)
{
	char dir[256], *slash;
	FILE *file;

	snprintf(dir, sizeof(dir), "%s", path);
	for (slash = strchr(dir, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(dir, 0755) < 0 && errno != EEXIST)
			fail(dir);
		*slash = '/';
	}
	file = fopen(path, "w");
	if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0)
		fail(path);
}

/* /proc/kcore: the direct map's second GiB and the kernel's text. */
static void write_kcore(void)
{
	struct {
		Elf64_Ehdr ehdr;
		Elf64_Phdr phdr[2];
	} kcore;

	memset(&kcore, 0, sizeof(kcore));
	kcore.ehdr = elf_header(ET_CORE, 2);
	kcore.phdr[0].p_type = PT_LOAD;
	kcore.phdr[0].p_vaddr = 0xffffffff81000000;
	kcore.phdr[0].p_paddr = 0x1000000;
	kcore.phdr[0].p_memsz = 0x2000000;
	kcore.phdr[1].p_type = PT_LOAD;
	kcore.phdr[1].p_vaddr = 0xffff888000100000;
	kcore.phdr[1].p_paddr = 0x100000;
	kcore.phdr[1].p_memsz = 0x7fedf000;
	write_file("machine/proc/kcore", &kcore, sizeof(kcore));
}

/* A cpio header; its bytes, name and padding included. */
static size_t add_entry(uint8_t *at, const char *name, size_t bytes)
{
	char header[128];
	int length = snprintf(header, sizeof(header),
			      "070701%048x%08zx%032x%08zx%08x%s", 0, bytes, 0,
			      strlen(name) + 1, 0, name);

	memcpy(at, header, (size_t)length + 1);
	return ((size_t)length + 1 + 3) & ~(size_t)3;
}

/* An archive with one file, of @size bytes in all. */
static size_t make_initrd(uint8_t *data, size_t size)
{
	size_t bytes = size - 512, at;

	memset(data, 0, size);
	at = add_entry(data, "file", bytes);
	add_entry(data + at + bytes, "TRAILER!!!", 0);
	return size;
}

/* Kernels in other files than a bzImage. */
static void write_forms(void)
{
	static uint8_t elf[FAKE_VMLINUX_SIZE] __attribute__((aligned(8)));
	static uint8_t uki[4 * FAKE_SIZE];
	uint8_t image[FAKE_SIZE];
	const struct fake_section part[] = {
		{ ".linux", image, sizeof(image) },
		{ ".initrd", "070701 in the UKI", 17 },
		{ ".cmdline", "root=/uki quiet\n", 16 },
	};

	fake_kernel(image);
	fake_vmlinux(elf);
	write_file("vmlinux", elf, sizeof(elf));
	write_file("uki", uki, fake_uki(uki, part, 3));
}

static void write_images(void)
{
	uint8_t image[FAKE_SIZE];
	uint8_t *initrd;

	fake_kernel(image);
	write_file("vmlinuz", image, sizeof(image));
	write_file("vmlinuz-short", image, sizeof(image) - 1);
	fake_put(image, 0x236, 0x1f, 2);
	write_file("vmlinuz-4level", image, sizeof(image));
	fake_put(image, 0x230, 0x3000, 4);
	write_file("vmlinuz-bad", image, sizeof(image));
	initrd = calloc(1, 80 * MIB);
	if (!initrd)
		fail("initrd");
	write_file("initrd-junk", "junk", 4);
	write_file("initrd-small", initrd, make_initrd(initrd, 8192));
	write_file("initrd", initrd, make_initrd(initrd, 2 * MIB));
	write_file("initrd-tight", initrd, make_initrd(initrd, 20 * MIB));
	write_file("initrd-full", initrd, make_initrd(initrd, 40 * MIB));
	write_file("initrd-big", initrd, make_initrd(initrd, 80 * MIB));
	memcpy(initrd, "\177ELF", 4);
	write_file("initrd-elf", initrd, MIB);
	free(initrd);
	if (mkfifo("fifo", 0600) < 0)
		fail("fifo");
}

int main(void)
{
	size_t i;

	for (i = 0; i < sizeof(machine) / sizeof(machine[0]); i++)
		write_file(machine[i].path, machine[i].text,
			   strlen(machine[i].text));
	write_kcore();
	write_images();
	write_forms();
	return 0;
}
