// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * readback.c - what a bare test left in guest memory, as "NAME VALUE" lines.
 *
 * Reads the file that backed the guest's RAM, the image and the layout that
 * mkimage wrote: so the record can be read however the test ended.  Besides
 * the record it tells whether anything was written that purgatory must leave
 * alone, and whether elfcorehdr still is what the second kernel expects.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kdump-prep/names.h"
#include "kdump-prep/record.h"
#include "kdump-prep/record_text.h"
#include "purgatory/kdp_abi.h"
#include "tests/bare/bare.h"
#include "tests/bare/pcimodel.h"

#define PARTS_MAX 20u

struct file {
	uint8_t *data;		/* private: may be written */
	size_t size;
};

struct part {
	char name[16];
	uint64_t addr;
	uint64_t ram;		/* offset in the RAM file */
	uint64_t image;		/* offset in the image */
	uint64_t size;
	uint64_t ro_size;
};

static uint64_t code_size;	/* bytes of purgatory that nobody writes */

static _Noreturn void fail(const char *what, const char *which)
{
	fprintf(stderr, "readback: %s: %s\n", what, which);
	exit(99);
}

static struct file map_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct file file;
	struct stat st;
	void *data;

	if (fd < 0 || fstat(fd, &st))
		fail(path, strerror(errno));
	file.size = (size_t)st.st_size;
	data = mmap(NULL, file.size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd,
		    0);
	if (data == MAP_FAILED)
		fail(path, strerror(errno));
	close(fd);
	file.data = data;
	return file;
}

static uint8_t *at(const struct file *file, uint64_t offset, uint64_t size)
{
	if (offset > file->size || size > file->size - offset)
		fail("layout", "a part ends behind its file");
	return file->data + offset;
}

static void print_name(const char *fact, const struct kdp_name *table,
		       unsigned int number)
{
	const char *name = kdp_name_of(table, number);

	if (name)
		printf("%s %s\n", fact, name);
	else
		printf("%s %u\n", fact, number);
}

static void print_header(const struct kdp_record *header)
{
	for (const struct kdp_field *f = kdp_record_fields; f->name; f++) {
		if (!strcmp(f->name, "flags"))
			continue;
		printf("%s ", f->name);
		kdp_field_put(f, header, stdout);
		printf("\n");
	}
	for (const struct kdp_name *row = kdp_flag_names; row->name; row++)
		printf("flag.%s %d\n", row->name,
		       !!(header->flags & row->number));
}

/* Nanoseconds; with -icount they are instructions. */
static void print_step_time(const char *kind, const struct kdp_entry *entry,
			    uint32_t tsc_khz)
{
	uint64_t us;

	if (entry->tsc_end >= entry->tsc &&
	    kdp_record_microseconds(tsc_khz, 0,
				    (entry->tsc_end - entry->tsc) * 1000, &us))
		printf("ns.%s %" PRIu64 "\n", kind, us);
}

static void print_entry(const struct kdp_entry *entry, uint32_t tsc_khz)
{
	const char *kind = kdp_name_of(kdp_step_names, entry->kind);
	const char *code = kdp_name_of(kdp_code_names, entry->code);
	char fact[64];

	switch (entry->type) {
	case KDP_ENTRY_STEP:
		snprintf(fact, sizeof(fact), "step.%s", kind ? kind : "?");
		print_name(fact, kdp_status_names, entry->status);
		print_step_time(kind ? kind : "?", entry, tsc_khz);
		break;
	case KDP_ENTRY_FAULT:
		printf("fault.%s %" PRIu32 "\n", kind ? kind : "?",
		       entry->object);
		printf("fault-rip.%s %s # 0x%" PRIx64 "\n", kind ? kind : "?",
		       entry->before < code_size ? "inside" : "outside",
		       entry->before);
		printf("fault-error.%s 0x%" PRIx64 "\n", kind ? kind : "?",
		       entry->after);
		printf("fault-cr2.%s 0x%" PRIx64 "\n", kind ? kind : "?",
		       entry->extra);
		break;
	default:
		snprintf(fact, sizeof(fact), "detail.%s", code ? code : "?");
		print_name(fact, kdp_status_names, entry->status);
		printf("object.%s 0x%" PRIx32 "\n", code ? code : "?",
		       entry->object);
		printf("# before 0x%" PRIx64 " after 0x%" PRIx64 "\n",
		       entry->before, entry->after);
	}
}

/* The second copy, as `crash` reads it. */
static void print_copy(const uint8_t *note, uint64_t size, uint64_t record_size)
{
	const uint8_t *second = note + KDP_NOTE_RECORD + record_size;
	Elf64_Nhdr nhdr;

	if (2 * record_size + KDP_NOTE_RECORD + KDP_NOTE_VMCOREDD > size) {
		printf("copy missing\n");
		return;
	}
	memcpy(&nhdr, second, sizeof(nhdr));
	if (nhdr.n_type != KDP_VMCOREDD_TYPE)
		printf("copy missing\n");
	else
		printf("copy %s\n",
		       memcmp(note + KDP_NOTE_RECORD,
			      second + KDP_NOTE_VMCOREDD,
			      offsetof(struct kdp_record, nmi_late)) ?
			       "different" : "same");
}

static void print_record(const uint8_t *note, uint64_t size, uint32_t tsc_khz)
{
	struct kdp_record_model record = { 0 };
	struct kdp_error *err;
	Elf64_Nhdr nhdr;
	uint64_t us;

	memcpy(&nhdr, note, sizeof(nhdr));
	if (nhdr.n_type != KDP_NOTE_TYPE ||
	    nhdr.n_descsz > size - KDP_NOTE_RECORD) {
		printf("state unreadable # ELF note header\n");
		return;
	}
	err = kdp_record_decode(note + KDP_NOTE_RECORD, nhdr.n_descsz, &record);
	if (err) {
		printf("state unreadable # %s\n", err->message);
		kdp_error_destroy(err);
		return;
	}
	print_header(&record.header);
	for (size_t i = 0; i < record.problem_count; i++)
		printf("problem 0x%zx %s\n", record.problem[i].offset,
		       record.problem[i].message);
	printf("problems %zu\n", record.problem_count);
	if (kdp_record_microseconds(tsc_khz, record.header.tsc_entry,
				    record.header.tsc_seal, &us))
		printf("time_us %" PRIu64 "\n", us);
	for (size_t i = 0; i < record.entry_count; i++)
		print_entry(&record.entry[i].entry, tsc_khz);
	if (record.header.state == KDP_RECORD_SEALED)
		print_copy(note, size, record.header.size);
	kdp_record_model_deinit(&record);
}

/*
 * Expected: the original, with one PT_NOTE behind the leading PT_NOTEs.
 * Anything else costs a PT_LOAD or the whole /proc/vmcore.
 */
static void print_elfcorehdr(const uint8_t *before, const uint8_t *after,
			     uint64_t size, uint64_t note_addr)
{
	uint8_t *expected = malloc(size);
	Elf64_Ehdr *ehdr = (void *)expected;
	Elf64_Phdr *phdr = (void *)(expected + sizeof(*ehdr));
	const char *what = "broken";
	unsigned int i = 0;

	if (!expected)
		fail("elfcorehdr", "no memory");
	memcpy(expected, before, size);
	if (!memcmp(before, after, size)) {
		what = "unchanged";
	} else {
		while (i < ehdr->e_phnum && phdr[i].p_type == PT_NOTE)
			i++;
		memmove(&phdr[i + 1], &phdr[i],
			(ehdr->e_phnum - i) * sizeof(*phdr));
		ehdr->e_phnum++;
		/* The size is the writer's choice; the rest is not. */
		phdr[i] = ((const Elf64_Phdr *)(const void *)
			   (after + sizeof(*ehdr)))[i];
		if (phdr[i].p_type == PT_NOTE &&
		    phdr[i].p_offset == note_addr &&
		    phdr[i].p_filesz && phdr[i].p_filesz == phdr[i].p_memsz &&
		    !memcmp(expected, after, size))
			what = "inserted";
	}
	printf("elfcorehdr %s\n", what);
	free(expected);
}

/* Undoes, in the image, the damage that purgatory must have repaired. */
static void undo_flips(FILE *layout, const struct file *image,
		       const struct part *part, size_t count)
{
	unsigned int mask;
	uint64_t offset;
	char name[16];

	while (fscanf(layout, "flip %15s %" SCNx64 " %x\n", name, &offset,
		      &mask) == 3)
		for (size_t i = 0; i < count; i++)
			if (!strcmp(part[i].name, name))
				*at(image, part[i].image + offset, 1) ^=
					(uint8_t)mask;
}

/*
 * The first zone, by the rules of Linux's fs/pstore: signature "DBGC", start
 * and size inside, header line of a dump.
 */
static void print_zone(const uint8_t *zone, uint64_t size)
{
	unsigned long micros;
	uint32_t word[3];
	long long seconds;
	char text[4096] = "";
	int header = 0;
	char type;

	memcpy(word, zone, sizeof(word));
	if (word[0] != 0x43474244 || word[1] > word[2] || size < 4096 ||
	    word[2] > 4096 - sizeof(word)) {
		printf("last-words none\n");
		return;
	}
	memcpy(text, zone + sizeof(word) + word[1], word[2] - word[1]);
	memcpy(text + word[2] - word[1], zone + sizeof(word), word[1]);
	if (sscanf(text, "====%lld.%lu-%c\n%n", &seconds, &micros, &type,
		   &header) != 3 || type != 'D') {
		printf("last-words headless\n");
		return;
	}
	printf("last-words %s\n",
	       strstr(text, "kdump-prep: purgatory did not start") ?
		       "found" : "other");
	printf("last-words-log %s\n",
	       strstr(text, "[    3.000000] Kernel panic - not syncing") ?
		       "found" : "missing");
}

/* From the jump of the one kernel to the entry of the other. */
static void print_handover(const void *data, uint32_t tsc_khz)
{
	const struct bare_params *p = data;
	uint64_t us;

	if (p->arrival_tsc > p->jump_tsc &&
	    kdp_record_microseconds(tsc_khz, 0,
				    (p->arrival_tsc - p->jump_tsc) * 1000, &us))
		printf("ns.handover %" PRIu64 "\n", us);
}

static void print_pci_model(const uint8_t *space)
{
	struct pcimodel_left left = pcimodel_count(space);

	printf("model.functions %" PRIu32 "\n", left.functions);
	printf("model.intx_left %" PRIu32 "\n", left.intx);
	printf("model.msi_left %" PRIu32 "\n", left.msi);
	printf("model.msix_left %" PRIu32 "\n", left.msix);
}

int main(int argc, char **argv)
{
	const struct part *note = NULL, *elfcorehdr = NULL;
	struct part part[PARTS_MAX];
	struct file ram, image;
	size_t count = 0;
	uint32_t tsc_khz;
	FILE *layout;

	if (argc != 4)
		fail("usage", "readback RAM IMAGE LAYOUT");
	ram = map_file(argv[1]);
	image = map_file(argv[2]);
	layout = fopen(argv[3], "r");
	if (!layout)
		fail(argv[3], strerror(errno));
	if (fscanf(layout, "tsc_khz %" SCNu32 "\n", &tsc_khz) != 1 || !tsc_khz)
		fail(argv[3], "no tsc_khz");
	while (count < PARTS_MAX &&
	       fscanf(layout, "part %15s %" SCNx64 " %" SCNx64 " %" SCNx64
			      " %" SCNx64 " %" SCNx64 "\n",
		      part[count].name, &part[count].addr, &part[count].ram,
		      &part[count].image, &part[count].size,
		      &part[count].ro_size) == 6)
		count++;
	undo_flips(layout, &image, part, count);
	fclose(layout);
	for (size_t i = 0; i < count; i++) {
		struct part *p = &part[i];

		if (memcmp(at(&ram, p->ram, p->ro_size),
			   at(&image, p->image, p->ro_size), p->ro_size) != 0)
			printf("overwritten %s\n", p->name);
		if (!strcmp(p->name, "params"))
			print_handover(at(&ram, p->ram, p->size), tsc_khz);
		if (!strcmp(p->name, "pcimodel"))
			print_pci_model(at(&ram, p->ram, p->size));
		if (!strcmp(p->name, "pstore"))
			print_zone(at(&ram, p->ram, p->size), p->size);
		if (!strcmp(p->name, "blob"))
			code_size = p->ro_size;
		if (!strcmp(p->name, "note"))
			note = p;
		if (!strcmp(p->name, "elfcorehdr"))
			elfcorehdr = p;
	}
	if (!note || !elfcorehdr)
		fail(argv[3], "no note or no elfcorehdr");
	print_elfcorehdr(at(&image, elfcorehdr->image, elfcorehdr->size),
			 at(&ram, elfcorehdr->ram, elfcorehdr->size),
			 elfcorehdr->size, note->addr);
	print_record(at(&ram, note->ram, note->size), note->size, tsc_khz);
	return 0;
}
