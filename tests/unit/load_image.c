// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/image.c, with the purgatory that was built: what one
 * part of the image says about another is true: hand-over, boot_params, plan,
 * note and elfcorehdr agree with where the segments lie; purgatory would
 * accept the plan; each block of the digest is that of the data loaded there,
 * and the digest leaves out the note, the plan and what purgatory writes;
 * purgatory's own code, run over the loaded segments, repairs a flipped bit of
 * each part and refuses a destroyed megabyte of a small image; the
 * second kernel's memory map hides elfcorehdr, note and backup; an old first
 * kernel gets a backup; a guest that must be left alone gets no device step;
 * a reservation of any size gives an image that keeps the kernel's rules, or
 * an error.
 */
#include "kdump-prep/image.h"

#include <elf.h>
#include <openssl/evp.h>
#include <stdlib.h>

#include "kdump-prep/blob.h"
#include "purgatory/clock.h"
#include "purgatory/record.h"
#include "purgatory/steps.h"
#include "tests/fake/bus.h"
#include "tests/tap.h"
#include "tests/unit/fake_kernel.h"
#include "tests/unit/open_kernel.h"

#include "sys.h"

#define MIB (1ull << 20)

static struct kdp_cpu cpu = { .notes_addr = 0x7f401000,
			      .notes_size = 0x180 };
static struct kdp_ioapic ioapic = { 0xfec00000, 0, 0 };
static struct kdp_firmware firmware;
static uint8_t kernel[FAKE_SIZE];
static struct kdp_kernel_image parsed;
static uint8_t initrd[5 * MIB / 2];

static struct kdp_range range[] = {
	{ 0x1000, 0x9fbff, KDP_RANGE_RAM },
	{ 0x9fc00, 0x9ffff, KDP_RANGE_RESERVED },
	{ 0x100000, 0x7ffdefff, KDP_RANGE_RAM },
	{ 0x1000000, 0x2ffffff, KDP_RANGE_KERNEL },
	{ 0x6e000000, 0x6fffffff, KDP_RANGE_CRASH },
};

static struct kdp_topology machine(const char *release)
{
	struct kdp_topology t = {
		.tsc_khz = 2000000,
		.tsc_reliable = true,
		.lapic_addr = 0xfee00000,
		.cpu = &cpu,
		.cpu_count = 1,
		.ioapic = &ioapic,
		.ioapic_count = 1,
		.memory = { range, 5, 5 },
		.kernel_virt = 0xffffffff81000000,
		.kernel_phys = 0x1000000,
		.kernel_size = 0x2000000,
		.page_offset = 0xffff888000000000,
		.vmcoreinfo_addr = 0x10123000,
		.vmcoreinfo_size = 0x1024,
	};

	snprintf(t.release, sizeof(t.release), "%s", release);
	return t;
}

/* The fake kernel as it is now, entered as bzImage. */
static void take_kernel(void)
{
	struct kdp_error *err = open_kernel(kernel, sizeof(kernel), &parsed);

	TAP_CHECK(!err);
	kdp_error_destroy(err);
}

static struct kdp_image_request request(void)
{
	struct kdp_image_request r = {
		.kernel = &parsed,
		.initrd = initrd,
		.initrd_size = sizeof(initrd),
		.cmdline = "console=ttyS0",
		.defaults = { .set = KDP_CMDLINE_NONE },
		.blob = kdp_blob_image,
		.blob_size = (size_t)(kdp_blob_image_end - kdp_blob_image),
		.serial_kind = KDP_SERIAL_PIO,
		.serial_base = 0x3f8,
		.serial_baud = 115200,
		.load_time = 1700000000,
	};
	size_t i;

	fake_kernel(kernel);
	take_kernel();
	for (i = 0; i < sizeof(initrd); i++)
		initrd[i] = (uint8_t)(i ^ i >> 8);
	return r;
}

static void show(struct kdp_error *err)
{
	TAP_CHECK(!err);
	if (err)
		printf("# %s\n", err->message);
	kdp_error_destroy(err);
}

static const uint8_t *data_of(const struct kdp_image *image,
			      enum kdp_part part)
{
	return kdp_image_segment(image, part)->data;
}

static uint64_t addr_of(const struct kdp_image *image, enum kdp_part part)
{
	return kdp_image_segment(image, part)->addr;
}

static void hand_over_of(const struct kdp_image *image,
			 struct kdp_handover *ret)
{
	struct kdp_blob_header header;
	const uint8_t *blob = data_of(image, KDP_PART_PURGATORY);

	memcpy(&header, blob, sizeof(header));
	memcpy(ret, blob + header.handover, sizeof(*ret));
	TAP_EQ(image->entry, addr_of(image, KDP_PART_PURGATORY) + header.entry);
}

static const struct kdp_step *find_step(const uint8_t *plan,
					enum kdp_step_kind kind)
{
	const struct kdp_plan *p = (const void *)plan;
	const struct kdp_step *step = (const void *)(plan + p->steps);
	size_t i;

	for (i = 0; i < p->step_count; i++)
		if (step[i].kind == kind)
			return &step[i];
	return NULL;
}

static void parts_agree_about_each_other(void)
{
	struct kdp_topology t = machine("6.1.0");
	struct kdp_image_request r = request();
	struct kdp_image image = { 0 };
	const struct kdp_plan *plan;
	struct kdp_handover h;
	struct kdp_record record;
	const uint8_t *params;
	uint64_t line = 0;
	char expected[64];

	show(kdp_image_build(&t, &firmware, &r, &image));
	if (!image.entry)
		return;
	TAP_EQ(image.count, 8);
	TAP_CHECK(image.quiesces);
	hand_over_of(&image, &h);
	plan = (const void *)data_of(&image, KDP_PART_PLAN);
	TAP_EQ(h.plan_addr, addr_of(&image, KDP_PART_PLAN));
	TAP_EQ(h.plan_size, plan->size);
	TAP_EQ(h.note_addr, addr_of(&image, KDP_PART_NOTE));
	TAP_EQ(h.note_size, kdp_image_segment(&image, KDP_PART_NOTE)->size);
	TAP_EQ(h.elfcorehdr_addr, addr_of(&image, KDP_PART_ELFCOREHDR));
	TAP_EQ(h.elfcorehdr_size,
	       kdp_image_segment(&image, KDP_PART_ELFCOREHDR)->size);
	TAP_EQ(h.kernel_entry, addr_of(&image, KDP_PART_KERNEL) + 0x200);
	TAP_EQ(h.boot_params, addr_of(&image, KDP_PART_BOOTPARAMS));
	TAP_EQ(h.serial_base, 0x3f8);
	memcpy(&record, data_of(&image, KDP_PART_NOTE) + KDP_NOTE_RECORD,
	       sizeof(record));
	TAP_EQ(record.plan_crc, plan->crc);
	TAP_EQ(record.step_count, plan->step_count);
	TAP_EQ(record.blob_addr, addr_of(&image, KDP_PART_PURGATORY));
	params = data_of(&image, KDP_PART_BOOTPARAMS);
	memcpy(&line, params + 0x218, 4);
	TAP_EQ(line, addr_of(&image, KDP_PART_INITRD));
	memcpy(&line, params + 0x228, 4);
	TAP_EQ(line, addr_of(&image, KDP_PART_BOOTPARAMS) + 0x1000);
	snprintf(expected, sizeof(expected),
		 "console=ttyS0 elfcorehdr=0x%" PRIx64,
		 addr_of(&image, KDP_PART_ELFCOREHDR));
	TAP_STR((const char *)params + 0x1000, expected);
	kdp_image_deinit(&image);
}

static void purgatory_would_accept_the_plan(void)
{
	struct kdp_topology t = machine("6.1.0");
	struct kdp_image_request r = request();
	struct kdp_image image = { 0 };
	const struct kdp_segment *s;

	show(kdp_image_build(&t, &firmware, &r, &image));
	s = kdp_image_segment(&image, KDP_PART_PLAN);
	show(kdp_plan_check(s->data, s->data_size));
	kdp_image_deinit(&image);
}

/* The loaded bytes at a physical address, or NULL. */
static const uint8_t *loaded(const struct kdp_image *image, uint64_t addr,
			     uint64_t size)
{
	const struct kdp_segment *s = image->segment;
	size_t i;

	for (i = 0; i < image->count; i++)
		if (addr >= s[i].addr && addr - s[i].addr <= s[i].data_size &&
		    s[i].data_size - (addr - s[i].addr) >= size)
			return (const uint8_t *)s[i].data + (addr - s[i].addr);
	return NULL;
}

static uint64_t digested_bytes(const struct kdp_image *image,
			       enum kdp_part part)
{
	const uint8_t *plan = data_of(image, KDP_PART_PLAN);
	const struct kdp_segment *s = kdp_image_segment(image, part);
	const struct kdp_step *step = find_step(plan, KDP_STEP_DIGEST);
	const struct kdp_digest *d = (const void *)(plan + step->table);
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < step->table_count; i++)
		if (d[i].addr >= s->addr && d[i].addr < s->addr + s->size)
			sum += d[i].size;
	return sum;
}

static void digest_is_that_of_the_loaded_data(void)
{
	struct kdp_topology t = machine("6.1.0");
	struct kdp_image_request r = request();
	struct kdp_image image = { 0 };
	const struct kdp_digest *d;
	const struct kdp_step *step;
	struct kdp_blob_header blob;
	const uint8_t *data;
	uint8_t sha[32];
	size_t i;

	r.policy.digest = KDP_DIGEST_SHA256;
	show(kdp_image_build(&t, &firmware, &r, &image));
	step = find_step(data_of(&image, KDP_PART_PLAN), KDP_STEP_DIGEST);
	TAP_CHECK(step != NULL);
	d = (const void *)(data_of(&image, KDP_PART_PLAN) + step->table);
	/* Blob, kernel, three blocks of initrd, elfcorehdr, boot_params. */
	TAP_EQ(step->table_count, 7);
	for (i = 0; i < step->table_count; i++) {
		TAP_CHECK(d[i].size > 0 && d[i].size <= KDP_DIGEST_BLOCK);
		data = loaded(&image, d[i].addr, d[i].size);
		TAP_CHECK(data != NULL);
		if (!data)
			continue;
		EVP_Digest(data, d[i].size, sha, NULL, EVP_sha256(), NULL);
		TAP_CHECK(memcmp(sha, d[i].sha256, 32) == 0);
	}
	memcpy(&blob, data_of(&image, KDP_PART_PURGATORY), sizeof(blob));
	TAP_EQ(digested_bytes(&image, KDP_PART_PURGATORY), blob.ro_size);
	TAP_EQ(digested_bytes(&image, KDP_PART_KERNEL), FAKE_PAYLOAD);
	TAP_EQ(digested_bytes(&image, KDP_PART_INITRD), sizeof(initrd));
	TAP_EQ(digested_bytes(&image, KDP_PART_NOTE), 0);
	TAP_EQ(digested_bytes(&image, KDP_PART_PLAN), 0);
	kdp_image_deinit(&image);
}

/* The loader's own purgatory, in the simulated memory of the machine. */
static enum kdp_status verify(struct kdp_image *image, uint8_t **memory)
{
	const void *plan;
	struct kdp_segment *s;
	uint64_t changed;
	size_t i;

	fake_reset();
	for (i = 0; i < image->count; i++) {
		s = &image->segment[i];
		fake_ram_add(s->addr, s->size, memory[i]);
	}
	kdp_record_init(0, 0);
	kdp_clock_init(1000000, 1000000);
	plan = memory[image->index[KDP_PART_PLAN]];
	return kdp_digest(plan, find_step(plan, KDP_STEP_DIGEST), &changed);
}

static void load_memory(const struct kdp_image *image, uint8_t **memory)
{
	const struct kdp_segment *s;
	size_t i;

	for (i = 0; i < image->count; i++) {
		s = &image->segment[i];
		memory[i] = calloc(1, s->size);
		memcpy(memory[i], s->data, s->data_size);
	}
}

static void free_memory(const struct kdp_image *image, uint8_t **memory)
{
	size_t i;

	for (i = 0; i < image->count; i++)
		free(memory[i]);
}

static const struct kdp_entry *first_entry(void)
{
	return (const struct kdp_entry *)(const void *)(kdp_record() + 1);
}

static void flip_and_repair(struct kdp_image *image, uint8_t **memory,
			    enum kdp_part part, size_t at)
{
	size_t n = image->index[part];
	uint64_t addr = image->segment[n].addr + at;

	memory[n][at] ^= 0x10;
	TAP_EQ(verify(image, memory), KDP_STATUS_OK);
	TAP_EQ(kdp_record()->digest_repaired, 1);
	TAP_EQ(kdp_record()->entry_count, 1);
	TAP_EQ(first_entry()->code, KDP_CODE_CHECK);
	TAP_EQ(first_entry()->before, addr & ~0xfffull);
	TAP_CHECK(memcmp(memory[n], image->segment[n].data,
			 image->segment[n].data_size) == 0);
}

static void flipped_bit_of_each_part_is_located_and_repaired(void)
{
	static const enum kdp_part part[] = {
		KDP_PART_KERNEL, KDP_PART_INITRD, KDP_PART_ELFCOREHDR,
		KDP_PART_BOOTPARAMS,
	};
	struct kdp_topology t = machine("6.1.0");
	struct kdp_image_request r = request();
	struct kdp_blob_header blob;
	struct kdp_image image = { 0 };
	uint8_t *memory[KDP_PART_COUNT];
	const struct kdp_segment *s;
	size_t i;

	show(kdp_image_build(&t, &firmware, &r, &image));
	load_memory(&image, memory);
	TAP_EQ(verify(&image, memory), KDP_STATUS_OK);
	TAP_EQ(kdp_record()->entry_count, 0);
	memcpy(&blob, data_of(&image, KDP_PART_PURGATORY), sizeof(blob));
	for (i = 0; i < sizeof(part) / sizeof(part[0]); i++) {
		s = kdp_image_segment(&image, part[i]);
		flip_and_repair(&image, memory, part[i], 0);
		flip_and_repair(&image, memory, part[i], s->data_size - 1);
	}
	flip_and_repair(&image, memory, KDP_PART_PURGATORY, 0);
	flip_and_repair(&image, memory, KDP_PART_PURGATORY, blob.ro_size - 1);
	free_memory(&image, memory);
	kdp_image_deinit(&image);
}

static void flipped_bit_of_the_parity_is_only_recorded(void)
{
	struct kdp_topology t = machine("6.1.0");
	struct kdp_image_request r = request();
	struct kdp_image image = { 0 };
	uint8_t *memory[KDP_PART_COUNT];
	const struct kdp_segment *s;
	size_t n;

	show(kdp_image_build(&t, &firmware, &r, &image));
	load_memory(&image, memory);
	n = image.index[KDP_PART_PARITY];
	s = &image.segment[n];
	memory[n][s->data_size / 2] ^= 1;
	TAP_EQ(verify(&image, memory), KDP_STATUS_OK);
	TAP_EQ(kdp_record()->parity_bad, 1);
	memory[n][8] ^= 1;
	TAP_EQ(verify(&image, memory), KDP_STATUS_OK);
	TAP_EQ(kdp_record()->parity_bad, 2);
	memory[n][s->data_size - 1] ^= 1;
	TAP_EQ(verify(&image, memory), KDP_STATUS_MISMATCH);
	free_memory(&image, memory);
	kdp_image_deinit(&image);
}

static void destroyed_megabyte_is_refused(void)
{
	struct kdp_topology t = machine("6.1.0");
	struct kdp_image_request r = request();
	struct kdp_image image = { 0 };
	uint8_t *memory[KDP_PART_COUNT];

	show(kdp_image_build(&t, &firmware, &r, &image));
	load_memory(&image, memory);
	memset(memory[image.index[KDP_PART_INITRD]] + 0x1234, 0x5a, MIB);
	TAP_EQ(verify(&image, memory), KDP_STATUS_MISMATCH);
	TAP_EQ(kdp_record()->digest_bad, 257);
	free_memory(&image, memory);
	kdp_image_deinit(&image);
}

static void parity_takes_two_percent(void)
{
	struct kdp_topology t = machine("6.1.0");
	struct kdp_image_request r = request();
	struct kdp_image image = { 0 };
	const struct kdp_segment *s;
	uint64_t sum = 0;
	size_t i;

	show(kdp_image_build(&t, &firmware, &r, &image));
	for (i = 0; i < image.count; i++)
		sum += image.segment[i].data_size;
	s = kdp_image_segment(&image, KDP_PART_PARITY);
	TAP_CHECK(s->data_size > sum / 50);
	TAP_CHECK(s->data_size < sum / 50 + sum / 200 + 0x4000);
	TAP_EQ(s->addr % 4096, 0);
	kdp_image_deinit(&image);
}

static void no_checks_means_no_digest_step(void)
{
	struct kdp_topology t = machine("6.1.0");
	struct kdp_image_request r = request();
	struct kdp_image image = { 0 };

	r.policy.digest = KDP_DIGEST_NONE;
	show(kdp_image_build(&t, &firmware, &r, &image));
	TAP_CHECK(!find_step(data_of(&image, KDP_PART_PLAN), KDP_STEP_DIGEST));
	TAP_CHECK(!kdp_image_segment(&image, KDP_PART_PARITY));
	kdp_image_deinit(&image);
}

/* Whether the second kernel has any of a segment as RAM. */
static bool is_ram(const struct kdp_image *image, enum kdp_part part)
{
	const uint8_t *params = data_of(image, KDP_PART_BOOTPARAMS);
	const struct kdp_segment *s = kdp_image_segment(image, part);
	uint64_t start, size;
	uint32_t type;
	size_t i;

	for (i = 0; i < params[0x1e8]; i++) {
		memcpy(&start, params + 0x2d0 + i * 20, 8);
		memcpy(&size, params + 0x2d0 + i * 20 + 8, 8);
		memcpy(&type, params + 0x2d0 + i * 20 + 16, 4);
		if (type == 1 && start < s->addr + s->size &&
		    s->addr < start + size)
			return true;
	}
	return false;
}

static void memory_map_hides_what_the_dump_needs(void)
{
	struct kdp_topology t = machine("5.10.0");
	struct kdp_image_request r = request();
	struct kdp_image image = { 0 };

	show(kdp_image_build(&t, &firmware, &r, &image));
	TAP_CHECK(!is_ram(&image, KDP_PART_ELFCOREHDR));
	TAP_CHECK(!is_ram(&image, KDP_PART_NOTE));
	TAP_CHECK(!is_ram(&image, KDP_PART_BACKUP));
	TAP_CHECK(is_ram(&image, KDP_PART_KERNEL));
	TAP_CHECK(is_ram(&image, KDP_PART_INITRD));
	TAP_CHECK(is_ram(&image, KDP_PART_BOOTPARAMS));
	kdp_image_deinit(&image);
}

static void old_kernels_low_memory_is_copied(void)
{
	struct kdp_topology t = machine("5.10.0");
	struct kdp_image_request r = request();
	struct kdp_image image = { 0 };
	const struct kdp_step *step;
	const struct kdp_copy *copy;
	const Elf64_Phdr *phdr;
	uint64_t backup;

	show(kdp_image_build(&t, &firmware, &r, &image));
	TAP_EQ(image.count, 9);
	backup = addr_of(&image, KDP_PART_BACKUP);
	step = find_step(data_of(&image, KDP_PART_PLAN), KDP_STEP_COPY);
	TAP_CHECK(step && step->table_count == 1);
	copy = (const void *)(data_of(&image, KDP_PART_PLAN) + step->table);
	TAP_EQ(copy->from, 0x1000);
	TAP_EQ(copy->size, 0x9ec00);
	TAP_EQ(copy->to, backup);
	phdr = (const void *)(data_of(&image, KDP_PART_ELFCOREHDR) + 64);
	TAP_EQ(phdr[3].p_offset, backup);
	TAP_EQ(phdr[3].p_paddr, 0x1000);
	kdp_image_deinit(&image);
}

static void guest_that_must_be_left_alone_gets_no_device_step(void)
{
	struct kdp_topology t = machine("6.1.0");
	struct kdp_image_request r = request();
	struct kdp_image image = { 0 };
	const uint8_t *plan;

	t.guest = KDP_GUEST_SNP;
	show(kdp_image_build(&t, &firmware, &r, &image));
	TAP_CHECK(!image.quiesces);
	plan = data_of(&image, KDP_PART_PLAN);
	TAP_CHECK(!find_step(plan, KDP_STEP_IOAPIC));
	TAP_CHECK(!find_step(plan, KDP_STEP_PCI));
	TAP_CHECK(!find_step(plan, KDP_STEP_LAPIC_MASK));
	TAP_CHECK(find_step(plan, KDP_STEP_DIGEST) != NULL);
	kdp_image_deinit(&image);
}

static void every_reservation_gives_an_image_or_an_error(void)
{
	struct kdp_topology t = machine("5.10.0");
	struct kdp_image_request r = request();
	struct kdp_range saved = range[4];
	size_t built = 0, refused = 0;
	struct kdp_error *err;
	uint64_t size;

	for (size = 4096; size < 16 * MIB; size += size / 16 & ~4095ull) {
		struct kdp_image image = { 0 };

		range[4].start = 0x6e000000 - (size & 0xff000);
		range[4].end = range[4].start + size - 1;
		/* The build ends with the check of the kernel's rules. */
		err = kdp_image_build(&t, &firmware, &r, &image);
		built += !err;
		refused += err && strstr(err->message, "reservation");
		TAP_CHECK(!err || strstr(err->message, "reservation"));
		kdp_error_destroy(err);
		kdp_image_deinit(&image);
		if (size < 65536)
			size = 65536;
	}
	TAP_CHECK(built > 5);
	TAP_CHECK(refused > 5);
	range[4] = saved;
}

static void kernel_that_must_stay_low_is_not_loaded_high(void)
{
	struct kdp_topology t = machine("6.1.0");
	struct kdp_image_request r = request();
	struct kdp_range saved = range[4];
	struct kdp_image image = { 0 };
	struct kdp_error *err;

	range[4].start = 0x100000000;
	range[4].end = 0x10fffffff;
	show(kdp_image_build(&t, &firmware, &r, &image));
	TAP_CHECK(addr_of(&image, KDP_PART_KERNEL) >= 0x100000000);
	kdp_image_deinit(&image);
	fake_put(kernel, 0x236, 0x7d, 2);
	take_kernel();
	err = kdp_image_build(&t, &firmware, &r, &image);
	TAP_CHECK(err && strstr(err->message, "no place for kernel"));
	kdp_error_destroy(err);
	kdp_image_deinit(&image);
	range[4] = saved;
}

static void bad_purgatory_is_refused(void)
{
	struct kdp_topology t = machine("6.1.0");
	struct kdp_image_request r = request();
	struct kdp_image image = { 0 };
	struct kdp_error *err;

	r.blob_size--;
	err = kdp_image_build(&t, &firmware, &r, &image);
	TAP_CHECK(err && strstr(err->message, "purgatory: file_size"));
	kdp_error_destroy(err);
	kdp_image_deinit(&image);
}

/* The kernel rewrites elfcorehdr: room for that, and no digest of it. */
static void hotplug_leaves_elfcorehdr_to_the_kernel(void)
{
	struct kdp_topology t = machine("6.12.0");
	struct kdp_image_request r = request();
	struct kdp_image image = { 0 };
	const struct kdp_segment *elf, *note;
	struct kdp_handover h;

	t.elfcorehdr_size = 917616;
	r.policy.digest = KDP_DIGEST_SHA256;
	show(kdp_image_build(&t, &firmware, &r, &image));
	TAP_CHECK(image.hotplug);
	elf = kdp_image_segment(&image, KDP_PART_ELFCOREHDR);
	note = kdp_image_segment(&image, KDP_PART_NOTE);
	TAP_EQ(elf->size, 0xe1000);
	TAP_CHECK(note->addr >= elf->addr + elf->size ||
		  note->addr + note->size <= elf->addr);
	TAP_EQ(digested_bytes(&image, KDP_PART_ELFCOREHDR), 0);
	TAP_CHECK(digested_bytes(&image, KDP_PART_BOOTPARAMS) > 0);
	hand_over_of(&image, &h);
	TAP_EQ(h.elfcorehdr_size, 0xe1000);
	kdp_image_deinit(&image);

	t.elfcorehdr_size = 0;
	show(kdp_image_build(&t, &firmware, &r, &image));
	TAP_CHECK(!image.hotplug);
	TAP_CHECK(digested_bytes(&image, KDP_PART_ELFCOREHDR) > 0);
	kdp_image_deinit(&image);
}

int main(void)
{
	TAP_RUN(parts_agree_about_each_other);
	TAP_RUN(purgatory_would_accept_the_plan);
	TAP_RUN(digest_is_that_of_the_loaded_data);
	TAP_RUN(hotplug_leaves_elfcorehdr_to_the_kernel);
	TAP_RUN(flipped_bit_of_each_part_is_located_and_repaired);
	TAP_RUN(flipped_bit_of_the_parity_is_only_recorded);
	TAP_RUN(destroyed_megabyte_is_refused);
	TAP_RUN(parity_takes_two_percent);
	TAP_RUN(no_checks_means_no_digest_step);
	TAP_RUN(memory_map_hides_what_the_dump_needs);
	TAP_RUN(old_kernels_low_memory_is_copied);
	TAP_RUN(guest_that_must_be_left_alone_gets_no_device_step);
	TAP_RUN(every_reservation_gives_an_image_or_an_error);
	TAP_RUN(kernel_that_must_stay_low_is_not_loaded_high);
	TAP_RUN(bad_purgatory_is_refused);
	kdp_kernel_image_deinit(&parsed);
	return tap_done();
}
