// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/elfnote.c: the PT_NOTE stands behind the leading
 * PT_NOTEs and every other program header is kept, and a header that is not
 * as expected, or full, is left as it is.
 */
#include "purgatory/elfnote.h"

#include <elf.h>

#include "tests/tap.h"

#define SLOTS 8u

struct image {
	Elf64_Ehdr ehdr;
	Elf64_Phdr phdr[SLOTS];
	uint64_t canary;
};

#define CAPACITY (sizeof(struct image) - sizeof(uint64_t))

static struct image image;
static struct image before;

/* @types: the p_type of each program header */
static void build(const uint32_t *types, uint16_t count)
{
	uint16_t i;

	memset(&image, 0, sizeof(image));
	memcpy(image.ehdr.e_ident, ELFMAG, SELFMAG);
	image.ehdr.e_ident[EI_CLASS] = ELFCLASS64;
	image.ehdr.e_ident[EI_DATA] = ELFDATA2LSB;
	image.ehdr.e_phoff = sizeof(image.ehdr);
	image.ehdr.e_phentsize = sizeof(Elf64_Phdr);
	image.ehdr.e_phnum = count;
	for (i = 0; i < count; i++) {
		image.phdr[i].p_type = types[i];
		image.phdr[i].p_offset = 0x1000 + i;
	}
	image.canary = 0x5a5a5a5a;
	before = image;
}

static enum kdp_status insert(uint64_t capacity, uint32_t *index)
{
	return kdp_elfnote_insert(&image, capacity, 0x2bf00000, 0xf968, index);
}

static void check_inserted(uint32_t at)
{
	const Elf64_Phdr *new = &image.phdr[at];
	uint32_t i;

	TAP_EQ(image.ehdr.e_phnum, before.ehdr.e_phnum + 1);
	TAP_EQ(new->p_type, PT_NOTE);
	TAP_EQ(new->p_offset, 0x2bf00000);
	TAP_EQ(new->p_paddr, 0x2bf00000);
	TAP_EQ(new->p_filesz, 0xf968);
	TAP_EQ(new->p_memsz, 0xf968);
	for (i = 0; i < before.ehdr.e_phnum; i++)
		TAP_CHECK(memcmp(&before.phdr[i], &image.phdr[i + (i >= at)],
				 sizeof(Elf64_Phdr)) == 0);
	TAP_EQ(image.canary, before.canary);
}

static void note_follows_the_leading_notes(void)
{
	const uint32_t types[] = { PT_NOTE, PT_NOTE, PT_LOAD, PT_LOAD,
				   PT_NOTE };
	uint32_t index = 99;

	build(types, 5);
	TAP_EQ(insert(CAPACITY, &index), KDP_STATUS_OK);
	TAP_EQ(index, 2);
	check_inserted(2);
}

static void without_notes_it_is_first(void)
{
	const uint32_t types[] = { PT_LOAD, PT_LOAD };
	uint32_t index = 99;

	build(types, 2);
	TAP_EQ(insert(CAPACITY, &index), KDP_STATUS_OK);
	TAP_EQ(index, 0);
	check_inserted(0);
}

static void notes_alone_and_nothing_at_all(void)
{
	const uint32_t types[] = { PT_NOTE, PT_NOTE };
	uint32_t index = 99;

	build(types, 2);
	TAP_EQ(insert(CAPACITY, &index), KDP_STATUS_OK);
	check_inserted(2);
	build(types, 0);
	TAP_EQ(insert(CAPACITY, &index), KDP_STATUS_OK);
	check_inserted(0);
}

static void last_slot_is_used_and_no_more(void)
{
	const uint32_t types[SLOTS] = { PT_NOTE, PT_LOAD, PT_LOAD, PT_LOAD,
					PT_LOAD, PT_LOAD, PT_LOAD, PT_LOAD };
	uint32_t index = 99;

	build(types, SLOTS - 1);
	TAP_EQ(insert(CAPACITY, &index), KDP_STATUS_OK);
	check_inserted(1);

	build(types, SLOTS);
	TAP_EQ(insert(CAPACITY, &index), KDP_STATUS_UNSUPPORTED);
	TAP_CHECK(memcmp(&image, &before, sizeof(image)) == 0);
	build(types, SLOTS - 1);
	TAP_EQ(insert(CAPACITY - 1, &index), KDP_STATUS_UNSUPPORTED);
	TAP_CHECK(memcmp(&image, &before, sizeof(image)) == 0);
}

static void other_headers_are_refused(void)
{
	const uint32_t types[] = { PT_NOTE, PT_LOAD };
	uint32_t index;
	unsigned int i;

	for (i = 0; i < 9; i++) {
		uint64_t capacity = CAPACITY;

		build(types, 2);
		switch (i) {
		case 0:
			image.ehdr.e_ident[0] = 0;
			break;
		case 1:
			image.ehdr.e_ident[EI_CLASS] = ELFCLASS32;
			break;
		case 2:
			image.ehdr.e_phentsize = 32;
			break;
		case 3:
			image.ehdr.e_phoff = 8;
			break;
		case 4:
			image.ehdr.e_phoff = UINT64_MAX - 7;
			break;
		case 5:
			image.ehdr.e_phoff += 4;
			break;
		case 6:
			image.ehdr.e_phnum = 0xffff;
			break;
		case 7:
			capacity = sizeof(Elf64_Ehdr) - 1;
			break;
		default:
			image.ehdr.e_ident[EI_DATA] = ELFDATA2MSB;
			break;
		}
		before = image;
		TAP_EQ(insert(capacity, &index), KDP_STATUS_MISMATCH);
		TAP_CHECK(memcmp(&image, &before, sizeof(image)) == 0);
	}
}

int main(void)
{
	TAP_RUN(note_follows_the_leading_notes);
	TAP_RUN(without_notes_it_is_first);
	TAP_RUN(notes_alone_and_nothing_at_all);
	TAP_RUN(last_slot_is_used_and_no_more);
	TAP_RUN(other_headers_are_refused);
	return tap_done();
}
