// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the search for the printk ring buffer in a /proc/kcore.  Properties:
 * a layout that is found is one that purgatory takes, its arrays are in RAM,
 * and its text form is read again the same.
 */
#include "kdump-prep/printk.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "purgatory/klog.h"
#include "tests/fuzz/fuzz.h"

#define RAM_START 0x100000ull
#define RAM_END	  0x3fffffffull

static bool in_ram(uint64_t addr, uint64_t size)
{
	return addr >= RAM_START && addr <= RAM_END &&
	       size - 1 <= RAM_END - addr;
}

static void check_text_form(const struct kdp_klog_layout *klog)
{
	struct kdp_klog_layout back = { 0 };
	struct kdp_text text;
	char *line = NULL;
	size_t size;
	FILE *file = open_memstream(&line, &size);

	FUZZ_CHECK(file);
	kdp_print_klog(file, klog);
	fclose(file);
	kdp_text_init(&text, "klog", line, size);
	FUZZ_CHECK(kdp_text_next(&text));
	FUZZ_CHECK(fuzz_ok(kdp_parse_klog(&text, &back)));
	FUZZ_CHECK(!memcmp(&back, klog, sizeof(back)));
	free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_klog_layout klog = { 0 };
	struct kdp_ranges memory = { 0 };
	int fd = memfd_create("kcore", MFD_CLOEXEC);

	FUZZ_CHECK(fd >= 0);
	FUZZ_CHECK(write(fd, data, size) == (ssize_t)size);
	FUZZ_CHECK(fuzz_ok(kdp_ranges_add(&memory, RAM_START, RAM_END,
					  KDP_RANGE_RAM)));
	kdp_printk_locate(fd, &memory, &klog);
	kdp_ranges_deinit(&memory);
	close(fd);
	if (!klog.text)
		return 0;
	FUZZ_CHECK(kdp_klog_valid(&klog));
	FUZZ_CHECK(in_ram(klog.head_id, 8) && in_ram(klog.tail_id, 8));
	FUZZ_CHECK(in_ram(klog.descs,
			  (uint64_t)klog.desc_size << klog.desc_bits));
	FUZZ_CHECK(in_ram(klog.infos,
			  (uint64_t)klog.info_size << klog.desc_bits));
	FUZZ_CHECK(in_ram(klog.text, 1ull << klog.text_bits));
	check_text_form(&klog);
	return 0;
}
