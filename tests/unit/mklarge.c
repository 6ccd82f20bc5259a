// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mklarge.c - makes a large machine for check-machines.sh: "mklarge DIR"
 * fills the new directory DIR as scripts/mk-machine would, and prints the
 * "function" lines that the plan must have.
 *
 * Four segments, each with its window above 4 GiB and 1,024 functions: a host
 * bridge, 31 root ports, and behind each port a physical function with 31
 * virtual ones.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEGMENTS  4u
#define PORTS	  31u	/* of a segment, on bus 0; port n leads to bus n */
#define FUNCTIONS 32u	/* behind a port */
#define CPUS	  16u
#define IOAPICS	  8u

#define WINDOW(segment) (0x8000000000ull + ((uint64_t)(segment) << 28))

#define CONFIG_SIZE 256u
#define MSI	    0x80u
#define MSIX	    0x70u

static void die(const char *what)
{
	fprintf(stderr, "mklarge: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void make_directories(char *path)
{
	char *slash;

	for (slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0777) && errno != EEXIST)
			die(path);
		*slash = '/';
	}
}

static void put_bytes(const char *path, const void *data, size_t size)
{
	char name[256];
	FILE *file;

	snprintf(name, sizeof(name), "%s", path);
	make_directories(name);
	file = fopen(name, "w");
	if (!file || fwrite(data, 1, size, file) != size || fclose(file))
		die(name);
}

__attribute__((format(printf, 2, 3)))
static void put_text(const char *path, const char *format, ...)
{
	char *text;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&text, format, ap) < 0)
		die(path);
	va_end(ap);
	put_bytes(path, text, strlen(text));
	free(text);
}

static void put_number(uint8_t *at, uint64_t value, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

/* Writes a table whose body is in place; the header is filled in. */
static void put_table(const char *name, uint8_t *table, size_t size)
{
	char path[64];
	uint8_t sum = 0;
	size_t i;

	memcpy(table, name, 4);
	put_number(table + 4, size, 4);
	for (i = 0; i < size; i++)
		sum = (uint8_t)(sum + table[i]);
	table[9] = (uint8_t)-sum;
	snprintf(path, sizeof(path), "sys/firmware/acpi/tables/%s", name);
	put_bytes(path, table, size);
}

/* ACPI 6.4, 5.2.12; no 8259 pair. */
static void put_madt(void)
{
	uint8_t table[44 + IOAPICS * 12] = { 0 };
	uint32_t i;

	put_number(table + 36, 0xfee00000, 4);
	for (i = 0; i < IOAPICS; i++) {
		uint8_t *entry = table + 44 + i * 12;

		entry[0] = 1;
		entry[1] = 12;
		entry[2] = (uint8_t)(8 + i);
		put_number(entry + 4, 0xfec00000 + (i << 12), 4);
		put_number(entry + 8, i * 24, 4);
	}
	put_table("APIC", table, sizeof(table));
}

static void put_mcfg(void)
{
	uint8_t table[44 + SEGMENTS * 16] = { 0 };
	uint32_t i;

	for (i = 0; i < SEGMENTS; i++) {
		uint8_t *entry = table + 44 + i * 16;

		put_number(entry, WINDOW(i), 8);
		put_number(entry + 8, i, 2);
		entry[11] = 0xff;
	}
	put_table("MCFG", table, sizeof(table));
}

static void put_hpet(void)
{
	uint8_t table[56] = { 0 };

	put_number(table + 44, 0xfed00000, 8);
	put_table("HPET", table, sizeof(table));
}

/* ACPI 6.4, 5.2.9: bit 5 of the boot flags, no RTC. */
static void put_fadt(void)
{
	uint8_t table[244] = { 0 };

	table[109] = 1u << 5;
	put_table("FACP", table, sizeof(table));
}

static void put_kernel(void)
{
	char windows[SEGMENTS * 64] = "";
	size_t used = 0;
	char path[80];
	uint32_t i;

	for (i = 0; i < SEGMENTS; i++)
		used += (size_t)snprintf(windows + used,
					 sizeof(windows) - used,
					 "%llx-%llx : PCI MMCONFIG %04x [bus 00-ff]\n",
					 (unsigned long long)WINDOW(i),
					 (unsigned long long)WINDOW(i + 1) - 1,
					 i);
	put_text("proc/iomem",
		 "00001000-0009ffff : System RAM\n"
		 "00100000-7fffffff : System RAM\n"
		 "  01000000-01ffffff : Kernel code\n"
		 "  60000000-6fffffff : Crash kernel\n%s",
		 windows);
	put_text("proc/cpuinfo",
		 "vendor_id\t: AuthenticAMD\nflags\t\t: tsc constant_tsc\n");
	put_text("proc/sys/kernel/osrelease", "6.1.0-large\n");
	put_text("sys/kernel/vmcoreinfo", "0x0000000001c18000 1024\n");
	for (i = 0; i < CPUS; i++) {
		snprintf(path, sizeof(path),
			 "sys/devices/system/cpu/cpu%u/crash_notes", i);
		put_text(path, "%x\n", 0x7f000000 + i * 0x1000);
		snprintf(path, sizeof(path),
			 "sys/devices/system/cpu/cpu%u/crash_notes_size", i);
		put_text(path, "420\n");
	}
}

/* One function: its configuration space, and what the plan says of it. */
struct function {
	uint32_t segment;
	uint32_t bus;
	uint32_t devfn;
	uint16_t vendor;
	uint16_t device;
	uint8_t msi;
	uint8_t msix;
	const char *flags;
	uint8_t config[CONFIG_SIZE];
};

static void add_capability(struct function *f, uint8_t offset, uint8_t id)
{
	f->config[0x06] |= 1u << 4;
	f->config[offset] = id;
	f->config[offset + 1] = f->config[0x34];
	f->config[0x34] = offset;
	if (id == 0x05)
		f->msi = offset;
	if (id == 0x11)
		f->msix = offset;
}

static void put_function(struct function *f, bool is_virtual)
{
	char path[96];
	char name[32];
	int at;

	snprintf(name, sizeof(name), "%04x:%02x:%02x.%x", f->segment, f->bus,
		 f->devfn >> 3, f->devfn & 7);
	at = snprintf(path, sizeof(path), "sys/bus/pci/devices/%s/", name);
	put_number(f->config, is_virtual ? 0xffff : f->vendor, 2);
	put_number(f->config + 2, is_virtual ? 0xffff : f->device, 2);
	strcpy(path + at, "config");
	put_bytes(path, f->config, CONFIG_SIZE);
	if (is_virtual) {
		strcpy(path + at, "vendor");
		put_text(path, "0x%04x\n", f->vendor);
		strcpy(path + at, "device");
		put_text(path, "0x%04x\n", f->device);
		strcpy(path + at, "physfn");
		snprintf(name, sizeof(name), "../%04x:%02x:00.0", f->segment,
			 f->bus);
		if (symlink(name, path))
			die(path);
	}
	printf("function %04x:%02x:%02x.%x vendor 0x%04x device 0x%04x msi 0x%02x msix 0x%02x flags %s\n",
	       f->segment, f->bus, f->devfn >> 3, f->devfn & 7, f->vendor,
	       f->device, f->msi, f->msix, f->flags);
}

static void put_root(uint32_t segment)
{
	struct function host = { .segment = segment,
				 .vendor = 0x1022,
				 .device = 0x1480,
				 .flags = "none" };
	uint32_t port;

	put_function(&host, false);
	for (port = 1; port <= PORTS; port++) {
		struct function f = { .segment = segment,
				      .devfn = port << 3,
				      .vendor = 0x1022,
				      .device = 0x1483,
				      .flags = "bridge,intx" };

		f.config[0x0e] = 1;
		f.config[0x19] = (uint8_t)port;
		f.config[0x1a] = (uint8_t)port;
		f.config[0x3d] = 1;
		add_capability(&f, MSI, 0x05);
		put_function(&f, false);
	}
}

static void put_bus(uint32_t segment, uint32_t bus)
{
	uint32_t i;

	for (i = 0; i < FUNCTIONS; i++) {
		struct function f = { .segment = segment,
				      .bus = bus,
				      .devfn = i,
				      .vendor = 0x8086,
				      .device = i ? 0x154c : 0x1572,
				      .flags = i ? "vf" : "intx" };

		f.config[0x3d] = i == 0;
		add_capability(&f, MSIX, 0x11);
		if (i == 0)
			add_capability(&f, MSI, 0x05);
		put_function(&f, i != 0);
	}
}

int main(int argc, char **argv)
{
	uint32_t segment;
	uint32_t bus;

	if (argc != 2) {
		fprintf(stderr, "usage: mklarge DIR\n");
		return 2;
	}
	if (mkdir(argv[1], 0777) || chdir(argv[1]))
		die(argv[1]);
	put_kernel();
	put_madt();
	put_mcfg();
	put_hpet();
	put_fadt();
	for (segment = 0; segment < SEGMENTS; segment++) {
		put_root(segment);
		for (bus = 1; bus <= PORTS; bus++)
			put_bus(segment, bus);
	}
	return ferror(stdout) || fflush(stdout) ? 1 : 0;
}
