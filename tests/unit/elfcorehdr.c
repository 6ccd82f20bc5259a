// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/elfcorehdr.c: the header is, field by field, what the
 * kernel's crash_prepare_elf64_headers() writes; RAM is described without
 * first MiB and crash reservation; a kernel older than 5.13 gets a PT_LOAD
 * that leads to the backup; room for one more header is kept; what is not
 * known about the machine is an error and not a useless header.
 */
#include "kdump-prep/elfcorehdr.h"

#include <elf.h>
#include <stdlib.h>

#include "kdump-prep/segments.h"
#include "tests/tap.h"

#define VIRT   0xffffffff81000000ull
#define DIRECT 0xffff888000000000ull

static struct kdp_cpu cpu[] = {
	{ .id = 0, .notes_addr = 0x7f401000, .notes_size = 0x180 },
	{ .id = 1, .notes_addr = 0x7f501000, .notes_size = 0x180 },
};

static struct kdp_range range[] = {
	{ 0x1000, 0x9fbff, KDP_RANGE_RAM },
	{ 0x9fc00, 0x9ffff, KDP_RANGE_RESERVED },
	{ 0x100000, 0x7ffdefff, KDP_RANGE_RAM },
	{ 0x1000000, 0x2ffffff, KDP_RANGE_KERNEL },
	{ 0x6e000000, 0x7dffffff, KDP_RANGE_CRASH },
	{ 0x7ffdf000, 0x7fffffff, KDP_RANGE_RESERVED },
	{ 0x100000000, 0x13fffffff, KDP_RANGE_RAM },
};

static struct kdp_topology machine(const char *release)
{
	struct kdp_topology t = {
		.cpu = cpu,
		.cpu_count = 2,
		.memory = { range, sizeof(range) / sizeof(range[0]),
			    sizeof(range) / sizeof(range[0]) },
		.kernel_virt = VIRT,
		.kernel_phys = 0x1000000,
		.kernel_size = 0x2000000,
		.page_offset = DIRECT,
		.vmcoreinfo_addr = 0x10123000,
		.vmcoreinfo_size = 0x1024,
	};

	snprintf(t.release, sizeof(t.release), "%s", release);
	return t;
}

static void check_phdr(const Elf64_Phdr *p, uint32_t type, uint64_t offset,
		       uint64_t virt, uint64_t phys, uint64_t size)
{
	TAP_EQ(p->p_type, type);
	TAP_EQ(p->p_flags, type == PT_LOAD ? PF_R | PF_W | PF_X : 0);
	TAP_EQ(p->p_offset, offset);
	TAP_EQ(p->p_vaddr, virt);
	TAP_EQ(p->p_paddr, phys);
	TAP_EQ(p->p_filesz, size);
	TAP_EQ(p->p_memsz, size);
	TAP_EQ(p->p_align, 0);
}

static void check_ehdr(const Elf64_Ehdr *e, unsigned int count)
{
	static const unsigned char ident[EI_NIDENT] = {
		0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT,
	};

	TAP_CHECK(memcmp(e->e_ident, ident, sizeof(ident)) == 0);
	TAP_EQ(e->e_type, ET_CORE);
	TAP_EQ(e->e_machine, EM_X86_64);
	TAP_EQ(e->e_version, EV_CURRENT);
	TAP_EQ(e->e_entry, 0);
	TAP_EQ(e->e_phoff, 64);
	TAP_EQ(e->e_shoff, 0);
	TAP_EQ(e->e_flags, 0);
	TAP_EQ(e->e_ehsize, 64);
	TAP_EQ(e->e_phentsize, 56);
	TAP_EQ(e->e_phnum, count);
	TAP_EQ(e->e_shentsize, 0);
	TAP_EQ(e->e_shnum, 0);
	TAP_EQ(e->e_shstrndx, 0);
}

static void header_is_the_kernels(void)
{
	struct kdp_topology t = machine("6.1.0-56-amd64");
	struct kdp_backup backup;
	struct kdp_error *err;
	const Elf64_Phdr *p;
	uint8_t *data;
	size_t size;

	err = kdp_backup_needed(&t, &backup);
	TAP_CHECK(!err);
	TAP_EQ(backup.size, 0);
	err = kdp_elfcorehdr_build(&t, &backup, &data, &size);
	TAP_CHECK(!err);
	if (err)
		return;
	TAP_EQ(size, 64 + 7 * 56);
	check_ehdr((const Elf64_Ehdr *)(const void *)data, 7);
	p = (const Elf64_Phdr *)(const void *)(data + 64);
	check_phdr(p++, PT_NOTE, 0x7f401000, 0, 0x7f401000, 0x180);
	check_phdr(p++, PT_NOTE, 0x7f501000, 0, 0x7f501000, 0x180);
	check_phdr(p++, PT_NOTE, 0x10123000, 0, 0x10123000, 0x1024);
	check_phdr(p++, PT_LOAD, 0x1000000, VIRT, 0x1000000, 0x2000000);
	check_phdr(p++, PT_LOAD, 0x100000, DIRECT + 0x100000, 0x100000,
		   0x6df00000);
	check_phdr(p++, PT_LOAD, 0x7e000000, DIRECT + 0x7e000000, 0x7e000000,
		   0x1fdf000);
	check_phdr(p++, PT_LOAD, 0x100000000, DIRECT + 0x100000000,
		   0x100000000, 0x40000000);
	free(data);
}

static void old_kernels_low_memory_is_backed_up(void)
{
	struct kdp_topology t = machine("5.10.0-30-amd64");
	struct kdp_backup backup;
	struct kdp_error *err;
	const Elf64_Phdr *p;
	uint8_t *data;
	size_t size;

	err = kdp_backup_needed(&t, &backup);
	TAP_CHECK(!err);
	TAP_EQ(backup.from, 0x1000);
	TAP_EQ(backup.size, 0x9ec00);
	backup.to = 0x6f000000;
	err = kdp_elfcorehdr_build(&t, &backup, &data, &size);
	TAP_CHECK(!err);
	if (err)
		return;
	TAP_EQ(size, 64 + 8 * 56);
	p = (const Elf64_Phdr *)(const void *)(data + 64);
	check_phdr(&p[4], PT_LOAD, 0x6f000000, DIRECT + 0x1000, 0x1000,
		   0x9ec00);
	check_phdr(&p[5], PT_LOAD, 0x100000, DIRECT + 0x100000, 0x100000,
		   0x6df00000);
	free(data);
}

static void release_decides_on_the_backup(void)
{
	static const struct {
		const char *release;
		bool backup;
	} cases[] = {
		{ "4.19.0", true },    { "5.12.19", true },
		{ "5.13.0", false },   { "5.13-rc1", false },
		{ "6.0.0", false },    { "10.1", false },
	};
	struct kdp_backup backup;
	struct kdp_topology t;
	struct kdp_error *err;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		t = machine(cases[i].release);
		err = kdp_backup_needed(&t, &backup);
		TAP_CHECK(!err);
		TAP_EQ(backup.size != 0, cases[i].backup);
	}
	t = machine("linux");
	err = kdp_backup_needed(&t, &backup);
	TAP_CHECK(err && err->code == KDP_ERROR_FORMAT);
	kdp_error_destroy(err);
}

static void capacity_holds_one_more_header(void)
{
	size_t size;

	for (size = 64; size < 3 * KDP_PAGE_SIZE; size++) {
		TAP_CHECK(kdp_elfcorehdr_capacity(size, 0) >= size + 56);
		TAP_EQ(kdp_elfcorehdr_capacity(size, 0) % KDP_PAGE_SIZE, 0);
		TAP_CHECK(kdp_elfcorehdr_capacity(size, 0) <
			  size + 56 + KDP_PAGE_SIZE);
	}
}

static void kernel_that_rewrites_gets_its_size_and_one_header(void)
{
	/* The size on Debian's 6.12, and one that ends with a page. */
	TAP_EQ(kdp_elfcorehdr_capacity(200, 917616), 0xe1000);
	TAP_EQ(kdp_elfcorehdr_capacity(200, 0xe1000), 0xe2000);
	TAP_EQ(kdp_elfcorehdr_capacity(0xe1000, 917616), 0xe2000);
}

/*
 * What virtio-mem and large NUMA machines reach: kexec-tools' limit of 32,768
 * ranges, and every CPU that Linux can have.
 */
#define MANY_RANGES 32768u
#define MANY_CPUS   8192u

static void thousands_of_ranges_and_cpus_are_described(void)
{
	struct kdp_topology t = machine("6.12.0");
	struct kdp_ranges memory = { 0 };
	struct kdp_backup none = { 0 };
	struct kdp_error *err = NULL;
	uint8_t *data = NULL;
	size_t size = 0;
	uint64_t i;

	t.cpu = calloc(MANY_CPUS, sizeof(*t.cpu));
	t.cpu_count = MANY_CPUS;
	TAP_CHECK(t.cpu != NULL);
	for (i = 0; t.cpu && i < MANY_CPUS; i++)
		t.cpu[i] = (struct kdp_cpu){ .id = (uint32_t)i,
					     .notes_addr = i << 12,
					     .notes_size = 384 };
	for (i = 1; !err && i <= MANY_RANGES; i++)
		err = kdp_ranges_add(&memory, i << 28, (i << 28) + 0x7ffffff,
				     KDP_RANGE_RAM);
	t.memory = memory;
	if (!err)
		err = kdp_elfcorehdr_build(&t, &none, &data, &size);
	TAP_CHECK(!err);
	TAP_EQ(size, 64 + 56 * (MANY_CPUS + 2 + MANY_RANGES));
	if (data)
		TAP_EQ(((Elf64_Ehdr *)(void *)data)->e_phnum,
		       MANY_CPUS + 2 + MANY_RANGES);
	kdp_error_destroy(err);
	free(data);
	free(t.cpu);
	kdp_ranges_deinit(&memory);
}

static void unknown_is(struct kdp_topology *t, const char *what)
{
	struct kdp_backup none = { 0 };
	struct kdp_error *err;
	uint8_t *data = NULL;
	size_t size;

	err = kdp_elfcorehdr_build(t, &none, &data, &size);
	TAP_CHECK(err && err->code == KDP_ERROR_UNSUPPORTED &&
		  strstr(err->message, what));
	kdp_error_destroy(err);
	TAP_CHECK(!data);
}

static void what_is_not_known_is_an_error(void)
{
	struct kdp_topology t;

	t = machine("6.1.0");
	t.kernel_virt = 0;
	unknown_is(&t, "kernel's text");
	t = machine("6.1.0");
	t.page_offset = 0;
	unknown_is(&t, "direct map");
	t = machine("6.1.0");
	t.vmcoreinfo_addr = 0;
	unknown_is(&t, "vmcoreinfo");
	t = machine("6.1.0");
	t.cpu_count = 0;
	unknown_is(&t, "crash_notes");
}

int main(void)
{
	TAP_RUN(header_is_the_kernels);
	TAP_RUN(old_kernels_low_memory_is_backed_up);
	TAP_RUN(release_decides_on_the_backup);
	TAP_RUN(capacity_holds_one_more_header);
	TAP_RUN(kernel_that_rewrites_gets_its_size_and_one_header);
	TAP_RUN(thousands_of_ranges_and_cpus_are_described);
	TAP_RUN(what_is_not_known_is_an_error);
	return tap_done();
}
