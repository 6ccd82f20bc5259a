/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kdp_abi.h - the contract between loader, purgatory, second kernel and report.
 *
 * Everything that one part of kdump-prep hands to another through memory is
 * described here and nowhere else: the blob header (what purgatory tells the
 * loader), the hand-over and the plan (what the loader tells purgatory) and
 * the record (what purgatory tells the reader of the dump).
 *
 * Rules: little-endian, fixed-width fields, explicit numbers, natural
 * alignment without holes, offsets instead of pointers.  Physical addresses
 * are uint64_t.  A number that was ever released is never reused.  A change
 * of layout raises KDP_ABI_VERSION; a reader refuses a version that it does
 * not know.  Checksums are CRC-32 (IEEE 802.3, as zlib's crc32()).
 */
#ifndef KDP_PURGATORY_KDP_ABI_H
#define KDP_PURGATORY_KDP_ABI_H

#include <stddef.h>
#include <stdint.h>

#define KDP_ABI_VERSION 1u

/* First eight bytes of each structure, as they stand in memory. */
#define KDP_BLOB_MAGIC     0x31424f4c4250444bull /* "KDPBLOB1" */
#define KDP_HANDOVER_MAGIC 0x31444e414850444bull /* "KDPHAND1" */
#define KDP_PLAN_MAGIC     0x314e414c5050444bull /* "KDPPLAN1" */
#define KDP_RECORD_MAGIC   0x314443455250444bull /* "KDPRECD1" */
#define KDP_STAGE_MAGIC    0x314741545350444bull /* "KDPSTAG1" */
#define KDP_WRAP_MAGIC     0x315041525750444bull /* "KDPWRAP1" */

/*
 * Blob header: offset 0 of the flat purgatory image.
 *
 * The image is position independent once the loader has written, at the
 * offsets given here, the only absolute addresses it holds: the bases of the
 * two descriptor-table registers, the 256 gates, the TSS descriptor's base
 * and the TSS's IST1.  They lie at or above ro_size; what lies below is never
 * written after the build and is covered by the image digest.
 */
struct kdp_blob_header {
	uint64_t magic;		/* KDP_BLOB_MAGIC */
	uint16_t version;	/* KDP_ABI_VERSION */
	uint16_t header_size;	/* sizeof(struct kdp_blob_header) */
	uint32_t file_size;	/* bytes in the image file */
	uint32_t mem_size;	/* bytes in memory, multiple of 4096 */
	uint32_t ro_size;	/* bytes from 0 that nobody writes */
	uint32_t entry;		/* entry for kexec_load(2): 64-bit, IF=0 */
	uint32_t gdtr;		/* 10-byte pseudo-descriptor, to fill */
	uint32_t idtr;		/* 10-byte pseudo-descriptor, to fill */
	uint32_t gdt;		/* 0x10 code, 0x18 data, 0x20 TSS */
	uint32_t idt;		/* 256 16-byte gates, to fill */
	uint32_t tss;		/* 104-byte 64-bit TSS; IST1 to fill */
	uint32_t stubs;		/* stub n is at stubs + n * stub_stride */
	uint32_t stub_stride;	/* bytes between two vector stubs */
	uint32_t df_stack_top;	/* end of the #DF stack, for IST1 */
	uint32_t handover;	/* struct kdp_handover, to fill */
	uint32_t reserved[2];	/* 0 */
};

/* Selectors that the second kernel expects (Documentation/x86/boot.rst). */
#define KDP_SEL_CODE 0x10u
#define KDP_SEL_DATA 0x18u
#define KDP_SEL_TSS  0x20u
#define KDP_GATE_COUNT 256u
#define KDP_GATE_SIZE  16u

/* A wait for 8250 output; see kdp_handover.serial_*. */
#define KDP_SERIAL_NONE 0u
#define KDP_SERIAL_PIO  1u

/* The register by which ACPI says that the machine is reset (FADT). */
struct kdp_reset_register {
	uint64_t addr;		/* as in a generic address structure */
	uint16_t space;		/* enum kdp_reset_space */
	uint8_t value;		/* to write, eight bits */
	uint8_t reserved0;	/* 0 */
	uint32_t reserved1;	/* 0 */
};

enum kdp_reset_space {
	KDP_RESET_NONE = 0,
	KDP_RESET_MEMORY = 1,
	KDP_RESET_IO = 2,
	KDP_RESET_PCI = 3,	/* bus 0: device << 32 | function << 16 | reg */
};

/*
 * Hand-over: written by the loader into the blob.  All addresses are physical
 * and lie in the crash reservation (kernel_entry and boot_params included).
 */
struct kdp_handover {
	uint64_t magic;		/* KDP_HANDOVER_MAGIC */
	uint16_t version;	/* KDP_ABI_VERSION */
	uint16_t size;		/* sizeof(struct kdp_handover) */
	uint32_t flags;		/* KDP_HANDOVER_F_* */
	uint64_t plan_addr;	/* struct kdp_plan */
	uint64_t note_addr;	/* note segment, page aligned; 0: no record */
	uint64_t note_size;	/* bytes of the note segment */
	uint64_t elfcorehdr_addr; /* what /proc/vmcore reads; 0: none */
	uint64_t elfcorehdr_size; /* bytes of that segment, slack included */
	uint64_t kernel_entry;	/* 64-bit entry of the second kernel */
	uint64_t boot_params;	/* in RSI at that entry */
	uint32_t plan_size;	/* bytes of the plan, tables included */
	uint32_t serial_kind;	/* KDP_SERIAL_* */
	uint32_t serial_base;	/* first I/O port of the 8250 */
	uint32_t serial_baud;	/* 0: leave the UART as it is set */
	struct kdp_reset_register reset; /* tried before a PC's own ways */
	uint32_t reserved[3];	/* 0 */
	uint32_t crc;		/* of all bytes before */
};

#define KDP_HANDOVER_F_NONE 0u
/*
 * Wrapped kernel: the record is open already, and the second kernel is started
 * whatever happens.
 */
#define KDP_HANDOVER_F_STAGE (1u << 0)

/*
 * Stage of a wrapped kernel: what stands in front of the kernel's
 * protected-mode part.  It copies itself into the tail, which lies behind all
 * that the kernel uses, and works there.  Distances count from the first byte
 * of the wrapped protected-mode part.
 *
 *   0                    cli; hlt: there is no 32-bit entry
 *   KDP_STAGE_CONFIG     struct kdp_stage, filled by the wrapper
 *   KDP_STAGE_ENTRY      64-bit entry of the boot protocol
 *   KDP_STAGE_EFI        EFI entry, which returns EFI_UNSUPPORTED
 *   .blob                struct kdp_blob_header, and purgatory
 *   .kernel              the kernel's protected-mode part, unchanged
 *   .setup               its setup sectors, then what its file had behind
 *			  its protected-mode part: unwrap puts them together
 *
 * In memory the tail holds the stage (mem_size), a page that ends with a
 * struct setup_data whose data is the note, then by KDP_TAIL_* note, plan and
 * command line, and elfcorehdr in the rest.
 */
struct kdp_stage {
	uint64_t magic;		/* KDP_STAGE_MAGIC */
	uint16_t version;	/* KDP_ABI_VERSION */
	uint16_t size;		/* sizeof(struct kdp_stage) */
	uint32_t flags;		/* KDP_STAGE_F_* */
	uint32_t file_size;	/* bytes of the stage, to copy */
	uint32_t mem_size;	/* bytes of it in memory, multiple of 4096 */
	uint32_t blob;		/* distance of struct kdp_blob_header */
	uint32_t cmdline_size;	/* the kernel's longest command line */
	uint64_t kernel;	/* distance of its protected-mode part */
	uint64_t tail;		/* distance of the tail, in memory alone */
	uint64_t tail_size;
	/* Of the kernel's setup header: put back before it is started. */
	uint32_t syssize;
	uint32_t payload_offset;
	uint32_t init_size;
	uint32_t handover_offset;
	uint32_t kernel_info_offset;
	uint16_t xloadflags;
	uint16_t reserved0;	/* 0 */
	/* The rest of its file. */
	uint64_t setup;		/* distance of the copy of its setup sectors */
	uint32_t setup_size;
	uint32_t rest_size;	/* bytes behind that copy: its signature */
	uint32_t file_crc;	/* of its whole file */
	uint32_t reserved1;	/* 0 */
	char loader[32];	/* version of the wrapper, NUL-padded */
	uint32_t reserved[3];	/* 0 */
	uint32_t crc;		/* of all bytes before */
};

#define KDP_STAGE_CONFIG 0x40u
#define KDP_STAGE_ENTRY	 0x200u
#define KDP_STAGE_EFI	 0x300u

#define KDP_STAGE_F_VIRTUAL_WIRE (1u << 0) /* kernel older than 4.15 */

#define KDP_TAIL_NODE	 0x1000u
#define KDP_TAIL_NOTE	 0x10000u
#define KDP_TAIL_PLAN	 0x20000u
#define KDP_TAIL_CMDLINE 0x1000u

#define KDP_SETUP_DATA_TYPE 0x4b445101u /* of that struct setup_data */

/*
 * What a load tells the stage: behind the initrd, in a cpio archive of its
 * own, as file KDP_WRAP_FILE.  It has no signature.  So nothing of it is an
 * address that the stage writes: functions to look at, and yes or no.
 */
struct kdp_wrap_table {
	uint64_t magic;		/* KDP_WRAP_MAGIC */
	uint16_t version;	/* KDP_ABI_VERSION */
	uint16_t header_size;	/* sizeof(struct kdp_wrap_table) */
	uint32_t size;		/* bytes, functions included */
	uint32_t flags;		/* KDP_WRAP_F_* */
	uint32_t tsc_khz;	/* 0: unknown */
	uint64_t load_time;	/* of the load, seconds since 1970 */
	uint16_t serial;	/* 0: print nothing; n: on ttyS(n - 1) */
	uint16_t function_size;	/* sizeof(struct kdp_wrap_function) */
	uint32_t function_count; /* at most KDP_WRAP_FUNCTIONS_MAX */
	uint32_t test_wait_ms;	/* WAIT step first; at most KDP_WRAP_WAIT_MAX */
	uint32_t reserved[2];	/* 0 */
	uint32_t crc;		/* of the block with this field taken as 0 */
};

/* As struct kdp_pci_function; capabilities are read from the function. */
struct kdp_wrap_function {
	uint16_t segment;
	uint8_t bus;
	uint8_t devfn;
	uint16_t vendor;
	uint16_t device;
	uint16_t flags;		/* KDP_PCI_F_VF */
	uint16_t reserved;	/* 0 */
};

#define KDP_WRAP_FILE "kdump-prep.wrap"
#define KDP_WRAP_FUNCTIONS_MAX 4096u
#define KDP_WRAP_SERIAL_MAX    4u
#define KDP_WRAP_WAIT_MAX      60000u
/* How far before the end of the initrd the table is looked for. */
#define KDP_WRAP_SEARCH 0x20000u

#define KDP_WRAP_F_INTREMAP (1u << 0) /* interrupt remapping may be on */
#define KDP_WRAP_F_OFF	    (1u << 1) /* touch no device */

/*
 * Plan: header, steps, tables.  One contiguous block of kdp_handover.plan_size
 * bytes.  Offsets count from the plan's first byte.
 */
struct kdp_plan {
	uint64_t magic;		/* KDP_PLAN_MAGIC */
	uint16_t version;	/* KDP_ABI_VERSION */
	uint16_t header_size;	/* sizeof(struct kdp_plan) */
	uint32_t size;		/* bytes, steps and tables included */
	uint32_t crc;		/* of the block with this field taken as 0 */
	uint32_t flags;		/* KDP_PLAN_F_* */
	uint16_t step_size;	/* sizeof(struct kdp_step) */
	uint16_t step_count;	/* at most KDP_PLAN_STEPS_MAX */
	uint32_t steps;		/* offset of the first step, 8-byte aligned */
	uint32_t tsc_khz;	/* 0: unknown, waits last longer */
	uint32_t budget_us;	/* for all steps but COPY and DIGEST together */
	uint32_t mismatch;	/* enum kdp_mismatch_policy */
	uint32_t map_offset;	/* struct kdp_map: what purgatory must map */
	uint32_t map_count;
	uint32_t last_words;	/* offset of struct kdp_last_words; 0: none */
	uint32_t cpus;		/* offset of struct kdp_plan_cpu[] */
	uint32_t cpu_count;	/* 0: Linux's numbers are not known */
	uint32_t reserved[10];	/* 0 */
};

#define KDP_PLAN_STEPS_MAX 64u

#define KDP_PLAN_F_INTREMAP  (1u << 0) /* interrupt remapping may be on */
#define KDP_PLAN_F_KEEP_SMI  (1u << 1) /* leave pins in SMI delivery mode */
#define KDP_PLAN_F_LEAVE_ALONE (1u << 2) /* no device, port, MSR or CPUID, and
					  * the page tables handed over */

/* A CPU as Linux numbers it, for the record. */
struct kdp_plan_cpu {
	uint32_t apic_id;
	uint32_t number;
};

/* What happens when the image does not match its digest. */
enum kdp_mismatch_policy {
	KDP_MISMATCH_RESET = 0,	/* reset the machine */
	KDP_MISMATCH_BOOT = 1,	/* start the second kernel all the same */
	KDP_MISMATCH_HALT = 2,	/* stop with interrupts off */
};

/*
 * Where Linux (5.10 and later) keeps its log: physical addresses, sizes as
 * powers of two, and where the members are in their structures.
 */
struct kdp_klog_layout {
	uint64_t head_id;	/* atomic_long_t desc_ring.head_id */
	uint64_t tail_id;	/* atomic_long_t desc_ring.tail_id */
	uint64_t descs;		/* struct prb_desc[] */
	uint64_t infos;		/* struct printk_info[] */
	uint64_t text;		/* 0: the log is not known */
	uint16_t desc_bits;	/* descriptors and infos */
	uint16_t text_bits;	/* bytes of text */
	uint16_t desc_size;
	uint16_t desc_state;
	uint16_t desc_begin;
	uint16_t desc_next;
	uint16_t info_size;
	uint16_t info_time;
	uint16_t info_length;
	uint16_t reserved[3];	/* 0 */
};

/* What is left before a reset, and where: zones of ramoops without ECC. */
struct kdp_last_words {
	uint64_t zone;		/* physical address of the first dump zone */
	uint32_t zone_size;	/* bytes of each, header included */
	uint32_t zone_count;
	struct kdp_klog_layout klog;
};

#define KDP_ZONE_SIZE_MIN 256u

/* A physical range that purgatory's own page tables must map. */
struct kdp_map {
	uint64_t addr;		/* first byte */
	uint64_t size;		/* bytes */
	uint32_t type;		/* enum kdp_map_type */
	uint32_t reserved;	/* 0 */
};

enum kdp_map_type {
	KDP_MAP_RAM = 0,	/* write-back */
	KDP_MAP_MMIO = 1,	/* uncached; wins over RAM in the same 2 MiB */
};

/* One step of the plan, run in the order of the array. */
struct kdp_step {
	uint16_t kind;		/* enum kdp_step_kind */
	uint16_t flags;		/* KDP_STEP_F_* */
	uint32_t budget_us;	/* deadline; 0: the kind's default */
	uint32_t table;		/* offset of the step's table; 0: none */
	uint32_t table_count;	/* entries in it */
	uint64_t arg[2];	/* by kind */
};

#define KDP_STEP_F_TEST_ONLY (1u << 0) /* never in a plan made by default */
#define KDP_STEP_F_PORTABLE  (1u << 1) /* DIGEST: do not ask CPUID, use nothing
					* that it would have to tell of */

/*
 * Step kinds.  "table" names the struct that kdp_step.table points to.
 * Numbers below 16 are what purgatory does around the plan, recorded alike.
 */
enum kdp_step_kind {
	KDP_STEP_NONE = 0,
	KDP_STEP_SETUP = 1,	/* descriptor tables, page tables, checks */
	KDP_STEP_SEAL = 2,	/* record sealed, note inserted, jump */
	KDP_STEP_WATCHDOG = 16,	/* table: struct kdp_watchdog */
	KDP_STEP_WAIT = 17,	/* test only: arg[0] = microseconds to spend */
	KDP_STEP_LAPIC_MASK = 18, /* mask every LVT entry of this CPU */
	KDP_STEP_IOAPIC = 19,	/* table: struct kdp_ioapic */
	KDP_STEP_PCI = 20,	/* table: struct kdp_pci_function, all that
				 * were there; their buses are searched;
				 * arg[0] = offset of struct kdp_ecam,
				 * arg[1] = their number; 0: CF8/CFC only */
	KDP_STEP_HPET = 21,	/* table: struct kdp_hpet */
	KDP_STEP_PIC = 22,	/* mask the 8259 pair */
	KDP_STEP_RTC = 23,	/* disable the RTC's interrupts */
	KDP_STEP_IOMMU = 24,	/* place kept */
	KDP_STEP_DRAIN = 25,	/* empty IRR and ISR, take a latched NMI */
	KDP_STEP_LAPIC_OFF = 26, /* software-disable the local APIC;
				  * arg[0] = 1: leave virtual wire instead */
	KDP_STEP_COPY = 27,	/* table: struct kdp_copy */
	KDP_STEP_DIGEST = 28,	/* table: struct kdp_digest;
				 * arg[0] = offset of struct kdp_checks,
				 * 0: none; arg[1] = number of struct
				 * kdp_check_range right behind it */
};

/*
 * A watchdog to arm.  Numbers of the PCI function are compared before anything
 * is written; it is reached by CF8/CFC.
 */
struct kdp_watchdog {
	uint64_t base;		/* TCO: first I/O port; i6300ESB: MMIO */
	uint64_t no_reboot;	/* TCO: MMIO address of the register with the
				 * NO_REBOOT bit; 0: TCO1_CNT has it */
	uint32_t no_reboot_mask;
	uint32_t timeout_ms;	/* from arming to the reset, at least */
	uint16_t kind;		/* enum kdp_watchdog_kind */
	uint16_t smi_en;	/* TCO: I/O port of SMI_EN; 0: left alone */
	uint8_t bus;
	uint8_t devfn;
	uint16_t vendor;
	uint16_t device;
	uint16_t reserved[3];	/* 0 */
};

enum kdp_watchdog_kind {
	KDP_WATCHDOG_NONE = 0,
	KDP_WATCHDOG_TCO = 1,	/* Intel chipsets, ICH6 and later */
	KDP_WATCHDOG_I6300ESB = 2,
};

/* One IO-APIC. */
struct kdp_ioapic {
	uint64_t addr;		/* physical base, from the MADT */
	uint32_t id;		/* from the MADT, for the record */
	uint32_t gsi_base;	/* from the MADT, for the record */
};

/* One HPET. */
struct kdp_hpet {
	uint64_t addr;		/* physical base, from its ACPI table */
	uint32_t id;		/* number in that table, for the record */
	uint32_t reserved;	/* 0 */
};

/* One ECAM window (MCFG allocation). */
struct kdp_ecam {
	uint64_t addr;		/* physical address of bus 0 of the segment */
	uint16_t segment;
	uint8_t bus_start;
	uint8_t bus_end;	/* inclusive */
	uint32_t reserved;	/* 0 */
};

/* One PCI function, as it was when the image was loaded. */
struct kdp_pci_function {
	uint16_t segment;
	uint8_t bus;
	uint8_t devfn;		/* device << 3 | function */
	uint16_t vendor;	/* compared before anything is written */
	uint16_t device;
	uint16_t msi;		/* offset of the MSI capability; 0: none */
	uint16_t msix;		/* offset of the MSI-X capability; 0: none */
	uint16_t flags;		/* KDP_PCI_F_* */
	uint16_t reserved;	/* 0 */
};

#define KDP_PCI_F_BRIDGE (1u << 0) /* header type 1 */
#define KDP_PCI_F_VF     (1u << 1) /* virtual function: ids read as 0xffff */
#define KDP_PCI_F_INTX   (1u << 2) /* has an interrupt pin */

/* A block of memory to copy before the jump (low memory backup). */
struct kdp_copy {
	uint64_t from;
	uint64_t to;
	uint64_t size;		/* bytes */
};

/* A block of the loaded image and its SHA-256. */
struct kdp_digest {
	uint64_t addr;
	uint64_t size;		/* bytes, at most KDP_DIGEST_BLOCK */
	uint8_t sha256[32];
};

#define KDP_DIGEST_BLOCK 0x100000u

/*
 * Checks of small blocks, and parity to repair them.
 *
 * The ranges are cut into blocks of KDP_CHECK_BLOCK bytes, the last of a range
 * may be shorter, and the blocks are counted through all ranges.  The table
 * has struct kdp_block_check for each block and then for each parity block;
 * it lies in memory twice and is sealed by its SHA-256.  Block n belongs to
 * group n % parity_count; parity block g is the XOR of the blocks of group g,
 * short ones filled up with zeros.  Neighbours are in different groups, so
 * that each of parity_count neighbours can be repaired.
 *
 * The segment that holds all this begins with KDP_CHECK_MAGIC.
 */
struct kdp_checks {
	uint64_t table[2];	/* addresses of the two copies */
	uint64_t parity;	/* address of the first parity block */
	uint32_t block_count;
	uint32_t parity_count;	/* parity blocks, and groups; 0: none */
	uint8_t sha256[32];	/* of the table */
};

struct kdp_check_range {
	uint64_t addr;
	uint64_t size;		/* bytes */
};

struct kdp_block_check {
	uint32_t crc32c;	/* of the block's bytes */
	uint32_t sum;		/* of its 64-bit words, halves XORed */
};

#define KDP_CHECK_BLOCK 4096u
#define KDP_CHECK_BLOCKS_MAX 0x1000000u /* data and parity: 64 GiB */
#define KDP_CHECK_MAGIC 0x314b48435050444bull /* "KDPPCHK1" */

/*
 * Note segment: what the second kernel reads as one PT_NOTE.
 *
 *   0                    Elf64_Nhdr, "KDUMP-PREP\0" padded to 12
 *   KDP_NOTE_RECORD      struct kdp_record, then its entries: record.size bytes
 *   + record.size        Elf64_Nhdr, "LINUX\0" padded to 8, 44-byte dump name
 *   + KDP_NOTE_VMCOREDD  a copy of the record, made when it is sealed
 *   + record.size        at least 12 zero bytes
 *
 * The loader writes headers, names and the record in state ARMED; purgatory
 * fills the record in place and the copy at the end.
 */
#define KDP_NOTE_NAME      "KDUMP-PREP"
#define KDP_NOTE_TYPE      0x4b445001u
#define KDP_NOTE_RECORD    24u	/* offset of the record in the segment */
#define KDP_NOTE_VMCOREDD  64u	/* from the record's end to the copy */
#define KDP_NOTE_TAIL      16u	/* zero bytes behind the copy */
#define KDP_VMCOREDD_NAME  "LINUX"
#define KDP_VMCOREDD_TYPE  0x700u /* NT_VMCOREDD, linux/vmcore.h */
#define KDP_VMCOREDD_LABEL "kdump-prep"
#define KDP_VMCOREDD_LABEL_SIZE 44u
#define KDP_NOTE_SIZE_MAX  0x10000u /* the second kernel kmallocs it */

/* Default capacity: two copies and their headers stay below 64 KiB. */
#define KDP_RECORD_SIZE_DEFAULT 0x7c00u

enum kdp_record_state {
	KDP_RECORD_NONE = 0,
	KDP_RECORD_ARMED = 1,	/* as loaded; purgatory has not run */
	KDP_RECORD_RUNNING = 2,	/* purgatory began and did not finish */
	KDP_RECORD_SEALED = 3,	/* purgatory finished, second kernel started */
	KDP_RECORD_REFUSED = 4,	/* mismatch policy ended the attempt */
};

#define KDP_RECORD_F_TSC      (1u << 0) /* deadlines by TSC of known rate */
#define KDP_RECORD_F_LA57     (1u << 1) /* five-level paging at entry */
#define KDP_RECORD_F_X2APIC   (1u << 2) /* local APIC in x2APIC mode */
#define KDP_RECORD_F_PLAN_BAD (1u << 3) /* plan refused: nothing was quiesced */
#define KDP_RECORD_F_OVERRUN  (1u << 4) /* the plan's budget ran out */
#define KDP_RECORD_F_NOTE     (1u << 5) /* PT_NOTE inserted in elfcorehdr */
#define KDP_RECORD_F_COPY     (1u << 6) /* NT_VMCOREDD copy made */
#define KDP_RECORD_F_CRC32    (1u << 7) /* checks by the CPU's instruction */
#define KDP_RECORD_F_SHA_NI   (1u << 8) /* SHA-256 by the CPU's extension */
#define KDP_RECORD_F_LEFT_ALONE (1u << 9) /* no device was touched: guest */
#define KDP_RECORD_F_CPU      (1u << 10) /* the CPU's number is known */
#define KDP_RECORD_F_STAGE    (1u << 16) /* written by a wrapped kernel */
#define KDP_RECORD_F_TABLE    (1u << 17) /* ... whose load left a table */
#define KDP_RECORD_F_SETUP_DATA (1u << 18) /* note linked as setup_data */

/* Why a machine's devices must not be touched at a crash. */
enum kdp_guest {
	KDP_GUEST_PLAIN = 0,	/* bare metal or an ordinary virtual machine */
	KDP_GUEST_SEV_ES = 1,	/* SEV too */
	KDP_GUEST_SNP = 2,
	KDP_GUEST_TDX = 3,
	KDP_GUEST_SME_HOST = 4,
	KDP_GUEST_XEN_PV = 5,
};

/*
 * Record: header, then entry_max entries of entry_size bytes.  Counters are
 * written by purgatory as it goes; the header's crc is valid when the state
 * is ARMED, SEALED or REFUSED, an entry's crc always.
 */
struct kdp_record {
	uint64_t magic;		/* KDP_RECORD_MAGIC */
	uint16_t version;	/* KDP_ABI_VERSION */
	uint16_t header_size;	/* sizeof(struct kdp_record) */
	uint32_t size;		/* bytes of header and entries */
	uint16_t entry_size;	/* sizeof(struct kdp_entry) */
	uint16_t state;		/* enum kdp_record_state */
	uint32_t entry_max;	/* entries that fit */
	uint32_t entry_count;	/* entries written */
	uint32_t entry_dropped;	/* entries that did not fit */
	uint32_t flags;		/* KDP_RECORD_F_* */
	uint32_t plan_crc;	/* kdp_plan.crc */
	uint32_t tsc_khz;	/* kdp_plan.tsc_khz */
	uint32_t step_count;	/* kdp_plan.step_count */
	uint64_t load_time;	/* of the load, seconds since 1970 */
	uint64_t blob_addr;	/* where purgatory ran */
	uint64_t tsc_entry;	/* first TSC read, right behind lidt */
	uint64_t tsc_seal;	/* last TSC read, right before the jump */
	/* State that the panicking kernel handed over. */
	uint64_t cr0;
	uint64_t cr3;
	uint64_t cr4;
	uint64_t efer;
	uint64_t apic_base;	/* IA32_APIC_BASE */
	uint32_t apic_id;
	uint32_t apic_version;
	uint32_t apic_svr;
	uint32_t apic_lvt0;
	uint32_t apic_lvt1;
	uint32_t apic_lvtt;
	/* Exceptions and interrupts that purgatory took. */
	uint32_t nmi_count;
	uint32_t mce_count;
	uint32_t fault_count;	/* any other exception */
	uint32_t irq_count;	/* vectors 32 to 255 */
	/* What the steps found and did. */
	uint32_t lvt_masked;	/* LVT entries that were unmasked */
	uint32_t pin_count;	/* IO-APIC pins seen */
	uint32_t pin_masked;	/* pins that were unmasked */
	uint32_t pin_rirr;	/* pins whose Remote-IRR was cleared */
	uint32_t pin_stuck;	/* pins whose Remote-IRR stayed set */
	uint32_t pci_count;	/* functions visited */
	uint32_t pci_changed;	/* functions skipped: other ids, or gone */
	uint32_t intx_disabled;	/* functions whose INTx was enabled */
	uint32_t msi_disabled;	/* functions whose MSI was enabled */
	uint32_t msix_masked;	/* functions whose MSI-X was open */
	uint32_t drain_isr;	/* ISR bits ended by EOI */
	uint32_t drain_irr;	/* IRR bits found pending */
	uint32_t drain_left;	/* bits left in IRR or ISR at the end */
	uint32_t digest_blocks;	/* blocks verified */
	uint32_t digest_bad;	/* blocks that did not match */
	uint32_t digest_repaired; /* of these, put right by parity */
	char loader[32];	/* version of the loader, NUL-padded */
	/* More of what was found and done; guest and cpus from the loader. */
	uint32_t guest;		/* enum kdp_guest */
	uint32_t cpu_count;	/* CPUs when the image was loaded */
	uint32_t cpu;		/* Linux's number of this CPU, with F_CPU */
	uint32_t mce_banks;	/* errors that came with machine checks */
	uint32_t mce_left;	/* banks that held an error at the hand-over */
	uint32_t ioapic_count;	/* IO-APICs that answered */
	uint32_t pci_found;	/* functions that were not planned */
	uint32_t hpet_silenced;	/* comparators whose interrupt was enabled */
	uint32_t pic_masked;	/* lines of the 8259 pair that were open */
	uint32_t rtc_silenced;	/* interrupts of the RTC that were enabled */
	uint32_t watchdog_ms;	/* a watchdog is armed for so long; 0: none */
	uint32_t digest_runs;	/* more than 1: exceptions ended the others */
	uint32_t reserved[9];	/* 0; wrapped kernel */
	uint32_t parity_bad;	/* parity blocks and tables of checks damaged */
	uint32_t nmi_late;	/* NMIs and machine checks taken after the seal;
				 * not in crc */
	uint32_t crc;		/* of all bytes before nmi_late */
};

enum kdp_entry_type {
	KDP_ENTRY_NONE = 0,
	KDP_ENTRY_STEP = 1,	/* a step; completed in place */
	KDP_ENTRY_DETAIL = 2,	/* one object that a step changed or found */
	KDP_ENTRY_FAULT = 3,	/* an exception inside a step */
};

/* How a step, or a detail, ended. */
enum kdp_status {
	KDP_STATUS_NONE = 0,
	KDP_STATUS_RUNNING = 1,	/* written before the first device access */
	KDP_STATUS_OK = 2,
	KDP_STATUS_SKIPPED = 3,	/* nothing to do, or not there */
	KDP_STATUS_TIMEOUT = 4,	/* its budget ran out */
	KDP_STATUS_STUCK = 5,	/* hardware did not take the value */
	KDP_STATUS_FAULT = 6,	/* abandoned by an exception */
	KDP_STATUS_UNSUPPORTED = 7, /* unknown step or hardware */
	KDP_STATUS_MISMATCH = 8, /* digest or ids differ */
};

/* What a detail is about; the meaning of object, before and after with it. */
enum kdp_code {
	KDP_CODE_NONE = 0,
	KDP_CODE_LVT = 1,	/* object: register offset (0x320...) */
	KDP_CODE_PIN = 2,	/* object: IO-APIC index << 16 | pin; RTEs */
	KDP_CODE_RIRR = 3,	/* object: as PIN; Remote-IRR cleared */
	KDP_CODE_IOAPIC = 4,	/* object: IO-APIC index; before: version reg */
	KDP_CODE_INTX = 5,	/* object: KDP_BDF; command register */
	KDP_CODE_MSI = 6,	/* object: KDP_BDF; message control */
	KDP_CODE_MSIX = 7,	/* object: KDP_BDF; message control */
	KDP_CODE_PCI_CHANGED = 8, /* object: KDP_BDF; ids planned, ids found */
	KDP_CODE_ISR = 9,	/* object: vector, in service, EOI sent */
	KDP_CODE_IRR = 10,	/* object: vector, pending, taken */
	KDP_CODE_LEFT = 11,	/* object: vector, still there */
	KDP_CODE_BLOCK = 12,	/* object: digest block; before: address,
				 * after: first 8 bytes of the digest found */
	KDP_CODE_SVR = 13,	/* object: 0xf0; spurious vector register */
	KDP_CODE_EXCEPTION = 14, /* object: vector; before: RIP offset in blob,
				  * after: error code; extra: CR2 */
	KDP_CODE_NOTE = 15,	/* object: index of the inserted PT_NOTE */
	KDP_CODE_PCI_FOUND = 16, /* object: KDP_BDF, not planned; before: MSI
				  * offset | MSI-X offset << 8 | header type
				  * << 16; after: ids */
	KDP_CODE_MSI_MASK = 17,	/* object: KDP_BDF; mask bits */
	KDP_CODE_HPET = 18,	/* object: HPET index << 16 | register offset;
				 * low half of the register */
	KDP_CODE_PIC = 19,	/* object: first port; OCW1 | ISR << 8 |
				 * IRR << 16 */
	KDP_CODE_RTC = 20,	/* object: 0x0b, register B; extra: C */
	KDP_CODE_LAPIC = 21,	/* object: register offset (0x80, 0x280) */
	KDP_CODE_CHECK = 22,	/* object: first of a run of neighbour blocks of
				 * struct kdp_checks; before: address, after:
				 * struct kdp_block_check found in it; extra:
				 * bytes of the run; status OK: repaired,
				 * MISMATCH: beyond repair, STUCK: memory did
				 * not take the repair, FAULT: it cannot be
				 * read; one that was repaired without being
				 * read has a check of 0 */
	KDP_CODE_PARITY = 23,	/* the same of parity blocks; never repaired */
	KDP_CODE_TABLE = 24,	/* object: copy of the table of checks; before:
				 * address, after: first 8 bytes of its
				 * SHA-256 found; extra: bytes */
	KDP_CODE_MCE = 25,	/* object: number of the machine check, 0: as
				 * handed over; before: MCG_STATUS, after:
				 * MCG_CAP; extra: RIP offset in blob */
	KDP_CODE_MCE_BANK = 26,	/* object: that number << 16 | bank; before:
				 * MCi_STATUS, after: MCi_ADDR, extra:
				 * MCi_MISC, 0 where STATUS says invalid */
	KDP_CODE_GUEST = 27,	/* object: enum kdp_guest; before: CPUID
				 * 0x8000001f EAX, after: MSR 0xc0010131;
				 * extra: vector that this raised */
	KDP_CODE_WATCHDOG = 28,	/* object: enum kdp_watchdog_kind << 16 | low
				 * half of the register's address; status OK:
				 * armed, extra: for so many milliseconds */
	/* The stage of a wrapped kernel. */
	KDP_CODE_WRAP_TABLE = 32, /* object: functions in struct
				   * kdp_wrap_table; before: its address,
				   * after: its checksum, extra: bytes */
	KDP_CODE_WRAP_ACPI = 33, /* object: signature of an ACPI table that was
				  * refused; before: its address, after: the
				  * length that it claims */
	KDP_CODE_WRAP_IOAPIC = 34, /* object: id of an IO-APIC that was refused;
				    * before: address, after: version reg */
	KDP_CODE_WRAP_E820 = 35, /* object: entries; before: address that was
				  * reserved, after: its end */
	KDP_CODE_WRAP_ELFCOREHDR = 36, /* object: program headers; before: old
					* address, after: new, extra: bytes */
	KDP_CODE_WRAP_CMDLINE = 37, /* before: old address, after: new,
				     * extra: bytes */
};

#define KDP_BDF(segment, bus, devfn) \
	((uint32_t)(segment) << 16 | (uint32_t)(bus) << 8 | (uint32_t)(devfn))

struct kdp_entry {
	uint32_t seq;		/* position in the record, from 0 */
	uint16_t type;		/* enum kdp_entry_type */
	uint16_t kind;		/* enum kdp_step_kind of its step */
	uint16_t status;	/* enum kdp_status */
	uint16_t code;		/* enum kdp_code */
	uint32_t object;	/* by code */
	uint64_t before;	/* by code; step: objects planned */
	uint64_t after;		/* by code; step: objects changed */
	uint64_t extra;		/* by code; exception: CR2 */
	uint64_t tsc;		/* when it began */
	uint64_t tsc_end;	/* when it ended; 0: did not */
	uint32_t count;		/* by code; step: index in the plan, or ~0 */
	uint32_t crc;		/* of all bytes before */
};

#define KDP_STEP_INDEX_NONE 0xffffffffu

#define KDP_ASSERT_SIZE(type, bytes) \
	_Static_assert(sizeof(type) == (bytes), #type " has another size")
#define KDP_ASSERT_AT(type, member, offset) \
	_Static_assert(offsetof(type, member) == (offset), \
		       #type "." #member " has another offset")

KDP_ASSERT_SIZE(struct kdp_blob_header, 72);
KDP_ASSERT_AT(struct kdp_blob_header, magic, 0);
KDP_ASSERT_AT(struct kdp_blob_header, version, 8);
KDP_ASSERT_AT(struct kdp_blob_header, header_size, 10);
KDP_ASSERT_AT(struct kdp_blob_header, file_size, 12);
KDP_ASSERT_AT(struct kdp_blob_header, mem_size, 16);
KDP_ASSERT_AT(struct kdp_blob_header, ro_size, 20);
KDP_ASSERT_AT(struct kdp_blob_header, entry, 24);
KDP_ASSERT_AT(struct kdp_blob_header, gdtr, 28);
KDP_ASSERT_AT(struct kdp_blob_header, idtr, 32);
KDP_ASSERT_AT(struct kdp_blob_header, gdt, 36);
KDP_ASSERT_AT(struct kdp_blob_header, idt, 40);
KDP_ASSERT_AT(struct kdp_blob_header, tss, 44);
KDP_ASSERT_AT(struct kdp_blob_header, stubs, 48);
KDP_ASSERT_AT(struct kdp_blob_header, stub_stride, 52);
KDP_ASSERT_AT(struct kdp_blob_header, df_stack_top, 56);
KDP_ASSERT_AT(struct kdp_blob_header, handover, 60);
KDP_ASSERT_AT(struct kdp_blob_header, reserved, 64);

KDP_ASSERT_SIZE(struct kdp_reset_register, 16);
KDP_ASSERT_AT(struct kdp_reset_register, addr, 0);
KDP_ASSERT_AT(struct kdp_reset_register, space, 8);
KDP_ASSERT_AT(struct kdp_reset_register, value, 10);
KDP_ASSERT_AT(struct kdp_reset_register, reserved0, 11);
KDP_ASSERT_AT(struct kdp_reset_register, reserved1, 12);

KDP_ASSERT_SIZE(struct kdp_handover, 120);
KDP_ASSERT_AT(struct kdp_handover, magic, 0);
KDP_ASSERT_AT(struct kdp_handover, version, 8);
KDP_ASSERT_AT(struct kdp_handover, size, 10);
KDP_ASSERT_AT(struct kdp_handover, flags, 12);
KDP_ASSERT_AT(struct kdp_handover, plan_addr, 16);
KDP_ASSERT_AT(struct kdp_handover, note_addr, 24);
KDP_ASSERT_AT(struct kdp_handover, note_size, 32);
KDP_ASSERT_AT(struct kdp_handover, elfcorehdr_addr, 40);
KDP_ASSERT_AT(struct kdp_handover, elfcorehdr_size, 48);
KDP_ASSERT_AT(struct kdp_handover, kernel_entry, 56);
KDP_ASSERT_AT(struct kdp_handover, boot_params, 64);
KDP_ASSERT_AT(struct kdp_handover, plan_size, 72);
KDP_ASSERT_AT(struct kdp_handover, serial_kind, 76);
KDP_ASSERT_AT(struct kdp_handover, serial_base, 80);
KDP_ASSERT_AT(struct kdp_handover, serial_baud, 84);
KDP_ASSERT_AT(struct kdp_handover, reset, 88);
KDP_ASSERT_AT(struct kdp_handover, reserved, 104);
KDP_ASSERT_AT(struct kdp_handover, crc, 116);

KDP_ASSERT_SIZE(struct kdp_stage, 152);
KDP_ASSERT_AT(struct kdp_stage, magic, 0);
KDP_ASSERT_AT(struct kdp_stage, version, 8);
KDP_ASSERT_AT(struct kdp_stage, size, 10);
KDP_ASSERT_AT(struct kdp_stage, flags, 12);
KDP_ASSERT_AT(struct kdp_stage, file_size, 16);
KDP_ASSERT_AT(struct kdp_stage, mem_size, 20);
KDP_ASSERT_AT(struct kdp_stage, blob, 24);
KDP_ASSERT_AT(struct kdp_stage, cmdline_size, 28);
KDP_ASSERT_AT(struct kdp_stage, kernel, 32);
KDP_ASSERT_AT(struct kdp_stage, tail, 40);
KDP_ASSERT_AT(struct kdp_stage, tail_size, 48);
KDP_ASSERT_AT(struct kdp_stage, syssize, 56);
KDP_ASSERT_AT(struct kdp_stage, payload_offset, 60);
KDP_ASSERT_AT(struct kdp_stage, init_size, 64);
KDP_ASSERT_AT(struct kdp_stage, handover_offset, 68);
KDP_ASSERT_AT(struct kdp_stage, kernel_info_offset, 72);
KDP_ASSERT_AT(struct kdp_stage, xloadflags, 76);
KDP_ASSERT_AT(struct kdp_stage, reserved0, 78);
KDP_ASSERT_AT(struct kdp_stage, setup, 80);
KDP_ASSERT_AT(struct kdp_stage, setup_size, 88);
KDP_ASSERT_AT(struct kdp_stage, rest_size, 92);
KDP_ASSERT_AT(struct kdp_stage, file_crc, 96);
KDP_ASSERT_AT(struct kdp_stage, reserved1, 100);
KDP_ASSERT_AT(struct kdp_stage, loader, 104);
KDP_ASSERT_AT(struct kdp_stage, reserved, 136);
KDP_ASSERT_AT(struct kdp_stage, crc, 148);

KDP_ASSERT_SIZE(struct kdp_wrap_table, 56);
KDP_ASSERT_AT(struct kdp_wrap_table, magic, 0);
KDP_ASSERT_AT(struct kdp_wrap_table, version, 8);
KDP_ASSERT_AT(struct kdp_wrap_table, header_size, 10);
KDP_ASSERT_AT(struct kdp_wrap_table, size, 12);
KDP_ASSERT_AT(struct kdp_wrap_table, flags, 16);
KDP_ASSERT_AT(struct kdp_wrap_table, tsc_khz, 20);
KDP_ASSERT_AT(struct kdp_wrap_table, load_time, 24);
KDP_ASSERT_AT(struct kdp_wrap_table, serial, 32);
KDP_ASSERT_AT(struct kdp_wrap_table, function_size, 34);
KDP_ASSERT_AT(struct kdp_wrap_table, function_count, 36);
KDP_ASSERT_AT(struct kdp_wrap_table, test_wait_ms, 40);
KDP_ASSERT_AT(struct kdp_wrap_table, reserved, 44);
KDP_ASSERT_AT(struct kdp_wrap_table, crc, 52);

KDP_ASSERT_SIZE(struct kdp_wrap_function, 12);
KDP_ASSERT_AT(struct kdp_wrap_function, segment, 0);
KDP_ASSERT_AT(struct kdp_wrap_function, bus, 2);
KDP_ASSERT_AT(struct kdp_wrap_function, devfn, 3);
KDP_ASSERT_AT(struct kdp_wrap_function, vendor, 4);
KDP_ASSERT_AT(struct kdp_wrap_function, device, 6);
KDP_ASSERT_AT(struct kdp_wrap_function, flags, 8);
KDP_ASSERT_AT(struct kdp_wrap_function, reserved, 10);

KDP_ASSERT_SIZE(struct kdp_plan, 104);
KDP_ASSERT_AT(struct kdp_plan, magic, 0);
KDP_ASSERT_AT(struct kdp_plan, version, 8);
KDP_ASSERT_AT(struct kdp_plan, header_size, 10);
KDP_ASSERT_AT(struct kdp_plan, size, 12);
KDP_ASSERT_AT(struct kdp_plan, crc, 16);
KDP_ASSERT_AT(struct kdp_plan, flags, 20);
KDP_ASSERT_AT(struct kdp_plan, step_size, 24);
KDP_ASSERT_AT(struct kdp_plan, step_count, 26);
KDP_ASSERT_AT(struct kdp_plan, steps, 28);
KDP_ASSERT_AT(struct kdp_plan, tsc_khz, 32);
KDP_ASSERT_AT(struct kdp_plan, budget_us, 36);
KDP_ASSERT_AT(struct kdp_plan, mismatch, 40);
KDP_ASSERT_AT(struct kdp_plan, map_offset, 44);
KDP_ASSERT_AT(struct kdp_plan, map_count, 48);
KDP_ASSERT_AT(struct kdp_plan, last_words, 52);
KDP_ASSERT_AT(struct kdp_plan, cpus, 56);
KDP_ASSERT_AT(struct kdp_plan, cpu_count, 60);
KDP_ASSERT_AT(struct kdp_plan, reserved, 64);

KDP_ASSERT_SIZE(struct kdp_plan_cpu, 8);
KDP_ASSERT_AT(struct kdp_plan_cpu, apic_id, 0);
KDP_ASSERT_AT(struct kdp_plan_cpu, number, 4);

KDP_ASSERT_SIZE(struct kdp_klog_layout, 64);
KDP_ASSERT_AT(struct kdp_klog_layout, head_id, 0);
KDP_ASSERT_AT(struct kdp_klog_layout, tail_id, 8);
KDP_ASSERT_AT(struct kdp_klog_layout, descs, 16);
KDP_ASSERT_AT(struct kdp_klog_layout, infos, 24);
KDP_ASSERT_AT(struct kdp_klog_layout, text, 32);
KDP_ASSERT_AT(struct kdp_klog_layout, desc_bits, 40);
KDP_ASSERT_AT(struct kdp_klog_layout, text_bits, 42);
KDP_ASSERT_AT(struct kdp_klog_layout, desc_size, 44);
KDP_ASSERT_AT(struct kdp_klog_layout, desc_state, 46);
KDP_ASSERT_AT(struct kdp_klog_layout, desc_begin, 48);
KDP_ASSERT_AT(struct kdp_klog_layout, desc_next, 50);
KDP_ASSERT_AT(struct kdp_klog_layout, info_size, 52);
KDP_ASSERT_AT(struct kdp_klog_layout, info_time, 54);
KDP_ASSERT_AT(struct kdp_klog_layout, info_length, 56);
KDP_ASSERT_AT(struct kdp_klog_layout, reserved, 58);

KDP_ASSERT_SIZE(struct kdp_last_words, 80);
KDP_ASSERT_AT(struct kdp_last_words, zone, 0);
KDP_ASSERT_AT(struct kdp_last_words, zone_size, 8);
KDP_ASSERT_AT(struct kdp_last_words, zone_count, 12);
KDP_ASSERT_AT(struct kdp_last_words, klog, 16);

KDP_ASSERT_SIZE(struct kdp_map, 24);
KDP_ASSERT_AT(struct kdp_map, addr, 0);
KDP_ASSERT_AT(struct kdp_map, size, 8);
KDP_ASSERT_AT(struct kdp_map, type, 16);
KDP_ASSERT_AT(struct kdp_map, reserved, 20);

KDP_ASSERT_SIZE(struct kdp_step, 32);
KDP_ASSERT_AT(struct kdp_step, kind, 0);
KDP_ASSERT_AT(struct kdp_step, flags, 2);
KDP_ASSERT_AT(struct kdp_step, budget_us, 4);
KDP_ASSERT_AT(struct kdp_step, table, 8);
KDP_ASSERT_AT(struct kdp_step, table_count, 12);
KDP_ASSERT_AT(struct kdp_step, arg, 16);

KDP_ASSERT_SIZE(struct kdp_watchdog, 40);
KDP_ASSERT_AT(struct kdp_watchdog, base, 0);
KDP_ASSERT_AT(struct kdp_watchdog, no_reboot, 8);
KDP_ASSERT_AT(struct kdp_watchdog, no_reboot_mask, 16);
KDP_ASSERT_AT(struct kdp_watchdog, timeout_ms, 20);
KDP_ASSERT_AT(struct kdp_watchdog, kind, 24);
KDP_ASSERT_AT(struct kdp_watchdog, smi_en, 26);
KDP_ASSERT_AT(struct kdp_watchdog, bus, 28);
KDP_ASSERT_AT(struct kdp_watchdog, devfn, 29);
KDP_ASSERT_AT(struct kdp_watchdog, vendor, 30);
KDP_ASSERT_AT(struct kdp_watchdog, device, 32);
KDP_ASSERT_AT(struct kdp_watchdog, reserved, 34);

KDP_ASSERT_SIZE(struct kdp_ioapic, 16);
KDP_ASSERT_AT(struct kdp_ioapic, addr, 0);
KDP_ASSERT_AT(struct kdp_ioapic, id, 8);
KDP_ASSERT_AT(struct kdp_ioapic, gsi_base, 12);

KDP_ASSERT_SIZE(struct kdp_hpet, 16);
KDP_ASSERT_AT(struct kdp_hpet, addr, 0);
KDP_ASSERT_AT(struct kdp_hpet, id, 8);
KDP_ASSERT_AT(struct kdp_hpet, reserved, 12);

KDP_ASSERT_SIZE(struct kdp_ecam, 16);
KDP_ASSERT_AT(struct kdp_ecam, addr, 0);
KDP_ASSERT_AT(struct kdp_ecam, segment, 8);
KDP_ASSERT_AT(struct kdp_ecam, bus_start, 10);
KDP_ASSERT_AT(struct kdp_ecam, bus_end, 11);
KDP_ASSERT_AT(struct kdp_ecam, reserved, 12);

KDP_ASSERT_SIZE(struct kdp_pci_function, 16);
KDP_ASSERT_AT(struct kdp_pci_function, segment, 0);
KDP_ASSERT_AT(struct kdp_pci_function, bus, 2);
KDP_ASSERT_AT(struct kdp_pci_function, devfn, 3);
KDP_ASSERT_AT(struct kdp_pci_function, vendor, 4);
KDP_ASSERT_AT(struct kdp_pci_function, device, 6);
KDP_ASSERT_AT(struct kdp_pci_function, msi, 8);
KDP_ASSERT_AT(struct kdp_pci_function, msix, 10);
KDP_ASSERT_AT(struct kdp_pci_function, flags, 12);
KDP_ASSERT_AT(struct kdp_pci_function, reserved, 14);

KDP_ASSERT_SIZE(struct kdp_copy, 24);
KDP_ASSERT_AT(struct kdp_copy, from, 0);
KDP_ASSERT_AT(struct kdp_copy, to, 8);
KDP_ASSERT_AT(struct kdp_copy, size, 16);

KDP_ASSERT_SIZE(struct kdp_digest, 48);
KDP_ASSERT_AT(struct kdp_digest, addr, 0);
KDP_ASSERT_AT(struct kdp_digest, size, 8);
KDP_ASSERT_AT(struct kdp_digest, sha256, 16);

KDP_ASSERT_SIZE(struct kdp_checks, 64);
KDP_ASSERT_AT(struct kdp_checks, table, 0);
KDP_ASSERT_AT(struct kdp_checks, parity, 16);
KDP_ASSERT_AT(struct kdp_checks, block_count, 24);
KDP_ASSERT_AT(struct kdp_checks, parity_count, 28);
KDP_ASSERT_AT(struct kdp_checks, sha256, 32);

KDP_ASSERT_SIZE(struct kdp_check_range, 16);
KDP_ASSERT_AT(struct kdp_check_range, addr, 0);
KDP_ASSERT_AT(struct kdp_check_range, size, 8);

KDP_ASSERT_SIZE(struct kdp_block_check, 8);
KDP_ASSERT_AT(struct kdp_block_check, crc32c, 0);
KDP_ASSERT_AT(struct kdp_block_check, sum, 4);

KDP_ASSERT_SIZE(struct kdp_record, 352);
KDP_ASSERT_AT(struct kdp_record, magic, 0);
KDP_ASSERT_AT(struct kdp_record, version, 8);
KDP_ASSERT_AT(struct kdp_record, header_size, 10);
KDP_ASSERT_AT(struct kdp_record, size, 12);
KDP_ASSERT_AT(struct kdp_record, entry_size, 16);
KDP_ASSERT_AT(struct kdp_record, state, 18);
KDP_ASSERT_AT(struct kdp_record, entry_max, 20);
KDP_ASSERT_AT(struct kdp_record, entry_count, 24);
KDP_ASSERT_AT(struct kdp_record, entry_dropped, 28);
KDP_ASSERT_AT(struct kdp_record, flags, 32);
KDP_ASSERT_AT(struct kdp_record, plan_crc, 36);
KDP_ASSERT_AT(struct kdp_record, tsc_khz, 40);
KDP_ASSERT_AT(struct kdp_record, step_count, 44);
KDP_ASSERT_AT(struct kdp_record, load_time, 48);
KDP_ASSERT_AT(struct kdp_record, blob_addr, 56);
KDP_ASSERT_AT(struct kdp_record, tsc_entry, 64);
KDP_ASSERT_AT(struct kdp_record, tsc_seal, 72);
KDP_ASSERT_AT(struct kdp_record, cr0, 80);
KDP_ASSERT_AT(struct kdp_record, cr3, 88);
KDP_ASSERT_AT(struct kdp_record, cr4, 96);
KDP_ASSERT_AT(struct kdp_record, efer, 104);
KDP_ASSERT_AT(struct kdp_record, apic_base, 112);
KDP_ASSERT_AT(struct kdp_record, apic_id, 120);
KDP_ASSERT_AT(struct kdp_record, apic_version, 124);
KDP_ASSERT_AT(struct kdp_record, apic_svr, 128);
KDP_ASSERT_AT(struct kdp_record, apic_lvt0, 132);
KDP_ASSERT_AT(struct kdp_record, apic_lvt1, 136);
KDP_ASSERT_AT(struct kdp_record, apic_lvtt, 140);
KDP_ASSERT_AT(struct kdp_record, nmi_count, 144);
KDP_ASSERT_AT(struct kdp_record, mce_count, 148);
KDP_ASSERT_AT(struct kdp_record, fault_count, 152);
KDP_ASSERT_AT(struct kdp_record, irq_count, 156);
KDP_ASSERT_AT(struct kdp_record, lvt_masked, 160);
KDP_ASSERT_AT(struct kdp_record, pin_count, 164);
KDP_ASSERT_AT(struct kdp_record, pin_masked, 168);
KDP_ASSERT_AT(struct kdp_record, pin_rirr, 172);
KDP_ASSERT_AT(struct kdp_record, pin_stuck, 176);
KDP_ASSERT_AT(struct kdp_record, pci_count, 180);
KDP_ASSERT_AT(struct kdp_record, pci_changed, 184);
KDP_ASSERT_AT(struct kdp_record, intx_disabled, 188);
KDP_ASSERT_AT(struct kdp_record, msi_disabled, 192);
KDP_ASSERT_AT(struct kdp_record, msix_masked, 196);
KDP_ASSERT_AT(struct kdp_record, drain_isr, 200);
KDP_ASSERT_AT(struct kdp_record, drain_irr, 204);
KDP_ASSERT_AT(struct kdp_record, drain_left, 208);
KDP_ASSERT_AT(struct kdp_record, digest_blocks, 212);
KDP_ASSERT_AT(struct kdp_record, digest_bad, 216);
KDP_ASSERT_AT(struct kdp_record, digest_repaired, 220);
KDP_ASSERT_AT(struct kdp_record, loader, 224);
KDP_ASSERT_AT(struct kdp_record, guest, 256);
KDP_ASSERT_AT(struct kdp_record, cpu_count, 260);
KDP_ASSERT_AT(struct kdp_record, cpu, 264);
KDP_ASSERT_AT(struct kdp_record, mce_banks, 268);
KDP_ASSERT_AT(struct kdp_record, mce_left, 272);
KDP_ASSERT_AT(struct kdp_record, ioapic_count, 276);
KDP_ASSERT_AT(struct kdp_record, pci_found, 280);
KDP_ASSERT_AT(struct kdp_record, hpet_silenced, 284);
KDP_ASSERT_AT(struct kdp_record, pic_masked, 288);
KDP_ASSERT_AT(struct kdp_record, rtc_silenced, 292);
KDP_ASSERT_AT(struct kdp_record, watchdog_ms, 296);
KDP_ASSERT_AT(struct kdp_record, digest_runs, 300);
KDP_ASSERT_AT(struct kdp_record, reserved, 304);
KDP_ASSERT_AT(struct kdp_record, parity_bad, 340);
KDP_ASSERT_AT(struct kdp_record, nmi_late, 344);
KDP_ASSERT_AT(struct kdp_record, crc, 348);

KDP_ASSERT_SIZE(struct kdp_entry, 64);
KDP_ASSERT_AT(struct kdp_entry, seq, 0);
KDP_ASSERT_AT(struct kdp_entry, type, 4);
KDP_ASSERT_AT(struct kdp_entry, kind, 6);
KDP_ASSERT_AT(struct kdp_entry, status, 8);
KDP_ASSERT_AT(struct kdp_entry, code, 10);
KDP_ASSERT_AT(struct kdp_entry, object, 12);
KDP_ASSERT_AT(struct kdp_entry, before, 16);
KDP_ASSERT_AT(struct kdp_entry, after, 24);
KDP_ASSERT_AT(struct kdp_entry, extra, 32);
KDP_ASSERT_AT(struct kdp_entry, tsc, 40);
KDP_ASSERT_AT(struct kdp_entry, tsc_end, 48);
KDP_ASSERT_AT(struct kdp_entry, count, 56);
KDP_ASSERT_AT(struct kdp_entry, crc, 60);

#endif
