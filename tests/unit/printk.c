// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/printk.c: the ring buffer is found through VMCOREINFO
 * and the pointers of a /proc/kcore as Linux 6.1 makes it, addresses are
 * physical and in RAM, and a file that lacks or changes anything gives none.
 */
#include "kdump-prep/printk.h"

#include <elf.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/tap.h"

#define TEXT_VIRT 0xffffffff81000000ull
#define TEXT_PHYS 0x1000000ull
#define MAP_VIRT  0xffff888000100000ull
#define MAP_PHYS  0x100000ull

static const char info[] =
	"OSRELEASE=6.1.0\n"
	"SYMBOL(prb)=ffffffff81000100\n"
	"OFFSET(printk_ringbuffer.desc_ring)=0\n"
	"OFFSET(printk_ringbuffer.text_data_ring)=40\n"
	"OFFSET(prb_desc_ring.count_bits)=0\n"
	"OFFSET(prb_desc_ring.descs)=8\n"
	"OFFSET(prb_desc_ring.infos)=16\n"
	"OFFSET(prb_desc_ring.head_id)=24\n"
	"OFFSET(prb_desc_ring.tail_id)=32\n"
	"SIZE(prb_desc)=24\n"
	"OFFSET(prb_desc.state_var)=0\n"
	"OFFSET(prb_desc.text_blk_lpos)=8\n"
	"OFFSET(prb_data_blk_lpos.begin)=0\n"
	"OFFSET(prb_data_blk_lpos.next)=8\n"
	"SIZE(printk_info)=88\n"
	"OFFSET(printk_info.ts_nsec)=8\n"
	"OFFSET(printk_info.text_len)=16\n"
	"OFFSET(prb_data_ring.size_bits)=0\n"
	"OFFSET(prb_data_ring.data)=8\n";

static struct kcore {
	Elf64_Ehdr ehdr;
	Elf64_Phdr phdr[3];
	Elf64_Nhdr nhdr;
	char name[12];
	char info[2048];
	uint8_t text[4096];	/* of the kernel */
} kcore;

static void put64(size_t offset, uint64_t value)
{
	memcpy(kcore.text + offset, &value, sizeof(value));
}

static void build(void)
{
	memset(&kcore, 0, sizeof(kcore));
	memcpy(kcore.ehdr.e_ident, ELFMAG, SELFMAG);
	kcore.ehdr.e_ident[EI_CLASS] = ELFCLASS64;
	kcore.ehdr.e_phoff = offsetof(struct kcore, phdr);
	kcore.ehdr.e_phentsize = sizeof(Elf64_Phdr);
	kcore.ehdr.e_phnum = 3;
	kcore.phdr[0] = (Elf64_Phdr){
		.p_type = PT_NOTE,
		.p_offset = offsetof(struct kcore, nhdr),
		.p_filesz = offsetof(struct kcore, text) -
			    offsetof(struct kcore, nhdr),
	};
	kcore.phdr[1] = (Elf64_Phdr){
		.p_type = PT_LOAD,
		.p_offset = offsetof(struct kcore, text),
		.p_vaddr = TEXT_VIRT,
		.p_paddr = TEXT_PHYS,
		.p_memsz = sizeof(kcore.text),
		.p_filesz = sizeof(kcore.text),
	};
	kcore.phdr[2] = (Elf64_Phdr){
		.p_type = PT_LOAD,
		.p_offset = 1ull << 40,
		.p_vaddr = MAP_VIRT,
		.p_paddr = MAP_PHYS,
		.p_memsz = 0x40000000,
		.p_filesz = 0x40000000,
	};
	kcore.nhdr.n_namesz = 11;
	kcore.nhdr.n_descsz = sizeof(info) - 1;
	memcpy(kcore.name, "VMCOREINFO", 11);
	memcpy(kcore.info, info, sizeof(info));
	put64(0x100, TEXT_VIRT + 0x200);
	put64(0x200, 13);
	put64(0x208, MAP_VIRT + 0x1000000);
	put64(0x210, MAP_VIRT + 0x2000000);
	put64(0x228, 18);
	put64(0x230, MAP_VIRT + 0x3000000);
}

static struct kdp_klog_layout locate(size_t size)
{
	struct kdp_klog_layout klog = { .text = 77 };
	struct kdp_ranges memory = { 0 };
	int fd = memfd_create("kcore", MFD_CLOEXEC);

	if (fd < 0 || write(fd, &kcore, size) != (ssize_t)size ||
	    kdp_ranges_add(&memory, 0x100000, 0x3fffffff, KDP_RANGE_RAM))
		abort();
	kdp_printk_locate(fd, &memory, &klog);
	kdp_ranges_deinit(&memory);
	close(fd);
	return klog;
}

static void ring_buffer_of_linux_6_1_is_found(void)
{
	struct kdp_klog_layout klog;

	build();
	klog = locate(sizeof(kcore));
	TAP_EQ(klog.head_id, TEXT_PHYS + 0x218);
	TAP_EQ(klog.tail_id, TEXT_PHYS + 0x220);
	TAP_EQ(klog.descs, MAP_PHYS + 0x1000000);
	TAP_EQ(klog.infos, MAP_PHYS + 0x2000000);
	TAP_EQ(klog.text, MAP_PHYS + 0x3000000);
	TAP_EQ(klog.desc_bits, 13);
	TAP_EQ(klog.text_bits, 18);
	TAP_EQ(klog.desc_size, 24);
	TAP_EQ(klog.desc_begin, 8);
	TAP_EQ(klog.desc_next, 16);
	TAP_EQ(klog.info_size, 88);
	TAP_EQ(klog.info_time, 8);
	TAP_EQ(klog.info_length, 16);
}

static void each_line_is_needed(void)
{
	const char *line = strchr(info, '\n') + 1;

	for (; *line; line = strchr(line, '\n') + 1) {
		build();
		kcore.info[line - info] = 'X';
		TAP_EQ(locate(sizeof(kcore)).text, 0);
	}
}

static void pointers_that_lead_nowhere_give_none(void)
{
	static const size_t pointers[] = { 0x100, 0x208, 0x210, 0x230 };
	size_t i;

	for (i = 0; i < 4; i++) {
		build();
		put64(pointers[i], 0);
		TAP_EQ(locate(sizeof(kcore)).text, 0);
		build();
		put64(pointers[i], MAP_VIRT + 0x3ff00000 - 8);
		TAP_EQ(locate(sizeof(kcore)).text, 0);
	}
	build();
	put64(0x200, 60);
	TAP_EQ(locate(sizeof(kcore)).text, 0);
	build();
	put64(0x228, 3);
	TAP_EQ(locate(sizeof(kcore)).text, 0);
}

static void file_cut_or_damaged_anywhere_is_survived(void)
{
	uint8_t *bytes = (uint8_t *)&kcore;
	uint32_t seed = 1;
	size_t i;

	build();
	for (i = 0; i < offsetof(struct kcore, text) + 0x238; i += 7)
		TAP_EQ(locate(i).text, 0);
	for (i = 0; i < 5000; i++) {
		build();
		seed = seed * 1664525u + 1013904223u;
		bytes[(seed >> 8) % 1200] = (uint8_t)(seed >> 24);
		(void)locate(sizeof(kcore));
	}
}

int main(void)
{
	TAP_RUN(ring_buffer_of_linux_6_1_is_found);
	TAP_RUN(each_line_is_needed);
	TAP_RUN(pointers_that_lead_nowhere_give_none);
	TAP_RUN(file_cut_or_damaged_anywhere_is_survived);
	return tap_done();
}
