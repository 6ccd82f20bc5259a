// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * record_sample.c - a crash-path record to test with; see record_sample.h.
 */
#include "tests/unit/record_sample.h"

#include <elf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kdump-prep/record.h"
#include "tests/elf_header.h"

/* 2026-11-20 10:30:00 UTC. */
#define LOAD_TIME 1795170600u
#define TSC_KHZ   2000000u
#define TSC_START 1000000000000u

static struct kdp_entry *add(struct sample *s, uint16_t type, uint16_t kind,
			     uint16_t status)
{
	struct kdp_entry *e = &s->entry[s->header.entry_count];

	e->seq = s->header.entry_count++;
	e->type = type;
	e->kind = kind;
	e->status = status;
	e->tsc = TSC_START + e->seq * 20000u;
	e->tsc_end = e->tsc + 10000u;
	e->count = KDP_STEP_INDEX_NONE;
	return e;
}

static struct kdp_entry *step(struct sample *s, uint16_t kind, uint16_t status,
			      uint32_t us)
{
	struct kdp_entry *e = add(s, KDP_ENTRY_STEP, kind, status);

	e->tsc_end = status == KDP_STATUS_RUNNING ? 0 : e->tsc + us * 2000ull;
	return e;
}

static void detail(struct sample *s, uint16_t code, uint16_t status,
		   uint32_t object, uint64_t before, uint64_t after)
{
	uint16_t kind = s->entry[s->header.entry_count - 1].kind;
	struct kdp_entry *e = add(s, KDP_ENTRY_DETAIL, kind, status);

	e->code = code;
	e->object = object;
	e->before = before;
	e->after = after;
}

static void begin(struct sample *s)
{
	struct kdp_record *h = &s->header;

	memset(s, 0, sizeof(*s));
	h->magic = KDP_RECORD_MAGIC;
	h->version = KDP_ABI_VERSION;
	h->header_size = sizeof(*h);
	h->size = sizeof(*s);
	h->entry_size = sizeof(struct kdp_entry);
	h->entry_max = SAMPLE_SLOTS;
	h->state = KDP_RECORD_RUNNING;
	h->flags = KDP_RECORD_F_TSC | KDP_RECORD_F_LA57;
	h->plan_crc = 0x1234abcd;
	h->tsc_khz = TSC_KHZ;
	h->step_count = 6;
	h->load_time = LOAD_TIME;
	h->blob_addr = 0x3bf00000;
	h->tsc_entry = TSC_START;
	h->cr0 = 0x80000033;
	h->cr3 = 0x3beff000;
	h->cr4 = 0x1020;
	h->efer = 0xd01;
	h->apic_base = 0xfee00900;
	h->apic_version = 0x50014;
	h->apic_svr = 0x10f;
	h->apic_lvt0 = 0x700;
	h->apic_lvt1 = 0x400;
	h->apic_lvtt = 0x400ec;
	h->nmi_count = 25;
	memcpy(h->loader, "0.1", 3);
	step(s, KDP_STEP_SETUP, KDP_STATUS_OK, 12);
	step(s, KDP_STEP_LAPIC_MASK, KDP_STATUS_OK, 5);
	h->lvt_masked = 2;
	detail(s, KDP_CODE_LVT, KDP_STATUS_OK, 0x350, 0x700, 0x10700);
	detail(s, KDP_CODE_LVT, KDP_STATUS_OK, 0x360, 0x400, 0x10400);
	step(s, KDP_STEP_IOAPIC, KDP_STATUS_STUCK, 140);
	h->pin_count = 24;
	h->pin_masked = 2;
	h->pin_rirr = 1;
	h->pin_stuck = 1;
	detail(s, KDP_CODE_PIN, KDP_STATUS_OK, 4, 0x22, 0x10022);
	detail(s, KDP_CODE_PIN, KDP_STATUS_OK, 16, 0x300000000000e021,
	       0x300000000001e021);
	detail(s, KDP_CODE_RIRR, KDP_STATUS_STUCK, 16, 0x300000000001e021,
	       0x300000000001e021);
}

void sample_running(struct sample *s)
{
	begin(s);
	step(s, KDP_STEP_PCI, KDP_STATUS_RUNNING, 0);
	s->header.pci_count = 3;
	sample_close(s);
}

void sample_record(struct sample *s)
{
	struct kdp_record *h = &s->header;

	begin(s);
	step(s, KDP_STEP_PCI, KDP_STATUS_OK, 15300);
	h->pci_count = 9;
	h->pci_changed = 1;
	h->intx_disabled = 4;
	h->msi_disabled = 1;
	h->msix_masked = 1;
	detail(s, KDP_CODE_INTX, KDP_STATUS_OK, KDP_BDF(0, 0, 0x1a), 0x103,
	       0x503);
	detail(s, KDP_CODE_MSI, KDP_STATUS_OK, KDP_BDF(0, 0, 0xfa), 0x81, 0x80);
	detail(s, KDP_CODE_MSIX, KDP_STATUS_OK, KDP_BDF(0, 0, 0x20), 0x8003,
	       0xc003);
	detail(s, KDP_CODE_PCI_CHANGED, KDP_STATUS_MISMATCH,
	       KDP_BDF(1, 0xc5, 0), 0x10d38086, 0xffffffff);
	step(s, KDP_STEP_DRAIN, KDP_STATUS_OK, 60);
	h->drain_isr = 1;
	h->drain_irr = 1;
	h->irq_count = 1;
	detail(s, KDP_CODE_ISR, KDP_STATUS_OK, 0xfb, 1, 1);
	detail(s, KDP_CODE_IRR, KDP_STATUS_OK, 0x31, 1, 1);
	step(s, KDP_STEP_LAPIC_OFF, KDP_STATUS_OK, 1);
	step(s, KDP_STEP_DIGEST, KDP_STATUS_OK, 11250000);
	h->digest_blocks = 11265;
	h->digest_bad = 2;
	h->digest_repaired = 2;
	h->flags |= KDP_RECORD_F_CRC32;
	detail(s, KDP_CODE_CHECK, KDP_STATUS_OK, 2083, 0x2f723000,
	       0x1122334455667788);
	s->entry[h->entry_count - 1].extra = 0x2000;
	step(s, KDP_STEP_SEAL, KDP_STATUS_OK, 30);
	detail(s, KDP_CODE_NOTE, KDP_STATUS_OK, 5, 0x77000000, 0x10000);
	h->flags |= KDP_RECORD_F_NOTE | KDP_RECORD_F_COPY;
	h->state = KDP_RECORD_SEALED;
	h->tsc_seal = TSC_START + 22530000000u;
	h->nmi_late = 2;
	h->flags |= KDP_RECORD_F_CPU;
	h->cpu = 3;
	h->cpu_count = 8;
	h->pci_found = 2;
	sample_close(s);
}

void sample_refused(struct sample *s)
{
	struct kdp_record *h = &s->header;
	struct kdp_entry *fault;

	begin(s);
	step(s, KDP_STEP_PCI, KDP_STATUS_FAULT, 77);
	fault = add(s, KDP_ENTRY_FAULT, KDP_STEP_PCI, KDP_STATUS_FAULT);
	fault->code = KDP_CODE_EXCEPTION;
	fault->object = 14;
	fault->before = 0x1a2c;
	fault->after = 2;
	fault->extra = 0xe0000010;
	h->fault_count = 1;
	h->tsc_khz = 0;
	h->flags = KDP_RECORD_F_X2APIC | KDP_RECORD_F_OVERRUN;
	step(s, KDP_STEP_DIGEST, KDP_STATUS_MISMATCH, 9000);
	h->digest_blocks = 55;
	h->digest_bad = 1;
	detail(s, KDP_CODE_BLOCK, KDP_STATUS_MISMATCH, 7, 0x2f700000,
	       0xe3b0c44298fc1c14);
	s->entry[h->entry_count - 1].extra = KDP_DIGEST_BLOCK;
	h->parity_bad = 2;
	detail(s, KDP_CODE_CHECK, KDP_STATUS_MISMATCH, 9, 0x2f709000,
	       0x1122334455667788);
	s->entry[h->entry_count - 1].extra = 0x1000;
	detail(s, KDP_CODE_PARITY, KDP_STATUS_MISMATCH, 9, 0x30009000,
	       0x8877665544332211);
	s->entry[h->entry_count - 1].extra = 0x1000;
	detail(s, KDP_CODE_TABLE, KDP_STATUS_MISMATCH, 1, 0x30064000,
	       0xe3b0c44298fc1c14);
	s->entry[h->entry_count - 1].extra = 0x16000;
	h->entry_dropped = 3;
	h->state = KDP_RECORD_REFUSED;
	h->tsc_seal = TSC_START + 123456;
	sample_close(s);
}

void sample_close(struct sample *s)
{
	uint32_t i;

	for (i = 0; i < s->header.entry_count; i++)
		s->entry[i].crc = kdp_record_entry_crc(&s->entry[i]);
	if (s->header.state != KDP_RECORD_RUNNING)
		s->header.crc = kdp_record_header_crc(&s->header);
}

/* Appends a note; @label goes in front of the content when it is not NULL. */
static size_t put_note(uint8_t *buffer, const char *name, uint32_t type,
		       const char *label, const void *data, uint32_t size)
{
	Elf64_Nhdr note = {
		.n_namesz = (uint32_t)strlen(name) + 1,
		.n_descsz = size + (label ? KDP_VMCOREDD_LABEL_SIZE : 0),
		.n_type = type,
	};
	size_t at = sizeof(note);

	memcpy(buffer, &note, sizeof(note));
	memcpy(buffer + at, name, note.n_namesz);
	at += (note.n_namesz + 3) & ~3u;
	if (label) {
		memcpy(buffer + at, label, strlen(label));
		at += KDP_VMCOREDD_LABEL_SIZE;
	}
	memcpy(buffer + at, data, size);
	return at + ((size + 3) & ~3u);
}

size_t sample_notes(const struct sample *s, uint8_t *buffer)
{
	static const char vmcoreinfo[] = "OSRELEASE=6.1.0-56-amd64\n";
	uint8_t prstatus[336] = { 0 };
	size_t at = 0;

	memset(buffer, 0, SAMPLE_FILE_MAX);
	at += put_note(buffer + at, "CORE", NT_PRSTATUS, NULL, prstatus,
		       sizeof(prstatus));
	at += put_note(buffer + at, "VMCOREINFO", 0, NULL, vmcoreinfo,
		       sizeof(vmcoreinfo));
	at += put_note(buffer + at, KDP_NOTE_NAME, KDP_NOTE_TYPE, NULL, s,
		       sizeof(*s));
	at += put_note(buffer + at, KDP_VMCOREDD_NAME, KDP_VMCOREDD_TYPE,
		       KDP_VMCOREDD_LABEL, s, sizeof(*s));
	return at;
}

size_t sample_elf(const struct sample *s, uint8_t *buffer)
{
	uint8_t notes[SAMPLE_FILE_MAX];
	size_t size = sample_notes(s, notes);
	Elf64_Ehdr ehdr = elf_header(ET_CORE, 2);
	Elf64_Phdr phdr[2] = {
		{ .p_type = PT_NOTE, .p_offset = SAMPLE_ELF_NOTES,
		  .p_filesz = size, .p_memsz = size },
		{ .p_type = PT_LOAD, .p_offset = 0x10000,
		  .p_filesz = 1ull << 40, .p_memsz = 1ull << 40 },
	};

	memset(buffer, 0, SAMPLE_FILE_MAX);
	memcpy(buffer, &ehdr, sizeof(ehdr));
	memcpy(buffer + sizeof(ehdr), phdr, sizeof(phdr));
	memcpy(buffer + SAMPLE_ELF_NOTES, notes, size);
	return SAMPLE_ELF_NOTES + size;
}

size_t sample_kdump(const struct sample *s, uint8_t *buffer)
{
	static const uint32_t version = 6;
	static const uint32_t block = SAMPLE_KDUMP_BLOCK;
	static const uint64_t offset = SAMPLE_KDUMP_NOTES;
	uint8_t notes[SAMPLE_FILE_MAX];
	uint64_t size = sample_notes(s, notes);

	memset(buffer, 0, SAMPLE_FILE_MAX);
	memcpy(buffer, "KDUMP   ", 8);
	memcpy(buffer + 8, &version, sizeof(version));
	memcpy(buffer + 272, "x86_64", 6);
	memcpy(buffer + 428, &block, sizeof(block));
	memcpy(buffer + block + 48, &offset, sizeof(offset));
	memcpy(buffer + block + 56, &size, sizeof(size));
	memcpy(buffer + offset, notes, size);
	return (size_t)(offset + size);
}

size_t sample_dump(const struct sample *s, uint8_t *buffer)
{
	static const char info[] =
		"OSRELEASE=6.1.0-56-amd64\nBUILD-ID=eb4fbcd037e7\nPAGESIZE=512\n";
	static const uint32_t numbers[] = { 1, 512, 1, 2, 16 };
	static const uint64_t offset = SAMPLE_DUMP_NOTES;
	static const uint64_t max_mapnr = 16;
	uint8_t notes[SAMPLE_FILE_MAX];
	uint64_t size = sample_notes(s, notes);
	uint64_t info_at = offset + size;
	uint64_t info_size = sizeof(info) - 1;
	uint64_t page = info_at + sizeof(info);
	uint32_t page_size = 5, flags = 1;
	uint8_t *desc;
	unsigned int i;

	sample_kdump(s, buffer);
	memset(buffer + SAMPLE_KDUMP_NOTES, 0,
	       SAMPLE_FILE_MAX - SAMPLE_KDUMP_NOTES);
	memcpy(buffer + 142, "6.1.0-56-amd64", 14);
	/* Status, block size, blocks of sub header and bitmaps, max_mapnr. */
	memcpy(buffer + 424, numbers, sizeof(numbers));
	memcpy(buffer + 512 + 32, &info_at, sizeof(info_at));
	memcpy(buffer + 512 + 40, &info_size, sizeof(info_size));
	memcpy(buffer + 512 + 48, &offset, sizeof(offset));
	memcpy(buffer + 512 + 56, &size, sizeof(size));
	memcpy(buffer + 512 + 96, &max_mapnr, sizeof(max_mapnr));
	memcpy(buffer + SAMPLE_DUMP_BITMAPS, "\xff\xff", 2);
	memcpy(buffer + SAMPLE_DUMP_BITMAPS + 512, "\x05\x80", 2);
	memcpy(buffer + offset, notes, size);
	memcpy(buffer + info_at, info, sizeof(info));
	for (i = 0; i < SAMPLE_DUMP_PAGES; i++) {
		desc = buffer + SAMPLE_DUMP_DESCS + i * 24;
		memcpy(desc, &page, sizeof(page));
		memcpy(desc + 8, &page_size, sizeof(page_size));
		memcpy(desc + 12, &flags, sizeof(flags));
		memset(buffer + page, 0x78, page_size);
		page += page_size;
	}
	return (size_t)page;
}

int sample_fd(const void *data, size_t size)
{
	int fd = memfd_create("sample", MFD_CLOEXEC);
	size_t done = 0;
	ssize_t put;

	while (fd >= 0 && done < size) {
		put = write(fd, (const uint8_t *)data + done, size - done);
		if (put <= 0) {
			close(fd);
			return -1;
		}
		done += (size_t)put;
	}
	return fd;
}
