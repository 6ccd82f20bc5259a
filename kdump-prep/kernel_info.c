// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kernel_info.c - reads where the running kernel is from /proc/kallsyms,
 * /proc/kcore and /proc/iomem, and the small files of /sys/kernel.
 */
#include "kdump-prep/kernel_info.h"

#include <errno.h>
#include <gelf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/bytes.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/text.h"

#define SMALL_FILE_MAX 65536u

/* Linux x86_64: the kernel's own mapping; all below is direct map and such. */
#define KERNEL_MAP_BASE 0xffffffff80000000ull

/* Start of the upper half with five-level paging, the lower of the two. */
#define UPPER_HALF 0xff00000000000000ull

/* The direct map starts at a multiple of this, with KASLR too. */
#define DIRECT_MAP_ALIGN (1ull << 30)

/* struct boot_params: acpi_rsdp_addr (Documentation/x86/zero-page.rst). */
#define BOOT_PARAMS_SIZE 4096u
#define BOOT_PARAMS_RSDP 0x70u

static void cleanup_elf(Elf **elf)
{
	elf_end(*elf);
}

static struct kdp_error *elf_error(const char *what)
{
	return kdp_error_create(KDP_ERROR_FORMAT, "/proc/kcore: %s: %s", what,
				elf_errmsg(-1));
}

/*
 * Segments of RAM have virtual minus physical address in common, the start
 * of the direct map; those of the vmalloc area have no physical address, ~0.
 */
static void note_segment(struct kdp_kcore *kcore, const GElf_Phdr *phdr)
{
	uint64_t offset = phdr->p_vaddr - phdr->p_paddr;

	if (phdr->p_type != PT_LOAD || phdr->p_paddr == UINT64_MAX)
		return;
	if (phdr->p_vaddr >= KERNEL_MAP_BASE) {
		if (!kcore->text_virt) {
			kcore->text_virt = phdr->p_vaddr;
			kcore->text_size = phdr->p_memsz;
		}
		return;
	}
	if (!kcore->page_offset && phdr->p_paddr && offset >= UPPER_HALF &&
	    offset % DIRECT_MAP_ALIGN == 0)
		kcore->page_offset = offset;
}

struct kdp_error *kdp_kcore_parse(int fd, struct kdp_kcore *ret)
{
	KDP_CLEANUP(cleanup_elf) Elf *elf = NULL;
	struct kdp_kcore kcore = { 0 };
	GElf_Phdr phdr;
	size_t count;
	size_t i;

	if (elf_version(EV_CURRENT) == EV_NONE)
		return elf_error("libelf");
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!elf)
		return elf_error("open");
	if (elf_kind(elf) != ELF_K_ELF || gelf_getclass(elf) != ELFCLASS64)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"/proc/kcore: offset 0x0: not a 64-bit ELF file");
	if (elf_getphdrnum(elf, &count) != 0)
		return elf_error("program headers");
	for (i = 0; i < count; i++) {
		if (i > INT32_MAX || !gelf_getphdr(elf, (int)i, &phdr))
			return elf_error("program header");
		note_segment(&kcore, &phdr);
	}
	*ret = kcore;
	return NULL;
}

struct kdp_error *kdp_vmcoreinfo_parse(const char *data, size_t size,
				       uint64_t *addr_ret, uint64_t *size_ret)
{
	struct kdp_word addr_word, size_word, more;
	struct kdp_text text;
	uint64_t addr, bytes;

	kdp_text_init(&text, "/sys/kernel/vmcoreinfo", data, size);
	if (!kdp_text_next(&text) || !kdp_text_word(&text, &addr_word) ||
	    !kdp_text_word(&text, &size_word) || kdp_text_word(&text, &more) ||
	    !kdp_word_u64(addr_word, 16, &addr) ||
	    !kdp_word_u64(size_word, 16, &bytes) || kdp_text_next(&text))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"/sys/kernel/vmcoreinfo: expected \"address size\"");
	*addr_ret = addr;
	*size_ret = bytes;
	return NULL;
}

/* The value of a line "NAME=number", or 0. */
static uint64_t find_setting(const char *data, size_t size, const char *name)
{
	size_t length = strlen(name);
	struct kdp_text text;
	struct kdp_word word;
	uint64_t value;

	kdp_text_init(&text, "", data, size);
	while (kdp_text_next(&text)) {
		if (!kdp_text_word(&text, &word) || word.size <= length ||
		    memcmp(word.start, name, length) != 0 ||
		    word.start[length] != '=')
			continue;
		word.start += length + 1;
		word.size -= length + 1;
		if (kdp_word_u64(word, 16, &value))
			return value;
	}
	return 0;
}

uint64_t kdp_systab_rsdp(const char *data, size_t size)
{
	uint64_t addr = find_setting(data, size, "ACPI20");

	return addr ? addr : find_setting(data, size, "ACPI");
}

bool kdp_lockdown_is_on(const char *data, size_t size)
{
	const char *open = memchr(data, '[', size);

	if (!open)
		return false;
	size -= (size_t)(open - data);
	return size < 6 || memcmp(open, "[none]", 6) != 0;
}

/*
 * Looks for _text and _end.  Modules follow the kernel and may have symbols
 * of the same name: the first one of each counts.
 */
static struct kdp_error *find_symbols(FILE *file, uint64_t *text_ret,
				      uint64_t *end_ret)
{
	struct kdp_word addr_word, type, name;
	KDP_AUTO_FREE char *line = NULL;
	struct kdp_text text;
	size_t capacity = 0;
	uint64_t addr;
	ssize_t n;

	while (!(*text_ret && *end_ret)) {
		n = getline(&line, &capacity, file);
		if (n < 0 && ferror(file))
			return kdp_error_os(errno, "read /proc/kallsyms");
		if (n < 0)
			break;
		kdp_text_init(&text, "/proc/kallsyms", line, (size_t)n);
		if (!kdp_text_next(&text) ||
		    !kdp_text_word(&text, &addr_word) ||
		    !kdp_text_word(&text, &type) ||
		    !kdp_text_word(&text, &name) ||
		    !kdp_word_u64(addr_word, 16, &addr))
			return kdp_error_create(KDP_ERROR_FORMAT,
						"/proc/kallsyms: expected \"address type name\"");
		if (!*text_ret && kdp_word_is(name, "_text"))
			*text_ret = addr;
		else if (!*end_ret && kdp_word_is(name, "_end"))
			*end_ret = addr;
	}
	return NULL;
}

/* Both 0 where kptr_restrict or a missing file hide them. */
static struct kdp_error *read_kallsyms(const struct kdp_sysroot *root,
				       uint64_t *text_ret, uint64_t *end_ret)
{
	KDP_AUTO_FCLOSE FILE *file = NULL;
	struct kdp_error *err;
	int fd;

	*text_ret = 0;
	*end_ret = 0;
	err = kdp_sysroot_open(root, "/proc/kallsyms", &fd);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
		return NULL;
	if (err)
		return err;
	file = fdopen(fd, "r");
	if (!file) {
		close(fd);
		return &kdp_enomem;
	}
	return find_symbols(file, text_ret, end_ret);
}

/* Empty where there is no /proc/kcore, or lockdown forbids to open it. */
static struct kdp_error *read_kcore(const struct kdp_sysroot *root,
				    struct kdp_kcore *ret)
{
	KDP_AUTO_CLOSE int fd = -1;
	struct kdp_error *err;

	*ret = (struct kdp_kcore){ 0 };
	err = kdp_sysroot_open(root, "/proc/kcore", &fd);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
		return NULL;
	if (err && err->code == KDP_ERROR_OS &&
	    (err->os_errno == EPERM || err->os_errno == EACCES)) {
		kdp_error_destroy(err);
		return NULL;
	}
	if (err)
		return err;
	return kdp_kcore_parse(fd, ret);
}

/* "Kernel code" starts at _text, "Kernel bss" ends before _end. */
static void kernel_span(const struct kdp_ranges *memory, uint64_t *start,
			uint64_t *end)
{
	size_t i;

	*start = 0;
	*end = 0;
	for (i = 0; i < memory->count; i++) {
		if (memory->range[i].type != KDP_RANGE_KERNEL)
			continue;
		if (!*start)
			*start = memory->range[i].start;
		if (memory->range[i].end > *end)
			*end = memory->range[i].end;
	}
}

/*
 * Address and size come from kcore, which has _text and _end in one program
 * header, else from kallsyms, whose hundred thousand lines take the kernel
 * longer to write than all the rest of a load takes; the size else from iomem,
 * which leaves out the page tables behind the bss.
 */
static struct kdp_error *locate_kernel(const struct kdp_sysroot *root,
				       struct kdp_topology *topology,
				       const struct kdp_kcore *kcore)
{
	uint64_t text = kcore->text_virt, end, span_start, span_end;
	struct kdp_error *err;

	end = text + kcore->text_size;
	if (!kcore->text_size) {
		err = read_kallsyms(root, &text, &end);
		if (err)
			return err;
	}
	kernel_span(&topology->memory, &span_start, &span_end);
	topology->kernel_phys = span_start;
	topology->kernel_virt = text ? text : kcore->text_virt;
	if (text && end > text)
		topology->kernel_size = end - text;
	else if (span_end > span_start)
		topology->kernel_size = span_end - span_start + 1;
	return NULL;
}

static struct kdp_error *read_release(const struct kdp_sysroot *root,
				      struct kdp_topology *topology)
{
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_error *err;
	struct kdp_text text;
	struct kdp_word word;
	size_t size;

	err = kdp_sysroot_read(root, "/proc/sys/kernel/osrelease",
			       SMALL_FILE_MAX, &data, &size);
	if (err)
		return err;
	kdp_text_init(&text, "/proc/sys/kernel/osrelease", data, size);
	if (!kdp_text_next(&text) || !kdp_text_word(&text, &word) ||
	    word.size >= sizeof(topology->release))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"/proc/sys/kernel/osrelease: not a release");
	memcpy(topology->release, word.start, word.size);
	topology->release[word.size] = '\0';
	return NULL;
}

static struct kdp_error *read_vmcoreinfo(const struct kdp_sysroot *root,
					 struct kdp_topology *topology)
{
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_error *err;
	size_t size;

	err = kdp_sysroot_read(root, "/sys/kernel/vmcoreinfo", SMALL_FILE_MAX,
			       &data, &size);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
		return NULL;
	if (err)
		return err;
	return kdp_vmcoreinfo_parse(data, size, &topology->vmcoreinfo_addr,
				    &topology->vmcoreinfo_size);
}

/* EFI tells it; else the boot loader may have, in boot_params. */
static struct kdp_error *read_rsdp(const struct kdp_sysroot *root,
				   struct kdp_topology *topology)
{
	KDP_AUTO_FREE char *systab = NULL;
	KDP_AUTO_FREE char *params = NULL;
	struct kdp_error *err;
	size_t size;

	err = kdp_sysroot_read(root, "/sys/firmware/efi/systab",
			       SMALL_FILE_MAX, &systab, &size);
	if (!err)
		topology->rsdp_addr = kdp_systab_rsdp(systab, size);
	else if (!kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
		return err;
	if (topology->rsdp_addr)
		return NULL;
	err = kdp_sysroot_read(root, "/sys/kernel/boot_params/data",
			       BOOT_PARAMS_SIZE, &params, &size);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
		return NULL;
	if (err)
		return err;
	if (size != BOOT_PARAMS_SIZE)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"/sys/kernel/boot_params/data: %zu bytes, expected %u",
					size, BOOT_PARAMS_SIZE);
	topology->rsdp_addr =
		kdp_le64((const uint8_t *)params + BOOT_PARAMS_RSDP);
	return NULL;
}

static struct kdp_error *read_lockdown(const struct kdp_sysroot *root,
				       struct kdp_topology *topology)
{
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_error *err;
	size_t size;

	err = kdp_sysroot_read(root, "/sys/kernel/security/lockdown",
			       SMALL_FILE_MAX, &data, &size);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
		return NULL;
	if (err)
		return err;
	topology->lockdown = kdp_lockdown_is_on(data, size);
	return NULL;
}

static struct kdp_error *read_elfcorehdr_size(const struct kdp_sysroot *root,
					      struct kdp_topology *topology)
{
	struct kdp_error *err;
	uint64_t size;

	err = kdp_sysroot_read_u64(root, "/sys/kernel/crash_elfcorehdr_size",
				   10, &size);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
		return NULL;
	if (err)
		return err;
	if (size > UINT32_MAX)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"/sys/kernel/crash_elfcorehdr_size: larger than 0xffffffff");
	topology->elfcorehdr_size = (uint32_t)size;
	return NULL;
}

struct kdp_error *kdp_kernel_discover(const struct kdp_sysroot *root,
				      struct kdp_topology *topology)
{
	struct kdp_kcore kcore;
	struct kdp_error *err;

	err = read_kcore(root, &kcore);
	if (!err) {
		topology->page_offset = kcore.page_offset;
		err = locate_kernel(root, topology, &kcore);
	}
	if (!err)
		err = read_release(root, topology);
	if (!err)
		err = read_vmcoreinfo(root, topology);
	if (!err)
		err = read_rsdp(root, topology);
	if (!err)
		err = read_lockdown(root, topology);
	if (!err)
		err = read_elfcorehdr_size(root, topology);
	return err;
}
