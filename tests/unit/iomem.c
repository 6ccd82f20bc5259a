// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of the readers of /proc and /sys text (iomem.c, cpus.c,
 * kernel_info.c): names become types at every level, hidden addresses are an
 * error that says why, the kernel's ECAM windows are found, flags decide what
 * kind of machine it is, and text cut at any length is survived.
 */
#include "kdump-prep/iomem.h"

#include <elf.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kdump-prep/cpus.h"
#include "kdump-prep/kernel_info.h"
#include "tests/elf_header.h"
#include "tests/tap.h"

static const char iomem_text[] =
	"00000000-00000fff : Reserved\n"
	"00001000-0009fbff : System RAM\n"
	"000a0000-000bffff : PCI Bus 0000:00\n"
	"00100000-3ffdefff : System RAM\n"
	"  2fa00000-30801d31 : Kernel code\n"
	"  31d10000-32dfffff : Kernel bss\n"
	"  33000000-3effffff : Crash kernel\n"
	"3ffdf000-3ffdffff : ACPI Tables\n"
	"3ffe0000-3ffeffff : ACPI Non-volatile Storage\n"
	"3fff0000-3fffffff : Unusable memory\n"
	"b0000000-bfffffff : PCI MMCONFIG 0000 [bus 00-ff]\n"
	"  b0000000-bfffffff : Reserved\n"
	"    b0000000-bfffffff : Reserved\n"
	"c0000000-c0ffffff : PCI ECAM 0001 [bus 10-1f]\n"
	"100000000-13fffffff : Persistent Memory (legacy)\n"
	"  100000000-10fffffff : dax0.0\n"
	"    100000000-10fffffff : System RAM (kmem)\n"
	"140000000-17fffffff : Soft Reserved\n";

static struct kdp_error *parse(const char *text, size_t size,
			       struct kdp_iomem *ret)
{
	char *copy = malloc(size ? size : 1);
	struct kdp_error *err;

	if (!copy)
		abort();
	memcpy(copy, text, size);
	*ret = (struct kdp_iomem){ 0 };
	err = kdp_iomem_parse(copy, size, ret);
	free(copy);
	return err;
}

static size_t count(const struct kdp_iomem *iomem, enum kdp_range_type type)
{
	size_t n = 0;
	size_t i;

	for (i = 0; i < iomem->memory.count; i++)
		n += iomem->memory.range[i].type == type;
	return n;
}

static void names_become_types_at_every_level(void)
{
	struct kdp_iomem iomem;
	struct kdp_error *err;

	err = parse(iomem_text, sizeof(iomem_text) - 1, &iomem);
	TAP_CHECK(!err);
	kdp_error_destroy(err);
	TAP_EQ(count(&iomem, KDP_RANGE_RAM), 3);
	TAP_EQ(count(&iomem, KDP_RANGE_KERNEL), 2);
	TAP_EQ(count(&iomem, KDP_RANGE_CRASH), 1);
	TAP_EQ(count(&iomem, KDP_RANGE_ACPI), 1);
	TAP_EQ(count(&iomem, KDP_RANGE_NVS), 1);
	TAP_EQ(count(&iomem, KDP_RANGE_UNUSABLE), 1);
	TAP_EQ(count(&iomem, KDP_RANGE_PMEM), 1);
	/* The repeated one counts once. */
	TAP_EQ(count(&iomem, KDP_RANGE_RESERVED), 3);
	kdp_iomem_deinit(&iomem);
}

static void kernel_windows_are_found(void)
{
	struct kdp_iomem iomem;
	struct kdp_error *err;

	err = parse(iomem_text, sizeof(iomem_text) - 1, &iomem);
	TAP_CHECK(!err);
	kdp_error_destroy(err);
	TAP_EQ(iomem.ecam_count, 2);
	if (iomem.ecam_count == 2) {
		TAP_EQ(iomem.ecam[0].addr, 0xb0000000);
		TAP_EQ(iomem.ecam[1].segment, 1);
		TAP_EQ(iomem.ecam[1].bus_start, 0x10);
		TAP_EQ(iomem.ecam[1].bus_end, 0x1f);
		/* Where bus 0 would be. */
		TAP_EQ(iomem.ecam[1].addr, 0xbf000000);
	}
	kdp_iomem_deinit(&iomem);
}

static void hidden_addresses_are_an_error_that_says_why(void)
{
	static const char text[] = "00000000-00000000 : Reserved\n"
				   "00000000-00000000 : System RAM\n";
	struct kdp_iomem iomem;
	struct kdp_error *err;

	err = parse(text, sizeof(text) - 1, &iomem);
	TAP_CHECK(err && strstr(err->message, "CAP_SYS_ADMIN"));
	kdp_error_destroy(err);
	kdp_iomem_deinit(&iomem);
}

static void bad_lines_are_errors_with_a_line_number(void)
{
	static const char *const bad[] = {
		"00001000-00000fff : System RAM\n",
		"0000100000000fff : System RAM\n",
		"-00000fff : System RAM\n",
		"00000000- : System RAM\n",
		"00000000-00000fff System RAM\n",
		"0000000g-00000fff : System RAM\n",
		"10000000000000000-1ffffffffffffffff : System RAM\n",
		"\n",
		"00000000-00000fff : PCI MMCONFIG 0000 [bus 00-100]\n",
		"00000000-00000fff : PCI MMCONFIG 0000 [bus 10-0f]\n",
		"00000000-00000fff : PCI ECAM 0000 [bus 10-1f]\n",
		"00000000-00000fff : PCI ECAM 10000 [bus 00-0f]\n",
		"00000000-00000fff : PCI ECAM\n",
	};
	struct kdp_iomem iomem;
	struct kdp_error *err;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		err = parse(bad[i], strlen(bad[i]), &iomem);
		TAP_CHECK(err && err->code == KDP_ERROR_FORMAT &&
			  strstr(err->message, "/proc/iomem: line 1: "));
		kdp_error_destroy(err);
		kdp_iomem_deinit(&iomem);
	}
}

static void text_cut_anywhere_is_survived(void)
{
	struct kdp_iomem iomem;
	size_t size;

	for (size = 0; size < sizeof(iomem_text); size++) {
		kdp_error_destroy(parse(iomem_text, size, &iomem));
		kdp_iomem_deinit(&iomem);
	}
	TAP_CHECK(size == sizeof(iomem_text));
}

static struct kdp_cpuinfo cpuinfo(const char *flags)
{
	struct kdp_cpuinfo info = { 0 };
	struct kdp_error *err;
	char text[256];

	snprintf(text, sizeof(text), "processor\t: 0\nflags\t\t: fpu %s\n\n",
		 flags);
	err = kdp_cpuinfo_parse(text, strlen(text), &info);
	TAP_CHECK(!err);
	kdp_error_destroy(err);
	return info;
}

static void apic_ids_are_those_of_the_cpus_online(void)
{
	static const char text[] =
		"processor\t: 0\napicid\t\t: 0\ninitial apicid\t: 7\n\n"
		"processor\t: 2\nflags\t\t: apicid : 9\napicid\t\t: 18\n\n"
		"processor\t: 9\napicid\t\t: 5\n\n"
		"processor\t: 3\napicid\t\t: 4294967296\n\n"
		"processor\t: 4294967297\napicid\t\t: 6\n\n";
	struct kdp_cpu cpu[4] = { { .id = 0 }, { .id = 1 }, { .id = 2 },
				  { .id = 3 } };

	kdp_cpuinfo_apic_ids(text, strlen(text), cpu, 4);
	TAP_CHECK(cpu[0].has_apic_id);
	TAP_EQ(cpu[0].apic_id, 0);
	TAP_CHECK(!cpu[1].has_apic_id);
	TAP_CHECK(cpu[2].has_apic_id);
	TAP_EQ(cpu[2].apic_id, 18);
	TAP_CHECK(!cpu[3].has_apic_id);
	kdp_cpuinfo_apic_ids(text, strlen(text), NULL, 0);
}

static void flags_decide_what_the_machine_is(void)
{
	TAP_EQ(cpuinfo("").guest, KDP_GUEST_PLAIN);
	TAP_EQ(cpuinfo("hypervisor").guest, KDP_GUEST_PLAIN);
	/* A host that can run such guests. */
	TAP_EQ(cpuinfo("sev sev_es sev_snp").guest, KDP_GUEST_PLAIN);
	TAP_EQ(cpuinfo("hypervisor sev").guest, KDP_GUEST_SEV_ES);
	TAP_EQ(cpuinfo("hypervisor sev sev_es").guest, KDP_GUEST_SEV_ES);
	TAP_EQ(cpuinfo("hypervisor sev sev_es sev_snp").guest, KDP_GUEST_SNP);
	TAP_EQ(cpuinfo("hypervisor tdx_guest").guest, KDP_GUEST_TDX);
	TAP_EQ(cpuinfo("sme sev sev_es").guest, KDP_GUEST_SME_HOST);
}

static void tsc_needs_both_flags(void)
{
	TAP_CHECK(!cpuinfo("constant_tsc").constant_tsc);
	TAP_CHECK(!cpuinfo("nonstop_tsc").constant_tsc);
	TAP_CHECK(cpuinfo("constant_tsc nonstop_tsc").constant_tsc);
}

static void flags_are_whole_words(void)
{
	struct kdp_cpuinfo info = cpuinfo("la57x xla57 sme_coherent");

	TAP_CHECK(!info.la57);
	TAP_EQ(info.guest, KDP_GUEST_PLAIN);
	TAP_CHECK(cpuinfo("la57").la57);
}

static void cpuinfo_without_flags_is_an_error(void)
{
	struct kdp_cpuinfo info;
	struct kdp_error *err;

	err = kdp_cpuinfo_parse("processor : 0\n", 14, &info);
	TAP_CHECK(err && err->code == KDP_ERROR_FORMAT);
	kdp_error_destroy(err);
}

static void measured_tsc_is_plausible(void)
{
	bool steady;
	uint32_t khz = kdp_tsc_measure(&steady);

	/* 100 MHz to 20 GHz: slower and faster machines are not known. */
	TAP_CHECK(khz > 100000 && khz < 20000000);
}

static void vmcoreinfo_is_two_hexadecimal_numbers(void)
{
	static const char *const bad[] = {
		"", "\n", "0x1000\n", "0x1000 zz\n", "0x1000 1024 1\n",
		"0x1000 1024\n1\n", "x 1024\n",
	};
	uint64_t addr = 0, size = 0;
	struct kdp_error *err;
	size_t i;

	err = kdp_vmcoreinfo_parse("0x0000000032fec000 1024\n", 24, &addr,
				   &size);
	TAP_CHECK(!err);
	TAP_EQ(addr, 0x32fec000);
	TAP_EQ(size, 0x1024);
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		err = kdp_vmcoreinfo_parse(bad[i], strlen(bad[i]), &addr,
					   &size);
		TAP_CHECK(err && err->code == KDP_ERROR_FORMAT);
		kdp_error_destroy(err);
	}
	TAP_EQ(addr, 0x32fec000);
}

/* A core file with one segment each of RAM, vmalloc area and kernel. */
static size_t make_kcore(uint8_t *data)
{
	static const Elf64_Phdr phdr[] = {
		{ .p_type = PT_NOTE, .p_offset = 288 },
		{ .p_type = PT_LOAD, .p_vaddr = 0xffffffffba000000,
		  .p_paddr = 0x2fa00000, .p_memsz = 0x3430000 },
		{ .p_type = PT_LOAD, .p_vaddr = 0xff677cda00000000,
		  .p_paddr = UINT64_MAX, .p_memsz = 0x1000 },
		{ .p_type = PT_LOAD, .p_vaddr = 0xff23d5c340100000,
		  .p_paddr = 0x100000, .p_memsz = 0x3fedf000 },
	};
	const Elf64_Ehdr ehdr = elf_header(ET_CORE, 4);

	memcpy(data, &ehdr, sizeof(ehdr));
	memcpy(data + sizeof(ehdr), phdr, sizeof(phdr));
	return sizeof(ehdr) + sizeof(phdr);
}

static struct kdp_error *parse_kcore(const uint8_t *data, size_t size,
				     struct kdp_kcore *ret)
{
	int fd = memfd_create("kcore", 0);
	struct kdp_error *err;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	*ret = (struct kdp_kcore){ 0 };
	err = kdp_kcore_parse(fd, ret);
	close(fd);
	return err;
}

static void kcore_tells_where_memory_is_mapped(void)
{
	struct kdp_kcore kcore;
	struct kdp_error *err;
	uint8_t data[512];

	err = parse_kcore(data, make_kcore(data), &kcore);
	TAP_CHECK(!err);
	kdp_error_destroy(err);
	TAP_EQ(kcore.page_offset, 0xff23d5c340000000);
	TAP_EQ(kcore.text_virt, 0xffffffffba000000);
	TAP_EQ(kcore.text_size, 0x3430000);
}

static void damaged_kcore_is_survived(void)
{
	struct kdp_kcore kcore;
	uint8_t data[512];
	size_t size, i;

	size = make_kcore(data);
	for (i = 0; i < size; i++)
		kdp_error_destroy(parse_kcore(data, i, &kcore));
	for (i = 0; i < size; i++) {
		data[i] ^= 0xff;
		kdp_error_destroy(parse_kcore(data, size, &kcore));
		data[i] ^= 0xff;
	}
	data[4] = ELFCLASS32;
	kdp_error_destroy(parse_kcore(data, size, &kcore));
	TAP_EQ(kcore.page_offset, 0);
}

static uint64_t rsdp(const char *text)
{
	return kdp_systab_rsdp(text, strlen(text));
}

static void systab_prefers_the_newer_rsdp(void)
{
	TAP_EQ(rsdp("MPS=0x1\nACPI=0x2\nACPI20=0x3\nSMBIOS=0x4\n"), 3);
	TAP_EQ(rsdp("ACPI=0x2\n"), 2);
	TAP_EQ(rsdp("ACPI20\nACPI20=\nXACPI=0x9\n"), 0);
	TAP_EQ(rsdp(""), 0);
}

static bool locked(const char *text)
{
	return kdp_lockdown_is_on(text, strlen(text));
}

static void lockdown_is_the_word_in_brackets(void)
{
	TAP_CHECK(!locked("[none] integrity confidentiality\n"));
	TAP_CHECK(locked("none [integrity] confidentiality\n"));
	TAP_CHECK(locked("none integrity [confidentiality]\n"));
	TAP_CHECK(!locked(""));
	TAP_CHECK(locked("["));
}

int main(void)
{
	TAP_RUN(names_become_types_at_every_level);
	TAP_RUN(kernel_windows_are_found);
	TAP_RUN(hidden_addresses_are_an_error_that_says_why);
	TAP_RUN(bad_lines_are_errors_with_a_line_number);
	TAP_RUN(text_cut_anywhere_is_survived);
	TAP_RUN(apic_ids_are_those_of_the_cpus_online);
	TAP_RUN(flags_decide_what_the_machine_is);
	TAP_RUN(tsc_needs_both_flags);
	TAP_RUN(flags_are_whole_words);
	TAP_RUN(cpuinfo_without_flags_is_an_error);
	TAP_RUN(measured_tsc_is_plausible);
	TAP_RUN(vmcoreinfo_is_two_hexadecimal_numbers);
	TAP_RUN(kcore_tells_where_memory_is_mapped);
	TAP_RUN(damaged_kcore_is_survived);
	TAP_RUN(systab_prefers_the_newer_rsdp);
	TAP_RUN(lockdown_is_the_word_in_brackets);
	return tap_done();
}
